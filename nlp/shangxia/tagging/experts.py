"""One trained head: calibrated probabilities and the threshold to tag from.

Probabilities are Platt-scaled per code with a shift per language (Platt 1999,
Probabilistic Outputs for Support Vector Machines), fitted on reports that the
weights had not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shangxia.tagging.scoring import Floats, Seen, Weights, pool, summary


@dataclass(frozen=True, slots=True)
class Expert:
    """A model for one register (petitions, or reports of any kind).

    Attributes:
        name: the register.
        weights: clause weights, one output per code.
        pooling: ``best`` clause of the report counts, or ``all`` of them.
        slope: per code.
        intercept: per code.
        shift: per language, added to all codes.
        threshold: per language, the probability from which a code is tagged.
        margin: per language, log-odds around the threshold that a person looks at.
        words: weights of words and concepts for inaction, over whole reports.
        inaction: weights over ``words`` and ``scoring.summary``, the last one the bias;
            empty: never.
    """

    name: str
    weights: Weights
    pooling: str
    slope: Floats
    intercept: Floats
    shift: dict[str, float]
    threshold: dict[str, float]
    margin: dict[str, float]
    words: Weights
    inaction: Floats

    def score(self, seen: Seen, reports: int, rows: Any = None) -> tuple[Floats, Floats]:
        """Return log-odds per clause, and pooled per report before calibration.

        Args:
            seen: the batch.
            reports: how many reports it has.
            rows: the reports that matter; all by default.
        """
        some: Any = slice(None)
        if rows is not None and len(rows) < reports:
            wanted = np.zeros(reports, dtype=bool)
            wanted[rows] = True
            some = np.flatnonzero(wanted[seen.clauses.report][seen.features.clause])
        scores = self.weights.score(seen.features, some)
        return scores, pool(scores, seen, reports, self.pooling, self.weights.bias)

    def probabilities(self, pooled: Floats, language: str) -> Floats:
        """Turn pooled log-odds into probabilities, reports × codes."""
        log_odds = pooled * self.slope + self.intercept + self.shift.get(language, 0.0)
        return sigmoid(log_odds)

    def inactive(self, seen: Seen, pooled: Floats) -> Floats:
        """Return the probability per report that it alleges inaction.

        Args:
            seen: the batch.
            pooled: what ``score`` returned for it.
        """
        if not len(self.inaction):
            return np.zeros(len(pooled), dtype=np.float32)
        scores = self.words.score(seen.features)
        words = pool(scores, seen, len(pooled), "all", self.words.bias)
        described = np.hstack([words, summary(seen, pooled)])
        return sigmoid(described @ self.inaction[:-1] + self.inaction[-1])


def sigmoid(values: np.ndarray[Any, Any]) -> Floats:
    """Return ``1 / (1 + exp(-values))`` without overflow."""
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
    return result


def log_odds(probability: Any) -> Any:
    """Return ``log(p / (1 - p))``, kept finite."""
    kept = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(kept / (1 - kept))
