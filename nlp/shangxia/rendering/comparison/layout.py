"""Layout of a source that no reader wants to see: marks of Markdown, comments of HTML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

#: Every alternative reads each character a fixed number of times: what may repeat
#: excludes the sign that begins it.
_LAYOUT = re.compile(
    r"""
      \A---[ \t]*\r?\n (?:[\w-]+:[^\n]*\n){0,40} ---[ \t]*(?:\r?\n|\Z)   # front matter
    | <!--[^<\n]*?-->[ \t]*\r?\n?                                        # comment
    | ^[ \t\u3000]*\#{1,6}(?:[ \t]+|(?=\r?$))                            # heading
    | ^[ \t]*>+[ \t]                                                     # quotation
    | ^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*\r?$                            # rule
    | (?P<bold>\*\*|__)(?=\S)(?P<words>[^*_\n]+)(?<=\S)(?P=bold)         # bold
    """,
    re.MULTILINE | re.VERBOSE,
)
Range = tuple[int, int]


def layout_of(text: str) -> list[Range]:
    """Find the marks of layout in a whole text.

    Args:
        text: the text as decoded; a text without marks gives an empty list.

    Returns:
        Half-open ranges of code points in order, none of which touches words.
    """
    found: list[Range] = []
    for match in _LAYOUT.finditer(text):
        if match["bold"]:
            found += [(match.start(), match.start("words")), (match.end("words"), match.end())]
        else:
            found.append(match.span())
    return found


def kept(text: str, start: int, end: int, layout: Sequence[Range]) -> list[Range]:
    """Return what is shown of a part of a text: no layout, no space around it.

    Args:
        text: the whole text.
        start: first code point of the part.
        end: code point behind its last.
        layout: what ``layout_of`` found.

    Returns:
        Ranges that are not empty, in order; none where the part is layout and space only.
    """
    ranges = list(_between(start, end, layout))
    while ranges:
        first, last = ranges[0]
        first += last - first - len(text[first:last].lstrip())
        if first < last:
            ranges[0] = (first, last)
            break
        ranges.pop(0)
    while ranges:
        first, last = ranges[-1]
        last -= last - first - len(text[first:last].rstrip())
        if first < last:
            ranges[-1] = (first, last)
            break
        ranges.pop()
    return ranges


def without_layout(text: str) -> str:
    """Return a short text, such as a heading, without layout and the space around it."""
    return "".join(
        text[start:end] for start, end in kept(text, 0, len(text), layout_of(text))
    ).strip(" \t\r\n\u3000#*")


def _between(start: int, end: int, layout: Sequence[Range]) -> Iterator[Range]:
    at = max(0, bisect_right(layout, (start, start)) - 1)
    while at < len(layout) and layout[at][0] < end:
        first, last = layout[at]
        if start < first:
            yield start, first
        start, at = max(start, last), at + 1
    if start < end:
        yield start, end
