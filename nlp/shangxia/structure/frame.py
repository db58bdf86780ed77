"""What stands around the norms: title, notes, preamble, signature, annex."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from shangxia.structure.grammar import Grammar
from shangxia.structure.lines import Line
from shangxia.structure.outline import RANK, Event

_OPENING = "（(【["
_CLOSING = "）)】]"
_LONGEST_TITLE = 120
_LONGEST_NOTE = 12
_SHORT = 30
_FRONT_MATTER = re.compile(r"---[ \t]*\n")


def front(
    text: str, lines: Sequence[Line], stop: int, grammar: Grammar, *, body: bool
) -> list[Event]:
    """Name the lines before the body.

    Args:
        text: the normalised text.
        lines: its lines.
        stop: index of the first line that is not in front.
        grammar: the grammar of its language.
        body: whether a body of articles or sections follows.

    Returns:
        Events, those of the same kind joined.
    """
    kinds: list[str] = []
    # A title by its words makes a line above it no title.
    named = any(_is_title(text, line, grammar) for line in lines[:stop])
    seen: set[str] = {"title"} if named else set()
    bracket = 0
    front_matter = bool(_FRONT_MATTER.match(text))
    for index in range(stop):
        line = lines[index]
        if front_matter:
            # YAML between two rules.
            kinds.append("note")
            front_matter = index == 0 or not _FRONT_MATTER.match(text, line.start)
            continue
        if bracket:
            kinds.append("note")
            inside = text[line.begin : line.end]
            bracket = 0 if inside[-1] in _CLOSING or bracket >= _LONGEST_NOTE else bracket + 1
            continue
        follows_title = bool(kinds) and kinds[-1] == "title"
        kind = _front_kind(text, line, seen, grammar, body=body, follows_title=follows_title)
        if kind == "note" and text[line.begin] in _OPENING:
            bracket = int(text[line.end - 1] not in _CLOSING)
        kinds.append(kind)
        seen.add(kind)
    return _joined(kinds, lines)


def _front_kind(
    text: str,
    line: Line,
    before: Set[str],
    grammar: Grammar,
    *,
    body: bool,
    follows_title: bool,
) -> str:
    if _is_title(text, line, grammar) or (
        follows_title and grammar.subtitle.match(text, line.begin, line.end)
    ):
        return "title"
    short = line.end - line.begin <= _LONGEST_TITLE and not line.closed
    content = text[line.begin : line.end]
    if grammar.note.match(text, line.begin, line.end):
        return "note"
    if grammar.preamble.match(text, line.begin, line.end):
        return "preamble"
    if follows_title and content.isupper():
        return "title"
    if body:
        if line.closed or not short or "preamble" in before:
            return "preamble"
        return "note" if "title" in before else "title"
    return "note" if "title" in before else "title"


def _is_title(text: str, line: Line, grammar: Grammar) -> bool:
    """Tell whether a line is a title by its mark-up or by its kind word."""
    if line.heading:
        return True
    if line.end - line.begin > _LONGEST_TITLE:
        return False
    return grammar.title.search(text[line.begin : line.end]) is not None


def _joined(kinds: Sequence[str], lines: Sequence[Line]) -> list[Event]:
    events: list[Event] = []
    for index, kind in enumerate(kinds):
        if not events or events[-1].kind != kind:
            start = lines[index].start if index == 0 else lines[index].begin
            events.append(Event(kind, start, RANK["note"]))
        if kind == "title":
            first = events[-1].heading or (lines[index].begin, 0)
            events[-1].heading = (first[0], lines[index].end)
    return events


def back(text: str, lines: Sequence[Line], first: int, stop: int, grammar: Grammar) -> int:
    """Return the index of the line where the signature begins, or ``stop``.

    Args:
        text: the normalised text.
        lines: its lines.
        first: index of the line behind the beginning of the last article.
        stop: index behind the last line of the body.
        grammar: the grammar of its language.
    """
    for index in range(first, stop):
        line = lines[index]
        if line.name or not grammar.signature.match(text, line.begin, line.end):
            continue
        before = index - 1
        # The issuer stands above the date.
        while (
            before >= first
            and not lines[before].closed
            and not lines[before].name
            and lines[before].end - lines[before].begin <= _SHORT
        ):
            before -= 1
        return before + 1
    return stop


def annexes(text: str, lines: Sequence[Line], first: int, grammar: Grammar) -> list[int]:
    """Return the indices of the lines that open an annex, from ``first`` on."""
    found = []
    for index in range(max(first, 1), len(lines)):
        line = lines[index]
        match = grammar.annex.match(text, line.begin, line.end)
        if not match or line.end - line.begin > _LONGEST_TITLE:
            continue
        earlier = lines[index - 1]
        rest = text[match.end() : line.end]
        # A signature stands above without a stop; it is short.
        marked = rest[:1] in ":： \u3000" and earlier.end - earlier.begin <= _SHORT
        stopped = earlier.closed or marked or line.heading
        if stopped and not grammar.reference.match(rest) and text[line.end - 1] not in "。；;，,":
            found.append(index)
    return found
