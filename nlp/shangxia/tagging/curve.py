"""The learning curve: what more labelled reports would bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.errors import TableError
from shangxia.tagging.evaluation import interval, table_of
from shangxia.tagging.examples import Example
from shangxia.tagging.training import folds_of, train

#: Shares of the reports to learn from, after a fold is held out.
SHARES = (0.125, 0.25, 0.5, 1.0)
#: Of fewer reports than this, so many folds are held out in turn; of more, one tells enough.
_FEW, _TURNS = 200, 3


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the curve.

    Attributes:
        reports: how many reports were learned from, on average.
        f1: micro F1 on reports held out.
        low: low end of its 95 % bootstrap interval.
        high: high end.
    """

    reports: int
    f1: float
    low: float
    high: float


def steps(examples: Sequence[Example]) -> int:
    """Return how many times ``learning_curve`` trains."""
    return _turns(len(examples)) * len(SHARES)


def learning_curve(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    on_step: Callable[[], None] = lambda: None,
) -> tuple[Point, ...]:
    """Train on growing shares of labelled reports and test on others.

    Args:
        examples: the labelled reports.
        codebook: the codes.
        on_step: called after each training.

    Returns:
        The points; shares that are too small to train on are left out.
    """
    folds = folds_of(examples)
    found: list[list[tuple[int, Any, Any]]] = [[] for _ in SHARES]
    for fold in range(_turns(len(examples))):
        held = np.flatnonzero(folds == fold)
        rest = np.random.default_rng(fold).permutation(np.flatnonzero(folds != fold))
        tested = [examples[place] for place in held.tolist()]
        gold = table_of(codebook.ids, [one.labels for one in tested])
        for place, share in enumerate(SHARES):
            learned = [examples[at] for at in sorted(rest[: round(share * len(rest))])]
            given = _given(learned, tested, codebook)
            if given is not None and len(held):
                found[place].append((len(learned), gold, given))
            on_step()
    return tuple(_point(own) for own in found if own)


def _turns(reports: int) -> int:
    return _TURNS if reports < _FEW else 1


def _given(learned: Sequence[Example], tested: Sequence[Example], codebook: Codebook) -> Any:
    try:
        # The flag is not drawn, so it need not be learned.
        model, _ = train([replace(one, inaction=None) for one in learned], codebook)
    except TableError:
        return None
    return model.decide([one.text for one in tested])


def _point(parts: Sequence[tuple[int, Any, Any]]) -> Point:
    gold = np.vstack([part[1] for part in parts])
    given = np.vstack([part[2] for part in parts])
    f1 = 2 * int((gold & given).sum()) / max(int(gold.sum() + given.sum()), 1)
    low, high = interval(gold, given)
    return Point(round(float(np.mean([part[0] for part in parts]))), f1, low, high)
