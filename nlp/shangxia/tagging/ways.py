"""The ways to learn that fit some examples, and which of them does best on reports held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.tagging import blended_training as blended
from shangxia.tagging import clause_training as clauses
from shangxia.tagging import whole_training as whole
from shangxia.tagging.blended import BLENDED, BlendedExpert, Reading
from shangxia.tagging.calibration import average_precision
from shangxia.tagging.examples import Example, Matrix
from shangxia.tagging.experts import Expert
from shangxia.tagging.scoring import Floats
from shangxia.tagging.whole import WHOLE, WholeExpert

#: Standard errors by which the second way has to be better.
_SURE = 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to learn: its held-out scores, and what fits it to all examples.

    ``fit`` returns what makes the expert when it is given the rest by name; ``flag`` is what a
    way has to say of inaction, rows × 1.
    """

    pooling: str
    scores: Floats
    fit: Callable[[], partial[Any]]
    exclusive: bool = False
    flag: Floats | None = None

    def quality(self, labels: Floats) -> float:
        """Return what to choose by: average precision, or right codes where there is one each."""
        if (labels.sum(axis=1) == 1).all():
            return float(self.right(labels).mean())
        return average_precision(self.scores, labels)

    def right(self, labels: Floats) -> Any:
        """Return per report whether its best code is its own."""
        return self.scores.argmax(axis=1) == labels.argmax(axis=1)


def ways_to_learn(
    data: Matrix,
    examples: Sequence[Example],
    codebook: Codebook,
    rows: Any,
    weight: Any,
    folds: Any,
) -> list[Way]:
    """Return the ways to learn that fit: by clauses, by these and words, by whole texts."""
    everything = np.arange(len(examples))
    tried = []
    if data.located[rows].any() or not data.labels[rows].any():
        scores = clauses.cross_validate(data, rows, weight, folds, "best")
        by_clauses = Way("best", scores, partial(_clause_expert, data, everything, weight))
        tried.append(by_clauses)
        if blended.languages(data, rows):
            tried.append(_blended(data, examples, rows, folds, by_clauses))
    if _all_located(data, rows):
        return tried
    exclusive = whole.is_exclusive([examples[row] for row in rows])
    texts = whole.whole_matrix(examples, codebook, data.language)
    ways: list[dict[str, bool]] = [{"exclusive": exclusive}]
    if exclusive:
        ways.append({"exclusive": True, "balanced": True})
    for options in ways:
        scores = whole.cross_validate(texts, data.labels, rows, weight, folds, **options)
        fit = partial(_whole_expert, texts, data.labels, weight, options)
        tried.append(Way(WHOLE, scores, fit, exclusive))
    return tried


def best_way(tried: Sequence[Way], labels: Floats) -> Way:
    """Return the best way; a later one has to be better by more than chance would have it."""
    best = tried[0]
    for one in tried[1:]:
        gain = one.quality(labels) - best.quality(labels)
        if one.exclusive and best.exclusive:
            # McNemar's test of what only one of them has right.
            right, before = one.right(labels), best.right(labels)
            gain -= _SURE * float(np.sqrt((right != before).sum())) / len(labels)
        if gain > 0:
            best = one
    return best


def _clause_expert(data: Matrix, rows: Any, weight: Any) -> partial[Any]:
    return partial(Expert, weights=clauses.clause_weights(data, rows, weight, "best"))


def _blended(
    data: Matrix, examples: Sequence[Example], rows: Any, folds: Any, by_clauses: Way
) -> Way:
    """Put readings of passages and of whole reports beside that of clauses."""
    weight = np.array([example.weight for example in examples])
    others = np.setdiff1d(np.flatnonzero(folds >= 0), rows)
    passages = blended.passages(data, weight)
    wholes = blended.wholes(data, flags(examples, rows, folds), weight)
    told, near = blended.hold_out(data, passages, rows, others, folds, blended.PASSAGES)
    whole, far = blended.hold_out(data, wholes, rows, others, folds, blended.WHOLE)
    read = (by_clauses.scores, told, whole[:, :-1])
    held = blended.Readings(read, data.language[rows], folds[rows], data.labels[rows])

    def fit() -> partial[Any]:
        mix = blended.mixes(held)
        own = np.append(rows, np.flatnonzero(folds < 0))
        readings = {
            name: Reading(
                blended.learn(data, passages, own, near, name, blended.PASSAGES),
                blended.learn(data, wholes, own, far, name, blended.WHOLE),
                mix[name],
            )
            for name in mix
            if name
        }
        weights = by_clauses.fit().keywords["weights"]
        return partial(BlendedExpert, weights=weights, readings=readings, plain=mix[""])

    return Way(BLENDED, blended.blend(held), fit, flag=whole[:, -1:])


def flags(examples: Sequence[Example], rows: Any, folds: Any) -> Any:
    """Return per example whether it alleges inaction, as far as all of some rows say so.

    What is never held out are clauses, which do not say: there labels tell.
    """
    if any(examples[row].inaction is None for row in rows):
        return np.zeros(len(examples))
    return np.array(
        [
            bool(example.inaction) or (fold < 0 and bool(example.labels))
            for example, fold in zip(examples, folds, strict=True)
        ]
    )


def _whole_expert(
    texts: Any, labels: Floats, weight: Any, options: dict[str, bool]
) -> partial[Any]:
    learned = whole.learn(texts, labels, weight, **options)
    return partial(
        WholeExpert, weights=learned.weights, rarity=learned.rarity, exclusive=options["exclusive"]
    )


def _all_located(data: Matrix, rows: Any) -> bool:
    return bool((data.located[rows] >= data.labels[rows]).all())
