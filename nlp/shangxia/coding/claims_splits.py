"""Splitting a list inside a sentence into its parts, in every way that its joints allow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from shangxia.coding.claims_language import ClaimWords
from shangxia.spans import Span

_OPENING, _CLOSING = "(（《〈[【「『", ")）》〉]】」』"
#: What surrounds a part and is none of it.
EDGES = " \t\n\"'“”，,；;、.。：:()（）"
#: From so many parts on it is a table or damage, and no list that a sentence counts.
_MOST = 60


def choose(text: str, span: Span, value: int, words: ClaimWords) -> tuple[tuple[Span, ...], str]:
    """Split a list, preferring the reading with as many parts as were claimed.

    和 and "and" stand between parts and inside them, so all readings are made.

    Args:
        text: folded text.
        span: the list.
        value: how many parts are claimed.
        words: the words of the language.

    Returns:
        The parts, and a note where a plainer reading has another number of them.
    """
    tail = words.open.search(text[span.start : span.end])
    end = span.start + tail.start() if tail else span.end
    found = readings(text, Span(span.start, end), words)
    plain = found[0]
    for reading in found:
        if len(reading) == value:
            note = f"read as {value} parts; another reading of its joints gives {len(plain)}"
            return reading, "" if len(plain) == value else note
    return plain, ""


def readings(text: str, span: Span, words: ClaimWords) -> list[tuple[Span, ...]]:
    """Return the ways to split a list, the plainest first.

    Args:
        text: folded text.
        span: the list.
        words: the words of the language.

    Returns:
        At least one reading: the parts in order, without joints and edges.
    """
    pieces = pieces_of(text, span, words)
    last = pieces[-1]
    opened = words.joints.match(text, last.start, last.end) is not None or (
        len(pieces) > 1 and words.joints.match(" " + text[last.start : last.end]) is not None
    )
    head, tail = pieces[:-1], _at_joints(text, last, words, once=True)
    strong = len(pieces) > 1 and text[last.start - 1] in words.separators[0]
    plain = pieces if opened or strong else [*head, *tail]
    every = [part for piece in pieces for part in _at_joints(text, piece, words, once=False)]
    found: list[tuple[Span, ...]] = []
    for reading in (plain, pieces, [*head, *tail], every, _alike(text, pieces)):
        trimmed = tuple(
            part for one in reading if (part := trim_joint(text, one, words)).end > part.start
        )
        if trimmed not in found:
            found.append(trimmed)
    return found


def _alike(text: str, pieces: Sequence[Span]) -> list[Span]:
    """Join to a part the pieces that do not begin like the first: see A, see B, above all C."""
    head = text[pieces[0].start : pieces[0].end].split()[:1]
    joined = [pieces[0]]
    for piece in pieces[1:]:
        if head and head[0] in text[piece.start : piece.end].split()[:2]:
            joined.append(piece)
        else:
            joined[-1] = Span(joined[-1].start, piece.end)
    return joined if len(joined) > 2 else list(pieces)


def pieces_of(text: str, span: Span, words: ClaimWords) -> list[Span]:
    """Split at the strongest separator that the list has outside of brackets and quotes."""
    places: dict[str, list[int]] = {}
    depth, quoted = 0, False
    for match in _signs(words.separators).finditer(text, span.start, span.end):
        at, char = match.start(), match[0]
        if char == '"':
            quoted = not quoted
        elif char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and not quoted and not _in_number(text, at):
            for separator in words.separators:
                if char in separator:
                    places.setdefault(separator, []).append(at)
    cuts = next((places[one] for one in words.separators if one in places), [])
    if len(cuts) >= _MOST:
        return [span]
    edges = [span.start, *(cut + 1 for cut in cuts)]
    return [Span(a, b) for a, b in zip(edges, [*cuts, span.end], strict=True) if b > a] or [span]


@cache
def _signs(separators: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the characters that splitting has to look at."""
    return re.compile(f'["{re.escape(_OPENING + _CLOSING + "".join(separators))}]')


def _in_number(text: str, at: int) -> bool:
    return text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _at_joints(text: str, piece: Span, words: ClaimWords, *, once: bool) -> list[Span]:
    parts, start = [], piece.start
    for joint in words.joints.finditer(text, piece.start + 1, piece.end):
        parts.append(Span(start, joint.start()))
        start = joint.end()
        if once:
            break
    return [*parts, Span(start, piece.end)]


def is_list(text: str, span: Span, words: ClaimWords) -> bool:
    """Tell whether a stretch is built like a list, and not only prose with commas."""
    pieces = pieces_of(text, span, words)
    between = text[pieces[0].end : pieces[0].end + 1]
    if len(pieces) > 1 and between and between in "；;、":
        return True
    last = pieces[-1]
    return len(pieces) > 2 and words.joints.search(text, last.start - 1, last.end) is not None


def trim_joint(text: str, part: Span, words: ClaimWords) -> Span:
    """Return a part without the joint that opens it and without its edges."""
    span = trim(text, *part)
    before = max(0, span.start - 1)
    joint = words.joints.match(text, before, span.end) or words.joints.match(
        text, span.start, span.end
    )
    return trim(text, joint.end(), span.end) if joint else span


def trim(text: str, start: int, end: int) -> Span:
    """Return a span without blanks, quotes and punctuation at its edges."""
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return Span(start, end)
