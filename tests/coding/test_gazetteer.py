"""The gazetteer is sound in itself and finds its own names."""

from __future__ import annotations

from collections import Counter

import pytest

from shangxia.coding.folding import fold
from shangxia.coding.gazetteer import organ_finder, place_finder, places

_TABLE = places()


def _named(text: str) -> set[str]:
    found = place_finder().find(fold(text).text)
    return {named.entry.canonical for one in found for named in one.names}


def test_every_place_lies_in_one_of_the_table() -> None:
    canonical = {place.canonical for place in _TABLE}
    assert [place for place in _TABLE if place.larger and place.larger[0] not in canonical] == []


def test_no_place_stands_twice() -> None:
    rows = Counter((place.canonical, place.full) for place in _TABLE)
    assert [row for row, count in rows.items() if count > 1] == []


def test_the_provinces_are_complete() -> None:
    provinces = Counter(place.country for place in _TABLE if place.level == "province")
    assert provinces == {"CN": 34, "VN": 63}
    assert sum(place.level == "prefecture" for place in _TABLE) == 333


def test_vietnam_has_34_provinces_since_july_2025() -> None:
    vietnam = {p.name: p for p in _TABLE if p.country == "VN" and p.level == "province"}
    now = {name for name, place in vietnam.items() if not place.until}
    assert len(now) == 34
    assert vietnam["Hải Dương"].into == "Hải Phòng"
    assert {place.into for place in vietnam.values() if place.into} <= now


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("南阳", "Nanyang, Henan, CN"),
        ("南陽市", "Nanyang, Henan, CN"),
        ("Xian", "Xi'an, Shaanxi, CN"),
        ("XI'AN", "Xi'an, Shaanxi, CN"),
        ("Akesu", "Aksu, Xinjiang, CN"),
        ("Urumqi", "Urumqi, Xinjiang, CN"),
        ("Thanh Hoá", "Thanh Hóa, VN"),
        ("Nghe An", "Nghệ An, VN"),
        ("TPHCM", "Hồ Chí Minh, VN"),
        ("Chiết Giang", "Zhejiang, CN"),
        ("义安省", "Nghệ An, VN"),
    ],
)
def test_a_place_is_found_in_each_script(text: str, canonical: str) -> None:
    assert canonical in _named(text)


def test_words_are_whole() -> None:
    assert _named("Hainanese Beijinger shanghaied") == set()


@pytest.mark.parametrize("text", ["省委组织部", "Ban Tổ chức Trung ương", "Politburo"])
def test_an_organ_is_found_in_each_language(text: str) -> None:
    (found,) = organ_finder().find(fold(text).text)
    assert (found.start, found.end) == (0, len(text))
