"""From held-out scores to probabilities, thresholds and margins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shangxia.tagging.experts import sigmoid
from shangxia.tagging.review import margin_for
from shangxia.tagging.scoring import Floats
from shangxia.tagging.whole import against_rival, softmax

#: Strength of the prior of the Platt fit: one wide, one narrow (for languages).
_PRIOR, _SHIFT_PRIOR = 0.05, 1.0
_ROUNDS = 60
#: The step at which Newton's method may stop.
_NEAR = 1e-7
#: Strength that draws intercepts of codes that exclude each other to zero, and least score that
#: counts there.
_PULL, _FLOOR = 8.0, -3.0
LANGUAGES = ("zh", "vi", "en")
EVEN = 0.5


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
    shared = newton(_design(scores.ravel()), labels.ravel(), np.zeros(2), np.full(2, _PRIOR))
    slope = np.zeros(scores.shape[1], dtype=np.float32)
    intercept = np.zeros_like(slope)
    for code in range(scores.shape[1]):
        fitted = newton(_design(scores[:, code]), labels[:, code], shared, np.array([8.0, 1.0]))
        slope[code], intercept[code] = max(fitted[0], 0.05), fitted[1]
    shift = {}
    for name in sorted(set(language)):
        own = language == name
        offset = (scores[own] * slope + intercept).ravel()
        moved = newton(
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


def average_precision(scores: Floats, labels: Floats) -> float:
    """Return the average precision over all codes together.

    Args:
        scores: reports × codes.
        labels: reports × codes.

    Returns:
        From 0 to 1; ties stand in the order in which they came.
    """
    order = np.argsort(-scores.ravel(), kind="stable")
    hits = labels.ravel()[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / max(hits.sum(), 1))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become probabilities and decisions; see ``experts.Expert`` for the fields."""

    slope: Floats
    intercept: Floats
    shift: dict[str, float]
    threshold: dict[str, float]
    margin: dict[str, float]
    exclusive: bool = False

    def apply(self, scores: Floats, language: Any) -> tuple[Floats, Any]:
        """Return probabilities and decisions (true or false), both reports × codes.

        Args:
            scores: reports × codes.
            language: per report.
        """
        if self.exclusive:
            probable = softmax(scores * self.slope + self.intercept)
            return probable, against_rival(probable) >= EVEN
        probable = _probable(scores, self.slope, self.intercept, self.shift, language)
        cut = np.array([self.threshold[name] for name in language])
        return probable, probable >= cut[:, None]


def calibrate(
    scores: Floats, labels: Floats, language: Any, *, exclusive: bool = False
) -> Calibration:
    """Fit probabilities, thresholds and margins to held-out scores.

    Args:
        scores: reports × codes, of reports that the model had not seen.
        labels: reports × codes.
        language: per report.
        exclusive: every report has exactly one code.

    Returns:
        The calibration.
    """
    if exclusive:
        slope, intercept = _soft(scores, labels)
        decided = against_rival(softmax(scores * slope + intercept))
        margin = round(margin_for(decided, EVEN), 4)
        even = (dict.fromkeys(LANGUAGES, EVEN), dict.fromkeys(LANGUAGES, margin))
        return Calibration(slope, intercept, {}, *even, exclusive=True)
    slope, intercept, shift = platt(scores, labels, language)
    probable = _probable(scores, slope, intercept, shift, language)
    threshold, margins = {}, {}
    for name in LANGUAGES:
        some = language == name if (language == name).sum() >= 30 else np.ones(len(scores), bool)
        threshold[name] = best_threshold(probable[some], labels[some])
        margins[name] = round(margin_for(probable[some], threshold[name]), 4)
    return Calibration(slope, intercept, shift, threshold, margins)


