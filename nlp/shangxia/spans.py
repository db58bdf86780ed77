"""The offset contract.

Every span is a half-open pair of code-point offsets.  Code that changes a text
before looking at it (normal forms, spaces, widths) records each edit in an
``OffsetMap`` while it makes it; what it finds is mapped back by arithmetic and
never searched for again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_SURROGATE = re.compile("[\ud800-\udfff]")


class Span(NamedTuple):
    """A half-open range of code points: ``text[start:end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the quoted part of ``text``."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """Return the span moved ``by`` code points to the right."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class Edit(NamedTuple):
    """One replacement: ``old[start:end]`` became ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Map offsets between a text and its edited form, both ways.

    The two texts are cut at the edits into segments that correspond one to
    one.  Inside an unchanged segment offsets move by a constant; inside a
    replaced segment only its two ends are exact, so a start goes to the
    segment's start and an end to its end: a mapped span holds all that the
    original held, and nothing that was deleted or inserted at its edges.

    Attributes:
        old: ends of the replaced segments in the old text, as pairs.
        new: the same segments in the new text.
        old_length: code points of the old text.
        new_length: code points of the new text.

    Examples:
        >>> text, offsets = apply("第 １ 条", [Edit(1, 4, "1")])
        >>> text, offsets.to_old(Span(1, 2)).of("第 １ 条")
        ('第1条', ' １ ')
    """

    old: tuple[tuple[int, int], ...]
    new: tuple[tuple[int, int], ...]
    old_length: int
    new_length: int

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """Return the map of an unchanged text of ``length`` code points."""
        return cls((), (), length, length)

    @property
    def is_identity(self) -> bool:
        """Whether nothing was changed."""
        return not self.old

    def to_new(self, span: Span) -> Span:
        """Map a span of the old text to the new one."""
        return _map(span, self.old, self.new)

    def to_old(self, span: Span) -> Span:
        """Map a span of the new text to the old one."""
        return _map(span, self.new, self.old)

    def then(self, later: OffsetMap) -> OffsetMap:
        """Return the map of this change followed by ``later``.

        Raises:
            ValueError: ``later`` does not start where this map ends.
        """
        if later.old_length != self.new_length:
            raise ValueError(
                f"cannot compose: the first map ends at {self.new_length} code points, "
                f"the second starts from {later.old_length}"
            )
        # In the middle text, segments of both maps that touch are one segment.
        middle = _merge(list(self.new) + list(later.old))
        old = tuple(_hull(*piece, self.new, self.old) for piece in middle)
        new = tuple(_hull(*piece, later.old, later.new) for piece in middle)
        return OffsetMap(old, new, self.old_length, later.new_length)


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, OffsetMap]:
    """Apply edits to a text and record them.

    Args:
        text: the text to change.
        edits: replacements in order, not overlapping.

    Returns:
        The new text and the map between the two.

    Raises:
        ValueError: edits overlap, run backwards or leave the text.
    """
    pieces: list[str] = []
    old: list[tuple[int, int]] = []
    new: list[tuple[int, int]] = []
    at = length = 0
    for start, end, replacement in edits:
        if not at <= start <= end <= len(text):
            raise ValueError(f"edit {start}:{end} is out of order or outside the text")
        if text[start:end] == replacement:
            continue
        pieces += (text[at:start], replacement)
        length += start - at
        old.append((start, end))
        new.append((length, length + len(replacement)))
        length += len(replacement)
        at = end
    if not old:
        return text, OffsetMap.identity(len(text))
    pieces.append(text[at:])
    result = "".join(pieces)
    return result, OffsetMap(tuple(old), tuple(new), len(text), len(result))


def whole(text: str) -> str:
    """Return text with halves of surrogate pairs, which no encoding holds, as U+FFFD.

    Args:
        text: any text.

    Returns:
        Text of the same length that can be encoded in UTF-8.
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _map(span: Span, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]) -> Span:
    if not source:
        return span
    start, end = span
    mapped = _start(start, source, target)
    if start == end:
        return Span(mapped, mapped)
    return Span(mapped, max(mapped, _end(end, source, target)))


def _start(at: int, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]) -> int:
    """Map the start of a span: the last segment that begins at or before it decides."""
    index = bisect_right(source, (at, at)) - 1
    # A segment that begins here and is not empty sorts behind (at, at).
    if index + 1 < len(source) and source[index + 1][0] == at:
        index += 1
    if index < 0:
        return at
    end = source[index][1]
    # What was deleted or inserted exactly here stays outside of the span.
    return target[index][0] if at < end else target[index][1] + at - end


def _end(at: int, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]) -> int:
    """Map the end of a span: the first segment that ends at or behind it decides."""
    index = bisect_left(source, at, key=lambda piece: piece[1])
    if index < len(source):
        start = source[index][0]
        return target[index][1] if start < at else target[index][0] - (start - at)
    return target[-1][1] + at - source[-1][1]


def _hull(
    start: int, end: int, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Map a range with all that was deleted or inserted at its edges.

    Segments that touch the range lie wholly inside it, so the unchanged text on
    either side, moved by a constant, says where it begins and ends.
    """
    before = bisect_left(source, start, key=lambda piece: piece[1]) - 1
    after = bisect_right(source, end, key=lambda piece: piece[0]) - 1
    first = start if before < 0 else target[before][1] + start - source[before][1]
    return first, end if after < 0 else target[after][1] + end - source[after][1]


def _merge(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
