"""Printed lines back to paragraphs: page numbers and running heads out, lines joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from shangxia.reading.language_data import load

_EDGE_LINES = 3
# A running head is this many font sizes away from the body.
_STANDS_OFF = 1.8
# A gap this many times the leading parts paragraphs, where some gaps are so wide.
_WIDER = 1.15
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
    """The measures of a document: margins, leading, how paragraphs are set apart."""

    left: float
    right: float
    leading: float
    indents: bool
    spaces: bool


def join_pages(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Join the printed lines of a document to paragraphs.

    Two lines are one paragraph where the first runs to the margin without
    ending a sentence and the second neither is indented nor begins a provision.

    Args:
        pages: the lines of each page, from top to bottom.

    Returns:
        The text, a line a paragraph, and the offset where each page begins.
    """
    running = _running(pages)
    kept = [_without_edges(page, running, len(pages)) for page in pages]
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
    gap = (before.y - line.y) / layout.leading if same_page and layout.leading else None
    if gap is not None and gap > (_WIDER if layout.spaces else 1.7):
        return True
    # Where paragraphs are set apart, a line that is not goes on with the one
    # before, whatever it begins with and however that one ended.
    apart_by_indent = layout.indents and line.left < layout.left + 0.5 * size
    if apart_by_indent or (layout.spaces and gap is not None):
        return False
    return ended or bool(_pattern("marker").match(line.text))


def _measure(pages: Sequence[Sequence[Line]]) -> _Layout:
    lines = [line for page in pages for line in page]
    if not lines:
        return _Layout(0.0, 0.0, 0.0, indents=False, spaces=False)
    # The margins are where most lines begin and end, not where the widest does.
    left = _outermost([line.left for line in lines])
    right = sorted(line.right for line in lines)[int(0.9 * (len(lines) - 1))]
    gaps = [
        above.y - below.y for page in pages for above, below in pairwise(page) if above.y > below.y
    ]
    leading = sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    indented = sum(line.left > left + 0.8 * line.size for line in lines) / len(lines)
    wider = sum(_WIDER < gap / leading < 3 for gap in gaps) / len(gaps) if leading else 0.0
    return _Layout(left, right, leading, indents=0.05 < indented < 0.7, spaces=0.1 < wider < 0.9)


def _outermost(values: list[float]) -> float:
    """Return the leftmost position that at least a tenth of the lines share."""
    counted = Counter(round(value / 3) for value in values)
    shared = [place for place, count in counted.items() if count >= 0.1 * len(values)]
    return (min(shared) if shared else min(counted)) * 3.0


def _hyphenated(text: str) -> bool:
    """Tell whether a line ends in a word that goes on: pdfium marks it with U+0002."""
    return text.endswith(("\x02", "\ufffe", "\u00ad"))


def _key(line: Line) -> tuple[str, int]:
    """Return what a running head has in common on all pages: its words and its height."""
    return _NUMBER.sub("#", "".join(line.text.split())), round(line.y)


def _running(pages: Sequence[Sequence[Line]]) -> Counter[tuple[str, int]]:
    """Count the pages on which each line at an edge recurs, its numbers left open."""
    counted: Counter[tuple[str, int]] = Counter()
    for page in pages:
        edges = [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]
        counted.update({_key(line) for line in edges})
    enough = max(3, 0.4 * len(pages)) if len(pages) > 3 else max(2, len(pages))
    return Counter({key: count for key, count in counted.items() if count >= enough})


def _without_edges(
    page: Sequence[Line], running: Counter[tuple[str, int]], pages: int
) -> list[Line]:
    """Drop page numbers and running heads from both ends of a page."""
    edges = {*range(_EDGE_LINES), *range(len(page) - _EDGE_LINES, len(page))}
    kept: list[Line] = []
    heads: list[Line] = []
    for at, line in enumerate(page):
        if at in edges and _pattern("page_number").match(line.text.lower()):
            continue
        (heads if at in edges and _key(line) in running else kept).append(line)
    if not heads or not kept:
        return kept
    middle = sum(line.y for line in kept) / len(kept)
    body = kept
    for line in sorted(heads, key=lambda head: abs(head.y - middle)):
        # A list repeats lines too: a head stands off, or on nearly every page.
        off = min(abs(line.y - other.y) for other in body)
        everywhere = pages >= 3 and running[_key(line)] >= 0.8 * pages
        if off < _STANDS_OFF * line.size and not everywhere:
            body = [*body, line]
    wanted = set(body)
    return [line for line in page if line in wanted]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("pages.toml")["pdf"][name], re.IGNORECASE)
