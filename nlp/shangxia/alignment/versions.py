"""Provisions of two texts in one language: kept, edited, split, merged, new or gone.

First every provision finds its main partner by the words and phrases that are
rare in both texts.  Then what a main partner does not account for is looked
for elsewhere: a provision whose phrases went to a second place was split, two
whose phrases came together were merged.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from shangxia.alignment.bridge import Links, find_links
from shangxia.alignment.features import Side
from shangxia.alignment.similarity import Matrix, coverage
from shangxia.alignment.wording import bare

#: A main partner holds at least this share of one of the two, by weight of the words.
_HELD = 0.45
#: Parts in a phrase; shares of phrases that make a further link (the smaller, the larger).
_PHRASE = 4
_LESS, _MORE = 0.06, 0.2
#: Texts of fewer parts have no phrases to speak of.
_LONG = 12


@dataclass(frozen=True, slots=True)
class Match:
    """Units of A and of B that go together.

    Attributes:
        a: indices of units of A.
        b: indices of units of B; the main one comes first.
        relation: ``same``, ``edited``, ``split`` or ``merged``.
        likeness: how alike the words are, in [0, 1].
        coverage: share of A held in B and of B held in A, by weight of the words.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    relation: str
    likeness: float
    coverage: tuple[float, float]

    @property
    def score(self) -> float:
        """How sure the match is, in [0, 1]: of parts, how far the one is held in the other."""
        if len(self.a) + len(self.b) > 2:
            return max(self.coverage)
        both = sum(self.coverage)
        return max(self.likeness, 2 * self.coverage[0] * self.coverage[1] / both if both else 0.0)


def match_versions(a: Side, b: Side) -> tuple[list[Match], Links]:
    """Match the units of two documents in one language.

    Args:
        a: the older document, if one is older.
        b: the newer one.

    Returns:
        Matches in the order of A, and the links between the terms of both.
    """
    links = find_links(a.texts, b.texts)
    held_a = coverage(a.texts, b.texts, links)
    held_b = coverage(b.texts, a.texts, links.turned()).T
    letters = [[bare(side, index) for index in range(len(side.units))] for side in (a, b)]
    ratio = process.cdist(*letters, scorer=Indel.normalized_similarity, dtype=np.float32)
    main = _main(a, b, held_a, held_b, ratio)
    splits, merges = _further(a, b, main)
    found: list[Match] = []

    def add(ours: tuple[int, ...], theirs: tuple[int, ...], relation: str) -> None:
        pairs = [(i, j) for i in ours for j in theirs]
        likeness = max(float(ratio[pair]) for pair in pairs)
        held = (
            max(float(held_a[pair]) for pair in pairs),
            max(float(held_b[pair]) for pair in pairs),
        )
        found.append(Match(ours, theirs, relation, likeness, held))

    joined = {i for several in merges.values() for i in several}
    for i, j in sorted(main.items()):
        if i in splits:
            add((i,), (j, *splits[i]), "split")
        elif j in merges:
            add(tuple(sorted((i, *merges[j]))), (j,), "merged")
        elif i not in joined:
            add((i,), (j,), "same" if letters[0][i] == letters[1][j] else "edited")
    return sorted(found, key=lambda match: (match.a, match.b)), links


def _main(a: Side, b: Side, held_a: Matrix, held_b: Matrix, ratio: Matrix) -> dict[int, int]:
    """Pair units one to one, the most alike first; the nearer in the text where they tie."""
    both = 2 * held_a * held_b / np.maximum(held_a + held_b, np.float32(1e-9))
    likely = np.maximum(np.maximum(held_a, held_b), ratio * (ratio > 1 - _LESS)) >= _HELD
    near = [np.array([unit.position for unit in side.units]) for side in (a, b)]
    score = both + ratio - 1e-3 * np.abs(near[0][:, None] - near[1][None, :])
    rows, columns = np.nonzero(likely)
    # They come row by row, so of those that tie a stable sort keeps the earlier first.
    order = np.argsort(-score[rows, columns], kind="stable")
    return _greedy(rows[order], columns[order], score.shape)


