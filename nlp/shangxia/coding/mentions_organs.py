"""Organs of Party and government, with the place that they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from shangxia.coding.folding import HAN, Folded
from shangxia.coding.gazetteer import Found, Organ, organ_finder
from shangxia.coding.mentions_language import MentionWords
from shangxia.coding.mentions_places import PlaceName

#: Code points between an organ and what it belongs to.
_REACH = 24


class OrganName(NamedTuple):
    """An organ at its span of the folded text."""

    start: int
    end: int
    canonical: str


class _Part(NamedTuple):
    start: int
    end: int
    name: str | None
    place: str | None


def find_organs(
    folded: Folded, places: Sequence[PlaceName], words: MentionWords
) -> list[OrganName]:
    """Find the organs that a text names.

    "Organization Department of the Hubei Provincial Party Committee" and
    浙江省委组织部 are one organ each, named from the smaller to the larger one
    and to its place.

    Args:
        folded: the folded text.
        places: the places found in it, in text order.
        words: the words of the language.

    Returns:
        Organs in text order, with spans of the folded text.
    """
    text = folded.text
    found = [organ for organ in organ_finder().find(text) if _is_name(organ, folded)]
    country = _country(found, places)
    parts = [_Part(o.start, o.end, _name(o, country), None) for o in found]
    parts += [_Part(p.start, p.end, None, p.place.canonical) for p in places]
    parts.sort(key=lambda part: (part.start, part.end))
    groups: list[list[_Part]] = []
    for part in parts:
        if groups and _joined(groups[-1], part, text, words):
            groups[-1].append(part)
        else:
            groups.append([part])
    return [name for group in groups for name in _organs(group)]


def _is_name(found: Found[Organ], folded: Folded) -> bool:
    if HAN.match(folded.text[found.start]):
        return True
    return any(letter.isupper() for letter in folded.quote(found.start, found.end))


def _country(found: Sequence[Found[Organ]], places: Sequence[PlaceName]) -> str:
    """Return the country whose organs and places a text names most."""
    count = Counter(place.place.country for place in places)
    for organ in found:
        countries = {name.entry.country for name in organ.names} - {""}
        if len(countries) == 1:
            count.update(countries)
    return min(count, key=lambda name: (-count[name], name), default="")


def _name(found: Found[Organ], country: str) -> str:
    organs = [name.entry for name in found.names]
    return next((organ.name for organ in organs if organ.country == country), organs[0].name)


def _joined(group: Sequence[_Part], part: _Part, text: str, words: MentionWords) -> bool:
    """Tell whether a part goes on with the group before it."""
    last = group[-1]
    if last.name is None and part.name is None:
        return False
    if part.place is not None and any(one.place for one in group):
        return False
    # 浙江省 and 省委 share a character.
    if part.start <= last.end:
        return last.name is None and part.end > last.end
    gap = text[last.end : part.start]
    return len(gap) <= _REACH and words.join.fullmatch(gap) is not None


def _organs(group: Sequence[_Part]) -> list[OrganName]:
    names = [part.name for part in group if part.name]
    if not names:
        return []
    place = [part.place for part in group if part.place]
    return [OrganName(group[0].start, group[-1].end, ", ".join([*names, *place]))]
