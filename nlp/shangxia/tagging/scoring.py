"""From texts to scores: one batch of one language.

What training and tagging share, so that a model meets the very features it
was trained on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from shangxia.coding.folding import fold
from shangxia.coding.values import Codebook
from shangxia.spans import OffsetMap, Span
from shangxia.tagging.clauses import Clauses, Ints, cut
from shangxia.tagging.features import BITS, Features, featurise
from shangxia.tagging.lexicon import Hits, Lexicon, concepts

Floats = np.ndarray[Any, np.dtype[np.float32]]
#: Score of a report in which no clause speaks for a code.
SILENT = -12.0
#: Steps of a weight per unit, and the largest weight in steps.
UNIT, _MOST = 64, 2**10


class Seen(NamedTuple):
    """A batch as the model sees it.

    Attributes:
        language: ``zh``, ``vi`` or ``en``.
        clauses: the batch, cut.
        features: features of its clauses.
        firm_clause: clause of each firm cue of the codebook.
        firm_code: index of the code of each of these.
        maps: the way back to the texts as they came, for those that had to be normalised.
    """

    language: str
    clauses: Clauses
    features: Features
    firm_clause: Ints
    firm_code: Ints
    maps: dict[int, OffsetMap]

    def span(self, clause: int) -> Span:
        """Return a clause's span in its report as it came."""
        report = int(self.clauses.report[clause])
        origin = int(self.clauses.offset[report])
        span = Span(int(self.clauses.start[clause]), int(self.clauses.end[clause])).shift(-origin)
        return self.maps[report].to_old(span) if report in self.maps else span


class Reader:
    """Reads batches of one language.

    Args:
        language: ``zh``, ``vi`` or ``en``.
        codebook: whose cues count as concepts.
    """

    def __init__(self, language: str, codebook: Codebook | None) -> None:
        self._language = language
        self._lexicon = Lexicon(language, codebook)

    def see(self, texts: Sequence[str]) -> Seen:
        """Cut texts into clauses and compute the features of these."""
        maps: dict[int, OffsetMap] = {}
        plain = list(texts)
        for index, text in enumerate(texts):
            if not unicodedata.is_normalized("NFC", text):
                found = fold(text)
                plain[index], maps[index] = found.text, found.offsets
        clauses = cut(plain)
        hits = self._lexicon.find(clauses.codes)
        firm = hits.concept >= self._lexicon.firm
        plainly = Hits(*(part[~firm] for part in hits))
        cued = np.searchsorted(clauses.start, hits.start[firm], side="right") - 1
        code = hits.concept[firm] - self._lexicon.firm
        features = featurise(clauses, plainly)
        return Seen(self._language, clauses, features, cued, code, maps)


