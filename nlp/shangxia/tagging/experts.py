"""One trained head: calibrated probabilities and the threshold to tag from.

Probabilities are Platt-scaled per code with a shift per language (Platt 1999,
Probabilistic Outputs for Support Vector Machines), fitted on reports that the
weights had not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from shangxia.tagging.scoring import Floats, Seen, Table, Weights, pool, summary

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
        own: clauses × codes, by what each clause says itself.
    """

    clauses: Floats
    reports: Floats
    words: Floats
    own: Floats


class Sums:
    """Sums over the features of clauses, by the parts that these fall into.

    Args:
        seen: the batch.
        reports: how many reports it has.
        rows: the reports that matter; None for all.
        table: what is added.

    Attributes:
        said: of words and concepts, clauses × columns.
        acted: of the other features of the clauses themselves.
        company: of those of the clauses around.
        clause: clause of each word and concept.
        row: its row in the table.
    """

    def __init__(self, seen: Seen, reports: int, rows: Any, table: Table) -> None:
        features, clauses = seen.features, len(seen.clauses)
        ends = np.array([features.plain, features.own, len(features.clause)])
        clause, bucket = features.clause, features.bucket
        if rows is not None and len(rows) < _MOST * reports:
            wanted = np.zeros(reports, dtype=bool)
            wanted[rows] = True
            some = np.flatnonzero(wanted[seen.clauses.report].take(clause))
            ends = np.searchsorted(some, ends)
            clause, bucket = clause.take(some), bucket.take(some)
        row = table.slot.take(bucket)
        part = np.repeat(np.arange(3, dtype=np.int32) * clauses, np.diff(ends, prepend=0))
        sums = table.sums(clause + part, row, 3 * clauses)
        self.said, self.acted, self.company = sums.reshape(3, clauses, sums.shape[1])
        self.clause, self.row = clause[: ends[0]], row[: ends[0]]


@dataclass(frozen=True)
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

    #: Whether every text has exactly one code.
    exclusive = False

    def score(self, seen: Seen, reports: int, rows: Any = None) -> Scored:
        """Return log-odds of clauses and reports.

        Args:
            seen: the batch.
            reports: how many reports it has.
            rows: the reports that matter; all by default.  Of others it means nothing.
        """
        sums = Sums(seen, reports, rows, self._table)
        return self.scored(seen, reports, sums.said + sums.acted, sums.company)

    def scored(self, seen: Seen, reports: int, own: Floats, company: Floats) -> Scored:
        """Turn sums of the steps of codes and words into log-odds.

        Args:
            seen: the batch.
            reports: how many reports it has.
            own: of what clauses say themselves, clauses × (codes + words).
            company: of the clauses around them.
        """
        features, known = seen.features, len(self.weights.bias)
        codes, words = np.split(own + company, [known], axis=1)
        scores = self.weights.scaled(codes, features)
        flags = self.words.scaled(words, features)
        return Scored(
            scores,
            pool(scores, seen, reports, self.pooling, self.weights.bias),
            pool(flags, seen, reports, "all", self.words.bias),
            self.weights.scaled(own[:, :known], features),
        )

    @cached_property
    def _table(self) -> Table:
        return Table(self.weights.steps, self.words.steps)

    def telling(self, seen: Seen, scored: Scored) -> Floats:
        """Return how well each clause shows each code, clauses × codes.

        A clause whose company speaks for a code may say nothing itself, so what the clause
        says counts more than what it is scored with its company.

        Args:
            seen: the batch.
            scored: what ``score`` returned for it.
        """
        del seen
        told: Floats = ((scored.own + _COMPANY * scored.clauses) / (1 + _COMPANY)).astype(
            np.float32
        )
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
        # No matrix product: its sums depend on how many reports there are.
        return sigmoid((described * self.inaction[:-1]).sum(axis=1) + self.inaction[-1])


def sigmoid(values: np.ndarray[Any, Any]) -> Floats:
    """Return ``1 / (1 + exp(-values))`` without overflow."""
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
    return result


def log_odds(probability: Any) -> Any:
    """Return ``log(p / (1 - p))``, kept finite."""
    kept = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(kept / (1 - kept))
