"""What the model sees of a clause: words, concepts, their company, and who acts.

Everything is hashed into ``2 ** BITS`` buckets with numpy over whole batches
(the hashing trick: Weinberger et al. 2009, Feature Hashing for Large Scale
Multitask Learning).  A clause is scaled to unit length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shangxia.tagging.actors import Actors, find_actors
from shangxia.tagging.clauses import Clauses, Hashes, Ints, Rows
from shangxia.tagging.lexicon import Hits

BITS = 20
#: Words that stand together, at most.
TOGETHER = 2
_MIX = np.uint64(0x9E3779B97F4A7C15)
#: By this a run of words is multiplied before the next word is added.
STEP = np.uint64(0xC2B2AE3D27D4EB4F)
_EDGE = np.uint64(1)


class Features(NamedTuple):
    """Features of a batch of clauses.

    Attributes:
        clause: clause of each feature.
        bucket: bucket of each feature, below ``2 ** BITS``.
        plain: so many of the features, the first ones, are words and concepts of the clause.
        own: so many are of the clause itself and who acts; the others are of its company.
        scale: per clause the value of each of its features.
        hit_clause: clause of each (clause, concept) pair, sorted.
        hit_concept: concept of each of these pairs.
        actors: who acts.
    """

    clause: Rows
    bucket: Ints
    plain: int
    own: int
    scale: np.ndarray[tuple[int], np.dtype[np.float32]]
    hit_clause: Ints
    hit_concept: Ints
    actors: Actors


def featurise(clauses: Clauses, hits: Hits) -> Features:
    """Compute the features of a batch.

    Args:
        clauses: the batch, cut.
        hits: what the lexicon found in the joined text.

    Returns:
        The features; those of a clause do not stand together.
    """
    if not len(clauses):
        return _nothing(len(clauses.offset) - 1)
    clause = np.searchsorted(clauses.start, hits.start, side="right") - 1
    inside = (clause >= 0) & (hits.start < clauses.end[clause])
    clause, concept, end = clause[inside], hits.concept[inside], hits.end[inside]
    actors = find_actors(clauses, clause, concept, end)
    pairs = _unique((clause << _BITS) + concept)
    clause, concept = _parted(pairs)
    others = _sentence(clauses, pairs, clause, concept)
    said = [*_grams(clauses), _Block(clause, _hash(concept))]
    blocks = [
        *said,
        *_company(clauses, clause, concept, others),
        *_roles(clauses, clause, concept, others, actors),
    ]
    salted = sorted(enumerate(blocks), key=lambda item: item[1].company)
    where = np.concatenate([block.clause for _, block in salted]).astype(np.int32)
    bucket = np.concatenate([buckets(_salted(salt, block.values)) for salt, block in salted])
    plain = sum(len(block.clause) for block in said)
    own = sum(len(block.clause) for block in blocks if not block.company)
    counts = np.bincount(where, minlength=len(clauses))
    scale = (1.0 / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    return Features(where, bucket, plain, own, scale, clause, concept, actors)


def _nothing(reports: int) -> Features:
    none, zeros = np.zeros(0, dtype=np.int64), np.zeros(reports, dtype=np.int64)
    scale = np.zeros(0, dtype=np.float32)
    return Features(
        none.astype(np.int32), none, 0, 0, scale, none, none, Actors(none, zeros, zeros)
    )


#: Bits of a concept or code; there are fewer than a thousand.
_BITS = 10


class _Block(NamedTuple):
    """Features of one kind; ``company``: they are of the clauses around."""

    clause: Ints
    values: Hashes
    company: bool = False


def mixed_words(clauses: Clauses) -> Hashes:
    """Return the hashes of the words of a batch with their bits mixed, to be run together."""
    words = clauses.word * _MIX
    words ^= words >> np.uint64(31)
    return words


def buckets(values: Hashes) -> Ints:
    """Return the bucket of each hash, below ``2 ** BITS``."""
    mixed = values * _MIX
    mixed ^= mixed >> np.uint64(29)
    return ((mixed * STEP) >> np.uint64(64 - BITS)).astype(np.int64)


def _salted(salt: int, values: Hashes) -> Hashes:
    return values + np.uint64((salt + 1) * int(STEP) % 2**64)


def _grams(clauses: Clauses) -> Iterator[_Block]:
    """Yield runs of one to ``TOGETHER`` words, and once more those at the edges."""
    clause = clauses.word_clause
    if not len(clause):
        return
    gram = words = mixed_words(clauses)
    for size in range(1, TOGETHER + 1):
        if size > 1:
            gram = gram[:-1] * STEP + words[size - 1 :]
        inside = clause[: len(gram)] == clause[size - 1 :]
        yield _Block(clause[: len(gram)][inside], gram[inside])
        opens = inside & _differs(clause, -1)[: len(gram)]
        closes = inside & _differs(clause, 1)[size - 1 :]
        yield _Block(clause[: len(gram)][opens], gram[opens] + _EDGE)
        yield _Block(clause[: len(gram)][closes], gram[closes] + _EDGE)


def _differs(values: Ints, by: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell where the neighbour before (-1) or behind (1) has another value."""
    other = np.roll(values, -by)
    other[0 if by < 0 else -1] = -1
    differs: np.ndarray[tuple[int], np.dtype[np.bool_]] = other != values
    return differs


