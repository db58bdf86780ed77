"""From features to pairs, across languages: a learned score, then who belongs to whom.

The score is a logistic regression whose weights are never negative, so that
each feature speaks for a pair or says nothing.  Provisions are assigned in no
fixed order: crossing, one to many and none are all allowed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from shangxia import resources
from shangxia.alignment.features import FEATURES
from shangxia.alignment.similarity import Matrix
from shangxia.document import Feature
from shangxia.errors import ModelError


@dataclass(frozen=True, slots=True)
class PairModel:
    """Weights of the features and what a score means.

    Attributes:
        weights: per feature, of the standardised value; not negative.
        means: per feature, over all pairs of the training documents.
        scales: standard deviations of the same.
        intercept: added to the weighted sum, which gives the logit.
        threshold: logit below which there is no counterpart.
        slope: of the calibration: the probability that a chosen pair is right has the
            logit ``slope * logit + offset``.
        offset: of the calibration.
        second: a second partner needs this much less logit than the best one of either side
            at the most.
    """

    weights: np.ndarray
    means: np.ndarray
    scales: np.ndarray
    intercept: float
    threshold: float
    slope: float
    offset: float
    second: float

    def logits(self, features: np.ndarray) -> Matrix:
        """Return the logit of each pair from an array of … × features."""
        standard = (features - self.means) / self.scales
        result: Matrix = standard @ self.weights + self.intercept
        return result

    def score(self, logit: float) -> float:
        """Return how probable it is that a chosen pair is right, in [0, 1]."""
        return float(1.0 / (1.0 + np.exp(-(self.slope * logit + self.offset))))

    def explain(self, features: np.ndarray) -> tuple[Feature, ...]:
        """Return each feature of one pair with its part of what speaks for the pair."""
        parts = self.weights * (features - self.means) / self.scales
        whole = float(np.abs(parts).sum()) or 1.0
        found = [
            Feature(name, round(float(value), 4), round(float(part) / whole, 4))
            for name, value, part, weight in zip(
                FEATURES, features, parts, self.weights, strict=True
            )
            if weight
        ]
        return tuple(sorted(found, key=lambda one: -abs(one.share)))


@cache
def pair_model() -> PairModel:
    """Return the model that ships.

    Raises:
        ModelError: it is missing or does not fit this version.
    """
    try:
        stored = json.loads(resources.model("bridge", "pairs.json").read_text(encoding="utf-8"))
        names = stored["features"]
        model = PairModel(
            weights=np.array(stored["weights"]),
            means=np.array(stored["means"]),
            scales=np.array(stored["scales"]),
            intercept=float(stored["intercept"]),
            threshold=float(stored["threshold"]),
            slope=float(stored["slope"]),
            offset=float(stored["offset"]),
            second=float(stored["second"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"pairs.json: the weights of the features are missing or damaged ({error}); "
            "install shangxia again or run scripts/learn_pairs.py"
        ) from error
    if names != list(FEATURES):
        raise ModelError(
            "pairs.json: it was learned for other features: run scripts/learn_pairs.py again"
        )
    return model


def assign(logits: Matrix, *, threshold: float, second: float) -> list[tuple[int, int]]:
    """Choose pairs: the best of either side, where the other side hardly knows a better one.

    Args:
        logits: of units of A × units of B.
        threshold: least logit of a pair.
        second: how much less than the best of the other side a pair may have.

    Returns:
        Pairs of indices, in the order of A, then B; transposing gives the same turned round.
    """
    if not logits.size:
        return []
    best_a = logits.max(axis=1, keepdims=True)
    best_b = logits.max(axis=0, keepdims=True)
    # Best of one side, and near enough to the best of the other.
    chosen = (np.maximum(best_a, best_b) - logits <= second) & (
        (logits == best_a) | (logits == best_b)
    )
    return [(int(i), int(j)) for i, j in np.argwhere(chosen & (logits >= threshold))]
