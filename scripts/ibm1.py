"""IBM model 1 (Brown et al. 1993) over bags of terms, in numpy.

Both directions are trained on the same pairs; a link is as strong as the
geometric mean of the two probabilities, so that it must hold both ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bags = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Links:
    """Translation links between two lists of terms.

    Attributes:
        left: terms of one language.
        right: terms of the other.
        rows: index into ``left`` of each link.
        columns: index into ``right`` of each link.
        forward: probability of the right term given the left one.
        backward: probability of the left term given the right one.
        counts: pairs of segments that hold both terms.
    """

    left: list[str]
    right: list[str]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    forward: NDArray[np.float32]
    backward: NDArray[np.float32]
    counts: NDArray[np.int64]


def train(left: Bags, right: Bags, *, rounds: int = 5, least: int = 2) -> Links:
    """Train both directions.

    Args:
        left: terms of each segment in one language.
        right: terms of its translation.
        rounds: rounds of expectation maximisation.
        least: terms seen in fewer segments are left out.

    Returns:
        Every link of terms that meet in at least ``least`` pairs.
    """
    left_terms, left_ids = _index(left, least)
    right_terms, right_ids = _index(right, least)
    size = len(right_terms)
    keys, counts = _meetings(left_ids, right_ids, size)
    kept = counts >= least
    keys, counts = keys[kept], counts[kept]
    blocks = list(_blocks(left_ids, right_ids, keys, size))
    rows, columns = keys // size, keys % size
    forward = _maximise(blocks, rows, len(left_terms), rounds, by_right=True)
    backward = _maximise(blocks, columns, size, rounds, by_right=False)
    return Links(left_terms, right_terms, rows, columns, forward, backward, counts)


def _index(bags: Bags, least: int) -> tuple[list[str], list[NDArray[np.int64]]]:
    spread = Counter(term for bag in bags for term in set(bag))
    terms = sorted(term for term, count in spread.items() if count >= least)
    place = {term: index for index, term in enumerate(terms)}
    ids = [
        np.array(sorted(place[term] for term in set(bag) if term in place), dtype=np.int64)
        for bag in bags
    ]
    return terms, ids


def _cross(left: NDArray[np.int64], right: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return (left[:, None] * size + right[None, :]).ravel()


def _meetings(
    left: list[NDArray[np.int64]], right: list[NDArray[np.int64]], size: int, step: int = 4000
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    keys = np.empty(0, dtype=np.int64)
    counts = np.empty(0, dtype=np.int64)
    for start in range(0, len(left), step):
        several = zip(left[start : start + step], right[start : start + step], strict=True)
        met = np.concatenate([_cross(a, b, size) for a, b in several])
        new, number = np.unique(met, return_counts=True)
        merged, inverse = np.unique(np.concatenate([keys, new]), return_inverse=True)
        counts = np.bincount(inverse, np.concatenate([counts, number])).astype(np.int64)
        keys = merged
    return keys, counts


def _blocks(
    left: list[NDArray[np.int64]],
    right: list[NDArray[np.int64]],
    keys: NDArray[np.int64],
    size: int,
    step: int = 4000,
) -> list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]:
    """Return for each block of segments: links, and the left and right token of each."""
    blocks = []
    for start in range(0, len(left), step):
        met, lefts, rights = [], [], []
        left_at = right_at = 0
        for a, b in zip(left[start : start + step], right[start : start + step], strict=True):
            met.append(_cross(a, b, size))
            lefts.append(np.repeat(np.arange(left_at, left_at + len(a), dtype=np.int32), len(b)))
            rights.append(np.tile(np.arange(right_at, right_at + len(b), dtype=np.int32), len(a)))
            left_at += len(a)
            right_at += len(b)
        wanted = np.concatenate(met)
        unique, inverse = np.unique(wanted, return_inverse=True)
        slot = np.searchsorted(keys, unique)
        slot[slot == len(keys)] = 0
        slot[keys[slot] != unique] = -1
        link = slot[inverse]
        known = link >= 0
        blocks.append(
            (
                link[known].astype(np.int32),
                np.concatenate(lefts)[known],
                np.concatenate(rights)[known],
            )
        )
    return blocks


def _maximise(
    blocks: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]],
    given: NDArray[np.int64],
    terms: int,
    rounds: int,
    *,
    by_right: bool,
) -> NDArray[np.float32]:
    """Return p(other | given) of every link; each token is explained by its segment."""
    chances = np.full(len(given), 1.0)
    for _ in range(rounds):
        expected = np.zeros(len(given))
        for link, left, right in blocks:
            token = right if by_right else left
            part = chances[link]
            whole = np.bincount(token, part)
            expected += np.bincount(link, part / whole[token], minlength=len(given))
        sums = np.bincount(given, expected, minlength=terms)
        chances = expected / sums[given]
    return chances.astype(np.float32)
