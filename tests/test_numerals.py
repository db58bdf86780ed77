"""Numerals of all the systems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia import numerals
from tests.strategies import numeral


@pytest.mark.parametrize(
    ("printed", "value"),
    [("一", 1), ("十", 10), ("二十一", 21), ("一百零五", 105), ("一百一十", 110), ("一千二百六十", 1260),
     ("两千", 2000), ("廿三", 23), ("壹佰", 100), ("三万五千", 35000), ("一亿二千万", 120_000_000),
     ("二〇二二", 2022), ("一百二", 120), ("第", None), ("", None), ("一条", None)],
)  # fmt: skip
def test_chinese(printed: str, value: int | None) -> None:
    assert numerals.chinese(printed) == value


@given(st.integers(1, 999))
def test_chinese_reads_what_is_written(value: int) -> None:
    assert numerals.chinese(numeral(value)) == value


@given(st.integers(1, 3999))
def test_roman_reads_what_is_written(value: int) -> None:
    places = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
              (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]  # fmt: skip
    rest, written = value, ""
    for size, sign in places:
        written += sign * (rest // size)
        rest %= size
    assert numerals.roman(written) == value
    assert numerals.roman(written.lower()) == value


@pytest.mark.parametrize("printed", ["IIX", "", "ABC", "VX"])
def test_what_is_no_roman_numeral(printed: str) -> None:
    assert numerals.roman(printed) is None


@pytest.mark.parametrize(
    ("printed", "value"),
    [("①", 1), ("⑳", 20), ("㈠", 1), ("⑴", 1), ("❶", 1), ("5", None), ("xx", None), ("½", None)],
)
def test_enclosed(printed: str, value: int | None) -> None:
    assert numerals.enclosed(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("mười", 10), ("mười lăm", 15), ("ba mươi lăm", 35), ("một trăm linh hai", 102), ("hai nghìn", 2000),
     ("ba triệu", 3_000_000), ("xyz", None), ("", None)],
)  # fmt: skip
def test_vietnamese(printed: str, value: int | None) -> None:
    assert numerals.vietnamese(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("twenty-one", 21), ("third", 3), ("3rd", 3), ("twenty-first", 21), ("one hundred and five", 105),
     ("thirtieth", 30), ("twelfth", 12), ("two thousand", 2000), ("foo", None), ("", None)],
)  # fmt: skip
def test_english(printed: str, value: int | None) -> None:
    assert numerals.english(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"), [("12", 12), ("１２", 12), ("", None), ("1a", None), ("9" * 30, None)]
)
def test_arabic(printed: str, value: int | None) -> None:
    assert numerals.arabic(printed) == value


@given(st.text(max_size=12))
def test_readers_take_any_text(text: str) -> None:
    for reader in (
        numerals.chinese,
        numerals.roman,
        numerals.arabic,
        numerals.enclosed,
        numerals.vietnamese,
        numerals.english,
    ):
        assert reader(text) is None or reader(text) >= 0
