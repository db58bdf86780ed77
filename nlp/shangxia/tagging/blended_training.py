"""Learning to read passages and whole reports, and how much each reading counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from shangxia.tagging.blended import MOST, PASSAGE, Terms, mixed
from shangxia.tagging.calibration import average_precision, newton
from shangxia.tagging.examples import Matrix, ones
from shangxia.tagging.scoring import SILENT, Floats, Weights

#: Reports of a language that are enough to learn its words from.
_ENOUGH = 100
#: Weight of reports of another register, where they help.
_AWAY = 0.5
#: Strengths of the priors of the mix: of all codes together, and of each beside all.
_SHARED, _OWN = 0.05, 8.0


class Stretches(NamedTuple):
    """Stretches of text to learn from or to score.

    Attributes:
        terms: scipy CSR matrix, stretches × buckets.
        labels: stretches × outputs.
        example: of each stretch.
        weight: of each stretch.
    """

    terms: Any
    labels: Floats
    example: Any
    weight: Any


class Recipe(NamedTuple):
    """How stretches are learned from.

    Attributes:
        least: stretches that must hold a term for it to count.
        freedom: inverse strength of the L2 prior of the weights.
        tolerance: at which the fit may stop.
    """

    least: int
    freedom: float
    tolerance: float


PASSAGES, WHOLE = Recipe(8, 20.0, 1e-2), Recipe(4, 50.0, 1e-3)


class Readings(NamedTuple):
    """Readings of examples held out.

    Attributes:
        scores: of clauses, of passages and of the whole, each reports × codes.
        language: per report.
        folds: per report.
        labels: reports × codes.
    """

    scores: tuple[Floats, Floats, Floats]
    language: Any
    folds: Any
    labels: Floats

    def of(self, some: Any) -> Readings:
        """Return some of the reports."""
        first, second, third = (one[some] for one in self.scores)
        folds, labels = self.folds[some], self.labels[some]
        return Readings((first, second, third), self.language[some], folds, labels)


def languages(data: Matrix, rows: Any) -> list[str]:
    """Return the languages that there are enough examples of."""
    names, counts = np.unique(data.language[rows], return_counts=True)
    return [str(name) for name, count in zip(names, counts, strict=True) if count >= _ENOUGH]


def passages(data: Matrix, weight: Any) -> Stretches:
    """Return three clauses from each on; they have the labels of the evidence in them.

    Where a label has no evidence nobody knows whose it is: such examples weigh nothing.

    Args:
        data: all examples.
        weight: per example.
    """
    terms, labels = data.terms, data.clause_labels.copy()
    for by in range(1, PASSAGE):
        at = np.flatnonzero(data.report[by:] == data.report[:-by])
        step = ones(at, at + by, (len(data.report), len(data.report)))
        terms = terms + step @ data.terms
        labels[at] = np.maximum(labels[at], data.clause_labels[at + by])
    open_ones = (data.labels > data.located).any(axis=1)
    return Stretches(terms.tocsr(), labels, data.report, (weight * ~open_ones)[data.report])


def wholes(data: Matrix, flag: Any, weight: Any) -> Stretches:
    """Return the examples as they are; a term counts once in each.

    Args:
        data: all examples.
        flag: per example whether it alleges inaction, an output more.
        weight: per example.
    """
    at = np.arange(len(data.report))
    terms = (ones(data.report, at, (len(data.labels), len(at))) @ data.terms).tocsr()
    terms.data[:] = 1
    labels = np.column_stack([data.labels, flag]).astype(np.float32)
    return Stretches(terms, labels, np.arange(len(labels)), weight)


def hold_out(
    data: Matrix, own: Stretches, rows: Any, others: Any, folds: Any, way: Recipe
) -> tuple[Floats, Any]:
    """Score examples by terms that had not seen them.

    Args:
        data: all examples.
        own: stretches of all of them.
        rows: the examples to learn from and to score.
        others: examples that may help and are not scored.
        folds: per example; those below 0 are learned from and never held out.
        way: how to learn.

    Returns:
        What the terms say, rows × outputs, and which of ``others`` did help: all or none.
    """
    labels = data.labels[rows]
    alone = _hold_out(data, own, rows, others[:0], folds, way)
    if len(others):
        helped = _hold_out(data, own, rows, others, folds, way)
        codes = labels.shape[1]
        better = average_precision(helped[:, :codes], labels)
        if better > average_precision(alone[:, :codes], labels):
            return helped, others
    return alone, others[:0]


def _hold_out(
    data: Matrix, own: Stretches, rows: Any, others: Any, folds: Any, way: Recipe
) -> Floats:
    scores = np.full((len(data.labels), own.labels.shape[1]), SILENT, dtype=np.float32)
    always = np.flatnonzero(folds < 0)
    for name in languages(data, rows):
        mine = rows[data.language[rows] == name]
        for fold in sorted(set(folds[mine])):
            unseen = np.isin(own.example, mine[folds[mine] == fold])
            seen = np.append(mine[folds[mine] != fold], always)
            learned = learn(data, own, seen, others, name, way)
            terms = _scaled(own.terms[unseen][:, learned.weights.buckets], learned.rarity)
            found = terms @ learned.weights.values + learned.weights.bias
            np.maximum.at(scores, own.example[unseen], found)
    held: Floats = scores[rows]
    return held


def learn(
    data: Matrix, own: Stretches, rows: Any, others: Any, language: str, way: Recipe
) -> Terms:
    """Fit the terms of one language.

    Args:
        data: all examples.
        own: stretches of all of them.
        rows: the examples to learn from.
        others: those that count less.
        language: whose stretches are taken.
        way: how to learn.
    """
    from sklearn.linear_model import LogisticRegression

    part = np.zeros(len(data.labels))
    part[others], part[rows] = _AWAY, 1.0
    weight = own.weight * (part * (data.language == language))[own.example]
    kept = np.flatnonzero(weight)
    terms, labels = own.terms[kept], own.labels[kept]
    holders = np.bincount(terms.indices, minlength=terms.shape[1])
    buckets = np.flatnonzero(holders >= way.least)
    rarity = (np.log((1 + len(kept)) / (1 + holders[buckets])) + 1).astype(np.float32)
    values = np.zeros((len(buckets), labels.shape[1]), dtype=np.float32)
    bias = np.full(labels.shape[1], SILENT, dtype=np.float32)
    texts = _scaled(terms[:, buckets], rarity)
    for code in np.flatnonzero((labels > 0).any(axis=0) & (labels <= 0).any(axis=0)):
        learner = LogisticRegression(
            C=way.freedom, solver="liblinear", tol=way.tolerance, random_state=0
        )
        learner.fit(texts, labels[:, code] > 0, weight[kept])
        values[:, code], bias[code] = learner.coef_[0], learner.intercept_[0]
    return Terms(Weights(buckets, values, bias), rarity)


def _scaled(terms: Any, rarity: Floats) -> Any:
    """Weigh terms and bring each stretch to unit length, as ``Terms.scores`` does."""
    from scipy import sparse

    length = np.sqrt(np.maximum(terms @ rarity**2, 1e-6))
    return (sparse.diags(1.0 / length) @ (terms @ sparse.diags(rarity))).tocsr()


def blend(held: Readings) -> Floats:
    """Return what all readings say together, by mixes that had not seen the report's fold."""
    scores = np.zeros_like(held.labels)
    for fold in sorted(set(held.folds)):
        seen, own = held.folds != fold, np.flatnonzero(held.folds == fold)
        fitted = mixes(held.of(seen if seen.any() else ~seen))
        for name, at in _by_language(held, own):
            read = held.of(at).scores
            known = name in fitted
            scores[at] = mixed(fitted[name if known else ""], *(read if known else read[:1]))
    return scores


