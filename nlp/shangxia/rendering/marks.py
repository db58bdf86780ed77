"""Spans over a text as nested HTML: whatever overlaps is cut into pieces that nest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from shangxia.rendering.cells import whole

#: Marks inside marks that a page shows; more would only slow it down.
_DEEPEST = 12
# Controls that reorder or hide text, and those that do nothing good on a page.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class Mark(NamedTuple):
    """A span to be marked.

    Attributes:
        start: first code point.
        end: code point behind the last.
        kind: its layer, such as ``deadline``: the class of the element.
        key: number by which rows of the tables name it.
        title: what it means, shown when one points at it.
        code: ``codebook:code`` of a coding, or an empty string.
        href: where a citation leads, or an empty string.
    """

    start: int
    end: int
    kind: str
    key: int
    title: str
    code: str = ""
    href: str = ""


def visible(text: str) -> str:
    """Return a text with its control characters as signs that can be seen.

    Args:
        text: any text.

    Returns:
        Text that a browser shows in the order in which it stands: right-to-left
        overrides and the like are spelt out.
    """
    text = whole(text)
    return _INVISIBLE.sub(_sign, text) if _INVISIBLE.search(text) else text


def marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """Return a piece of a text as HTML with its marks.

    Where marks cross, the one that began first is closed and opened again, so that
    elements always nest; both halves have the same key.

    Args:
        text: the whole text.
        start: first code point of the piece.
        end: code point behind its last.
        marks: marks that touch the piece, ordered by start, then longest first.

    Returns:
        Escaped text in ``mark`` elements; citations with a target are links.
    """
    writer = _Writer(text, start)
    for mark in marks:
        if mark.end <= start or mark.start >= end or mark.start >= mark.end:
            continue
        writer.close_until(max(mark.start, start))
        writer.open(mark)
    writer.close_until(end)
    writer.write(end)
    writer.close_all()
    return Markup("".join(writer.pieces))  # noqa: S704 - every piece is escaped


class _Writer:
    """Writes text up to an offset, and keeps the stack of open marks."""

    def __init__(self, text: str, start: int) -> None:
        self.pieces: list[str] = []
        self._text = text
        self._at = start
        self._stack: list[Mark] = []

    def write(self, end: int) -> None:
        if end > self._at:
            self.pieces.append(str(escape(visible(self._text[self._at : end]))))
            self._at = end

    def open(self, mark: Mark) -> None:
        if len(self._stack) < _DEEPEST:
            self._push(mark)

    def close_until(self, at: int) -> None:
        """Write up to ``at``, closing every mark that ends there or before."""
        while ends := [mark.end for mark in self._stack if mark.end <= at]:
            end = min(ends)
            self.write(end)
            again: list[Mark] = []
            while any(mark.end == end for mark in self._stack):
                mark = self._pop()
                if mark.end != end:
                    again.append(mark)
            for mark in reversed(again):
                self._push(mark)
        self.write(at)

    def close_all(self) -> None:
        while self._stack:
            self._pop()

    def _push(self, mark: Mark) -> None:
        # A link in a link is no HTML: the inner one is a mark only.
        linked = mark.href and not any(other.href for other in self._stack)
        mark = mark if linked else mark._replace(href="")
        self._stack.append(mark)
        name = "a" if linked else "mark"
        link = f' href="{escape(mark.href)}"' if linked else ""
        code = f' data-c="{escape(visible(mark.code))}"' if mark.code else ""
        self.pieces.append(
            f'<{name} class="m {mark.kind}"{link} data-i="{mark.key}"{code}'
            f' title="{escape(visible(mark.title))}">'
        )

    def _pop(self) -> Mark:
        mark = self._stack.pop()
        self.pieces.append("</a>" if mark.href else "</mark>")
        return mark


def ordered(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in the order in which they open.

    Args:
        marks: marks of one text.

    Returns:
        By start, then longest first, then by key.
    """
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.key))


def _sign(found: re.Match[str]) -> str:
    number = ord(found[0])
    # Unicode has pictures of the ASCII controls.
    return chr(0x2400 + number) if number < 0x20 else f"⟨U+{number:04X}⟩"
