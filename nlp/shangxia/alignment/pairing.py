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
from shangxia.comparison import Feature
from shangxia.errors import ModelError

#: Part of the documents at hand in what is usual, where they have many pairs; the half of
#: it where they have as many as the prior.
_OWN, _PRIOR = 0.6, 400.0
#: A provision that is like many others is worth less to each: this part of the mean of its
#: nearest is taken off (cross-domain local scaling, Conneau et al. 2018).  The nearest are
#: this share of the others.
_HUB, _NEAREST = 0.4, 0.2
#: What the standing of every pair loses for each unit of distance between the documents.
_STRANGE = 4.0
#: The fewer provisions there are, the likelier any two correspond: what the logit of every
#: pair gains for each factor of e that the documents are shorter than those learned from.
_LEARNED_FROM, _SHORT = 60.0, 0.25

#: Most partners of one provision.
_PARTNERS = 3


@dataclass(frozen=True, slots=True)
class PairModel:
    """Weights of the features and what a score means.

    Attributes:
        weights: per feature, of the standardised value; not negative.
        means: per feature, over all pairs of the training documents.
        scales: standard deviations of the same.
        intercept: added to the weighted sum, which gives the logit.
        usual: mean logit of all pairs of the training documents.
        spread: standard deviation of the same.
        threshold: standing below which there is no counterpart.
        second: how much less standing than the best of either side a second partner may have.
        slope: of the calibration: the probability that a chosen pair is right has the
            logit ``slope * standing + offset``.
        offset: of the calibration.
    """

    weights: np.ndarray
    means: np.ndarray
    scales: np.ndarray
    intercept: float
    usual: float
    spread: float
    threshold: float
    second: float
    slope: float
    offset: float

    def logits(self, features: np.ndarray) -> Matrix:
        """Return the logit of each pair, less a part of the best that either side has.

        Args:
            features: units of A × units of B × features.
        """
        raw = self._standard(features) @ self.weights + self.intercept
        logits: Matrix = raw.astype(np.float32)
        if not logits.size:
            return logits
        both = _nearest(logits)[:, None] + _nearest(logits.T)[None, :]
        result: Matrix = logits - np.float32(_HUB / 2) * both
        return result

    def _standard(self, features: np.ndarray) -> np.ndarray:
        # A feature that could not be measured says nothing.
        standard: np.ndarray = np.nan_to_num((features - self.means) / self.scales, nan=0.0)
        return standard

    def standings(self, features: np.ndarray, *, distance: float = 0.0) -> Matrix:
        """Return by how many standard deviations each pair stands above the usual pair.

        What is usual is measured on the documents at hand, because laws differ in how
        alike all their provisions are, and on the training documents, because documents
        may have nothing in common.

        Args:
            features: units of A × units of B × features.
            distance: how far short of one matter the documents fall; all pairs stand lower.
        """
        logits = self.logits(features)
        if not logits.size:
            return logits
        share = _OWN * logits.size / (logits.size + _PRIOR)
        usual = share * float(logits.mean()) + (1 - share) * self.usual
        spread = share * float(logits.std()) + (1 - share) * self.spread
        shorter = max(0.0, float(np.log(_LEARNED_FROM / np.sqrt(logits.size))))
        result: Matrix = (logits - usual + _SHORT * shorter) / spread - _STRANGE * distance
        return result

    def score(self, standing: float) -> float:
        """Return how probable it is that a chosen pair is right, in [0, 1]."""
        return float(1.0 / (1.0 + np.exp(-(self.slope * standing + self.offset))))

    def explain(self, features: np.ndarray) -> tuple[Feature, ...]:
        """Return each feature of one pair with its part of what speaks for it, or against it."""
        parts = self.weights * self._standard(features)
        whole = float(np.abs(parts).sum()) or 1.0
        found = [
            Feature(name, round(float(value), 4), round(float(part) / whole, 4))
            for name, value, part, weight in zip(
                FEATURES, features, parts, self.weights, strict=True
            )
            if weight and not np.isnan(value)
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
            usual=float(stored["usual"]),
            spread=float(stored["spread"]),
            threshold=float(stored["threshold"]),
            second=float(stored["second"]),
            slope=float(stored["slope"]),
            offset=float(stored["offset"]),
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


def _nearest(logits: Matrix) -> Matrix:
    """Return the mean of the best logits of each row."""
    best = max(1, round(_NEAREST * logits.shape[1]))
    mean: Matrix = np.partition(logits, -best, axis=1)[:, -best:].mean(axis=1)
    return mean


def assign(standings: Matrix, *, threshold: float, second: float) -> list[tuple[int, int]]:
    """Choose pairs that stand high, and nearly as high as the best of either side.

    Nothing gets more than a few partners.

    Args:
        standings: of units of A × units of B.
        threshold: least standing of a pair.
        second: how much less than the best of either side a pair may have.

    Returns:
        Pairs of indices, in the order of A, then B; transposing gives the same turned round.
    """
    if not standings.size:
        return []
    ours, theirs = (np.sort(table, axis=1)[:, ::-1] for table in (standings, standings.T))
    best = np.maximum(ours[:, :1], theirs[:, 0])
    chosen = (best - standings <= second) & (standings >= threshold)
    # Beyond a few, what looks like a partner is what many provisions have in common.
    few = [min(_PARTNERS, len(row)) - 1 for row in (standings.T, standings)]
    chosen &= (standings >= ours[:, few[0]][:, None]) & (standings >= theirs[:, few[1]])
    return [(int(i), int(j)) for i, j in np.argwhere(chosen)]