def _company(
    clauses: Clauses, clause: Ints, concept: Ints, others: tuple[Ints, Ints]
) -> Iterator[_Block]:
    """Yield two concepts in one clause, those of the sentence and of the clauses beside.

    And each concept with those of the clause before: a promise, then three years.
    """
    left, right = _join(clause, clause)
    keep = concept[left] < concept[right]
    left, right = left[keep], right[keep]
    yield _Block(clause[left], _hash(concept[left], concept[right]))
    at, other = others
    yield _Block(at, _hash(other), company=True)
    hashed, report = _hash(concept), clauses.report
    for by in (-1, 1):
        at = np.clip(clause - by, 0, len(clauses) - 1)
        near = (at == clause - by) & (report[at] == report[clause])
        yield _Block(at[near], hashed[near], company=True)
    left, right = _join(clause - 1, clause)
    near = report[clause[left]] == report[clause[right]]
    left, right = left[near], right[near]
    yield _Block(clause[left], _hash(concept[left], concept[right]), company=True)


def _roles(
    clauses: Clauses, clause: Ints, concept: Ints, others: tuple[Ints, Ints], actors: Actors
) -> Iterator[_Block]:
    """Yield the actor in effect, before, in the title and on the whole, with each concept."""
    index = np.arange(len(clauses))
    effect, share = actors.effect, actors.share[clauses.report]
    title = actors.title[clauses.report]
    before = np.where(_differs(clauses.report, -1), -1, np.roll(effect, 1))
    yield _Block(clause, _hash(effect[clause], concept))
    at, other = others
    yield _Block(at, _hash(effect[at], other), company=True)
    for values in (effect, before, share, title):
        yield _Block(index, _hash(values + 1))
    yield _Block(clause, _hash(share[clause], concept))
    yield _Block(clause, _hash(title[clause], concept))


def _sentence(clauses: Clauses, pairs: Ints, clause: Ints, concept: Ints) -> tuple[Ints, Ints]:
    """Return (clause, concept) for what the other clauses of the sentence hold."""
    held = _unique((clauses.sentence[clause] << _BITS) + concept)
    left, right = _join(clauses.sentence, held >> _BITS)
    other = held[right] & (1 << _BITS) - 1
    # Both are sorted, and what a clause holds itself its sentence holds.
    new = np.ones(len(other), dtype=bool)
    new[np.searchsorted((left << _BITS) + other, pairs)] = False
    return left[new], other[new]


def _parted(pairs: Ints) -> tuple[Ints, Ints]:
    """Return clause and concept of each pair."""
    return pairs >> _BITS, pairs & (1 << _BITS) - 1


def _unique(values: Ints) -> Ints:
    """Return what values there are, sorted; faster than numpy's own for so few."""
    values = np.sort(values)
    return values[np.append(True, values[1:] != values[:-1])] if len(values) else values


def _hash(*values: Ints) -> Hashes:
    mixed = np.zeros(len(values[0]), dtype=np.uint64)
    for value in values:
        mixed = (mixed + value.astype(np.uint64) + np.uint64(7)) * STEP
    return mixed


def _join(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return all index pairs of equal values; ``right`` is sorted."""
    low = np.searchsorted(right, left, side="left")
    times = np.searchsorted(right, left, side="right") - low
    ends = np.cumsum(times)
    total = int(ends[-1]) if len(ends) else 0
    inner = np.arange(total) - np.repeat(ends - times, times)
    return np.repeat(np.arange(len(left)), times), np.repeat(low, times) + inner
