"""The lines of a text, each with the label that opens it, if any."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from shangxia.structure.grammar import Grammar, canonical

_SPACE = " \t\u3000\u00a0\r\f\v\ufeff"
_MARKUP = _SPACE + "*#"
_BEHIND_LABEL = _MARKUP + "】.:：．"
_TABLE = ("|", "<")


class Line:
    """One line that is not blank.

    Attributes:
        start: offset of the line's first character.
        begin: offset of the first character behind indent and markup.
        end: offset behind the last character that is not space or markup.
        name: the label's name in the grammar, or "".
        number: the label's canonical number, or None.
        label: offsets of the label.
        after: offset of what follows the label.
        closed: whether the line ends as a sentence or a list item does.
        heading: whether Markdown marks the line as a heading.
        gap: whether a blank line stands before it.
    """

    __slots__ = (
        "after", "begin", "closed", "end", "gap", "heading", "label", "name", "number",
        "start", "table",
    )  # fmt: skip

    def __init__(self, start: int, begin: int, end: int) -> None:
        self.start = start
        self.begin = begin
        self.end = end
        self.name = ""
        self.number: str | None = None
        self.label = (begin, begin)
        self.after = begin
        self.closed = False
        self.heading = False
        self.table = False
        self.gap = False


def read_lines(text: str, grammar: Grammar) -> list[Line]:
    """Cut a text into its lines and read their labels.

    Args:
        text: normalised text with LF line ends.
        grammar: the grammar of its language.

    Returns:
        The lines that are not blank, in order.
    """
    lines: list[Line] = []
    append = lines.append
    match = grammar.marker.match
    terminal = grammar.terminal
    at = 0
    gap = False
    for raw in text.split("\n"):
        body = raw.rstrip(_MARKUP)
        if not body:
            # A line of markup alone (***, ###) is a break, too.
            gap = True
            at += len(raw) + 1
            continue
        bare = body.lstrip(_MARKUP)
        end = at + len(body)
        line = Line(at, end - len(bare), end)
        line.closed = body[-1] in terminal
        line.gap = gap
        gap = False
        if raw[0] == "#":
            line.heading = True
        elif bare[0] in _TABLE:
            line.table = True
        found = match(text, at)
        if found is not None:
            _label(line, text, found.lastgroup or "", *found.span(found.lastgroup or 0))
        append(line)
        at += len(raw) + 1
    return lines


def _label(line: Line, text: str, name: str, start: int, end: int) -> None:
    if end > line.end:
        return
    line.name = name
    line.label = (start, end)
    line.begin = start
    line.number = canonical(text[start:end])
    after = end
    while after < line.end and text[after] in _BEHIND_LABEL:
        after += 1
    line.after = after


def wrapped_width(lines: list[Line]) -> int:
    """Return the width at which a hard-wrapped text was broken, or 0.

    A text is hard-wrapped when many of its lines end in the middle of a
    sentence at about the same width.
    """
    open_widths = [
        line.end - line.begin
        for line, following in pairwise(lines)
        if not (line.closed or following.name or following.gap) and line.end - line.begin > 12
    ]
    if len(open_widths) < 5 or len(open_widths) < 0.2 * len(lines):
        return 0
    counted = Counter(open_widths)
    widest = sorted(counted.elements())[int(len(open_widths) * 0.95)]
    longer = sum(line.end - line.begin > 1.3 * widest for line in lines)
    if longer > 0.05 * len(lines):
        return 0
    near = sum(count for width, count in counted.items() if width > 0.75 * widest)
    return widest if near > 0.6 * len(open_widths) else 0
