"""Measures by place: which province or city did what, and with which figures.

Round-ups of local practice name a place and say what it did, sentence by
sentence.  The places that open a sentence are its actors, each a row; the
sentences behind it that name no other place go on about it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shangxia.coding.claims_language import ClaimWords
from shangxia.document import Language
from shangxia.provisions.dates import find_dates
from shangxia.provisions.grammar import grammar_of
from shangxia.provisions.numbers import read_number
from shangxia.spans import Span

#: Share of a sentence's code points that may stand before its actor, at most.
_LEAD = {"zh": 48, "vi": 110, "en": 150}
#: Sentences behind the first that still belong to a measure.
_MORE = 3
_YEARS = range(1900, 2101)
_BETWEEN = 24
#: More places than this are a table, and no actors.
_MOST_ACTORS = 40
#: 20多万 is more than 200,000: the figure is the number that is told.
_APPROXIMATE = re.compile("[多余几]")


class Spot(NamedTuple):
    """A place in folded text: where it stands and its canonical name."""

    start: int
    end: int
    canonical: str


class Number(NamedTuple):
    """A figure: span of the folded text, value and unit."""

    span: Span
    value: float
    unit: str | None


class Measure(NamedTuple):
    """What one place did; spans of the folded text.

    Attributes:
        span: the sentences that tell it.
        done: what was done: the first sentence without its actors.
        place: canonical place.
        figures: the numbers in it.
        reason: why it is a row.
    """

    span: Span
    done: Span
    place: str
    figures: tuple[Number, ...]
    reason: str


def find_measures(
    text: str,
    sentences: Sequence[Span],
    spots: Sequence[Spot],
    language: Language,
    words: ClaimWords,
) -> Iterator[Measure]:
    """Find what places did.

    Args:
        text: folded text.
        sentences: its sentences, in order.
        spots: the places in it, in order.
        language: ``zh``, ``vi`` or ``en``.
        words: the words of the language.

    Yields:
        Measures in text order, one for each actor.
    """
    starts = [spot.start for spot in spots]
    actors = [
        _actors(text, sentence, _inside(sentence, spots, starts), language, words)
        for sentence in sentences
    ]
    for at, (sentence, group) in enumerate(zip(sentences, actors, strict=True)):
        if not group:
            continue
        end = _end(text, at, sentences, spots, starts, words)
        span = Span(sentence.start, end)
        figures = tuple(_figures(text, span, language, words))
        verb = words.measured.search(text, group[0].end, sentence.end)
        if verb is None and not figures:
            continue
        last = max(one.end for one in group)
        behind = words.behind_place.match(text[last : sentence.end])
        done = Span(last + (behind.end() if behind else 0), sentence.end)
        shown = f"acts: “{verb[0]}”" if verb else "figures stand with it"
        for place in dict.fromkeys(one.canonical for one in group if not _larger(one, group)):
            reason = f"{place} opens the sentence, and {shown}"
            yield Measure(span, done, place, figures, reason)


def _inside(span: Span, spots: Sequence[Spot], starts: Sequence[int]) -> Sequence[Spot]:
    return spots[bisect_left(starts, span.start) : bisect_left(starts, span.end)]


def _actors(
    text: str, sentence: Span, spots: Sequence[Spot], language: Language, words: ClaimWords
) -> list[Spot]:
    """Return the places that open a sentence together."""
    if not spots or words.speech.search(text, *sentence):
        return []
    first = spots[0]
    lead = text[sentence.start : first.start]
    if len(lead) > _LEAD[language] or lead.count('"') % 2 or words.general_actor.match(lead):
        return []
    group = [first]
    for spot in spots[1:_MOST_ACTORS]:
        gap = text[group[-1].end : spot.start]
        if len(gap) > _BETWEEN or not (_related(group[-1], spot) or _together(gap, words)):
            break
        group.append(spot)
    return group


def _larger(spot: Spot, group: Sequence[Spot]) -> bool:
    """Tell whether a place only says where another one of the group lies."""
    return any(_holds(spot, other) for other in group)


def _together(gap: str, words: ClaimWords) -> bool:
    return words.coordinated.fullmatch(gap) is not None


def _related(first: Spot, second: Spot) -> bool:
    return _holds(first, second) or _holds(second, first) or first.canonical == second.canonical


def _holds(outer: Spot, inner: Spot) -> bool:
    return inner.canonical.endswith(", " + outer.canonical)


def _end(
    text: str,
    at: int,
    sentences: Sequence[Span],
    spots: Sequence[Spot],
    starts: Sequence[int],
    words: ClaimWords,
) -> int:
    """Return where a measure ends: before another place, another subject or a paragraph."""
    end = sentences[at].end
    for following in sentences[at + 1 : at + 1 + _MORE]:
        if "\n" in text[end : following.start] or _inside(following, spots, starts):
            break
        if words.general_actor.match(text[slice(*following)]) or words.speech.search(
            text, *following
        ):
            break
        end = following.end
    return end


def _figures(text: str, span: Span, language: Language, words: ClaimWords) -> Iterator[Number]:
    """Yield the numbers of a measure that are no dates, years or ordinals."""
    grammar = grammar_of(language)
    matches = list(words.figure.finditer(text, *span))
    dates = [Span(date.start, date.end) for date in find_dates(text, *span)] if matches else []
    for match in matches:
        number = Span(*match.span("number"))
        if any(date.overlaps(number) for date in dates):
            continue
        if words.not_figure.search(text[max(span.start, number.start - 16) : number.start]):
            continue
        printed = match["number"].strip(" ,.")
        value = read_number(_APPROXIMATE.sub("", printed), grammar)
        if value is None or (printed.isdigit() and int(printed) in _YEARS):
            continue
        end = match.end("unit") if match["unit"] else number.end
        begin, myriads = number.start, match.groupdict().get("myriads")
        if myriads:
            begin, value = match.start("myriads"), value * int(myriads)
        unit = (match["unit"] or "").strip(' "') or None
        yield Number(Span(begin, end), value, unit)
