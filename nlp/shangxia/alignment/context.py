"""What the surroundings of two provisions say: chapters, neighbours, citations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shangxia.alignment.similarity import Matrix
from shangxia.alignment.units import Unit

#: How many provisions before and after a provision are its surroundings, and how many of
#: the best pairs there count.
_REACH, _BEST = 2, 3


def chapter_scores(scores: Matrix, a: Sequence[int], b: Sequence[int]) -> Matrix:
    """Return how well the chapters of every pair of units go together.

    Two chapters go together as well as their units do, each with the best of
    the other chapter.

    Args:
        scores: of units of A × units of B.
        a: number of the chapter of each unit of A, counted in text order.
        b: the same of B.
    """
    starts = [np.flatnonzero(np.diff(owners, prepend=-1)) for owners in (a, b)]
    forward = _means(np.maximum.reduceat(scores, starts[1], axis=1), starts[0])
    backward = _means(np.maximum.reduceat(scores, starts[0], axis=0).T, starts[1]).T
    spans = [np.cumsum(np.diff(owners, prepend=owners[0]) != 0) for owners in (a, b)]
    both: Matrix = ((forward + backward) * np.float32(0.5))[np.ix_(spans[0], spans[1])]
    return both


def _means(table: Matrix, starts: np.ndarray) -> Matrix:
    sizes = np.diff(np.append(starts, len(table)))[:, None]
    means: Matrix = (np.add.reduceat(table, starts, axis=0) / sizes).astype(np.float32)
    return means


def around_scores(scores: Matrix) -> Matrix:
    """Return how well the provisions around two units go together: the mean of the best pairs.

    Args:
        scores: of units of A × units of B; the pair itself does not count.
    """
    rows, columns = scores.shape
    padded = np.pad(scores, _REACH)
    steps = range(2 * _REACH + 1)
    shifted = [
        padded[i : i + rows, j : j + columns]
        for i in steps
        for j in steps
        if (i, j) != (_REACH, _REACH)
    ]
    best: Matrix = np.partition(np.stack(shifted), -_BEST, axis=0)[-_BEST:].mean(axis=0)
    return best


def citation_scores(a: Sequence[Unit], b: Sequence[Unit], wording: Matrix) -> Matrix:
    """Return how well the units that two units cite, or are cited by, go together."""
    cited = [_cited(units) for units in (a, b)]
    result = np.zeros_like(wording)
    for one, two in ((cited[0], cited[1]), (cited[0].T, cited[1].T)):
        for row in np.flatnonzero(one.any(axis=1)):
            best = np.where(two, wording[one[row]].max(axis=0), np.float32(0)).max(axis=1)
            result[row] = np.maximum(result[row], best)
    return result


def _cited(units: Sequence[Unit]) -> np.ndarray:
    """Return which unit cites which other."""
    holder = {name: index for index, unit in enumerate(units) for name in unit.inside}
    found = np.zeros((len(units), len(units)), dtype=bool)
    for index, unit in enumerate(units):
        for provision in unit.provisions:
            for citation in provision.citations:
                target = holder.get(citation.node or "")
                if target is not None and target != index:
                    found[index, target] = True
    return found
