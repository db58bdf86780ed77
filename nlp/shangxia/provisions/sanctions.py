"""Sanctions and adverse personnel measures named in a text.

A list finds the longest name at each place; patterns add those with an open
slot (吊销…许可证) and take away the words that only look like one.
"""

from __future__ import annotations

from bisect import bisect_left

from shangxia.document import Language
from shangxia.findings import Quote
from shangxia.provisions.folding import View, view

_LOOK = 14


def find_sanctions(text: str, language: Language, *, base: int = 0) -> tuple[Quote, ...]:
    """Find every sanction that a text names, also negated or conditional ones.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        The distinct names at their first place, in text order.
    """
    seen = view(text, language, base=base)
    return distinct(seen, scan(seen))


def distinct(seen: View, spans: list[tuple[int, int]]) -> tuple[Quote, ...]:
    """Return the first quotation of each distinct string among spans of the folded text."""
    quotes = [seen.quote(start, end) for start, end in spans]
    return tuple({quote.text: quote for quote in reversed(quotes)}.values())[::-1]


def scan(seen: View) -> list[tuple[int, int]]:
    """Find the spans of all sanctions in the folded text, longest first where they overlap."""
    text, patterns = seen.text, seen.grammar.sanction
    found = [match.span() for match in patterns["open"].finditer(text)]
    for _, start, end in seen.grammar.sanctions.find_matches_as_indexes(text):
        found += _named(seen, start, end)
    found.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    titled = [match.span() for match in patterns["title"].finditer(text)]
    return [span for span in kept if not _within(span, titled)]


def _named(seen: View, start: int, end: int) -> list[tuple[int, int]]:
    """Return a match of the list, or the names inside of it where it is none itself."""
    text, patterns = seen.text, seen.grammar.sanction
    before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    around = f"{before}\0{text[start:end]}\0{after}"
    if patterns["edge"].search(around) is None:
        return []
    if patterns["unless"].search(around) is None:
        return [(start, end)]
    inner = seen.grammar.sanctions.find_matches_as_indexes(text[start + 1 : end])
    return [found for _, at, to in inner for found in _named(seen, start + 1 + at, start + 1 + to)]


def _within(span: tuple[int, int], outer: list[tuple[int, int]]) -> bool:
    index = bisect_left(outer, (span[0] + 1, -1)) - 1
    return index >= 0 and outer[index][1] >= span[1]
