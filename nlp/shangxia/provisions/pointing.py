"""The bearer of a provision as a model points at it: where its name begins and where it ends.

Each place between two tokens has a score for beginning a bearer and one for ending
it, from the words beside it, the norm, the way to the modal and what the rules
found; a span has the sum, and "nobody" has a score too.  The best one counts.
It is a pointer with hand-made features, after Vinyals et al., "Pointer Networks" (2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from shangxia.document import Language
from shangxia.errors import ModelError
from shangxia.provisions.learned import LANGUAGES, Case, Floats
from shangxia.provisions.ngrams import Hashes, Integers, Part, named, scattered, tokens
from shangxia.resources import load_arrays, model

Span = tuple[int, int]
#: Rows of the table of features: a power of two.
ROWS = 1 << 18
#: Tokens of a provision that are read, and of the longest bearer.
READ, LONGEST = 130, 63
_BEFORE, _AFTER = 3, 5
_JOIN, _CROSS, _WITH = np.uint64(0xBF58476D1CE4E5B9), np.uint64(1000003), np.uint64(31)
_OPENING = Part("opens", 4, first=4, edge=True)
#: Tokens between the end of a bearer and the modal that are told apart.
_NEAR, _FAR, _NO_MODAL = -1, 6, 9


@dataclass(frozen=True, slots=True)
class Asked:
    """A provision whose bearer is asked for.

    Attributes:
        case: its words, modal and kind.
        norm: its norm, settled.
        found: the bearer that the rules find, as a span of its words.
    """

    case: Case
    norm: str
    found: Span | None


@dataclass(frozen=True, slots=True)
class Places:
    """The places between the tokens of some provisions, one after the other.

    Attributes:
        begin: rows of the table that speak for beginning there, an array a feature.
        end: for ending there.
        nobody: provision and row of each opening that speaks for its having no bearer.
        edges: provisions + 1: where the places of each begin.
        starts: of the token behind each place, in code points of the words; -1 for none.
        ends: of the token before it; -1 for none.
    """

    begin: list[Integers]
    end: list[Integers]
    nobody: list[tuple[Integers, Integers]]
    edges: Integers
    starts: Integers
    ends: Integers


@dataclass(frozen=True, slots=True, eq=False)
class BearerModel:
    """Weights of one language.

    Attributes:
        weights: ROWS.
        lengths: LONGEST + 1: for the tokens of a bearer.
        nobody: what is taken off the score of "nobody", which favours recall.
    """

    weights: Floats
    lengths: Floats
    nobody: float

    def point(self, asked: Sequence[Asked], language: Language) -> list[Span | None]:
        """Return the bearer of each provision as a span of its words, or None."""
        if not asked:
            return []
        places = find_places(asked, language)
        begin, end = self._sum(places.begin), self._sum(places.end)
        best, first, size = _best_spans(begin, end, self.lengths, places.edges)
        rows = np.array([nobody_rows(one) for one in asked], dtype=np.intp)
        nobody = self.weights.take(rows).sum(axis=1) - self.nobody
        for owners, opening in places.nobody:
            nobody[owners] += self.weights.take(opening)
        starts, ends = places.starts[first], places.ends[first + size]
        return [
            (int(start), int(end)) if bound else None
            for start, end, bound in zip(starts, ends, best > nobody, strict=True)
        ]

    def _sum(self, columns: list[Integers]) -> Floats:
        total = self.weights.take(columns[0])
        for rows in columns[1:]:
            total += self.weights.take(rows)
        return total


def _best_spans(
    begin: Floats, end: Floats, lengths: Floats, edges: Integers
) -> tuple[Floats, Integers, Integers]:
    """Return the best score of a span in each provision, the place it begins at, and its tokens."""
    score = np.full(len(begin), -np.inf, dtype=np.float32)
    last = edges[1:] - 1
    left = np.repeat(last, np.diff(edges)) - np.arange(len(begin))
    longest = min(LONGEST, len(begin) - 1)
    for size in range(1, longest + 1):
        span = end[size:] + lengths[size]
        span[left[:-size] < size] = -np.inf
        np.maximum(score[:-size], span, out=score[:-size])
    score += begin
    best = np.maximum.reduceat(score, edges[:-1])
    # The first place of the best score in each provision, and the first size that has it.
    at_best = np.flatnonzero(score == np.repeat(best, np.diff(edges)))
    first = at_best[np.searchsorted(at_best, edges[:-1])]
    sizes = np.arange(1, longest + 1)
    ends = first[:, None] + sizes
    inside = ends <= last[:, None]
    spans = np.where(inside, end[np.minimum(ends, len(end) - 1)] + lengths[sizes], -np.inf)
    chosen = sizes[spans.argmax(axis=1)] if longest else np.zeros_like(first)
    # A provision without tokens has no span.
    return best, first, np.where(np.isfinite(best), chosen, 0)


def find_places(asked: Sequence[Asked], language: Language) -> Places:
    """Describe every place at which a bearer may begin or end."""
    cut = tokens([one.case.frame.own.replace("\n", " ") for one in asked], words=language != "zh")
    read = cut.places < READ
    owners, hashes = cut.owners[read], cut.hashes[read]
    counts = np.bincount(owners, minlength=len(asked))
    edges = np.concatenate([[0], np.cumsum(counts + 1)])
    own = np.repeat(np.arange(len(asked)), counts + 1)
    place = np.arange(edges[-1]) - edges[own]
    # Each provision stands between marks of its two ends.
    margin = _BEFORE + _AFTER
    padded = np.empty(len(hashes) + margin * len(asked), dtype=np.uint64)
    offsets = np.concatenate([[0], np.cumsum(counts + margin)])[:-1]
    for at in range(_BEFORE):
        padded[offsets + at] = at + 1
    for at in range(_AFTER):
        padded[offsets + _BEFORE + counts + at] = 101 + at
    padded[offsets[owners] + _BEFORE + cut.places[read]] = hashes
    around = _around(padded, offsets[own] + _BEFORE + place)
    starts = np.full(edges[-1], -1, dtype=np.intp)
    ends = starts.copy()
    starts[edges[owners] + cut.places[read]] = cut.starts[read]
    ends[edges[owners] + cut.places[read] + 1] = cut.ends[read]
    begin, end = _columns(asked, around, own, place, starts, ends)
    nobody = list(cut.grams(_OPENING, ROWS))
    return Places(_rows(begin, "begin"), _rows(end, "end"), nobody, edges, starts, ends)


def _around(padded: Hashes, at: Integers) -> list[Hashes]:
    """Return hashes of the words before, behind and on both sides of each place."""
    before = [padded[at - 1]]
    behind = [padded[at]]
    for size in (2, 3):
        before.append(before[-1] * _JOIN + padded[at - size])
    for size in (1, 2, 3):
        behind.append(behind[-1] * _JOIN + padded[at + size])
    crossed = [
        before[left] * _WITH + behind[right] * _CROSS
        for left, right in ((0, 0), (1, 0), (0, 1), (1, 1))
    ]
    return [*before, *behind, *crossed]


def _columns(
    asked: Sequence[Asked],
    around: list[Hashes],
    own: Integers,
    place: Integers,
    starts: Integers,
    ends: Integers,
) -> tuple[list[Hashes], list[Hashes]]:
    """Return what speaks for beginning and for ending at each place, a column a feature."""
    before, behind = around[0], around[3]
    norm = np.array([named(one.norm) for one in asked], dtype=np.uint64)[own]
    words = np.array([named(_modal(one)) for one in asked], dtype=np.uint64)[own]
    at_modal = np.array([one.case.modal[0] if one.case.modal else -1 for one in asked])[own]
    sooner = (starts >= 0) & (starts < at_modal)
    counts = np.bincount(own, weights=sooner, minlength=len(asked)).astype(np.intp)
    away = np.clip(counts[own] - place, _NEAR, _FAR)
    away[at_modal < 0] = _NO_MODAL
    way = away.astype(np.uint64)
    found = np.array([one.found if one.found else (-2, -2) for one in asked]).reshape(-1, 2)[own]
    nothing = found[:, 0] == -2
    begins = np.where(nothing, 2, starts == found[:, 0]).astype(np.uint64)
    finishes = np.where(nothing, 2, ends == found[:, 1]).astype(np.uint64)
    opening = (place == 0).astype(np.uint64)
    behind_norm = behind + norm * _WITH
    return (
        [*around, np.minimum(place, 3).astype(np.uint64), opening + norm, behind_norm,
         (away > 0).astype(np.uint64) + (at_modal < 0), begins],
        [*around, behind_norm, before + norm * _WITH, way, way + norm, way + words, finishes],
    )  # fmt: skip


def _rows(columns: list[Hashes], name: str) -> list[Integers]:
    return [scattered(one, f"{name} {at}", ROWS) for at, one in enumerate(columns)]


def nobody_rows(one: Asked) -> list[int]:
    """Return the rows of the table that speak for a provision's having no bearer."""
    case = one.case
    listed, found = bool(case.frame.chapeau), one.found is not None
    return _nobody_rows(one.norm, _modal(one), case.kind, listed, found, case.said)