class Table:
    """Rows of weights in whole steps: sums of these are exact, in whatever order they are added.

    Args:
        *parts: buckets and rows of steps of each; the parts stand side by side, so that one look
            finds the rows of all.

    Attributes:
        rows: row 0 is for buckets without weights.
    """

    def __init__(self, *parts: tuple[Ints, Floats]) -> None:
        known = np.zeros(2**BITS, dtype=bool)
        for buckets, _ in parts:
            known[buckets] = True
        self.buckets = np.flatnonzero(known)
        width = sum(steps.shape[1] for _, steps in parts)
        self.rows = np.zeros((len(self.buckets) + 1, width), dtype=np.float32)
        column = 0
        for buckets, steps in parts:
            self.rows[self.slot[buckets], column : column + steps.shape[1]] = steps
            column += steps.shape[1]

    @cached_property
    def slot(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The row of each bucket."""
        slot = np.zeros(2**BITS, dtype=np.int32)
        slot[self.buckets] = np.arange(1, len(self.rows), dtype=np.int32)
        return slot

    def sums(self, owner: np.ndarray[Any, Any], row: np.ndarray[Any, Any], owners: int) -> Floats:
        """Add up rows by whose they are.

        Args:
            owner: of each row to be added, below ``owners``.
            row: its number.
            owners: how many there are.

        Returns:
            Owners × columns.
        """
        from scipy.sparse import coo_array

        ones = np.ones(len(row), dtype=np.float32)
        shape = (owners, len(self.rows))
        sums: Floats = coo_array((ones, (owner, row)), shape=shape) @ self.rows
        return sums


class Weights:
    """Linear weights over hashed features, only those kept that matter.

    Args:
        buckets: buckets with a weight, sorted.
        values: a row of weights for each of them, one column per output.
        bias: one per output.
    """

    def __init__(self, buckets: np.ndarray[Any, Any], values: Floats, bias: Floats) -> None:
        self.buckets, self.values, self.bias = buckets, values, bias

    @property
    def steps(self) -> tuple[Ints, Floats]:
        """Buckets and their weights in steps."""
        return self.buckets, np.clip(np.rint(self.values * UNIT), -_MOST, _MOST)

    # Made on first use: much that is loaded is not needed, such as other languages.
    @cached_property
    def _table(self) -> Table:
        return Table(self.steps)

    def score(self, features: Features) -> Floats:
        """Return log-odds of the clauses of a batch, clauses × outputs."""
        row = self._table.slot.take(features.bucket)
        return self.scaled(self._table.sums(features.clause, row, len(features.scale)), features)

    def by_words(self, seen: Seen, reports: int) -> Floats:
        """Return log-odds of reports by their words alone, × outputs.

        Their sum is divided by the square root of their number.

        Args:
            seen: the batch.
            reports: how many reports it has.
        """
        # Words of one are the first of the features.
        words = len(seen.clauses.word_clause)
        row = self._table.slot.take(seen.features.bucket[:words])
        report = seen.clauses.report.take(seen.clauses.word_clause)
        length = np.sqrt(np.maximum(np.bincount(report, minlength=reports), 1))
        sums = self._table.sums(report, row, reports)
        scores: Floats = (sums / (UNIT * length[:, None]) + self.bias).astype(np.float32)
        return scores

    def scaled(self, sums: Floats, features: Features) -> Floats:
        """Turn sums of steps, clauses × outputs, into log-odds."""
        scale = features.scale[:, None] / np.float32(UNIT)
        scores: Floats = (sums * scale + self.bias).astype(np.float32)
        return scores


def pool(scores: Floats, seen: Seen, reports: int, pooling: str, bias: Floats) -> Floats:
    """Return a score per report and code.

    Args:
        scores: log-odds, clauses × codes.
        seen: the batch.
        reports: how many reports there are.
        pooling: ``all``: the sum of all features of the report, brought to unit length,
            speaks for it; otherwise its best clause.
        bias: per code, which is no feature.

    Returns:
        Reports × codes; ``SILENT`` for a report without any clause.
    """
    report = seen.clauses.report
    if pooling != "all":
        return best_of(scores, report, reports)
    pooled = np.full((reports, scores.shape[1]), SILENT, dtype=np.float32)
    if not len(report):
        return pooled
    first = np.flatnonzero(np.diff(report, prepend=-1))
    scale = seen.features.scale[:, None]
    sums = np.add.reduceat((scores - bias) / scale, first, axis=0)
    length = np.sqrt(np.add.reduceat(scale**-2, first, axis=0))
    pooled[report[first]] = sums / length + bias
    return pooled


def best_of(scores: Floats, report: Ints, reports: int) -> Floats:
    """Return the best score of each report.

    Args:
        scores: clauses × codes.
        report: report of each clause, ascending.
        reports: how many reports there are.

    Returns:
        Reports × codes; ``SILENT`` for a report without any clause.
    """
    pooled = np.full((reports, scores.shape[1]), SILENT, dtype=np.float32)
    if len(report):
        first = np.flatnonzero(np.diff(report, prepend=-1))
        pooled[report[first]] = np.maximum.reduceat(scores, first, axis=0)
    return pooled


def summary(seen: Seen, pooled: Floats) -> Floats:
    """Describe whole reports: the codes' scores, the concepts, the actors and the length.

    Args:
        seen: the batch.
        pooled: ``pool`` of its scores, reports × codes.

    Returns:
        Reports × (codes + concepts + 7).
    """
    features, clauses = seen.features, seen.clauses
    reports, known = len(pooled), len(concepts())
    present = np.zeros((reports, known), dtype=np.float32)
    own = features.hit_concept < known
    present[clauses.report[features.hit_clause[own]], features.hit_concept[own]] = 1
    share = np.zeros((reports, 6), dtype=np.float32)
    share[np.arange(reports), features.actors.share[:reports]] = 1
    length = np.log1p(np.bincount(clauses.report, minlength=reports))[:, None] / 4
    return np.hstack([np.maximum(pooled, -6) / 4, present, share, length]).astype(np.float32)
