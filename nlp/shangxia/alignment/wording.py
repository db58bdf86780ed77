"""Two wordings of one language: are they the same, and which words changed?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from shangxia.alignment.features import Side
from shangxia.alignment.lexicon import lexis
from shangxia.alignment.terms import Term, Terms
from shangxia.comparison import Change
from shangxia.spans import Span

#: Unchanged words between two changes that are fewer than this are part of one change.
_ISLAND = 1
#: Words in a row that two of several provisions must share for them to be kept.
_COMMON = 3


def bare(side: Side, index: int) -> str:
    """Return the words of a unit without what a renumbering or a printer changes.

    Spaces, punctuation, case, script and the numbers of cited provisions go.
    """
    terms = side.texts.terms[index]
    masked = lexis(side.language).references.sub(" ", terms.folded)
    return " ".join(re.findall(r"\w+", masked)) if lexis(side.language).joiner else _letters(masked)


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def alike(a: Sequence[str], b: Sequence[str]) -> float:
    """Return how alike two rows of parts are: twice what they share in order over both lengths."""
    return float(Indel.normalized_similarity(a, b))


def changes(a: Side, i: int, b: Side, j: int) -> tuple[Change, ...]:
    """Find the words of unit ``i`` of A that are other words in unit ``j`` of B.

    Args:
        a: one side.
        i: index of the unit of A.
        b: the other side, in the same language.
        j: index of the unit of B.

    Returns:
        Changes in text order, with offsets of the documents; punctuation, case and
        script make none.
    """
    ours, theirs = running(a.texts.terms[i]), running(b.texts.terms[j])
    found: list[list[int]] = []
    codes = Indel.opcodes([term.text for term in ours], [term.text for term in theirs])
    for code in codes:
        if code.tag == "equal":
            continue
        step = [code.src_start, code.src_end, code.dest_start, code.dest_end]
        if found and _near(found[-1], step):
            found[-1][1], found[-1][3] = step[1], step[3]
        else:
            found.append(step)
    return tuple(
        Change(*_place(a, i, ours, first, last), *_place(b, j, theirs, start, end))
        for first, last, start, end in found
    )


def joint_changes(
    a: Side, ours: Sequence[int], b: Side, theirs: Sequence[int]
) -> tuple[Change, ...]:
    """Find the words that are changed where provisions were edited, split or merged.

    Of several provisions those words are changed that stand in none of the
    partners; each is marked as gone or new, beside the main partner.

    Args:
        a: one side.
        ours: indices of units of A.
        b: the other side, in the same language.
        theirs: indices of units of B; one side has one unit only, the other its main one first.

    Returns:
        Changes in text order of A, then of B, with offsets of the documents.
    """
    if len(ours) == len(theirs) == 1:
        return changes(a, ours[0], b, theirs[0])
    rows = [
        {i: running(a.texts.terms[i]) for i in ours},
        {j: running(b.texts.terms[j]) for j in theirs},
    ]
    kept: list[dict[int, set[int]]] = [{i: set() for i in ours}, {j: set() for j in theirs}]
    for i in ours:
        for j in theirs:
            words = [[term.text for term in row] for row in (rows[0][i], rows[1][j])]
            for code in Indel.opcodes(*words):
                if code.tag == "equal" and code.src_end - code.src_start >= _COMMON:
                    kept[0][i].update(range(code.src_start, code.src_end))
                    kept[1][j].update(range(code.dest_start, code.dest_end))
    at_a, at_b = a.units[ours[0]].start, b.units[theirs[0]].start
    gone = [Change(*place, at_b, at_b) for place in _lost(a, rows[0], kept[0])]
    return (*gone, *(Change(at_a, at_a, *place) for place in _lost(b, rows[1], kept[1])))


def _lost(
    side: Side, rows: dict[int, list[Term]], kept: dict[int, set[int]]
) -> Iterator[tuple[int, int]]:
    """Return the places of the runs of words that were not kept, unit by unit."""
    for index in sorted(rows):
        first: int | None = None
        for at in range(len(rows[index]) + 1):
            lost = at < len(rows[index]) and at not in kept[index]
            if lost and first is None:
                first = at
            elif not lost and first is not None:
                yield _place(side, index, rows[index], first, at)
                first = None


def _near(one: list[int], two: list[int]) -> bool:
    gap = two[0] - one[1]
    replaced = one[1] > one[0] and one[3] > one[2]
    return gap == 0 or (gap <= _ISLAND and replaced and two[1] > two[0] and two[3] > two[2])


def running(terms: Terms) -> list[Term]:
    """Return the words of a text in order, without the numbers that repeat words."""
    words = sorted(terms.words, key=lambda term: (term.start, -term.end))
    kept: list[Term] = []
    for term in words:
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return kept


def _place(side: Side, index: int, terms: list[Term], first: int, last: int) -> tuple[int, int]:
    """Return the place of some words; where there are none, the point between their neighbours."""
    unit = side.units[index]
    if first < last:
        span = Span(terms[first].start, terms[last - 1].end)
    elif first:
        span = Span(terms[first - 1].end, terms[first - 1].end)
    else:
        at = terms[0].start if terms else 0
        span = Span(at, at)
    return tuple(side.texts.terms[index].offsets.to_old(span).shift(unit.start))  # type: ignore[return-value]
