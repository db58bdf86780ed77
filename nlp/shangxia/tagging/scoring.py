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
_UNIT, _MOST = 64, 2**10


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


class Weights:
    """Linear weights over hashed features, only those kept that matter.

    Scoring rounds weights to ``1 / _UNIT``: sums of whole steps are exact, in whatever order
    and batch they are added.

    Args:
        buckets: buckets with a weight, sorted.
        values: a row of weights for each of them, one column per output.
        bias: one per output.
    """

    def __init__(self, buckets: np.ndarray[Any, Any], values: Floats, bias: Floats) -> None:
        self.buckets, self.values, self.bias = buckets, values, bias

    # The tables are made on first use: much that is loaded is not needed, such as other languages.
    @cached_property
    def _slot(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        return slots_of(self.buckets)

    @cached_property
    def _steps(self) -> Floats:
        # Slot 0 is for the buckets without a weight.
        steps = np.zeros((len(self.buckets) + 1, self.values.shape[1]), dtype=np.float32)
        steps[1:] = np.clip(np.rint(self.values * _UNIT), -_MOST, _MOST)
        return steps

    def beside(self, other: Weights) -> Weights:
        """Return weights that score the outputs of both in one pass."""
        buckets = np.union1d(self.buckets, other.buckets)
        outputs = self.values.shape[1]
        values = np.zeros((len(buckets), outputs + other.values.shape[1]), dtype=np.float32)
        values[np.searchsorted(buckets, self.buckets), :outputs] = self.values
        values[np.searchsorted(buckets, other.buckets), outputs:] = other.values
        return Weights(buckets, values, np.append(self.bias, other.bias))

    def score(self, features: Features, some: Any = slice(None)) -> Floats:
        """Return log-odds, clauses × outputs.

        Args:
            features: of a batch of clauses.
            some: the features to go by (an index); all of them by default.
        """
        slot, clause = self._slot.take(features.bucket[some]), features.clause[some]
        sums = added(clause, slot, self._steps, len(features.scale))
        scores = sums * (features.scale[:, None] / np.float32(_UNIT)) + self.bias
        return scores.astype(np.float32)


def slots_of(buckets: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Return the place of each bucket among some, from 1; 0 is for all others."""
    slot = np.zeros(2**BITS, dtype=np.int32)
    slot[buckets] = np.arange(1, len(buckets) + 1, dtype=np.int32)
    return slot


def added(owner: Ints, row: np.ndarray[Any, Any], table: Floats, owners: int) -> Floats:
    """Add up rows of a table by whose they are.

    Args:
        owner: of each row to be added, below ``owners``.
        row: its number in the table.
        table: rows × columns.
        owners: how many there are.

    Returns:
        Owners × columns.
    """
    from scipy.sparse import coo_array

    ones = np.ones(len(row), dtype=np.float32)
    sums: Floats = coo_array((ones, (owner, row)), shape=(owners, len(table))) @ table
    return sums


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
