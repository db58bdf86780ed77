"""Counts: how many channels, situations, aspects a text says there are, checked on its lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shangxia import numerals
from shangxia.coding.claims_language import ClaimWords
from shangxia.coding.claims_lists import Listing, find_listing
from shangxia.spans import Span

#: Code points to either side of a count in which a word announces it.
_REACH = 90
_BEHIND = 16
#: Code points behind a count in which its list ends.
_LIST = 1500
#: Larger numbers count people and cases, not the parts of a text.
_LARGEST = 200


class Counted(NamedTuple):
    """A count with what was found to bear it out; spans of the folded text.

    Attributes:
        sentence: the sentence that makes the claim.
        number: the number as printed.
        value: its value.
        subject: what is counted, as printed.
        unit: the noun that was counted.
        listed: the items.
        verdict: ``complete``, ``partial``, ``mismatch`` or ``unlisted``.
        reason: why, in words.
    """

    sentence: Span
    number: Span
    value: int
    subject: Span
    unit: str
    listed: tuple[Span, ...]
    verdict: str
    reason: str


def find_counts(
    text: str, sentences: Sequence[Span], groups: Sequence[Sequence[Span]], words: ClaimWords
) -> Iterator[Counted]:
    """Find the counts of a text.

    Args:
        text: folded text.
        sentences: its sentences, in order.
        groups: the lists of the tree, each as the spans of its items, in order of
            their first items.
        words: the words of the language.

    Yields:
        Counts in text order.
    """
    firsts = [group[0].start for group in groups]
    starts = [sentence.start for sentence in sentences]
    for match in words.count.finditer(text):
        value = _value(match["number"])
        if value is None or not 2 <= value <= _LARGEST:
            continue
        at = bisect_left(starts, match.start() + 1) - 1
        sentence = sentences[at] if at >= 0 else Span(0, len(text))
        count = Span(match.start(), match.end())
        following = bisect_left(firsts, count.end)
        items = groups[following] if following < len(groups) else ()
        if items and not _follows(text, count, sentence, items[0]):
            items = ()
        window = Span(sentence.start, min(sentence.end, count.end + _LIST))
        listing = find_listing(text, count, value, window, items, words)
        if listing is None and not _announced(text, count, sentence, words):
            continue
        yield _counted(text, match, value, sentence, listing, words)


def _follows(text: str, count: Span, sentence: Span, item: Span) -> bool:
    """Tell whether an item of the tree stands right behind the count or its sentence."""
    between = text[min(sentence.end, item.start) : item.start]
    return item.start - count.end <= 2 * _REACH and not between.strip(" \n\t:：\"'")


def _announced(text: str, count: Span, sentence: Span, words: ClaimWords) -> bool:
    before = text[max(sentence.start, count.start - _REACH) : count.start]
    after = text[count.end : min(sentence.end, count.end + _BEHIND)]
    return bool(words.announced.search(before) or words.announced.search(after))


def _counted(
    text: str,
    match: re.Match[str],
    value: int,
    sentence: Span,
    listing: Listing | None,
    words: ClaimWords,
) -> Counted:
    groups = match.groupdict()
    unit = (groups.get("noun") or groups.get("noun2") or groups.get("unit") or "").strip(' "')
    subject = _subject(text, match, sentence, words)
    verdict, reason = _verdict(
        value, " ".join(match[0].replace('"', "").split()), unit, listing, words
    )
    listed = listing.items if listing else ()
    return Counted(
        sentence, Span(*match.span("number")), value, subject, unit, listed, verdict, reason
    )


def _subject(text: str, match: re.Match[str], sentence: Span, words: ClaimWords) -> Span:
    """Return what is counted: of "the key measures include 6 aspects" the measures."""
    low = max(sentence.start, match.start() - _REACH)
    if words.aspects.search(match[0]):
        general = words.general.search(text[low : match.start()])
        if general is not None:
            start, end = general.span("subject")
            return Span(low + start, low + end)
    groups = match.groupdict()
    start = match.start("noun") if groups.get("noun") else match.end("number")
    while start < match.end() and text[start] in ' "':
        start += 1
    return Span(start, match.end())


def _verdict(
    value: int, count: str, unit: str, listing: Listing | None, words: ClaimWords
) -> tuple[str, str]:
    if listing is None or not listing.items:
        if listing is not None and listing.manner == "examples":
            return "partial", f"{count} claimed, only examples given"
        return "unlisted", f"{count} claimed, none listed in the text"
    found = len(listing.items)
    note = f" ({listing.note})" if listing.note else ""
    if listing.manner == "aspects" and not words.aspects.search(unit):
        return "partial", (f"{count} claimed; the {found} listed are aspects, not {unit}{note}")
    if listing.manner == "examples":
        return "partial", f"{count} claimed, {found} given as examples{note}"
    if found == value:
        return "complete", f"{count} claimed and {found} listed{note}"
    if found < value and (listing.open or listing.manner == "soft"):
        return "partial", f"{count} claimed, {found} listed, and the list is left open{note}"
    return "mismatch", f"{count} claimed, but {found} listed{note}"


def _value(printed: str) -> int | None:
    for read in (numerals.arabic, numerals.chinese, numerals.vietnamese, numerals.english):
        value = read(printed.replace("两", "二"))
        if value is not None:
            return value
    return None