def _greedy(
    rows: NDArray[np.intp], columns: NDArray[np.intp], shape: Sequence[int]
) -> dict[int, int]:
    """Take each pair whose row and column are free, in the order given.

    Where thousands of units say the same there are millions of pairs, few of them still
    free when their turn comes: the others are passed over block by block.
    """
    free_rows, free_columns = (np.ones(size, dtype=bool) for size in shape)
    main: dict[int, int] = {}
    block = sum(shape)
    for first in range(0, len(rows), block):
        ours, theirs = rows[first : first + block], columns[first : first + block]
        free = free_rows[ours] & free_columns[theirs]
        for i, j in zip(ours[free].tolist(), theirs[free].tolist(), strict=True):
            if free_rows[i] and free_columns[j]:
                main[i] = j
                free_rows[i] = free_columns[j] = False
        if len(main) == min(shape):
            break
    return main


def _further(
    a: Side, b: Side, main: dict[int, int]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Find further partners: units that were split, and units that were merged."""
    back = {j: i for i, j in main.items()}
    splits: dict[int, list[int]] = {}
    merges: dict[int, list[int]] = {}
    for (i, j), (ours, theirs) in sorted(_unaccounted(a, b, main, back).items()):
        if min(ours, theirs) < _LESS or max(ours, theirs) < _MORE:
            continue
        # Where both have a main partner, the one that gives away more was cut up.
        if i in main and (j not in back or ours > theirs):
            splits.setdefault(i, []).append(j)
        elif j in back and (i not in main or theirs > ours):
            merges.setdefault(j, []).append(i)
    return splits, merges


def _unaccounted(
    a: Side, b: Side, main: dict[int, int], back: dict[int, int]
) -> dict[tuple[int, int], list[float]]:
    """Return the shares of phrases that two units have together and their partners have not.

    Args:
        a: one side.
        b: the other.
        main: main partner of each unit of A that has one.
        back: the same from B.

    Returns:
        Indices of both units → share of the phrases of A's and of B's unit.
    """
    said = [phrases(side) for side in (a, b)]
    weight = _weights(said)
    whole = [[sum(weight[p] for p in bag) or 1.0 for bag in bags] for bags in said]
    lost = _lost(said[0], said[1], main), _lost(said[1], said[0], back)
    found: dict[tuple[int, int], list[float]] = {}
    holders = _holders(said[1])
    for i, bag in enumerate(lost[0]):
        for phrase in bag:
            for j in holders.get(phrase, ()):
                if main.get(i) != j:
                    shares = found.setdefault((i, j), [0.0, 0.0])
                    shares[0] += weight[phrase] / whole[0][i]
    # Of a pair of which A's unit gave nothing away the other share is of no use.
    holders = _holders(said[0])
    for j, bag in enumerate(lost[1]):
        for phrase in bag:
            for i in holders.get(phrase, ()):
                if (i, j) in found:
                    found[i, j][1] += weight[phrase] / whole[1][j]
    return found


def _lost(
    said: Sequence[frozenset[str]], others: Sequence[frozenset[str]], main: Mapping[int, int]
) -> list[list[str]]:
    """Return the phrases of each unit that its main partner does not have, in order."""
    return [
        sorted(bag - others[main[index]] if index in main else bag)
        for index, bag in enumerate(said)
    ]


def _holders(said: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    """Return the units that have each phrase."""
    holders: dict[str, list[int]] = {}
    for index, bag in enumerate(said):
        for phrase in bag:
            holders.setdefault(phrase, []).append(index)
    return holders


def phrases(side: Side) -> list[frozenset[str]]:
    """Return the phrases of each unit, rows of four parts; a very short unit has none."""
    found = []
    for terms in side.texts.terms:
        parts = [part.text for part in terms.parts]
        rows = range(len(parts) - _PHRASE + 1) if len(parts) >= _LONG else ()
        found.append(frozenset(" ".join(parts[at : at + _PHRASE]) for at in rows))
    return found


def _weights(phrases: Sequence[Sequence[frozenset[str]]]) -> dict[str, float]:
    spread = Counter(phrase for bags in phrases for bag in bags for phrase in bag)
    total = sum(len(bags) for bags in phrases) + 1
    return {phrase: math.log(total / (0.5 + count)) for phrase, count in spread.items()}
