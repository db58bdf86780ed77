"""An expert that reads a report three times: by clauses, by passages and as a whole.

The best clause with its company tells what is alleged; three clauses together hold what one
leaves open; the words of the whole report tell what it is about.  How much each counts was
learned from reports that no reading had seen (stacking: Wolpert 1992, Stacked Generalization).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from shangxia.tagging.clauses import Ints
from shangxia.tagging.experts import Expert, Scored
from shangxia.tagging.features import BITS
from shangxia.tagging.scoring import Floats, Seen, Weights, added, best_of, slots_of

#: The pooling of experts of this kind.
BLENDED = "blended"
#: Scores beyond this say no more.
MOST = 8.0
#: Clauses of a passage.
PASSAGE = 3
#: Steps of a weight and of a squared rarity per unit: sums of whole steps are exact.
_UNIT, _SQUARE = 64, 16
#: The table in which repeated words are found has so many bits, hashed by this.
_ROOM, _MIX = 20, np.uint64(0x9E3779B97F4A7C15)
_own = threading.local()


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

    # The tables are made on first use: most batches are of one language.
    @cached_property
    def _slot(self) -> Any:
        return slots_of(self.weights.buckets)

    @cached_property
    def _steps(self) -> Floats:
        # Weights times rarity, and squared rarities for the length.
        steps = np.zeros((len(self.rarity) + 1, self.weights.values.shape[1] + 1), np.float32)
        steps[1:, :-1] = np.rint(self.weights.values * self.rarity[:, None] * _UNIT)
        steps[1:, -1] = np.rint(self.rarity**2 * _SQUARE)
        return steps

    def slots(self, buckets: Ints) -> Ints:
        """Return the slot of each bucket; slot 0 is of those without a weight."""
        slots: Ints = self._slot.take(buckets)
        return slots

    def sums(self, owner: Ints, slot: Ints, owners: int) -> Floats:
        """Add up terms by the stretch that they stand in, stretches × (codes + 1)."""
        return added(owner, slot, self._steps, owners)

    def scores(self, sums: Floats) -> Floats:
        """Return log-odds of stretches from their sums, stretches × codes."""
        length = np.sqrt(np.maximum(sums[:, -1:], 1) / _SQUARE)
        scores: Floats = (sums[:, :-1] / (_UNIT * length) + self.weights.bias).astype(np.float32)
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

    def score(self, seen: Seen, reports: int, rows: Any = None) -> tuple[Floats, Floats]:
        """Return log-odds by passages, reports × codes, and of the whole, × (codes + 1).

        Args:
            seen: the batch.
            reports: how many reports it has.
            rows: the reports that matter; all by default.  Of others they mean nothing.
        """
        features = seen.features
        clause, bucket = features.clause[: features.plain], features.bucket[: features.plain]
        if rows is not None and len(rows) < reports:
            wanted = np.zeros(reports, dtype=bool)
            wanted[rows] = True
            some = np.flatnonzero(wanted[seen.clauses.report].take(clause))
            clause, bucket = clause.take(some), bucket.take(some)
        return self._passages(seen, reports, clause, bucket), self._whole(
            seen, reports, clause, bucket
        )

    def _passages(self, seen: Seen, reports: int, clause: Ints, bucket: Ints) -> Floats:
        sums = self.passages.sums(clause, self.passages.slots(bucket), len(seen.clauses))
        report = seen.clauses.report
        return best_of(self.passages.scores(gathered(sums, report)), report, reports)

    def _whole(self, seen: Seen, reports: int, clause: Ints, bucket: Ints) -> Floats:
        slot, report = self.whole.slots(bucket), seen.clauses.report.take(clause)
        once = distinct(report * 2**BITS + slot)
        return self.whole.scores(self.whole.sums(report.take(once), slot.take(once), reports))


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


def distinct(keys: Ints) -> Ints:
    """Return the places of one of each kind of key, in whatever order.

    Keys are written to a table by their hash, and each looks whether it still stands there.
    Those that another key has pushed out try again by another hash.  It takes a third of the
    time of sorting.
    """
    table = _table()
    hashes, shift = keys.astype(np.uint64), np.uint64(64 - _ROOM)
    todo, kept = np.arange(len(keys), dtype=np.int32), []
    while len(todo):
        hashes = hashes * _MIX
        hashes ^= hashes >> np.uint64(31)
        place = (hashes >> shift).astype(np.int32)
        table[place] = todo
        there = table.take(place)
        kept.append(todo[there == todo])
        pushed = np.flatnonzero(keys.take(there) != keys.take(todo))
        todo, hashes = todo.take(pushed), hashes.take(pushed)
    return np.concatenate(kept) if kept else np.zeros(0, dtype=np.int32)


def _table() -> Ints:
    """Return a table to write to, the same for all calls of a thread: making one takes time."""
    if not hasattr(_own, "table"):
        _own.table = np.zeros(2**_ROOM, dtype=np.int32)
    table: Ints = _own.table
    return table


@dataclass(frozen=True)
class BlendedExpert(Expert):
    """An expert with more readings than that of clauses; the whole has a word on inaction, too.

    Attributes:
        readings: by language.
        plain: codes × 2, the mix for other languages: of the clauses, and one.
    """

    readings: dict[str, Reading] = field(default_factory=dict)
    plain: Floats = field(default_factory=lambda: np.zeros((0, 2), dtype=np.float32))

    def score(self, seen: Seen, reports: int, rows: Any = None) -> Scored:
        """Return log-odds of clauses by the first reading, and of reports by all."""
        scored = Expert.score(self, seen, reports, rows)
        reading = self.readings.get(seen.language)
        if reading is None:
            flag = scored.words
            told = mixed(self.plain, scored.reports)
        else:
            passages, whole = reading.score(seen, reports, rows)
            flag = whole[:, -1:]
            told = mixed(reading.mix, scored.reports, passages, whole[:, :-1])
        return scored._replace(reports=told, words=np.hstack([scored.words, flag]))
