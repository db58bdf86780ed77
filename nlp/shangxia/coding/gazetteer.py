"""The gazetteer: places of China and Vietnam, Party and government organs.

The tables lie in ``corpora/gazetteer``; see the datasheet there.  All written
forms of one table go into one Aho-Corasick automaton over folded text, so that
looking up costs the same for ten names and for ten thousand.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from shangxia.coding.folding import HAN, fold, strip_marks
from shangxia.resources import corpus

#: Chinese words for a kind of division, which short names leave out.
_KINDS = re.compile("(?:自治区|特别行政区|自治州|自治县|自治旗|新区|林区|地区|[省市县区盟旗])$")
#: A short Chinese name of one character (曹 of 曹县) names nothing.
_SHORTEST = 2

Entry = TypeVar("Entry", "Place", "Organ")


@dataclass(frozen=True, slots=True)
class Place:
    """A division of China or Vietnam.

    Attributes:
        name: its name in pinyin, in English or in Vietnamese.
        within: names of the divisions it lies in, innermost first.
        country: ``CN`` or ``VN``.
        level: ``province``, ``prefecture``, ``county`` or ``district``.
        full: the official name with the word for its kind.
        until: last day on which it existed (ISO date), or empty.
        into: the province that it became part of, or empty.
    """

    name: str
    within: tuple[str, ...]
    country: str
    level: str
    full: str
    until: str = ""
    into: str = ""

    @property
    def canonical(self) -> str:
        """The name with all that it lies in: ``Nanyang, Henan, CN``."""
        return ", ".join((self.name, *self.within, self.country))

    @property
    def larger(self) -> tuple[str, ...]:
        """Canonical names of the divisions that it lies in, innermost first."""
        return tuple(", ".join((*self.within[at:], self.country)) for at in range(len(self.within)))

    def lies_in(self, other: Place) -> bool:
        """Tell whether this place is a part of the other."""
        path = (other.name, *other.within)
        return self.country == other.country and self.within[-len(path) :] == path


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ of Party or government; ``country`` is empty where both have one so named."""

    name: str
    country: str


class Named(NamedTuple, Generic[Entry]):
    """An entry by one of its forms; a guarded form needs a word beside it that bears it out."""

    entry: Entry
    guarded: bool


class Found(NamedTuple, Generic[Entry]):
    """A form at its place in the folded text, with all that it may name."""

    start: int
    end: int
    names: tuple[Named[Entry], ...]


class Finder(Generic[Entry]):
    """Finds the forms of a table in folded text.

    Args:
        forms: written form and what it names.
        decoys: longer words that hold a form and name nothing of the table.
    """

    def __init__(
        self, forms: Iterable[tuple[str, Named[Entry]]], decoys: Iterable[str] = ()
    ) -> None:
        table: dict[str, dict[Named[Entry], None]] = defaultdict(dict)
        for decoy in decoys:
            table[fold(decoy).text] = {}
        for written, named in forms:
            folded = fold(written).text
            for form in {folded, strip_marks(folded), folded.replace("'", "")}:
                table[form][named] = None
        self._forms = sorted(table)
        self._names: list[tuple[Named[Entry], ...]] = [tuple(table[form]) for form in self._forms]

    @cached_property
    def _machine(self) -> Any:
        import ahocorasick_rs

        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        return ahocorasick_rs.AhoCorasick(self._forms, matchkind=kind)

    def find(self, folded: str) -> Iterator[Found[Entry]]:
        """Yield the longest forms in text order; words of letters are whole words.

        Args:
            folded: text from ``coding.folding.fold``.
        """
        for index, start, end in self._machine.find_matches_as_indexes(folded):
            names = self._names[index]
            if names and _is_word(folded, start, end):
                yield Found(start, end, names)


def _is_word(text: str, start: int, end: int) -> bool:
    if HAN.match(text[start]):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isalnum() and not HAN.match(before)) or (after.isalnum() and not HAN.match(after))
    )


@cache
def places() -> tuple[Place, ...]:
    """Return all places, provinces before what lies in them."""
    return tuple(place for place, _ in _places())


@cache
def place_finder() -> Finder[Place]:
    """Return the finder of places."""
    forms = (form for place, row in _places() for form in _place_forms(place, row))
    return Finder(forms, _decoys())


@cache
def organ_finder() -> Finder[Organ]:
    """Return the finder of organs."""
    forms = (
        (form, Named(Organ(row["name"], row["country"]), False))
        for row in _rows("organs.tsv")
        for column in ("zh", "vi", "en")
        for form in row[column].split("|")
        if form
    )
    return Finder(forms, _decoys())


def _decoys() -> list[str]:
    return [row["form"] for row in _rows("decoys.tsv")]


@cache
def _places() -> tuple[tuple[Place, dict[str, str]], ...]:
    found = []
    for country in ("CN", "VN"):
        for row in _rows(f"{country.lower()}.tsv"):
            within = tuple(name for name in row["in"].split(", ") if name)
            place = Place(
                name=row["name"],
                within=within,
                country=country,
                level=row["level"],
                full=row["full"],
                until=row.get("until", ""),
                into=row.get("into", ""),
            )
            found.append((place, row))
    return tuple(found)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with corpus("gazetteer", name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _place_forms(place: Place, row: dict[str, str]) -> Iterator[tuple[str, Named[Place]]]:
    """Yield the forms of a place: as printed in the table, and the short Chinese name."""
    guarded = row["guarded"].split()
    written = dict.fromkeys(form for form in row["forms"].split("|") if form)
    yield place.name, Named(place, "la" in guarded or "name" in guarded)
    for form in written:
        yield form, Named(place, ("zh" if HAN.match(form) else "la") in guarded)
    if not HAN.match(place.full):
        return
    # A full name of two characters (单县) may be a word or part of one.
    yield place.full, Named(place, len(place.full) <= _SHORTEST)
    short = _KINDS.sub("", place.full)
    if len(short) >= _SHORTEST and short not in written and short != place.full:
        yield short, Named(place, "zh" in guarded)
