"""Learning a tagger from labelled reports.

A label is learned where its evidence stands; where there is none, the clauses
are found by multiple-instance learning, or the whole text is learned, whichever
does better on reports held out (Andrews et al. 2002, Support Vector Machines for
Multiple-Instance Learning: the best clause of a positive report is its witness).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.errors import TableError
from shangxia.tagging.calibration import best_threshold, platt
from shangxia.tagging.examples import Example, Matrix, duplicates, matrix
from shangxia.tagging.experts import Expert
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.review import margin_for
from shangxia.tagging.scoring import SILENT, Floats, Weights

FOLDS = 5
#: Inverse strength of the L2 prior of the clause weights.
_C = 10.0
#: Weight of reports of another register.
_AWAY = 0.2
#: Rounds of choosing witnesses.
_ROUNDS = 2
#: Weights smaller than this (for all codes) are left out.
_LEAST = 0.15
LANGUAGES = ("zh", "vi", "en")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model said of reports that it had not seen.

    Attributes:
        expert: which expert, by its register.
        rows: the examples.
        scores: pooled log-odds, rows × codes.
    """

    expert: str
    rows: np.ndarray[Any, Any]
    scores: Floats


def train(
    examples: Sequence[Example], codebook: Codebook, *, name: str = "tagger"
) -> tuple[TaggingModel, list[HeldOut]]:
    """Train a tagger.

    Args:
        examples: labelled reports; with registers, each register gets an expert of its own.
        codebook: the codes.
        name: name of the model.

    Returns:
        The model, and its held-out scores by cross-validation.

    Raises:
        TableError: there is nothing to learn from.
    """
    if len(examples) < 2 * FOLDS or not any(example.labels for example in examples):
        raise TableError(
            f"{len(examples)} labelled reports are too few to train on: "
            f"give at least {2 * FOLDS}, some of them with a label"
        )
    data = matrix(examples, codebook)
    register = np.array([example.register for example in examples])
    weight = np.array([example.weight for example in examples])
    folds = _folds(examples)
    experts, heldout = [], []
    for own in sorted(set(register)):
        expert, scores = _expert(data, examples, own, register, weight, folds)
        experts.append(expert)
        heldout.append(scores)
    router = _router(data, register) if len(experts) > 1 else None
    return TaggingModel(codebook, experts, router=router, name=name), heldout


def _expert(
    data: Matrix,
    examples: Sequence[Example],
    own: str,
    register: Any,
    weight: Any,
    folds: Any,
) -> tuple[Expert, HeldOut]:
    weight = np.where(register == own, weight, weight * _AWAY)
    rows = np.flatnonzero((register == own) & (folds >= 0))
    poolings = ("best",) if _all_located(data, rows) else ("best", "all")
    tried = {pooling: _cross_validate(data, rows, weight, folds, pooling) for pooling in poolings}
    pooling = max(poolings, key=lambda kind: _quality(tried[kind], data.labels[rows]))
    scores = tried[pooling]
    language = data.language[rows]
    slope, intercept, shift = platt(scores, data.labels[rows], language)
    moved = np.array([shift[name] for name in language])[:, None]
    probable = 1 / (1 + np.exp(-(scores * slope + intercept + moved)))
    threshold, margin = {}, {}
    for name in LANGUAGES:
        some = language == name if (language == name).sum() >= 30 else np.ones(len(rows), bool)
        threshold[name] = best_threshold(probable[some], data.labels[rows][some])
        margin[name] = round(margin_for(probable[some], threshold[name]), 4)
    weights = _weights(data, np.arange(len(examples)), weight, pooling)
    words, inaction = _inaction(data, examples, rows, weight, folds, scores)
    expert = Expert(
        own, weights, pooling, slope, intercept, shift, threshold, margin, words, inaction
    )
    return expert, HeldOut(own, rows, scores)


def _cross_validate(data: Matrix, rows: Any, weight: Any, folds: Any, pooling: str) -> Floats:
    scores = np.full((len(data.labels), data.labels.shape[1]), SILENT, dtype=np.float32)
    for fold in sorted(set(folds[rows])):
        seen = np.flatnonzero(folds != fold)
        unseen = np.flatnonzero(folds == fold)
        weights = _weights(data, seen, weight, pooling)
        scores[unseen] = pooled_scores(data, weights, unseen, pooling)
    held: Floats = scores[rows]
    return held


def pooled_scores(data: Matrix, weights: Weights, rows: Any, pooling: str) -> Floats:
    """Score examples with weights.

    Args:
        data: all examples.
        weights: what to score with.
        rows: which examples.
        pooling: ``best`` or ``all``.

    Returns:
        Rows × codes.
    """
    place = np.full(len(data.labels), -1)
    place[rows] = np.arange(len(rows))
    clause = np.flatnonzero(place[data.report] >= 0)
    report = place[data.report[clause]]
    features = data.features[clause]
    pooled = np.full((len(rows), data.labels.shape[1]), SILENT, dtype=np.float32)
    if pooling == "best":
        scores = features[:, weights.buckets] @ weights.values + weights.bias
        np.maximum.at(pooled, report, scores)
        return pooled
    whole = _whole(features, data.scale[clause], report, len(rows))
    return np.asarray(whole[:, weights.buckets] @ weights.values + weights.bias, dtype=np.float32)


