"""The engine: a text and its grammar make a tree that covers the text."""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from shangxia.document import Coverage, Language, Node
from shangxia.reading.normalise import normalise
from shangxia.structure.contents import find_contents
from shangxia.structure.frame import annexes, back, front
from shangxia.structure.grammar import Grammar, load_grammar
from shangxia.structure.headings import Body
from shangxia.structure.lines import Line, read_lines, wrapped_width
from shangxia.structure.nodes import build_nodes, measure_coverage
from shangxia.structure.outline import RANK, Event, Outline
from shangxia.structure.running import add_enumerations
from shangxia.structure.sequence import choose_articles

_LONGEST_QUOTATION = 300
_MOST_TITLE_LINES = 8
_LONGEST_HEADLINE = 300


class Tree(NamedTuple):
    """The nodes of a text in text order, parents first, and how much was understood."""

    nodes: tuple[Node, ...]
    coverage: Coverage


def parse_tree(text: str, language: Language) -> Tree:
    """Parse a text of any kind; never raises on a string.

    Args:
        text: the decoded text.
        language: ``zh``, ``vi`` or ``en``: whose grammar to use.

    Returns:
        Nodes whose leaves tile ``text``, and the coverage.
    """
    with _without_collection():
        return _parse(text, language)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Pause the search for cycles: nothing here makes any, and time stays linear."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _parse(text: str, language: Language) -> Tree:
    normal = normalise(text)
    grammar = load_grammar(language)
    lines = read_lines(normal.text, grammar)
    if not lines:
        blank = Node("text", "text", None, None, None, 0, len(text), None)
        return Tree((blank,) if text else (), Coverage(1.0))
    events = _events(normal.text, lines, grammar)
    # What stands before the first line belongs to the first node.
    events[0].start = 0
    nodes = build_nodes(text, events, normal.map)
    return Tree(nodes, measure_coverage(text, nodes))


def _events(text: str, lines: list[Line], grammar: Grammar) -> list[Event]:
    contents = find_contents(text, lines, grammar)
    for index in contents:
        lines[index].name = ""
    width = wrapped_width(lines)
    articles = choose_articles(text, lines, grammar, _quoted(text, lines, grammar))
    outline = Outline(Body(text, lines, grammar, articles, width))
    first = next(
        (
            index
            for index in range(len(lines))
            if index not in contents
            and (
                index in articles
                or outline.is_heading(index)
                or _is_supplement(text, lines[index], grammar)
            )
        ),
        None,
    )
    if first is None:
        return _free(text, outline)
    start = min(first, contents.start) if contents else first
    outline.events = front(text, lines, start, grammar, body=True)
    if contents and contents.start <= first:
        outline.emit("contents", lines[contents.start].begin)
        if contents.stop < first:
            # Words between the contents and the first chapter.
            outline.emit("preamble", lines[contents.stop].begin).rank = RANK["note"]
    _body(text, outline, first, contents)
    return outline.events


def _body(text: str, outline: Outline, first: int, contents: range) -> None:
    """Walk over the lines from the first heading or article to the end."""
    lines, grammar, articles = outline.body.lines, outline.body.grammar, outline.body.articles
    last = max(articles, default=first)
    attached = annexes(text, lines, first + 1, grammar)
    later = bisect_right(attached, last)
    stop = attached[later] if later < len(attached) else len(lines)
    signature = back(text, lines, last + 1, stop, grammar)
    opens_annex = frozenset(attached)
    index, in_annex = first, False
    while index < len(lines):
        line = lines[index]
        if index == signature and index < stop:
            outline.emit("signature", line.begin)
            index = stop
        elif index in opens_annex:
            index, in_annex = _annex(outline, index), True
        elif index in contents and index > first:
            if index == contents.start:
                outline.emit("contents", line.begin)
            index += 1
        elif index in articles:
            index = outline.article(index)
        elif outline.is_heading(index):
            index = outline.heading(index)
        elif line.heading or _is_supplement(text, line, grammar):
            index = _bare_heading(outline, index)
        else:
            if not outline.listed(index) and (not in_annex or outline.in_article):
                outline.plain(index)
            index += 1


def _annex(outline: Outline, index: int) -> int:
    """Open an annex; its unlabelled lines are one leaf behind its heading."""
    line = outline.body.lines[index]
    found = outline.body.grammar.annex.match(outline.body.text, line.begin, line.end)
    end = found.end() if found else line.end
    start = end
    while start < line.end and outline.body.text[start] in " \t\u3000:：.":
        start += 1
    heading = (start, line.end) if start < line.end else None
    outline.emit("annex", line.begin, label=(line.begin, end), heading=heading)
    outline.leave_article()
    index += 1
    if index < len(outline.body.lines) and index not in outline.body.articles:
        outline.emit("text", outline.body.lines[index].begin)
    return index


def _bare_heading(outline: Outline, index: int) -> int:
    """Open 附则 or another heading without a number."""
    line = outline.body.lines[index]
    kind = (
        "title" if not _is_supplement(outline.body.text, line, outline.body.grammar) else "chapter"
    )
    outline.emit(kind, line.begin, heading=(line.begin, line.end))
    outline.leave_article()
    return index + 1


def _is_supplement(text: str, line: Line, grammar: Grammar) -> bool:
    return not line.name and grammar.supplement.match(text, line.begin, line.end) is not None


def _free(text: str, outline: Outline) -> list[Event]:
    """Parse news, letters and other texts without chapters or articles."""
    lines, grammar = outline.body.lines, outline.body.grammar
    stop = 0
    while stop < min(len(lines) - 1, _MOST_TITLE_LINES) and _is_front(lines[stop], stop):
        stop += 1
    outline.events = front(text, lines, stop, grammar, body=False)
    signature = back(text, lines, max(stop, len(lines) - _MOST_TITLE_LINES), len(lines), grammar)
    for index in range(stop, len(lines)):
        line = lines[index]
        if index == signature:
            outline.emit("signature", line.begin)
            for annex in annexes(text, lines, signature, grammar):
                _annex(outline, annex)
            break
        if line.heading and not line.name:
            outline.emit("title", line.begin, heading=(line.begin, line.end))
        elif not line.name and grammar.byline.match(text, line.begin, line.end):
            if not outline.events or outline.events[-1].kind != "note":
                outline.emit("note", line.begin)
        elif not outline.listed(index):
            outline.plain(index)
    return add_enumerations(text, outline.events, grammar)


def _is_front(line: Line, index: int) -> bool:
    """A headline has no full stop; the first may be long."""
    longest = _LONGEST_HEADLINE if index == 0 else _LONGEST_HEADLINE // 2
    return not line.closed and not line.name and line.end - line.begin <= longest


def _quoted(text: str, lines: Sequence[Line], grammar: Grammar) -> frozenset[int]:
    """Return the lines inside a quotation that begins a line, such as an amended article."""
    closings = [index for index, line in enumerate(lines) if _closes(text, line, grammar)]
    quoted: set[int] = set()
    index = 0
    while index < len(lines):
        if text[lines[index].begin] in grammar.open_quote:
            at = bisect_left(closings, index)
            end = closings[at] if at < len(closings) else len(lines)
            if end - index <= _LONGEST_QUOTATION:
                quoted.update(range(index + 1, end + 1))
                index = end
        index += 1
    return frozenset(quoted)


def _closes(text: str, line: Line, grammar: Grammar) -> bool:
    close = grammar.close_quote
    return text[line.end - 1] in close or (
        line.end - 2 >= line.begin and text[line.end - 2] in close
    )
