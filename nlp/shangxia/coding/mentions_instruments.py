"""Instruments that a text names: titles, document numbers, and short names of both."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shangxia.coding.mentions_language import TitleWords
from shangxia.findings import Mention
from shangxia.provisions.dates import Date, find_dates
from shangxia.provisions.symbols import Symbol, find_symbols

#: Code points between an instrument and the date that goes with it.
_REACH = 100
#: Titles that a short name may repeat.
_REMEMBERED = 64
#: What every document number has: 号, or a type code behind a dash or a stroke.
_MARK = re.compile("[号號]|[-–/]\\s?[A-ZĐÐƯ]")
_SYMBOL_REACH = 60
_SPACE = re.compile(r"\s+")
#: 办法 of 实施办法（试行）: what a short name repeats of a title.
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]$")


def find_instruments(text: str, titles: TitleWords) -> list[Mention]:
    """Find the instruments that a text names.

    A short name (《办法》, "Resolution No. 28") gets the canonical name of the
    instrument that it was introduced as before.

    Args:
        text: the text, in NFC.
        titles: how the language names instruments.

    Returns:
        The mentions in text order; dates in ISO 8601.
    """
    symbols = [
        symbol
        for low, high in _windows(_MARK.finditer(text), _SYMBOL_REACH, len(text))
        for symbol in find_symbols(text, low, high)
    ]
    found = [*(_numbered(symbol, text) for symbol in symbols), *_titled(text, titles)]
    full = sorted(found, key=lambda mention: (mention.start, mention.end))
    dates = [
        date
        for low, high in _windows(full, _REACH, len(text))
        for date in find_dates(text, low, high)
    ]
    dated = [_dated(mention, text, dates, titles) for mention in full]
    named = list(_resolve(dated))
    short = _serial(text, titles, symbols, named)
    return sorted([*named, *short], key=lambda mention: (mention.start, mention.end))


def _windows(
    spots: Iterable[re.Match[str] | Mention], reach: int, length: int
) -> Iterator[tuple[int, int]]:
    """Yield the stretches around spots, those that touch as one.

    Numbers and dates are looked for there only: their expressions are slow.
    """
    low = high = -1
    for spot in spots:
        start, end = spot.span() if isinstance(spot, re.Match) else (spot.start, spot.end)
        if start - reach > high:
            if high > low:
                yield low, high
            low = max(0, start - reach)
        high = min(length, max(high, end + reach))
    if high > low:
        yield low, high


def _numbered(symbol: Symbol, text: str) -> Mention:
    words = text[symbol.start : symbol.end]
    return Mention(
        "instrument", words, symbol.start, symbol.end, symbol.canonical, symbol.canonical
    )


def _titled(text: str, titles: TitleWords) -> Iterator[Mention]:
    for match in titles.quoted.finditer(text):
        group = match.lastgroup or "title"
        title = _SPACE.sub(" ", match[group]).strip()
        if titles.kinds.search(title):
            yield Mention("instrument", match[0], *match.span(), title.rstrip(",.;"))


def _dated(mention: Mention, text: str, dates: Sequence[Date], titles: TitleWords) -> Mention:
    """Add the date that stands directly behind an instrument, or before its being issued."""
    at = bisect_left(dates, mention.end, key=lambda date: date.start)
    if at < len(dates) and dates[at].start - mention.end <= _REACH:
        gap = text[mention.end : dates[at].start]
        if titles.dated_after.search(gap):
            return replace(mention, date=dates[at].iso)
    if at and mention.start - dates[at - 1].end <= _REACH:
        gap = text[dates[at - 1].end : mention.start]
        if titles.dated_before.search(gap):
            return replace(mention, date=dates[at - 1].iso)
    return mention


def _resolve(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Give each short title the canonical name of the last full one that it repeats."""
    titles: deque[str] = deque(maxlen=_REMEMBERED)
    for mention in mentions:
        if mention.number is not None:
            yield mention
            continue
        short = mention.canonical
        full = next((title for title in titles if _repeats(short, title)), None)
        if full is None:
            titles.appendleft(short)
        yield mention if full is None else replace(mention, canonical=full)


def _repeats(short: str, title: str) -> bool:
    short, title = short.lower(), title.lower()
    if len(title) <= len(short) + 2:
        return False
    return _BRACKETED.sub("", title).endswith(short) or short in title.split(" ")


def _serial(
    text: str, titles: TitleWords, symbols: Sequence[Symbol], named: Sequence[Mention]
) -> list[Mention]:
    """Find "Resolution No. 28" where 28-NQ/TW is named too."""
    by_serial: dict[str, set[str]] = defaultdict(set)
    for symbol in symbols:
        by_serial[_digits(symbol.canonical)].add(symbol.canonical)
    dates = {mention.number: mention.date for mention in reversed(named) if mention.date}
    found = []
    for match in titles.short.finditer(text):
        numbers = by_serial.get(match["serial"].lstrip("0"), set())
        if len(numbers) == 1:
            (number,) = numbers
            span = match.span()
            found.append(Mention("instrument", match[0], *span, number, number, dates.get(number)))
    return found


def _digits(number: str) -> str:
    leading = re.match(r"\d+", number)
    return leading[0].lstrip("0") if leading else ""
