"""Learning from clauses: a label is learned where its evidence stands.

Where a label has none, its clause is found by multiple-instance learning (Andrews et al. 2002,
Support Vector Machines for Multiple-Instance Learning: the best clause of a positive report is
its witness).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shangxia.tagging.examples import Matrix
from shangxia.tagging.scoring import SILENT, Floats, Weights

#: Inverse strength of the L2 prior of the clause weights.
_C = 10.0
#: Rounds of choosing witnesses.
_ROUNDS = 2
#: Weights smaller than this (for all codes) are left out.
_LEAST = 0.15


def cross_validate(data: Matrix, rows: Any, weight: Any, folds: Any, pooling: str) -> Floats:
    """Return scores of some examples by weights that had not seen them.

    Args:
        data: all examples.
        rows: the examples to score.
        weight: per example.
        folds: per example; below 0 it is never held out.
        pooling: ``best`` or ``all``.

    Returns:
        Rows × codes.
    """
    scores = np.full((len(data.labels), data.labels.shape[1]), SILENT, dtype=np.float32)
    for fold in sorted(set(folds[rows])):
        seen = np.flatnonzero(folds != fold)
        unseen = np.flatnonzero(folds == fold)
        weights = clause_weights(data, seen, weight, pooling)
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


def clause_weights(data: Matrix, rows: Any, weight: Any, pooling: str) -> Weights:
    """Fit clause weights on some of the examples, one code after the other."""
    place = np.full(len(data.labels), -1)
    place[rows] = np.arange(len(rows))
    clause = np.flatnonzero(place[data.report] >= 0)
    features, report = data.features[clause], data.report[clause]
    if pooling == "all":
        whole = _whole(features, data.scale[clause], place[report], len(rows))
        return fit_clauses(whole, data.labels[rows], weight[rows])
    labels = data.clause_labels[clause].copy()
    open_labels = (data.labels * (1 - data.located))[report]
    if open_labels.any():
        labels = _witnesses(data, rows, weight, features, report, labels, open_labels)
    return fit_clauses(features, labels, weight[report])


def _witnesses(
    data: Matrix, rows: Any, weight: Any, features: Any, report: Any, labels: Any, open_labels: Any
) -> Any:
    """Choose a clause for each label without evidence: whole texts first, then the best clause."""
    fitted = clause_weights(data, rows, weight, "all")
    known = labels
    for _ in range(_ROUNDS):
        scores = features[:, fitted.buckets] @ fitted.values + fitted.bias
        best = np.full((len(data.labels), labels.shape[1]), -np.inf)
        np.maximum.at(best, report, scores)
        labels = np.maximum(known, open_labels * (scores >= best[report]))
        fitted = fit_clauses(features, labels, weight[report])
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


def fit_clauses(features: Any, labels: Floats, weight: Any) -> Weights:
    """Fit weights to clauses (or whole texts), one code after the other."""
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
        if len(buckets) and wanted.any() and not wanted.all():
            learner = LogisticRegression(C=_C, solver="liblinear", tol=1e-3, random_state=0)
            learner.fit(kept, wanted, weight)
            values[:, code], bias[code] = learner.coef_[0], learner.intercept_[0]
    strong = np.flatnonzero(np.abs(values).max(axis=1) >= _LEAST)
    return Weights(buckets[strong], values[strong], bias)