def _weights(data: Matrix, rows: Any, weight: Any, pooling: str) -> Weights:
    """Fit clause weights on some of the examples, one code after the other."""
    place = np.full(len(data.labels), -1)
    place[rows] = np.arange(len(rows))
    clause = np.flatnonzero(place[data.report] >= 0)
    features, report = data.features[clause], data.report[clause]
    if pooling == "all":
        whole = _whole(features, data.scale[clause], place[report], len(rows))
        return _fit(whole, data.labels[rows], weight[rows])
    labels = data.clause_labels[clause].copy()
    open_labels = (data.labels * (1 - data.located))[report]
    if open_labels.any():
        labels = _witnesses(data, rows, weight, features, report, labels, open_labels)
    return _fit(features, labels, weight[report])


def _witnesses(
    data: Matrix, rows: Any, weight: Any, features: Any, report: Any, labels: Any, open_labels: Any
) -> Any:
    """Choose a clause for each label without evidence: whole texts first, then the best clause."""
    fitted = _weights(data, rows, weight, "all")
    known = labels
    for _ in range(_ROUNDS):
        scores = features[:, fitted.buckets] @ fitted.values + fitted.bias
        best = np.full((len(data.labels), labels.shape[1]), -np.inf)
        np.maximum.at(best, report, scores)
        labels = np.maximum(known, open_labels * (scores >= best[report]))
        fitted = _fit(features, labels, weight[report])
    return labels


def _whole(features: Any, scale: Any, report: Any, reports: int) -> Any:
    """Add up the clauses of each report and bring the sum to unit length, as ``pool`` does."""
    from scipy import sparse

    inverse = sparse.diags(1.0 / scale)
    gather = sparse.csr_matrix(
        (np.ones(len(report)), (report, np.arange(len(report)))), shape=(reports, len(report))
    )
    total = gather @ (inverse @ features)
    length = np.sqrt(np.asarray(total.sum(axis=1)).ravel())
    return (sparse.diags(1.0 / np.maximum(length, 1.0)) @ total).tocsr().astype(np.float32)


def _fit(features: Any, labels: Floats, weight: Any) -> Weights:
    from sklearn.linear_model import LogisticRegression

    used = weight > 0
    features, labels, weight = features[used], labels[used], weight[used]
    counts = np.bincount(features.indices, minlength=features.shape[1])
    buckets = np.flatnonzero(counts > 1)
    kept = features[:, buckets]
    values = np.zeros((len(buckets), labels.shape[1]), dtype=np.float32)
    bias = np.full(labels.shape[1], SILENT, dtype=np.float32)
    for code in range(labels.shape[1]):
        wanted = labels[:, code] > 0
        if wanted.any() and not wanted.all():
            learner = LogisticRegression(C=_C, solver="liblinear", tol=1e-3, random_state=0)
            learner.fit(kept, wanted, weight)
            values[:, code], bias[code] = learner.coef_[0], learner.intercept_[0]
    strong = np.flatnonzero(np.abs(values).max(axis=1) >= _LEAST)
    return Weights(buckets[strong], values[strong], bias)


def _inaction(
    data: Matrix, examples: Sequence[Example], rows: Any, weight: Any, folds: Any, scores: Floats
) -> tuple[Weights, Floats]:
    """Learn the flag from whole reports: words first, then these with scores and concepts."""
    from sklearn.linear_model import LogisticRegression

    wanted = np.array([bool(example.inaction) for example in examples])
    known = np.array([example.inaction is not None for example in examples])
    places = np.flatnonzero(known[rows])
    own = rows[places]
    if len(set(wanted[own])) < 2:
        nothing = np.zeros((0, 1), dtype=np.float32)
        return Weights(np.zeros(0, dtype=np.int64), nothing, nothing.sum(axis=0)), nothing[:, 0]
    flags = data._replace(labels=wanted[:, None].astype(np.float32))
    weight = weight * known
    words = _cross_validate(flags, own, weight, folds, "all")
    described = data.summaries[own].copy()
    described[:, : scores.shape[1]] = np.maximum(scores[places], -6) / 4
    learner = LogisticRegression(C=0.3, solver="liblinear", random_state=0)
    learner.fit(np.hstack([words, described]), wanted[own])
    head = np.append(learner.coef_[0], learner.intercept_[0]).astype(np.float32)
    return _weights(flags, np.arange(len(examples)), weight, "all"), head


def _router(data: Matrix, register: Any) -> Weights:
    """Learn to tell the second register from the first, clause by clause."""
    second = sorted(set(register))[1]
    labels = (register[data.report] == second).astype(np.float32)[:, None]
    return _fit(data.features, labels, np.ones(len(labels)))


def _all_located(data: Matrix, rows: Any) -> bool:
    return bool((data.located[rows] >= data.labels[rows]).all())


def _quality(scores: Floats, labels: Floats) -> float:
    """Return the average precision over all codes together."""
    order = np.argsort(-scores.ravel(), kind="stable")
    hits = labels.ravel()[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / max(hits.sum(), 1))


def _folds(examples: Sequence[Example]) -> Any:
    """Deal groups out to folds, the largest first; ``-`` as group is never held out."""
    alike = duplicates([example.text for example in examples])
    if len(set(alike)) < max(2 * FOLDS, len(alike) // 4):  # of one mould: better no groups
        alike = list(range(len(alike)))
    names = [
        example.group or f"{number:06d}" for example, number in zip(examples, alike, strict=True)
    ]
    folds = np.full(len(examples), -1)
    sizes = [0] * FOLDS
    for group, members in _groups(names):
        if group != "-":
            fold = int(np.argmin(sizes))
            folds[members] = fold
            sizes[fold] += len(members)
    return folds


def _groups(names: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    members: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        members.setdefault(name, []).append(place)
    yield from sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
