"""Find the table of contents: headings listed before the body repeats them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shangxia.structure.grammar import HEADINGS, Grammar
from shangxia.structure.lines import Line

_LEADER = re.compile(r"(?:\.{3,}|…{2,}|·{3,}|_{3,}|\t)\s*\d{1,4}\s*$|\s\d{1,4}$")
_LONGEST_ENTRY = 160
#: A list of headings without a title is looked for among so many first lines.
_HORIZON = 400
#: Share of entries that may end like a sentence, and how many at the start.
_MOST_SENTENCES = 0.1
_PATIENCE = 3


def find_contents(text: str, lines: Sequence[Line], grammar: Grammar) -> range:
    """Return the indices of the lines of the table of contents.

    Args:
        text: the normalised text.
        lines: its lines.
        grammar: the grammar of its language.

    Returns:
        A range of line indices, empty where there is no table of contents.
    """
    for index, line in enumerate(lines[:_HORIZON]):
        if grammar.contents.match(text, line.begin, line.end):
            return range(index, _end_of_list(text, lines, index + 1))
        if line.name in HEADINGS or line.name == "article":
            stop = _repeated_list(text, lines, index)
            return range(index, stop)
    return range(0)


def _key(line: Line) -> tuple[str, str | None]:
    return line.name, line.number


def _is_entry(text: str, line: Line) -> bool:
    """A heading has no full stop at its end, unless it is a dotted leader."""
    if line.end - line.begin > _LONGEST_ENTRY:
        return False
    return not line.closed or _LEADER.search(text, line.begin, line.end) is not None


def _end_of_list(text: str, lines: Sequence[Line], first: int) -> int:
    """Return the index behind the list that begins at ``first``."""
    opening = None
    sentences = 0
    broken = len(lines)
    for index in range(first, len(lines)):
        line = lines[index]
        if line.name in HEADINGS or line.name == "article":
            if opening is None:
                opening = _key(line)
            elif _key(line) == opening:
                # An entry or two may look like a sentence where a long one was broken.
                few = sentences <= _MOST_SENTENCES * (index - first)
                return index if few else _before_body(lines, first, broken)
        if not _is_entry(text, line):
            sentences += 1
            broken = min(broken, index)
            if sentences > _MOST_SENTENCES * (index - first) + _PATIENCE:
                break
    return _before_body(lines, first, broken)


def _before_body(lines: Sequence[Line], first: int, stop: int) -> int:
    """Give back the headings directly before the first sentence of the body."""
    index = stop
    if index < len(lines) and lines[index].name not in ("article", ""):
        return index
    seen = {_key(line) for line in lines[first : max(first, stop - 3)] if line.name}
    while index - 1 > first and lines[index - 1].name in HEADINGS:
        if _key(lines[index - 1]) not in seen:
            break
        index -= 1
    return index


def _repeated_list(text: str, lines: Sequence[Line], first: int) -> int:
    """Return the end of a list without a title, or ``first`` where the body begins here."""
    opening = _key(lines[first])
    entries = 1
    for index in range(first + 1, min(len(lines), first + _HORIZON)):
        line = lines[index]
        if line.name and _key(line) == opening:
            return index if entries > 2 else first
        if not _is_entry(text, line):
            return first
        entries += bool(line.name)
    return first
