"""Lists that bear out a count: inside its sentence, behind it or before it, or as items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from shangxia.coding.claims_language import ClaimWords
from shangxia.coding.claims_splits import (
    EDGES,
    choose,
    is_list,
    pieces_of,
    readings,
    trim,
    trim_joint,
)
from shangxia.spans import Span

#: Code points behind a count in which its list begins, and before it.
_NEAR = 100
#: Code points that one listed sentence may fill.
_FAR = 3000
_QUOTED = re.compile('"([^"\n]{2,200})"')


class Listing(NamedTuple):
    """What a text lists for a count.

    Attributes:
        items: the listed items, spans of the folded text.
        manner: ``whole``, ``soft``, ``examples``, ``aspects`` or ``items``.
        open: the list ends in "etc.".
        note: how the parts were told apart, where that was not plain.
    """

    items: tuple[Span, ...]
    manner: str
    open: bool = False
    note: str = ""


def find_listing(
    text: str, count: Span, value: int, sentence: Span, items: Sequence[Span], words: ClaimWords
) -> Listing | None:
    """Find the list that goes with a count.

    Args:
        text: folded text.
        count: the number with what it counts.
        value: the number.
        sentence: the sentence of the count.
        items: items of the tree that follow the sentence, if any.
        words: the words of the language.

    Returns:
        The list, or None where the text lists nothing.
    """
    intro = words.intro.match(text[count.end : sentence.end])
    start = count.end + (intro.end() if intro else 0)
    marked = items or _marked(text, count.end, value, words)
    # A list of sentences belongs to the count that stands nearest to it.
    if len(marked) > 1 and not words.count.search(text, count.end, marked[0].start):
        return Listing(tuple(marked), "items")
    if intro is not None:
        found = _behind(text, Span(start, sentence.end), intro.lastgroup or "", value, words)
        if found is not None:
            return found
    return _before(text, Span(sentence.start, count.start), value, words)


def _marked(text: str, start: int, value: int, words: ClaimWords) -> list[Span]:
    """Find sentences marked 一是, First, Một là … behind a count."""
    found: list[re.Match[str]] = []
    at, limit = start, start + _NEAR
    for marker in words.markers:
        match = marker.search(text, at, min(limit, len(text)))
        if match is None or (len(found) >= value and not _same_shape(found[-1], match)):
            break
        found.append(match)
        at, limit = match.end(), match.end() + _FAR
    if len(found) < 2 or len(words.sentence.findall(text, start, found[0].start())) > 1:
        return []
    last = words.sentence.search(text, at, min(limit, len(text)))
    ends = [*(match.start() for match in found[1:]), last.start() if last else limit]
    return [
        trim(text, match.start(), min(end, len(text)))
        for match, end in zip(found, ends, strict=True)
    ]


def _same_shape(first: re.Match[str], second: re.Match[str]) -> bool:
    """Tell whether two markers are written alike: what goes beyond a count must be."""
    return first[0][-1] == second[0][-1] and first[0][0].isalpha() == second[0][0].isalpha()


def _behind(text: str, rest: Span, manner: str, value: int, words: ClaimWords) -> Listing | None:
    """Read the list that an introduction opens."""
    if manner == "parallel":
        spans = _parallel(text, rest, words)
        return Listing(spans, "whole") if spans else None
    if text[rest.start - 1 : rest.start] in ("(", "（"):
        rest = Span(rest.start, _closing(text, rest))
    if manner == "examples":
        return Listing(_examples(text, rest, words), "examples")
    cut = words.cut.search(text, rest.start, rest.end)
    rest = Span(rest.start, cut.start() if cut else rest.end)
    if manner == "aspects":
        chosen, _ = choose(text, rest, value, words)
        return Listing(chosen, "aspects", _is_open(text, rest, words))
    return _listed(text, rest, "soft" if manner == "soft" else manner, value, words)


def _listed(text: str, rest: Span, manner: str, value: int, words: ClaimWords) -> Listing | None:
    is_open = _is_open(text, rest, words)
    chosen, note = choose(text, rest, value, words)
    listed = manner == "soft" or (manner != "weak" and is_list(text, rest, words))
    if len(chosen) < 2 or not (listed or len(chosen) == value):
        return None
    return Listing(chosen, "soft" if manner == "soft" else "whole", is_open, note)


def _before(text: str, lead: Span, value: int, words: ClaimWords) -> Listing | None:
    """Read the list that the count closes: A、B和C等7种渠道."""
    low = max(lead.start, lead.end - 400)
    closing = words.before.search(text[low : lead.end])
    if closing is None:
        return None
    manner = closing.lastgroup or ""
    if manner == "weak" and text[lead.end - 1] == '"':
        manner = "whole"  # a slogan in quotation marks sums up what stands before it
    stop = low + closing.start()
    if manner == "aspects" and words.separators[1] != "、":
        # The introduction stands before the list here, and inside the match.
        begin = words.lead.search(text, stop, lead.end)
        span = Span(begin.end() if begin else stop, lead.end)
    else:
        span = _region(text, Span(low, stop), words)
    if manner == "aspects":
        chosen, _ = choose(text, span, value, words)
        return Listing(chosen, "aspects") if len(chosen) > 1 else None
    return _listed(text, span, manner, value, words)


def _region(text: str, before: Span, words: ClaimWords) -> Span:
    """Return the stretch of a list that ends here: from the words that lead to it."""
    mark = words.separators[1]
    clause = max(text.rfind(stop, *before) for stop in "，；：:;\n") + 1
    start = max(before.start, clause)
    first = text.find(mark, start, before.end)
    leads = list(words.lead.finditer(text, start, first)) if first >= 0 else []
    return Span(leads[-1].end() if leads else start, before.end)


def _is_open(text: str, span: Span, words: ClaimWords) -> bool:
    return words.open.search(text[span.start : span.end]) is not None


def _examples(text: str, rest: Span, words: ClaimWords) -> tuple[Span, ...]:
    bracket = min((at for mark in "(（" if (at := text.find(mark, *rest)) > 0), default=rest.end)
    rest = Span(rest.start, bracket)
    if rest.start >= rest.end:
        return ()
    if text[rest.start] not in EDGES:
        return readings(text, rest, words)[0]
    quoted = [
        Span(rest.start + found.start(), rest.start + found.end())
        for found in _QUOTED.finditer(text[rest.start : rest.end])
    ]
    return tuple(quoted) if quoted else readings(text, rest, words)[0]


def _parallel(text: str, rest: Span, words: ClaimWords) -> tuple[Span, ...]:
    """Read clauses that begin alike: "that did not implement, did not study, did not act"."""
    pieces = pieces_of(text, rest, words)
    if len(pieces) < 3:
        return ()
    head = " ".join(text[pieces[1].start : pieces[1].end].split()[:2])
    begin = text.find(head, *pieces[0])
    if not head or begin < 0:
        return ()
    alike = [Span(begin, pieces[0].end)]
    for piece in pieces[1:]:
        part = trim_joint(text, piece, words)
        if not text.startswith(head, part.start):
            break
        alike.append(part)
    return tuple(alike) if len(alike) > 2 else ()


def _closing(text: str, rest: Span) -> int:
    ends = [at for mark in ")）" if (at := text.find(mark, *rest)) >= 0]
    return min(ends, default=rest.end)
