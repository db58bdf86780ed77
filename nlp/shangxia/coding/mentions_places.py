"""Places: which of the names in a text are places, and which place each one is.

A name is judged by what stands beside it: a word for its kind (Wolong
District), the larger place it lies in (Suzhou City, Anhui Province), a word
that makes it something else (Henan Daily, Li Changchun).  What was named in
full once may be named in short later on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from shangxia.coding.folding import HAN, Folded
from shangxia.coding.gazetteer import Found, Named, Place, place_finder, places
from shangxia.coding.mentions_language import MentionWords

#: Code points to either side of a name that are looked at.
_REACH = 40
#: Levels that a text means first where it says no more.
_RANK = {"province": 0, "prefecture": 1, "county": 2, "district": 2}
#: Names shorter than this are too alike to be taken for misspelt.
_LEAST_MISSPELT = 5
_DEFAULT_COUNTRY = {"zh": "CN", "vi": "VN", "en": ""}


class PlaceName(NamedTuple):
    """A place at its span of the folded text."""

    start: int
    end: int
    place: Place


@dataclass(slots=True)
class _Candidate:
    start: int
    end: int
    names: tuple[Named[Place], ...]
    level: str | None = None
    larger: int | None = None
    place: Place | None = None


def find_places(folded: Folded, language: str, words: MentionWords) -> list[PlaceName]:
    """Find the places that a text names.

    Args:
        folded: the folded text.
        language: ``zh``, ``vi`` or ``en``.
        words: the words of the language.

    Returns:
        Places in text order, with spans of the folded text.
    """
    text = folded.text
    seen = [
        _Candidate(found.start, found.end, found.names)
        for found in place_finder().find(text)
        if _is_name(found, folded) and not _is_other(found, text, words)
    ]
    for candidate in seen:
        candidate.level = _level(candidate, text, words)
    _relate(seen, text, words)
    country = _country(seen, text, language, words)
    _choose(seen, country)
    _mend(seen, text, words)
    return [PlaceName(one.start, one.end, one.place) for one in seen if one.place is not None]


def _is_name(found: Found[Place], folded: Folded) -> bool:
    """Tell whether letters are written as a name: each word with a capital."""
    if HAN.match(folded.text[found.start]):
        return True
    words = re.split(r"[\s.-]+", folded.quote(found.start, found.end))
    own = len(found.names[0].entry.name.split())
    return all(word[0].isupper() for word in words[-own:] if word[:1].isalpha())


def _is_other(found: Found[Place], text: str, words: MentionWords) -> bool:
    before = text[max(0, found.start - _REACH) : found.start]
    after = text[found.end : found.end + _REACH]
    if words.not_after.search(after) or words.not_before.search(before):
        return True
    if words.kind_after.search(after) or _is_full(found):
        return False
    return words.person_before.search(before) is not None


def _is_full(found: Found[Place]) -> bool:
    return any(len(name.entry.full) == found.end - found.start for name in found.names)


def _level(one: _Candidate, text: str, words: MentionWords) -> str | None:
    """Return the level that a word beside the name tells, if any."""
    after = words.kind_after.search(text[one.end : one.end + _REACH])
    before = words.kind_before.search(text[max(0, one.start - _REACH) : one.start])
    found = after or before
    return found.lastgroup if found else None


def _relate(seen: list[_Candidate], text: str, words: MentionWords) -> None:
    """Find for each name the larger place that is named beside it."""
    for index, (first, second) in enumerate(pairwise(seen)):
        gap = text[first.end : second.start]
        if len(gap) > _REACH or words.part_of.fullmatch(gap) is None:
            continue
        if _parts(first, second):
            first.larger = index + 1
        elif _parts(second, first):
            second.larger = index


def _parts(inner: _Candidate, outer: _Candidate) -> list[Place]:
    return [
        name.entry
        for name in inner.names
        if any(name.entry.lies_in(larger.entry) for larger in outer.names)
    ]


def _country(seen: Sequence[_Candidate], text: str, language: str, words: MentionWords) -> str:
    """Return the country that a text is about."""
    count: Counter[str] = Counter()
    for one in seen:
        countries = {name.entry.country for name in one.names if not name.guarded}
        if len(countries) == 1:
            count.update(countries)
    head = text[:6000]
    for country, expression in words.country.items():
        count[country] += 2 * len(expression.findall(head))
    count[_DEFAULT_COUNTRY[language]] += 1
    return min(count, key=lambda name: (-count[name], name))


def _choose(seen: list[_Candidate], country: str) -> None:
    """Choose what each name names, those in full first."""
    named: set[str] = set()
    for settled in (True, False):
        for one in seen:
            if one.place is None and (not settled or one.larger is not None or one.level):
                one.place = _best(one, seen, country, named)
                if one.place is not None:
                    named.add(one.place.canonical)


def _best(
    one: _Candidate, seen: Sequence[_Candidate], country: str, named: set[str]
) -> Place | None:
    inside = _parts(one, seen[one.larger]) if one.larger is not None else []
    fitting = [name for name in one.names if not inside or name.entry in inside]
    if one.level and not inside:
        told = [name for name in fitting if _fits(name.entry, one.level)]
        fitting = told or [name for name in fitting if not name.guarded]
    elif not inside:
        fitting = [name for name in fitting if not name.guarded or name.entry.canonical in named]
    if not fitting:
        return None

    def order(name: Named[Place]) -> tuple[bool, bool, bool, int]:
        place = name.entry
        around = any(larger in named for larger in place.larger)
        return (
            place.canonical not in named,
            place.country != country,
            not around,
            _RANK[place.level],
        )

    ranked = sorted(fitting, key=order)
    rivals = [name for name in ranked if order(name) == order(ranked[0])]
    if len(rivals) > 1 and _RANK[ranked[0].entry.level] == _RANK["county"]:
        return None  # one of many districts of this name: better none than a wrong one
    return ranked[0].entry


def _fits(place: Place, level: str) -> bool:
    if level == "prefecture":
        # "Municipal" and 市 serve all that are called 市.
        return place.level == "prefecture" or place.full[-1:] == "市" or place.level == "district"
    return _RANK[place.level] == _RANK[level]


def _mend(seen: list[_Candidate], text: str, words: MentionWords) -> None:
    """Mend a slip of translation: a place that its province does not hold, one letter off.

    "Huizhou Municipal Party Committee of Zhejiang" can only be Huzhou.
    """
    for first, second in pairwise(seen):
        inner, outer = first.place, second.place
        if inner is None or outer is None or first.larger is not None:
            continue
        if outer.level != "province" or inner.level == "province":
            continue
        gap = text[first.end : second.start]
        explicit = re.search(r"(?: of|,) $", gap) and words.part_of.fullmatch(gap)
        if not explicit or inner.country != outer.country or len(inner.name) < _LEAST_MISSPELT:
            continue
        alike = [
            place
            for place in places()
            if place.level == "prefecture" and place.lies_in(outer) and _near(place, inner)
        ]
        if len(alike) == 1 and len(gap.split()) > 1:
            first.place = alike[0]


def _near(place: Place, other: Place) -> bool:
    """Tell whether two names are one letter apart."""
    short, long = sorted((place.name, other.name), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = at + 1 if len(short) == len(long) else at
    return short[rest:] == long[at + 1 :]