@lru_cache(maxsize=1 << 12)
def _nobody_rows(
    norm: str, modal: str, kind: str, listed: bool, found: bool, said: str
) -> list[int]:
    names = (
        f"norm {norm}", f"norm {norm} {modal}", f"kind {kind} {listed}",
        f"kind {kind} {norm} {bool(modal)}", f"found {found}", f"found {found} {norm}",
        f"rules {said}",
    )  # fmt: skip
    hashes = np.array([named(name) for name in names], dtype=np.uint64)
    return [int(row) for row in scattered(hashes, "nobody", ROWS)]


def _modal(one: Asked) -> str:
    span = one.case.modal
    return one.case.frame.own[slice(*span)] if span is not None else ""


@cache
def bearer_model(language: Language) -> BearerModel | None:
    """Load the weights of a language, or None where there are none.

    Raises:
        ModelError: the file is damaged.
    """
    if language not in LANGUAGES:
        return None
    path = model("bearers", f"{language}.npz")
    stored = load_arrays(path)
    try:
        weights = stored["weights"].astype(np.float32)
        lengths = stored["lengths"].astype(np.float32)
        nobody = float(stored["nobody"].astype(np.float32))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: not a model of bearers: install shangxia again") from error
    if weights.shape != (ROWS,) or lengths.shape != (LONGEST + 1,):
        raise ModelError(f"{path}: weights of another size: install shangxia again")
    return BearerModel(weights, lengths, nobody)
