"""One trained head: calibrated probabilities and the threshold to tag from.

Probabilities are Platt-scaled per code with a shift per language (Platt 1999,
Probabilistic Outputs for Support Vector Machines), fitted on reports that the
weights had not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from shangxia.tagging.scoring import Floats, Seen, Weights, pool, summary

#: Where so many of a batch's reports matter, scoring all is faster than picking them out.
_MOST = 0.5
#: What the score with the company counts beside that of the clause alone, for evidence.
_COMPANY = 0.5


class Scored(NamedTuple):
    """Log-odds before calibration.

    Attributes:
        clauses: clauses × codes.
        reports: reports × codes, pooled.
        words: per report and output of ``Expert.words``, for inaction.
    """

    clauses: Floats
    reports: Floats
    words: Floats


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
    _both: Weights = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Join the weights of codes and words."""
        object.__setattr__(self, "_both", self.weights.beside(self.words))

    def score(self, seen: Seen, reports: int, rows: Any = None) -> Scored:
        """Return log-odds of clauses and reports.

        Args:
            seen: the batch.
            reports: how many reports it has.
            rows: the reports that matter; all by default.
        """
        some: Any = slice(None)
        if rows is not None and len(rows) < _MOST * reports:
            wanted = np.zeros(reports, dtype=bool)
            wanted[rows] = True
            some = np.flatnonzero(wanted[seen.clauses.report][seen.features.clause])
        scores = self._both.score(seen.features, some)
        codes, words = np.split(scores, [len(self.weights.bias)], axis=1)
        return Scored(
            codes,
            pool(codes, seen, reports, self.pooling, self.weights.bias),
            pool(words, seen, reports, "all", self.words.bias),
        )

    def telling(self, seen: Seen, scored: Scored, rows: Any) -> Floats:
        """Return how well each clause shows each code, clauses × codes.

        A clause whose company speaks for a code may say nothing itself, so what the clause
        says counts more than what it is scored with its company.

        Args:
            seen: the batch.
            scored: what ``score`` returned for it.
            rows: the reports that matter.
        """
        features = seen.features
        wanted = np.zeros(len(scored.reports), dtype=bool)
        wanted[rows] = True
        some = np.flatnonzero(wanted[seen.clauses.report][features.clause[: features.own]])
        own = self.weights.score(features, some)
        told: Floats = ((own + _COMPANY * scored.clauses) / (1 + _COMPANY)).astype(np.float32)
        return told

    def probabilities(self, pooled: Floats, language: str) -> Floats:
        """Turn pooled log-odds into probabilities, reports × codes."""
        log_odds = pooled * self.slope + self.intercept + self.shift.get(language, 0.0)
        return sigmoid(log_odds)

    def decided(self, probable: Floats) -> Floats:
        """Return what is held against the threshold: the probabilities, reports × codes."""
        return probable

    def inactive(self, seen: Seen, scored: Scored) -> Floats:
        """Return the probability per report that it alleges inaction.

        Args:
            seen: the batch.
            scored: what ``score`` returned for it.
        """
        if not len(self.inaction):
            return np.zeros(len(scored.reports), dtype=np.float32)
        described = np.hstack([scored.words, summary(seen, scored.reports)])
        return sigmoid(described @ self.inaction[:-1] + self.inaction[-1])


def sigmoid(values: np.ndarray[Any, Any]) -> Floats:
    """Return ``1 / (1 + exp(-values))`` without overflow."""
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
    return result


def log_odds(probability: Any) -> Any:
    """Return ``log(p / (1 - p))``, kept finite."""
    kept = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(kept / (1 - kept))
