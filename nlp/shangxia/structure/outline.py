"""From lines to events: where each node of the body begins.

An event opens a node and closes every open node of its rank or below, so a
list of events is a partition of the text and the tree tiles by construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shangxia.structure.grammar import HEADINGS, Grammar
from shangxia.structure.lines import Line
from shangxia.structure.sequence import is_page_number

#: Rank of each kind; an event closes what has its own rank or a higher one.
RANK = {
    "annex": 0, "title": 0, "note": 0, "contents": 0, "signature": 0, "body": 0,
    "part": 1, "subpart": 2, "chapter": 3, "section": 4, "subsection": 5,
    "article": 6, "preamble": 7, "paragraph": 7, "item": 8, "subitem": 9, "text": 10,
}  # fmt: skip
_LISTED = ("item", "subitem")
_DEEPER = {"paragraph": "item", "item": "subitem", "subitem": "subitem"}
_LONGEST_HEADING = 300
_LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(slots=True)
class Event:
    """The opening of a node at an offset of the normalised text."""

    kind: str
    start: int
    rank: int
    number: str | None = None
    label: tuple[int, int] | None = None
    heading: tuple[int, int] | None = None


class Outline:
    """Walk over the lines of a body and collect its events.

    Args:
        text: the normalised text.
        lines: its lines.
        grammar: the grammar of its language.
        articles: indices of the lines that open an article.
        width: the width of a hard-wrapped text, else 0.
    """

    def __init__(
        self,
        text: str,
        lines: Sequence[Line],
        grammar: Grammar,
        articles: frozenset[int],
        width: int,
    ) -> None:
        self.text = text
        self.lines = lines
        self.grammar = grammar
        self.articles = articles
        self.width = width
        self.kinds = grammar.inside if articles else grammar.outside
        self.events: list[Event] = []
        self.in_article = False
        self.numbered = False
        self._reset()

    def _reset(self) -> None:
        """Forget the lists of the article or paragraph that ends here."""
        self.last: dict[str, str] = {}
        self.assigned: dict[str, str] = {}
        self.interrupted: tuple[int, dict[str, str], dict[str, str]] | None = None
        self.open = ""
        self.begun = False
        self.announced = False
        self.item_rank = RANK["paragraph"]
        self.numbered = False
        self.item_closed = True

    def emit(self, kind: str, start: int, **fields: object) -> Event:
        """Add an event."""
        event = Event(kind, start, RANK[kind], **fields)  # type: ignore[arg-type]
        self.events.append(event)
        return event

    # Headings and articles

    def is_heading(self, index: int) -> bool:
        """Tell whether a line that begins like a heading is one."""
        line = self.lines[index]
        if line.name not in HEADINGS or line.number is None:
            return False
        if line.heading:
            return True
        rest = line.end - line.after
        if rest > _LONGEST_HEADING or (rest and self.text[line.end - 1] in "。；;,，"):
            return False
        follows = line.after
        if not rest:
            if index + 1 == len(self.lines):
                return False
            if index + 1 in self.articles:
                return self._after_stop(index)
            follows = self.lines[index + 1].begin
        if (not rest or line.after == line.label[1]) and self.grammar.reference.match(
            self.text, follows
        ):
            return False
        return self._after_stop(index)

    def _after_stop(self, index: int) -> bool:
        """Tell whether the text before a line has come to an end."""
        while index > 0 and is_page_number(self.text, self.lines[index - 1]):
            index -= 1
        if index == 0:
            return True
        earlier = self.lines[index - 1]
        if earlier.closed or earlier.heading or earlier.name in HEADINGS or not self.events:
            return True
        if not self.in_article:
            return True
        # Without a stop, only a blank line or a line that is not full tells.
        return self.lines[index].gap and self.text[earlier.end - 1] not in ",，、"

    def heading(self, index: int) -> int:
        """Open a part, chapter or section; return the next line to look at."""
        line = self.lines[index]
        start, end = line.after, line.end
        index += 1
        if start == end:
            begin = index
            while index < len(self.lines) and index - begin < 3 and self._continues_heading(index):
                index += 1
            if index > begin:
                start, end = self.lines[begin].begin, self.lines[index - 1].end
        elif self._is_broken_heading(index):
            end = self.lines[index].end
            index += 1
        while start < end and self.text[start] in "-– 、":
            start += 1
        self.emit(
            line.name, line.begin, number=line.number, label=line.label,
            heading=(start, end) if start < end else None,
        )  # fmt: skip
        self.leave_article()
        return index

    def leave_article(self) -> None:
        """Forget the article that a heading ends."""
        self.in_article = False
        self._reset()

    def _continues_heading(self, index: int) -> bool:
        line = self.lines[index]
        if line.name or index in self.articles or line.table:
            return False
        first = self.lines[index - 1].name in HEADINGS
        short = line.end - line.begin <= _LONGEST_HEADING and not line.closed
        return short and (first or self._is_capitals(index))

    def _is_broken_heading(self, index: int) -> bool:
        """Tell whether a line goes on with the heading above: no stop, then a provision."""
        if index + 1 >= len(self.lines):
            return False
        line, below = self.lines[index], self.lines[index + 1]
        if line.name or line.closed or line.table or line.end - line.begin > _LONGEST_HEADING // 3:
            return False
        return index + 1 in self.articles or below.name in HEADINGS

    def _is_capitals(self, index: int) -> bool:
        line = self.lines[index]
        return not line.name and self.text[line.begin : line.end].isupper()

    def article(self, index: int) -> int:
        """Open an article, with its heading and its first paragraph if on this line."""
        line = self.lines[index]
        event = self.emit("article", line.begin, number=line.number, label=line.label)
        self.in_article = True
        self._reset()
        start = line.after
        if found := self.grammar.bracketed_heading.match(self.text, start, line.end):
            event.heading = (found.start() + 1, found.end() - 1)
            start = found.end()
            while start < line.end and self.text[start] in " \t\u3000*":
                start += 1
        elif self.grammar.numbered_paragraphs and start < line.end:
            stop = self._heading_stop(index, start)
            if stop:
                event.heading = (start, self.lines[stop - 1].end)
                return stop
        elif self.grammar.numbered_paragraphs and (stop := self._heading_below(index)):
            event.heading = (self.lines[index + 1].begin, self.lines[stop - 1].end)
            return stop
        if start < line.end:
            self.paragraph(start, line.end)
            self.item_closed = line.closed
        return index + 1

    def _heading_stop(self, index: int, start: int) -> int:
        """Return the line behind an article's heading that begins on its own line, or 0."""
        line = self.lines[index]
        if index + 1 == len(self.lines) or line.end - start > _LONGEST_HEADING:
            return 0
        following = self.lines[index + 1]
        if line.closed and self.text[line.end - 1] not in "/)":
            # Some headings end with a full stop; a numbered paragraph shows it.
            short = self.text[line.end - 1] == "." and line.end - start < 90
            return index + 1 if short and following.number == "1" else 0
        if following.name in HEADINGS or index + 1 in self.articles:
            return 0
        stop = index + 1
        # A wrapped heading goes on until a capital or a label begins a line.
        while (
            stop < len(self.lines)
            and stop < index + 4
            and not self.lines[stop].name
            and (self.text[self.lines[stop].begin].islower() and not self.lines[stop].closed)
        ):
            stop += 1
        return stop

    def _heading_below(self, index: int) -> int:
        """Return the line behind a heading printed under a bare label, or 0."""
        if index + 2 >= len(self.lines):
            return 0
        below, after = self.lines[index + 1], self.lines[index + 2]
        if below.name or below.closed or below.end - below.begin > _LONGEST_HEADING:
            return 0
        wrapped = self.width and below.end - below.begin > 0.8 * self.width
        return 0 if wrapped and not after.name else index + 2

    # Paragraphs and lists

    def paragraph(self, start: int, end: int) -> None:
        """Open a natural paragraph whose first line is ``start:end``."""
        event = self.emit("paragraph", start)
        if self.articles:
            if self.last:
                self.interrupted = (len(self.events) - 1, self.last, self.assigned)
            self.last, self.assigned = {}, {}
        elif self.open in _LISTED:
            # Without articles, words behind a list label belong to the item.
            event.rank = RANK["text"]
            return
        else:
            self.announced = self.text[end - 1] in ":："
        self.open = "paragraph"
        self.begun = True

    def plain(self, index: int) -> None:
        """Place a line without a label: a continuation, or a new paragraph."""
        line = self.lines[index]
        if self.events and (line.table or is_page_number(self.text, line)):
            return
        if self._continues(index):
            return
        if self.numbered:
            if self.open not in ("paragraph", "text"):
                self.emit("text", line.begin)
                self.open = "text"
            return
        self.paragraph(line.begin, line.end)
        self.item_closed = line.closed

    def _continues(self, index: int) -> bool:
        """Tell whether a line without a label goes on with the one before."""
        line = self.lines[index]
        if not self.open or index == 0:
            return False
        before = index - 1
        while before > 0 and is_page_number(self.text, self.lines[before]):
            before -= 1
        earlier = self.lines[before]
        if earlier.table:
            return False
        if earlier.closed:
            full = self.width and earlier.end - earlier.begin >= self.width
            return bool(full) and not self.text.startswith(self.grammar.indent, line.start)
        if line.gap and not self.width and not self.text[line.begin].islower():
            return False
        # A list whose items carry no stop at all ends with its last label.
        bare_list = self.open in ("item", "subitem") and not self.item_closed
        return not (bare_list and not self.width and line.closed)

    def listed(self, index: int) -> bool:
        """Place a line with a list label; False where it is no list item."""
        line = self.lines[index]
        kind = self.kinds.get(line.name)
        if kind is None or line.number is None or not self._in_order(index):
            return False
        kind = self._level(line.name, kind)
        if kind == "paragraph":
            self._number_paragraphs()
        elif self.in_article and not self.begun:
            self.paragraph(line.begin, line.end)
        self.item_closed = self.open not in ("item", "subitem") or self.lines[index - 1].closed
        event = self.emit(kind, line.begin, number=line.number, label=line.label)
        if not self.articles and kind == "item":
            # Without articles a list belongs to the paragraph that announces it, or to none.
            if self.open == "paragraph":
                self.item_rank = RANK["item"] if self.announced else RANK["paragraph"]
            event.rank = self.item_rank
        self.open = kind
        self.begun = True
        for name, assigned in list(self.assigned.items()):
            if RANK[assigned] > RANK[kind]:
                del self.assigned[name]
                self.last.pop(name, None)
        self.assigned[line.name] = kind
        self.last[line.name] = line.number
        if kind in HEADINGS:
            self._section_heading(event, line)
        return True

    def _number_paragraphs(self) -> None:
        """Turn what stood before the first numbered paragraph into opening words."""
        if self.numbered:
            return
        self.numbered = True
        for event in reversed(self.events):
            if event.kind == "article":
                break
            if event.kind == "paragraph":
                event.kind = "preamble"

    def _section_heading(self, event: Event, line: Line) -> None:
        """Part the heading of 一、 from a sentence that follows it on the same line."""
        stop = self.text.find("。", line.after, line.end)
        end = line.end if stop < 0 else stop
        start = line.after
        if end - line.after <= _LONGEST_HEADING:
            event.heading = (line.after, end)
            start = end + 1
        while start < line.end and self.text[start] in " \t\u3000":
            start += 1
        if start < line.end:
            self.paragraph(start, line.end)

    def _in_order(self, index: int) -> bool:
        """Tell whether a list label is the next of its list, or begins one."""
        line = self.lines[index]
        self._resume(line)
        number, last = line.number or "", self.last.get(line.name)
        if self.grammar.reference.match(self.text, line.after) and (
            line.after == line.label[1] and not self._stopped(index)
        ):
            return False
        if "." in number:
            return self._stopped(index)
        place = _ordinal(number)
        if last is None:
            return place == 1 or (self._stopped(index) and place is not None and place < 4)
        expected = _ordinal(last)
        if place is None or expected is None:
            return False
        if place == expected + 1:
            return True
        if place == 1:
            return self._stopped(index)
        return expected < place <= expected + 3 and self._stopped(index)

    def _resume(self, line: Line) -> None:
        """Go on with a list that a paragraph seemed to end: the paragraph is its item's."""
        if self.interrupted is None or line.name in self.last:
            return
        at, last, assigned = self.interrupted
        before, place = _ordinal(last.get(line.name, "")), _ordinal(line.number or "")
        if before is None or place != before + 1:
            return
        for event in self.events[at:]:
            event.kind, event.rank = "text", RANK["text"]
        self.last, self.assigned, self.interrupted = last, assigned, None
        self.open = "item"

    def _stopped(self, index: int) -> bool:
        return (
            index == 0 or self.lines[index - 1].closed or (self.lines[index - 1].name in HEADINGS)
        )

    def _level(self, name: str, kind: str) -> str:
        """Return the kind a label stands for here: lists may nest in either order."""
        if name in self.assigned:
            return self.assigned[name]
        if kind == "subitem" and self.in_article and "item" not in self.assigned.values():
            return "item"
        if kind in self.assigned.values() and kind in _DEEPER:
            return _DEEPER[kind]
        return kind


def _ordinal(number: str) -> int | None:
    """Return the place of a number or a Vietnamese point letter in its list."""
    if number.isdecimal():
        return int(number)
    if len(number) == 1:
        found = _LETTERS.find(number)
        return found + 1 if found >= 0 else None
    if len(number) == 2 and number[0] in _LETTERS:
        # d1 stands between d and đ.
        return _LETTERS.find(number[0]) + 1
    return None