def cross_calibrated(
    scores: Floats, labels: Floats, language: Any, folds: Any, *, exclusive: bool = False
) -> tuple[Floats, Any]:
    """Return probabilities and decisions of reports that neither weights nor calibration saw.

    Args:
        scores: reports × codes, by cross-validation.
        labels: reports × codes.
        language: per report.
        folds: per report.
        exclusive: every report has exactly one code.

    Returns:
        Probabilities, and decisions (true or false), both reports × codes.
    """
    probable = np.zeros(scores.shape, dtype=np.float32)
    tagged = np.zeros(scores.shape, dtype=bool)
    for fold in sorted(set(folds)):
        seen, own = folds != fold, folds == fold
        if not seen.any():
            seen = own
        fitted = calibrate(scores[seen], labels[seen], language[seen], exclusive=exclusive)
        probable[own], tagged[own] = fitted.apply(scores[own], language[own])
    return probable, tagged


def _probable(
    scores: Floats, slope: Floats, intercept: Floats, shift: dict[str, float], language: Any
) -> Floats:
    moved = np.array([shift.get(str(name), 0.0) for name in language])[:, None]
    shares: Floats = 1 / (1 + np.exp(-(scores * slope + intercept + moved)))
    return shares


def _soft(scores: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Fit one slope, and an intercept per code that is drawn to zero, to the softmax.

    Temperature scaling with a bias (Guo et al. 2017, On Calibration of Modern Neural Networks),
    by Newton's method.
    """
    # A code that a fold had no text of is silent there: that must not set the scale.
    values = np.maximum(scores.astype(np.float64), _FLOOR)
    codes = values.shape[1]
    # The slope is known by its own column, the intercepts by ones.
    design = np.concatenate(
        [values[:, :, None], np.broadcast_to(np.eye(codes), (len(values), codes, codes))], axis=2
    )
    strength = np.array([_PRIOR, *[_PULL] * codes])
    prior = np.array([1.0, *[0.0] * codes])
    weights = prior.copy()
    for _ in range(_ROUNDS):
        p = softmax(design @ weights).astype(np.float64)
        gradient = np.einsum("ik,ikj->j", p - labels, design) + strength * (weights - prior)
        mean = np.einsum("ik,ikj->ij", p, design)
        curvature = np.einsum("ik,ikj,ikl->jl", p, design, design) - mean.T @ mean
        step = np.linalg.solve(curvature + np.diag(strength), gradient)
        weights -= np.clip(step, -2, 2)
        if np.abs(step).max() < _NEAR:
            break
    slope = max(float(weights[0]), 0.05)
    return np.full(codes, slope, dtype=np.float32), weights[1:].astype(np.float32)


def _design(scores: Any) -> Any:
    return np.stack([scores, np.ones_like(scores)], axis=1).astype(np.float64)


def newton(design: Any, labels: Any, prior: Any, strength: Any, offset: Any = 0.0) -> Any:
    """Fit a logistic regression that is drawn to a prior, by Newton's method.

    Args:
        design: examples × weights.
        labels: per example, 0 or 1.
        prior: the weights that the fit is drawn to.
        strength: how strongly, per weight.
        offset: log-odds to begin with, per example or for all.

    Returns:
        The weights.
    """
    weights = prior.astype(np.float64).copy()

    def loss(tried: Any) -> float:
        scores = design @ tried + offset
        likely = np.logaddexp(0.0, scores) - labels * scores
        return float(likely.sum() + 0.5 * (strength * (tried - prior) ** 2).sum())

    reached = loss(weights)
    for _ in range(_ROUNDS):
        p = sigmoid(design @ weights + offset).astype(np.float64)
        gradient = design.T @ (p - labels) + strength * (weights - prior)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(strength)
        step = np.clip(np.linalg.solve(curvature, gradient), -2, 2)
        # Far from the best weights a whole step may lead beyond them, and back.
        while (after := loss(weights - step)) > reached and np.abs(step).max() > _NEAR:
            step /= 2
        weights -= step
        reached = after
        if np.abs(step).max() < _NEAR:
            break
    return weights
