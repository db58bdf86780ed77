"""From held-out scores to probabilities, thresholds and margins."""

from __future__ import annotations

from typing import Any

import numpy as np

from shangxia.tagging.experts import sigmoid
from shangxia.tagging.scoring import Floats

#: Strength of the prior of the Platt fit: one wide, one narrow (for languages).
_PRIOR, _SHIFT_PRIOR = 0.05, 1.0
_ROUNDS = 60


def platt(scores: Floats, labels: Floats, language: Any) -> tuple[Floats, Floats, dict[str, float]]:
    """Fit ``sigmoid(slope × score + intercept + shift of the language)`` to labels.

    Codes share a slope and an intercept as far as they have few labels: both are drawn
    towards those of all codes together.  Newton's method on the penalised likelihood.

    Args:
        scores: reports × codes, of reports that the model had not seen.
        labels: reports × codes.
        language: per report.

    Returns:
        Slopes and intercepts per code, and shifts per language.
    """
    shared = _newton(_design(scores.ravel()), labels.ravel(), np.zeros(2), np.full(2, _PRIOR))
    slope = np.zeros(scores.shape[1], dtype=np.float32)
    intercept = np.zeros_like(slope)
    for code in range(scores.shape[1]):
        fitted = _newton(_design(scores[:, code]), labels[:, code], shared, np.array([8.0, 1.0]))
        slope[code], intercept[code] = max(fitted[0], 0.05), fitted[1]
    shift = {}
    for name in sorted(set(language)):
        own = language == name
        offset = (scores[own] * slope + intercept).ravel()
        moved = _newton(
            np.ones((len(offset), 1)),
            labels[own].ravel(),
            np.zeros(1),
            np.full(1, _SHIFT_PRIOR),
            offset,
        )
        shift[str(name)] = round(float(moved[0]), 4)
    return slope, intercept, shift


def best_threshold(probabilities: Floats, labels: Floats) -> float:
    """Return the probability from which to tag: the best micro F1 on held-out reports.

    Where probabilities are right one threshold for all codes is the best (Lipton et al. 2014,
    Optimal Thresholding of Classifiers to Maximize F1 Measure).

    Args:
        probabilities: reports × codes.
        labels: reports × codes.

    Returns:
        A probability in [0.05, 0.9].
    """
    best, chosen = -1.0, 0.5
    for threshold in np.arange(0.05, 0.9, 0.01):
        tagged = probabilities >= threshold
        right = float((tagged * labels).sum())
        precision, recall = right / max(tagged.sum(), 1), right / max(labels.sum(), 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        # Precision and recall far apart are a bad bargain, whatever F1 says.
        value = f1 - 0.3 * max(0.0, abs(precision - recall) - 0.05)
        if value > best:
            best, chosen = value, float(threshold)
    return round(chosen, 4)


def _design(scores: Any) -> Any:
    return np.stack([scores, np.ones_like(scores)], axis=1).astype(np.float64)


def _newton(design: Any, labels: Any, prior: Any, strength: Any, offset: Any = 0.0) -> Any:
    weights = prior.astype(np.float64).copy()
    for _ in range(_ROUNDS):
        p = sigmoid(design @ weights + offset).astype(np.float64)
        gradient = design.T @ (p - labels) + strength * (weights - prior)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(strength)
        step = np.linalg.solve(curvature, gradient)
        weights -= np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-7:
            break
    return weights
