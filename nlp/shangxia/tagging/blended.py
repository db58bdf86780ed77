"""An expert that reads a report three times: by clauses, by passages and as a whole.

The best clause with its company tells what is alleged; three clauses together hold what one
leaves open; the words of the whole report tell what it is about.  How much each counts was
learned from reports that no reading had seen (stacking: Wolpert 1992, Stacked Generalization).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from shangxia.tagging.clauses import Ints
from shangxia.tagging.experts import Expert, Scored, Sums
from shangxia.tagging.scoring import UNIT, Floats, Seen, Table, Weights, best_of

#: The pooling of experts of this kind.
BLENDED = "blended"
#: Scores beyond this say no more.
MOST = 8.0
#: Clauses of a passage.
PASSAGE = 3
#: Steps of a squared rarity per unit.
_SQUARE = 16


@dataclass(frozen=True)
class Terms:
    """Linear weights of words, runs of words and concepts in stretches of text.

    A term counts its weight times its inverse document frequency, and the stretch is brought to
    unit length.

    Attributes:
        weights: one output per code, for each bucket.
        rarity: inverse document frequency of each bucket.
    """

    weights: Weights
    rarity: Floats

    @property
    def steps(self) -> tuple[Ints, Floats]:
        """Buckets, and in steps their weights times rarity and squared rarity, for the length."""
        weighed = np.rint(self.weights.values * self.rarity[:, None] * UNIT)
        squared = np.rint(self.rarity**2 * _SQUARE)
        return self.weights.buckets, np.column_stack([weighed, squared]).astype(np.float32)

    def scores(self, sums: Floats) -> Floats:
        """Return log-odds of stretches from their sums, stretches × codes."""
        length = np.sqrt(np.maximum(sums[:, -1:], 1) / _SQUARE)
        scores: Floats = (sums[:, :-1] / (UNIT * length) + self.weights.bias).astype(np.float32)
        return scores


@dataclass(frozen=True)
class Reading:
    """What passages and whole reports of one language say.

    Attributes:
        passages: terms of three clauses, where all that stand there count.
        whole: terms of the report, where each counts once; one output more, behind the codes,
            for inaction.
        mix: codes × 4: what the scores of the best clause, the best passage and the whole, and
            one, count.
    """

    passages: Terms
    whole: Terms
    mix: Floats


class Joint:
    """The weights of all readings of a language side by side, so that a feature is looked up once.

    Args:
        weights: those of clauses: of the codes, and of words for inaction.
        reading: the other readings.

    Attributes:
        table: the weights of clauses and behind them those of passages, by all buckets that any
            reading knows.
        near: so many columns are of clauses.
    """

    def __init__(self, weights: tuple[Weights, Weights], reading: Reading) -> None:
        self._reading, self._whole = reading, Table(reading.whole.steps)
        far = self._whole.buckets
        parts = [one.steps for one in (*weights, reading.passages)]
        self.table = Table(*parts, (far, np.zeros((len(far), 0), dtype=np.float32)))
        self.near = sum(len(one.bias) for one in weights)
        # The row of the whole of each row of the table.
        self._far = np.append(np.int32(0), self._whole.slot.take(self.table.buckets))

    def passages(self, seen: Seen, reports: int, sums: Sums) -> Floats:
        """Return log-odds of reports by their best passage, reports × codes.

        Args:
            seen: the batch.
            reports: how many reports it has.
            sums: of its features, by ``table``.
        """
        report = seen.clauses.report
        told = gathered(sums.said[:, self.near :], report)
        return best_of(self._reading.passages.scores(told), report, reports)

    def whole(self, seen: Seen, reports: int, sums: Sums) -> Floats:
        """Return log-odds of reports by all that they hold, reports × (codes + 1).

        Args:
            seen: the batch.
            reports: how many reports it has.
            sums: of its features, by ``table``.
        """
        row = self._far.take(sums.row)
        present = np.zeros(len(self._whole.rows), dtype=bool)
        present[row] = True
        kinds = np.flatnonzero(present)
        column = np.cumsum(present) - 1
        # A table of what each report holds, which is faster than sorting; row 0 adds nothing.
        held = np.zeros(reports * len(kinds), dtype=bool)
        held[seen.clauses.report.take(sums.clause) * len(kinds) + column.take(row)] = True
        report, kind = np.divmod(np.flatnonzero(held), max(len(kinds), 1))
        return self._reading.whole.scores(self._whole.sums(report, kinds.take(kind), reports))


def gathered(rows: Floats, report: Ints) -> Floats:
    """Add to each clause's row those of the clauses behind it in its passage.

    Args:
        rows: clauses × anything.
        report: report of each clause.
    """
    total = rows.copy()
    for by in range(1, PASSAGE):
        inside = report[by:] == report[:-by]
        total[:-by][inside] += rows[by:][inside]
    return total


def mixed(mix: Floats, *readings: Floats) -> Floats:
    """Weigh readings.

    Args:
        mix: codes × (readings + 1), the last column a constant.
        *readings: log-odds, reports × codes.
    """
    both = sum(
        np.clip(one, -MOST, MOST) * part for one, part in zip(readings, mix.T[:-1], strict=True)
    )
    return np.asarray(both + mix[:, -1], dtype=np.float32)


@dataclass(frozen=True)
class BlendedExpert(Expert):
    """An expert with more readings than that of clauses; the whole has a word on inaction, too.

    Attributes:
        readings: by language.
        plain: codes × 2, the mix for other languages: of the clauses, and one.
    """

    readings: dict[str, Reading] = field(default_factory=dict)
    plain: Floats = field(default_factory=lambda: np.zeros((0, 2), dtype=np.float32))

    # Made on first use: most batches are of one language.
    @cached_property
    def _joints(self) -> dict[str, Joint]:
        return {}

    def score(self, seen: Seen, reports: int, rows: Any = None) -> Scored:
        """Return log-odds of clauses by the first reading, and of reports by all."""
        reading = self.readings.get(seen.language)
        if reading is None:
            scored = Expert.score(self, seen, reports, rows)
            told, flag = mixed(self.plain, scored.reports), scored.words
        else:
            joint = self._joint(seen.language, reading)
            sums = Sums(seen, reports, rows, joint.table)
            own = sums.said[:, : joint.near] + sums.acted[:, : joint.near]
            scored = self.scored(seen, reports, own, sums.company[:, : joint.near])
            passages = joint.passages(seen, reports, sums)
            whole = joint.whole(seen, reports, sums)
            told, flag = mixed(reading.mix, scored.reports, passages, whole[:, :-1]), whole[:, -1:]
        return scored._replace(reports=told, words=np.hstack([scored.words, flag]))

    def _joint(self, language: str, reading: Reading) -> Joint:
        joints = self._joints
        if language not in joints:
            joints[language] = Joint((self.weights, self.words), reading)
        return joints[language]
