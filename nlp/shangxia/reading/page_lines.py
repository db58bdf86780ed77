"""Printed lines back to paragraphs: page numbers and running heads out, lines joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from shangxia.reading.language_data import load

_EDGE_LINES = 3
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014]")
_NUMBER = re.compile("[0-9０-９]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; lengths in points, ``y`` grows upwards.

    Attributes:
        text: its characters without the break.
        left: where it begins.
        right: where it ends.
        y: its base line.
        size: its font size.
    """

    text: str
    left: float
    right: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """The measures of a document: margins, leading, whether paragraphs are indented."""

    left: float
    right: float
    leading: float
    indents: bool


def join_pages(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Join the printed lines of a document to paragraphs.

    Two lines are one paragraph where the first runs to the margin without
    ending a sentence and the second neither is indented nor begins a provision.

    Args:
        pages: the lines of each page, from top to bottom.

    Returns:
        The text, a line a paragraph, and the offset where each page begins.
    """
    kept = [_without_edges(page, running) for running in [_running(pages)] for page in pages]
    layout = _measure(kept)
    pieces: list[str] = []
    offsets: list[int] = []
    length = 0
    before: Line | None = None
    for page in kept:
        first = True
        for line in page:
            joint = "" if before is None else _joint(before, line, layout, same_page=not first)
            if before is not None and joint == "" and _hyphenated(before.text):
                pieces[-1] = pieces[-1][:-1]
                length -= 1
            text = line.text.strip()
            length += len(joint)
            if first:
                offsets.append(length)
            pieces += (joint, text)
            length += len(text)
            before, first = line, False
        if first:
            offsets.append(length)
    return "".join(pieces) + ("\n" if pieces else ""), tuple(offsets)


def _joint(before: Line, line: Line, layout: _Layout, *, same_page: bool) -> str:
    if _breaks(before, line, layout, same_page=same_page):
        return "\n"
    last, first = before.text.rstrip()[-1:], line.text.lstrip()[:1]
    if _CJK.match(last) or _CJK.match(first) or _hyphenated(before.text):
        return ""
    return " "


def _breaks(before: Line, line: Line, layout: _Layout, *, same_page: bool) -> bool:
    """Tell whether a line begins a new paragraph."""
    size = max(before.size, 1.0)
    full = before.right > layout.right - 2.5 * size
    ended = bool(_pattern("ended").search(before.text))
    indented = line.left > layout.left + 0.8 * size and line.left > before.left + 0.8 * size
    if abs(before.size - line.size) > 0.15 * size or indented or not full:
        return True
    if same_page and layout.leading and before.y - line.y > 1.7 * layout.leading:
        return True
    # Where paragraphs are indented, a flush line goes on, whatever it begins with.
    flush = layout.indents and line.left < layout.left + 0.5 * size
    if flush and not ended:
        return False
    return bool(_pattern("marker").match(line.text)) or (ended and not flush)


def _measure(pages: Sequence[Sequence[Line]]) -> _Layout:
    lines = [line for page in pages for line in page]
    if not lines:
        return _Layout(0.0, 0.0, 0.0, False)
    # The margins are where most lines begin and end, not where the widest does.
    left = _most_common([line.left for line in lines], lowest=True)
    right = sorted(line.right for line in lines)[int(0.9 * (len(lines) - 1))]
    gaps = [
        above.y - below.y for page in pages for above, below in pairwise(page) if above.y > below.y
    ]
    leading = median(gaps) if gaps else 0.0
    indented = sum(line.left > left + 0.8 * line.size for line in lines)
    return _Layout(left, right, leading, 0.05 * len(lines) < indented < 0.7 * len(lines))


def _most_common(values: list[float], *, lowest: bool) -> float:
    """Return the outermost position that at least a tenth of the lines share."""
    counted = Counter(round(value / 3) for value in values)
    shared = [place for place, count in counted.items() if count >= 0.1 * len(values)]
    place = (min(shared) if lowest else max(shared)) if shared else min(counted)
    return place * 3.0


def _hyphenated(text: str) -> bool:
    """Tell whether a line ends in a word that goes on: pdfium marks it with U+0002."""
    return text.endswith(("\x02", "\ufffe", "\u00ad"))


def _key(line: Line) -> str:
    return _NUMBER.sub("#", "".join(line.text.split()))


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the heads and feet that recur on pages, their numbers left open."""
    counted: Counter[str] = Counter()
    for page in pages:
        edges = [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]
        counted.update({_key(line) for line in edges})
    enough = max(3, 0.4 * len(pages)) if len(pages) > 3 else len(pages)
    return frozenset(key for key, count in counted.items() if len(pages) > 1 and count >= enough)


def _without_edges(page: Sequence[Line], running: frozenset[str]) -> list[Line]:
    """Drop page numbers and running heads from both ends of a page."""

    def outside(line: Line) -> bool:
        return _key(line) in running or bool(_pattern("page_number").match(line.text.lower()))

    first, last = 0, len(page)
    while first < min(last, _EDGE_LINES) and outside(page[first]):
        first += 1
    while last > max(first, len(page) - _EDGE_LINES) and outside(page[last - 1]):
        last -= 1
    return list(page[first:last])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("pages.toml")["pdf"][name], re.IGNORECASE)
