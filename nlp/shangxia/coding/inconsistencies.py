"""Inconsistencies: what a text says of an instrument in one place and not so in another.

Three kinds are looked for: a type word that its symbol contradicts ("Decree No.
28-NQ/TW" is a resolution), a date that is another's, and one count told with two values.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from shangxia.coding.claims_counts import Counted
from shangxia.coding.claims_language import ClaimWords
from shangxia.coding.folding import Folded
from shangxia.findings import Mention
from shangxia.provisions.symbols import find_symbols
from shangxia.resources import corpus
from shangxia.spans import Span

#: Code points before a symbol in which its type word stands.
_REACH = 30
#: QĐ is a regulation of the Party or a decision; TB may announce a conclusion.
_ALSO = {"decision": ("regulation",), "notice": ("conclusion",), "law": ("resolution",)}


class Slip(NamedTuple):
    """An inconsistency: span of the text, what it is about, and why."""

    span: Span
    subject: str
    reason: str


def find_type_slips(
    folded: Folded, mentions: Sequence[Mention], words: ClaimWords
) -> Iterator[Slip]:
    """Find type words that the symbol behind them contradicts.

    Args:
        folded: the folded text.
        mentions: the instruments that it names, in order.
        words: the words of the language.

    Yields:
        Slips in text order, from the type word to the end of the symbol.
    """
    for mention in mentions:
        symbol = next(find_symbols(normalize("NFC", mention.text)), None)
        if symbol is None or symbol.kind is None or mention.number is None:
            continue
        start = folded.offsets.to_new(Span(mention.start, mention.end)).start
        low = max(0, start - _REACH)
        said = words.type_word.search(folded.text[low:start])
        if said is None:
            continue
        kind = said.lastgroup or ""
        also = _ALSO.get(symbol.kind, ())
        if kind == symbol.kind or kind in also:
            continue
        begin = folded.offsets.to_old(Span(low + said.start(kind), start)).start
        span = Span(begin, mention.end)
        printed = folded.original[begin : begin + len(said[kind])]
        right = " or ".join([symbol.kind, *also])
        reason = (
            f"“{printed}” stands before {symbol.canonical}, "
            f"but {symbol.code} is the symbol of a {right}"
        )
        yield Slip(span, symbol.canonical, reason)


def find_date_slips(mentions: Sequence[Mention]) -> Iterator[Slip]:
    """Find instruments with a date that is not theirs.

    A date is held against the other dates that the text gives the same
    instrument, and against the dates of well-known instruments: where it is that
    of another one with the same digits (206 for 260), the number names the wrong text.

    Args:
        mentions: the mentions of a text, in order.

    Yields:
        Slips, by instrument.
    """
    dated: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind == "instrument" and mention.date is not None:
            dated[mention.canonical].append(mention)
    for name, told in dated.items():
        dates = Counter(mention.date for mention in told if mention.date)
        known = known_dates().get(name)
        usual = known or max(dates, key=lambda date: dates[date])
        source = "is known to be of" if known else "is of"
        for mention in told:
            date = mention.date or ""
            if not _agree(date, usual):
                reason = f"{name} is dated {date} here, but {source} {usual}"
                yield Slip(Span(mention.start, mention.end), name, reason)
            elif known is None and (other := _meant(name, date)):
                reason = f"{date} is the date of {other}: the number {name} is a slip for it"
                yield Slip(Span(mention.start, mention.end), name, reason)


@cache
def known_dates() -> dict[str, str]:
    """Return the dates of well-known instruments by their numbers."""
    with corpus("gazetteer", "instruments.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["number"]: row["date"] for row in rows}


def _meant(name: str, date: str) -> str | None:
    """Return the instrument of this date whose number has the same signs in another order."""
    for number, known in known_dates().items():
        if known == date and number != name and sorted(number) == sorted(name):
            return number
    return None


def _agree(date: str, usual: str) -> bool:
    """Tell whether two dates may be one: 09-08 without a year agrees with 2022-09-08."""
    short, long = sorted((date.lstrip("-"), usual.lstrip("-")), key=len)
    return long.startswith(short) or long.endswith(short)


def find_count_slips(counts: Sequence[tuple[str, Counted]]) -> Iterator[Slip]:
    """Find counts of one thing that are told with two values.

    Args:
        counts: the counts of a text, in order, each with the instrument it is told of.

    Yields:
        A slip at each sentence whose value differs from the first one told.
    """
    first: dict[tuple[str, str], Counted] = {}
    for about, counted in counts:
        before = first.setdefault((about, counted.unit), counted)
        if before.value != counted.value and before.sentence != counted.sentence:
            yield Slip(
                counted.sentence,
                about,
                f"{counted.value} {counted.unit} here, {before.value} {counted.unit} before, "
                f"both of {about}",
            )