def mixes(held: Readings) -> dict[str, Floats]:
    """Learn how much each reading counts.

    Args:
        held: readings of examples held out.

    Returns:
        The mix (codes × 4) of each language that has all readings, and under ``""`` that of
        others (codes × 2), by the clauses alone.
    """
    found = {"": _mix(held.scores[:1], held.labels)}
    for name, own in _by_language(held, np.arange(len(held.labels))):
        if (held.scores[2][own] > SILENT).any():
            part = held.of(own)
            found[name] = _mix(part.scores, part.labels)
    return found


def _mix(scores: tuple[Floats, ...], labels: Floats) -> Floats:
    """Fit a mix: codes are drawn to what fits all of them together, as far as labels are few."""
    design = np.stack([*(np.clip(one, -MOST, MOST) for one in scores), np.ones_like(labels)], 2)
    design = design.astype(np.float64)
    width = design.shape[2]
    start = np.zeros(width)
    start[0] = 1.0
    shared = newton(design.reshape(-1, width), labels.ravel(), start, np.full(width, _SHARED))
    strength = np.full(width, _OWN)
    strength[-1] = 1.0
    mix = np.zeros((labels.shape[1], width), dtype=np.float32)
    for code in range(len(mix)):
        mix[code] = newton(design[:, code], labels[:, code], shared, strength)
    mix[:, :-1] = np.maximum(mix[:, :-1], 0.0)
    return mix


def _by_language(held: Readings, rows: Any) -> Iterator[tuple[str, Any]]:
    for name in sorted(set(held.language[rows])):
        yield str(name), rows[held.language[rows] == name]
