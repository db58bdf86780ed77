"""From lines to events: where each node of the body begins.

An event opens a node and closes every open node of its rank or below, so a
list of events is a partition of the text and the tree tiles by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

from shangxia.structure.grammar import HEADINGS
from shangxia.structure.headings import (
    LONGEST_HEADING,
    Body,
    article_heading,
    heading_of,
    is_heading,
)
from shangxia.structure.lines import Line
from shangxia.structure.lists import Lists
from shangxia.structure.sequence import is_page_number

#: Rank of each kind; an event closes what has its own rank or a higher one.
RANK = {
    "annex": 0, "title": 0, "note": 0, "contents": 0, "signature": 0, "body": 0,
    "part": 1, "subpart": 2, "chapter": 3, "section": 4, "subsection": 5,
    "article": 6, "preamble": 7, "paragraph": 7, "item": 8, "subitem": 9, "text": 10,
}  # fmt: skip
_LISTED = ("item", "subitem")


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
        body: the text, its lines and its articles.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.kinds = body.grammar.inside if body.articles else body.grammar.outside
        self.events: list[Event] = []
        self.in_article = False
        self._reset()

    def _reset(self) -> None:
        """Forget the lists of the article that ends here."""
        self.lists = Lists()
        #: Kind of the node that is open, "" directly behind a heading.
        self.open = ""
        #: The event of the paragraph that paused a list.
        self.paused_at = 0
        self.has_paragraph = False
        self.has_numbers = False
        self.announced = False
        self.item_rank = RANK["paragraph"]
        self.item_closed = True

    def emit(self, kind: str, start: int, **fields: object) -> Event:
        """Add an event."""
        event = Event(kind, start, RANK[kind], **fields)  # type: ignore[arg-type]
        self.events.append(event)
        return event

    def leave_article(self) -> None:
        """Forget the article that a heading ends."""
        self.in_article = False
        self._reset()

    def is_heading(self, index: int) -> bool:
        """Tell whether a line is the heading of a part, chapter or section."""
        return is_heading(self.body, index, in_article=self.in_article and bool(self.events))

    def heading(self, index: int) -> int:
        """Open a part, chapter or section; return the next line to look at."""
        line = self.body.lines[index]
        heading, following = heading_of(self.body, index)
        self.emit(line.name, line.begin, number=line.number, label=line.label, heading=heading)
        self.leave_article()
        return following

    def article(self, index: int) -> int:
        """Open an article, with its heading and its first paragraph if on this line."""
        line = self.body.lines[index]
        event = self.emit("article", line.begin, number=line.number, label=line.label)
        self._reset()
        self.in_article = True
        event.heading, start, following = article_heading(self.body, index)
        if start < line.end:
            self.paragraph(start, line.end)
            self.item_closed = line.closed
        return following

    def paragraph(self, start: int, end: int) -> None:
        """Open a natural paragraph whose first line is ``start:end``."""
        event = self.emit("paragraph", start)
        if self.body.articles:
            if self.lists.last:
                self.paused_at = len(self.events) - 1
            self.lists = self.lists.pause()
        elif self.open in _LISTED:
            # Without articles, words behind a list label belong to the item.
            event.rank = RANK["text"]
            return
        else:
            self.announced = self.body.text[end - 1] in ":："
        self.open = "paragraph"
        self.has_paragraph = True

    def plain(self, index: int) -> None:
        """Place a line without a label: a continuation, or a new paragraph."""
        line = self.body.lines[index]
        if self.events and (line.table or is_page_number(self.body.text, line)):
            return
        if self._continues(index):
            return
        if self.has_numbers:
            if self.open not in ("paragraph", "text"):
                self.emit("text", line.begin)
                self.open = "text"
            return
        self.paragraph(line.begin, line.end)
        self.item_closed = line.closed

    def _continues(self, index: int) -> bool:
        """Tell whether a line without a label goes on with the one before."""
        line, earlier = self.body.lines[index], self.body.before(index)
        if not self.open or earlier is None or earlier.table:
            return False
        width = self.body.width
        if earlier.closed:
            full = width and earlier.end - earlier.begin >= width
            indent = self.body.grammar.indent
            return bool(full) and not self.body.text.startswith(indent, line.start)
        if line.gap and not width and not self.body.text[line.begin].islower():
            return False
        # A list whose items carry no stop at all ends with its last label.
        bare_list = self.open in _LISTED and not self.item_closed
        return not (bare_list and not width and line.closed)

    def listed(self, index: int) -> bool:
        """Place a line with a list label; False where it is no list item."""
        line = self.body.lines[index]
        kind, number = self.kinds.get(line.name), line.number
        if kind is None or number is None:
            return False
        if self.lists.resumes(line.name, number):
            self._resume()
        stopped = self._stopped(index)
        cited = not stopped and line.after == line.label[1]
        if cited and self.body.grammar.reference.match(self.body.text, line.after):
            return False
        if not self.lists.accepts(line.name, number, stopped=stopped):
            return False
        kind = self.lists.level(line.name, kind, promoted=self.in_article)
        self._open_item(line, kind, closed=self.body.lines[index - 1].closed)
        self.lists.add(line.name, number, kind)
        return True

    def _open_item(self, line: Line, kind: str, *, closed: bool) -> None:
        if kind == "paragraph":
            self._number_paragraphs()
        elif self.in_article and not self.has_paragraph:
            self.paragraph(line.begin, line.end)
        self.item_closed = self.open not in _LISTED or closed
        event = self.emit(kind, line.begin, number=line.number, label=line.label)
        if not self.body.articles and kind == "item":
            # Without articles a list belongs to the paragraph that announces it, or to none.
            if self.open == "paragraph":
                self.item_rank = RANK["item"] if self.announced else RANK["paragraph"]
            event.rank = self.item_rank
        self.open = kind
        self.has_paragraph = True
        if kind in HEADINGS:
            self._section_heading(event, line)

    def _number_paragraphs(self) -> None:
        """Turn what stood before the first numbered paragraph into opening words."""
        if self.has_numbers:
            return
        self.has_numbers = True
        for event in reversed(self.events):
            if event.kind == "article":
                break
            if event.kind == "paragraph":
                event.kind = "preamble"

    def _section_heading(self, event: Event, line: Line) -> None:
        """Part the heading of 一、 from a sentence that follows it on the same line."""
        stop = self.body.text.find("。", line.after, line.end)
        end = line.end if stop < 0 else stop
        start = line.after
        if end - line.after <= LONGEST_HEADING:
            event.heading = (line.after, end)
            start = end + 1
        start = self.body.skip(start, line.end, " \t\u3000")
        if start < line.end:
            self.paragraph(start, line.end)

    def _resume(self) -> None:
        """Go on with a list that a paragraph seemed to end: the paragraph is its item's."""
        for event in self.events[self.paused_at :]:
            event.kind, event.rank = "text", RANK["text"]
        self.lists = self.lists.paused or self.lists
        self.lists.paused = None
        self.open = "item"

    def _stopped(self, index: int) -> bool:
        earlier = self.body.lines[index - 1] if index else None
        return earlier is None or earlier.closed or earlier.name in HEADINGS
