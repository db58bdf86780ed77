"""A head that reads whole texts: for codes without evidence, and for one code a text.

Topics show all over a text, so here the text is one bag: runs of one to three words that go
on across clauses, and concepts; damped counts times inverse document frequency, brought to
unit length, times linear weights (Joachims 1998, Text Categorization with Support Vector
Machines).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from shangxia.tagging.clauses import Ints
from shangxia.tagging.experts import Expert, Scored
from shangxia.tagging.features import BITS, STEP, buckets, mixed_words
from shangxia.tagging.scoring import SILENT, Floats, Seen, pool

_CONCEPT = np.uint64(1 << 20)
#: The pooling of experts of this kind.
WHOLE = "whole"
#: A clause is quoted as well if it says at least half as much as the best one.
_HALF = 2.5
#: Words that stand together, at most.
_TOGETHER = 3
#: Counts above this are as good as this.
_MOST = 4096


class Bag(NamedTuple):
    """What texts hold: parallel arrays, one entry for each run of words and each concept."""

    clause: Ints
    bucket: Ints


def bag(seen: Seen) -> Bag:
    """Return the runs of words and the concepts of a batch, by the clause they begin in."""
    clauses = seen.clauses
    report = clauses.report[clauses.word_clause]
    where, values = [seen.features.hit_clause], [seen.features.hit_concept.astype(np.uint64)]
    values[0] = (values[0] + _CONCEPT) * STEP
    run = words = mixed_words(clauses)
    for size in range(1, _TOGETHER + 1):
        if size > 1:
            run = run[:-1] * STEP + words[size - 1 :]
        inside = report[: len(run)] == report[size - 1 :]
        where.append(clauses.word_clause[: len(run)][inside])
        values.append(run[inside] + np.uint64(size))
    return Bag(np.concatenate(where), buckets(np.concatenate(values)))


def counted(seen: Seen, found: Bag, known: Any = None) -> tuple[Ints, Ints, Floats]:
    """Return report, bucket and damped count of all that a batch holds.

    Args:
        seen: the batch.
        found: its bag.
        known: per bucket whether it counts; all do by default.

    Returns:
        Three parallel arrays, in order of report and bucket.
    """
    report, bucket = seen.clauses.report[found.clause], found.bucket
    if known is not None:
        keep = known[bucket]
        report, bucket = report[keep], bucket[keep]
    keys, counts = np.unique(report * 2**BITS + bucket, return_counts=True)
    damped = _damped()[np.minimum(counts, _MOST - 1)]
    return keys // 2**BITS, keys % 2**BITS, damped


def _damped() -> Floats:
    # A table: a logarithm of many values at once may differ in the last bit from that of one.
    damped: Floats = (1.0 + np.log(np.maximum(np.arange(_MOST), 1))).astype(np.float32)
    return damped


@dataclass(frozen=True)
class WholeExpert(Expert):
    """An expert whose weights are for whole texts.

    Attributes:
        rarity: inverse document frequency of each bucket of ``weights``.
        exclusive: every text has exactly one code.
    """

    rarity: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    exclusive: bool = False
    _slot: Ints = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the table from buckets to weights."""
        slot = np.full(2**BITS, -1, dtype=np.int32)
        slot[self.weights.buckets] = np.arange(len(self.weights.buckets))
        object.__setattr__(self, "_slot", slot)

    def score(self, seen: Seen, reports: int, rows: Any = None) -> Scored:
        """Return log-odds of reports; those of clauses are left to ``telling``."""
        del rows
        report, bucket, value = counted(seen, bag(seen), self._slot >= 0)
        slot = self._slot[bucket]
        value = (value * self.rarity[slot]).astype(np.float64)
        length = np.sqrt(np.bincount(report, value**2, reports))
        pooled = np.full((reports, len(self.weights.bias)), SILENT, dtype=np.float32)
        for code, bias in enumerate(self.weights.bias):
            total = np.bincount(report, value * self.weights.values[slot, code], reports)
            pooled[:, code] = total / np.maximum(length, 1e-9) + bias
        words = self.words.score(seen.features)
        nothing = np.zeros((len(seen.clauses), 0), dtype=np.float32)
        return Scored(nothing, pooled, pool(words, seen, reports, "all", self.words.bias), nothing)

    def telling(self, seen: Seen, scored: Scored) -> Floats:
        """Return how much each clause adds to each code, clauses × codes, on a scale of halves."""
        del scored
        found = bag(seen)
        slot = self._slot[found.bucket]
        keep = slot >= 0
        clause, slot = found.clause[keep], slot[keep]
        told = np.zeros((len(seen.clauses), len(self.weights.bias)), dtype=np.float32)
        for code in range(told.shape[1]):
            each = self.weights.values[slot, code] * self.rarity[slot]
            told[:, code] = np.bincount(clause, each, len(told))
        scaled: Floats = (_HALF * np.log2(np.maximum(told, 1e-3))).astype(np.float32)
        return scaled

    def probabilities(self, pooled: Floats, language: str) -> Floats:
        """Turn log-odds into probabilities; of codes that exclude each other they add up to 1."""
        if not self.exclusive:
            return Expert.probabilities(self, pooled, language)
        return softmax(pooled * self.slope + self.intercept)

    def decided(self, probable: Floats) -> Floats:
        """Return what is held against the threshold: with one code a text, the best one wins."""
        return against_rival(probable) if self.exclusive else probable


def softmax(scores: Any) -> Floats:
    """Return probabilities that add up to 1 in each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def against_rival(probable: Floats) -> Floats:
    """Return how probable each code is beside its strongest rival alone.

    Args:
        probable: texts × codes.

    Returns:
        Texts × codes; in each row exactly one is 0.5 or more.
    """
    if not len(probable):
        return probable
    order = np.argsort(-probable, axis=1, kind="stable")
    rows = np.arange(len(probable))
    best, second = order[:, 0], order[:, 1]
    rival = np.repeat(probable[rows, best][:, None], probable.shape[1], axis=1)
    rival[rows, best] = probable[rows, second]
    shares = probable / np.maximum(probable + rival, 1e-9)
    below = np.nextafter(np.float32(0.5), np.float32(0))
    shares = np.minimum(shares, below).astype(np.float32)
    first = probable[rows, best]
    shares[rows, best] = np.maximum(first / np.maximum(first + probable[rows, second], 1e-9), 0.5)
    decided: Floats = shares
    return decided
