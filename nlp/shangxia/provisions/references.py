"""Runs of parts joined to references, from large to small or from small to large."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from shangxia import numerals
from shangxia.provisions.folding import View
from shangxia.provisions.grammar import Grammar
from shangxia.provisions.places import LEVELS, Place

_ORDER = tuple(LEVELS)
#: More provisions than this are not listed one by one.
_LONGEST_RANGE = 60
_DIGITS = re.compile("[0-9]+")

Titles = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a reference: a level with its number, this one, or some before this one."""

    level: str
    number: str
    start: int
    end: int
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference at its place in the folded text, with one reading or several.

    Attributes:
        start: first code point.
        end: code point behind the last.
        readings: each maps a level to its part or number.
        law: title of the other law that it points into.
    """

    start: int
    end: int
    readings: tuple[Mapping[str, Part], ...]
    law: str | None = None

    def resolved(self, place: Place) -> Iterator[dict[str, str | None]]:
        """Yield the levels of every reading, completed by the place of the reference."""
        for reading in self.readings:
            yield from _complete(reading, place, inner=self.law is None)


def descending(seen: View, titles: Titles) -> list[Reference]:
    """Find references that go from large to small and elide what repeats: 第三条第一款、第二款."""
    found: list[Reference] = []
    ends = {end: (start, law) for (start, end), law in titles.items()}
    for match in _starting(seen):
        start, law = match.start(), None
        if not match["self"] and (title := ends.get(start) or _through(seen, ends, start)):
            start, law = title
        before: dict[str, Part] = {}
        for chain in _chains(match, seen):
            top = _ORDER.index(chain[0].level)
            kept = {level: part for level, part in before.items() if _ORDER.index(level) < top}
            reading = kept | {part.level: part for part in chain}
            start = chain[0].start if before else start
            between = _between(seen, before, reading)
            if between is not None:
                # 第五项至第九项: one span that stands for all of them.
                last = found.pop()
                start, readings = last.start, (*last.readings, *between, reading)
            else:
                readings = (reading,)
            found.append(Reference(start, chain[-1].end, readings, law))
            before = reading
    return found


def _between(
    seen: View, first: Mapping[str, Part], last: Mapping[str, Part]
) -> tuple[dict[str, Part], ...] | None:
    """Return what a range names without saying so: 第六条 of 第五条至第七条; None for no range."""
    if not first or [*first] != [*last]:
        return None
    *above, level = first
    start, end = first[level], last[level]
    gap = seen.text[start.end : end.start]
    to = seen.grammar.citation["range"].fullmatch(gap) is not None
    if not to or any(first[name].number != last[name].number for name in above):
        return None
    return tuple({**first, level: part} for part in _filled(start, end))


def _filled(first: Part, last: Part) -> list[Part]:
    """Return the parts between two of one level, where their numbers count up."""
    if not (first.number.isdecimal() and last.number.isdecimal()):
        return []
    numbers = range(int(first.number) + 1, int(last.number))
    return [replace(last, number=str(number)) for number in numbers[:_LONGEST_RANGE]]


def _through(seen: View, ends: Mapping[int, tuple[int, str]], at: int) -> tuple[int, str] | None:
    """Return the title that ends before a linking word (《…》的第五条)."""
    link = seen.grammar.citation["link"].search(seen.text, max(0, at - 4), at)
    return ends.get(link.start()) if link is not None else None


def _chains(match: re.Match[str], seen: View) -> Iterator[list[Part]]:
    """Yield the runs of parts between separators."""
    chain: list[Part] = []
    at = match.end("self") if match["self"] else match.start()
    for found in seen.grammar.citation["part"].finditer(match.string, at, match.end()):
        if chain and found.start() > chain[-1].end:
            yield chain
            chain = []
        chain.append(_part(found, seen))
    if chain:
        yield chain


def ascending(seen: View, titles: Titles) -> list[Reference]:
    """Find references that go from small to large: điểm a và điểm b khoản 1 Điều 5 Luật này."""
    patterns = seen.grammar.citation
    starts = {start: (end, law) for (start, end), law in titles.items()}
    found: list[Reference] = []
    for match in _starting(seen):
        end, law = match.end(), None
        link = patterns["link"].match(seen.text, end)
        if not match["self"] and link and link.end() in starts:
            end, law = starts[link.end()]
        readings = tuple(_readings(match, seen))
        if readings:
            found.append(Reference(match.start(), end, readings, law))
    # "Điều 5 và Điều 6 của Luật X": what a law follows holds for the one before, too.
    for index in range(len(found) - 2, -1, -1):
        this, following = found[index], found[index + 1]
        gap = seen.text[this.end : following.start]
        open_ended = this.law is None and patterns["separator"].fullmatch(gap) is not None
        relative = any(part.relative for part in this.readings[0].values())
        if open_ended and following.law and not relative:
            found[index] = replace(this, law=following.law)
    return found


def _starting(seen: View) -> Iterator[re.Match[str]]:
    """Yield the references; a search for their first words alone is several times as fast."""
    patterns, at = seen.grammar.citation, 0
    for first in patterns["start"].finditer(seen.text):
        if first.start() >= at:
            match = patterns["reference"].match(seen.text, first.start())
            if match is not None:
                at = match.end()
                yield match


def _readings(match: re.Match[str], seen: View) -> Iterator[dict[str, Part]]:
    """Yield every combination that a run of parts from small to large stands for."""
    patterns = seen.grammar.citation
    groups: list[dict[str, list[Part]]] = [{}]
    last = len(_ORDER)
    for found in patterns["part"].finditer(match.string, match.start(), match.end()):
        part = _part(found, seen)
        if not part.level:
            part = replace(part, level=_ORDER[last])
        rank = _ORDER.index(part.level)
        # A level over again starts anew where the one before it had a lower level.
        lower = any(_ORDER.index(level) > rank for level in groups[-1])
        if rank > last or (rank == last and lower):
            groups.append({})
        same = groups[-1].setdefault(part.level, [])
        if same and patterns["range"].fullmatch(match.string, same[-1].end, part.start):
            same += _filled(same[-1], part)
        same.append(part)
        last = rank
    above: dict[str, list[Part]] = {}
    combined: list[list[dict[str, Part]]] = []
    for group in reversed(groups):
        top = min(_ORDER.index(level) for level in group) if group else 0
        above = {level: parts for level, parts in above.items() if _ORDER.index(level) < top}
        above |= group
        levels = [level for level in _ORDER if level in above]
        rows = product(*(above[level] for level in levels))
        combined.append([dict(zip(levels, row, strict=True)) for row in rows])
    for group_readings in reversed(combined):
        yield from group_readings


def _part(found: re.Match[str], seen: View) -> Part:
    """Read one part: the name of the group that matched tells level and relation."""
    name = found.lastgroup or ""
    relative, _, level = name.rpartition("_")
    words = found[name] if name else ""
    if level == "more":
        return Part("", _number(words, seen.grammar), found.start(), found.end())
    number = "" if relative == "this" else _number(words, seen.grammar)
    return Part(level, number, found.start(), found.end(), relative)


@lru_cache(maxsize=4096)
def _number(words: str, grammar: Grammar) -> str:
    """Return the canonical number in the words of a part: 12, 120-1, a."""
    values = []
    for match in grammar.citation["number"].finditer(words):
        value = _value(match[0], grammar)
        values.append(str(value) if value is not None else match[0])
    return "-".join(values)


def _value(numeral: str, grammar: Grammar) -> int | None:
    if _DIGITS.fullmatch(numeral):
        return numerals.arabic(numeral)
    value = grammar.numeral(numeral)
    if value is None and "roman" in grammar.citation:
        roman = grammar.citation["roman"].fullmatch(numeral)
        return numerals.roman(numeral) if roman else None
    return value


def _complete(
    reading: Mapping[str, Part], place: Place, *, inner: bool
) -> Iterator[dict[str, str | None]]:
    """Fill in the levels above a reading from the place, and count back for relatives."""
    if not reading:
        yield {}
        return
    levels: dict[str, str | None] = {}
    ranks = sorted(_ORDER.index(level) for level in reading)
    if inner and ranks[0] >= 2:
        for level in _ORDER[2 : ranks[0]]:
            levels[level] = place.get(level)
        if levels.get("article") is None and "article" not in reading:
            return
    steps: list[tuple[str, list[str]]] = []
    for rank in ranks:
        level, part = _ORDER[rank], reading[_ORDER[rank]]
        numbers = _numbers(part, place)
        if numbers is None:
            return
        steps.append((level, numbers))
    if ranks[0] == 1 and inner:
        levels["chapter"] = place.chapter
    for row in product(*(numbers for _, numbers in steps)):
        yield levels | dict(zip((level for level, _ in steps), row, strict=True))


def _numbers(part: Part, place: Place) -> list[str] | None:
    """Return the numbers of a part, or None where it is relative to nothing."""
    if not part.relative:
        return [part.number]
    here = place.get(part.level)
    if here is None:
        return None
    if part.relative == "this":
        return [here]
    if not here.isdecimal():
        return None
    count = int(part.number) if part.number.isdecimal() else 1
    furthest = min(count, int(here) - 1, _LONGEST_RANGE)
    numbers = [str(int(here) - back) for back in range(furthest, 0, -1)]
    return numbers or None
