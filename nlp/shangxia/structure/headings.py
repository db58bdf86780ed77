"""Headings of parts, chapters, sections and articles, on one line or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shangxia.structure.grammar import HEADINGS, Grammar
from shangxia.structure.lines import Line
from shangxia.structure.sequence import is_page_number

LONGEST_HEADING = 300
_LONGEST_BROKEN = 100
_LONGEST_WITH_STOP = 90


@dataclass(frozen=True)
class Body:
    """What the walk over a text looks at.

    Attributes:
        text: the normalised text.
        lines: its lines.
        grammar: the grammar of its language.
        articles: indices of the lines that open an article.
        width: the width of a hard-wrapped text, else 0.
    """

    text: str
    lines: Sequence[Line]
    grammar: Grammar
    articles: frozenset[int]
    width: int

    def before(self, index: int) -> Line | None:
        """Return the line before, page numbers apart."""
        while index > 0 and is_page_number(self.text, self.lines[index - 1]):
            index -= 1
        return self.lines[index - 1] if index else None

    def skip(self, start: int, end: int, characters: str) -> int:
        """Return the first offset from ``start`` on that holds none of ``characters``."""
        while start < end and self.text[start] in characters:
            start += 1
        return start


def is_heading(body: Body, index: int, *, in_article: bool) -> bool:
    """Tell whether a line that begins like a heading is one.

    Args:
        body: the text.
        index: the line.
        in_article: whether an article is open before it.
    """
    line = body.lines[index]
    if line.name not in HEADINGS or line.number is None:
        return False
    if line.heading:
        return True
    rest = line.end - line.after
    if rest > LONGEST_HEADING or (rest and body.text[line.end - 1] in "。；;,，"):
        return False
    follows = line.after
    if not rest:
        if index + 1 == len(body.lines):
            return False
        if index + 1 in body.articles:
            return _after_stop(body, index, in_article=in_article)
        follows = body.lines[index + 1].begin
    glued = not rest or line.after == line.label[1]
    if glued and body.grammar.reference.match(body.text, follows):
        return False
    return _after_stop(body, index, in_article=in_article)


def _after_stop(body: Body, index: int, *, in_article: bool) -> bool:
    """Tell whether the text before a line has come to an end."""
    earlier = body.before(index)
    if earlier is None or not in_article:
        return True
    if earlier.closed or earlier.heading or earlier.name in HEADINGS:
        return True
    # Without a stop, only a blank line tells.
    return body.lines[index].gap and body.text[earlier.end - 1] not in ",，、"


def heading_of(body: Body, index: int) -> tuple[tuple[int, int] | None, int]:
    """Return the heading behind a chapter's label, and the next line to look at."""
    line = body.lines[index]
    start, end = line.after, line.end
    index += 1
    if start == end:
        begin = index
        while index < len(body.lines) and index - begin < 3 and _continues(body, index):
            index += 1
        if index > begin:
            start, end = body.lines[begin].begin, body.lines[index - 1].end
    elif _is_broken(body, index):
        end = body.lines[index].end
        index += 1
    start = body.skip(start, end, "-– 、")
    return ((start, end) if start < end else None), index


def _continues(body: Body, index: int) -> bool:
    """Tell whether a line is a heading, or its second line, below a bare label."""
    line = body.lines[index]
    if line.name or index in body.articles or line.table or line.closed:
        return False
    if line.end - line.begin > LONGEST_HEADING:
        return False
    first = body.lines[index - 1].name in HEADINGS
    return first or body.text[line.begin : line.end].isupper()


def _is_broken(body: Body, index: int) -> bool:
    """Tell whether a line goes on with the heading above: no stop, then a provision."""
    if index + 1 >= len(body.lines):
        return False
    line, below = body.lines[index], body.lines[index + 1]
    if line.name or line.closed or line.table or line.end - line.begin > _LONGEST_BROKEN:
        return False
    return index + 1 in body.articles or below.name in HEADINGS


def article_heading(body: Body, index: int) -> tuple[tuple[int, int] | None, int, int]:
    """Return an article's heading, where its text begins, and the next line to look at.

    Where the text begins on a later line, the offset is the end of this one.
    """
    line = body.lines[index]
    start = body.skip(line.after, line.end, "-–— ")
    if found := body.grammar.bracketed_heading.match(body.text, start, line.end):
        heading = (found.start() + 1, found.end() - 1)
        return heading, body.skip(found.end(), line.end, " \t\u3000*"), index + 1
    if not body.grammar.numbered_paragraphs:
        return None, start, index + 1
    if start < line.end:
        stop = _heading_stop(body, index, start)
    else:
        stop = _heading_below(body, index)
        start = body.lines[index + 1].begin if stop else start
    if stop:
        return (start, body.lines[stop - 1].end), line.end, stop
    return None, start, index + 1


def _heading_stop(body: Body, index: int, start: int) -> int:
    """Return the line behind an article's heading that begins on its own line, or 0."""
    lines = body.lines
    line = lines[index]
    if index + 1 == len(lines) or line.end - start > LONGEST_HEADING:
        return 0
    following = lines[index + 1]
    last = body.text[line.end - 1]
    if line.closed and last not in "/)":
        # Some headings end with a full stop; a numbered paragraph shows it.
        short = last == "." and line.end - start < _LONGEST_WITH_STOP
        return index + 1 if short and following.number == "1" else 0
    if following.name in HEADINGS or index + 1 in body.articles:
        return 0
    stop = index + 1
    # A wrapped heading goes on until a capital or a label begins a line.
    while stop < min(len(lines), index + 4) and _goes_on(body, lines[stop]):
        stop += 1
    return stop


def _goes_on(body: Body, line: Line) -> bool:
    return not line.name and not line.closed and body.text[line.begin].islower()


def _heading_below(body: Body, index: int) -> int:
    """Return the line behind a heading printed under a bare label, or 0."""
    if index + 2 >= len(body.lines):
        return 0
    below, after = body.lines[index + 1], body.lines[index + 2]
    if below.name or below.closed or below.end - below.begin > LONGEST_HEADING:
        return 0
    wrapped = body.width and below.end - below.begin > 0.8 * body.width
    return 0 if wrapped and not after.name else index + 2
