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
     ("二〇二二", 2022), ("一百二", 120), ("第", None), ("", None), ("一条", None),
     ("壹萬貳仟參佰肆拾伍", 12345), ("陆万柒仟捌佰玖拾", 67890), ("廿", 20), ("卅一", 31), ("卌二", 42),
     ("二千三", 2300), ("三万五", 35000), ("三万零五", 30005), ("一千零三", 1003), ("一千零二十", 1020),
     ("一千零一十五", 1015), ("一百零二", 102), ("一百十五", 115), ("百", 100), ("千二", 1200),
     ("一千零十", 1010), ("二十万零三百", 200_300), ("一万二千三百四十五", 12345), ("三億", 3 * 10**8),
     ("五萬", 50_000), ("一亿零五", 100_000_005), ("一亿二千三百四十五万六千七百八十九", 123_456_789),
     ("一万二千亿", 12_000 * 10**8), ("一万亿", 10**12), ("三万二千", 32_000), ("十", 10), ("十一", 11),
     ("一亿三", 130_000_000), ("一" * 30, int("1" * 30)), ("一" * 31, None), ("一二三", 123),
     ("万", 10**4), ("億", 10**8), ("万五", 15_000), ("万亿", 10**12), ("零万", 0)],
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
    [("①", 1), ("⑳", 20), ("㈠", 1), ("⑴", 1), ("❶", 1), ("5", None), ("xx", None), ("½", None),
     ("⒈", 1), ("㊿", 50), ("Ⅳ", 4), ("㈩", 10), ("㊀", 1), ("🈔", 2), ("⼆", 2), ("０", None),
     ("¼", None), ("①②", None), ("", None), ("（", None)],
)  # fmt: skip
def test_enclosed(printed: str, value: int | None) -> None:
    assert numerals.enclosed(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("mười", 10), ("mười lăm", 15), ("ba mươi lăm", 35), ("một trăm linh hai", 102), ("hai nghìn", 2000),
     ("ba triệu", 3_000_000), ("xyz", None), ("", None),
     ("năm mươi mốt", 51), ("hai mươi tư", 24), ("một nghìn hai trăm ba mươi bốn", 1234), ("Ba Trăm", 300),
     ("ngàn", 1000), ("trăm", 100), ("hai ngàn lẻ năm", 2005), ("năm tỷ", 5 * 10**9), ("một tỉ", 10**9),
     ("hai trăm nghìn", 200_000), ("một triệu hai trăm nghìn", 1_200_000), ("ba triệu năm", 3_000_005),
     ("một trăm hai mươi triệu", 120_000_000), (" ".join(["một"] * 30), 30), (" ".join(["một"] * 31), None),
     ("linh", None), ("hai xyz", None)],
)  # fmt: skip
def test_vietnamese(printed: str, value: int | None) -> None:
    assert numerals.vietnamese(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("twenty-one", 21), ("third", 3), ("3rd", 3), ("twenty-first", 21), ("one hundred and five", 105),
     ("thirtieth", 30), ("twelfth", 12), ("two thousand", 2000), ("foo", None), ("", None),
     ("Ninety-Nine", 99), ("  three  hundred\tand five ", 305), ("two million three hundred thousand", 2_300_000),
     ("four billion", 4 * 10**9), ("one hundred and first", 101), ("two thousand and twenty-second", 2022),
     ("hundred", 100), ("two hundred fifty", 250), ("foo first", None), ("1st", 1), ("2nd", 2), ("1234th", 1234),
     ("12345th", None), ("3rd party", None), ("twentyth", None), ("oneth", None), ("twelveth", None),
     ("tenieth", None), ("and", None)],
)  # fmt: skip
def test_english(printed: str, value: int | None) -> None:
    assert numerals.english(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("12", 12), ("１２", 12), ("", None), ("1a", None), ("9" * 30, None), ("9" * 18, 10**18 - 1),
     ("9" * 19, None), ("٣", 3), ("1.5", None), ("²", None), (" 1", None)],
)  # fmt: skip
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


#: Every word with its value, by place in the list; None leaves a value out.
CHINESE = (
    "零一二三四五六七八九十",
    "〇壹贰叁肆伍陆柒捌玖拾",
    "○壹貳參肆伍陸柒捌玖拾",
    "Ｏ弌两叄",
    "〇一兩",
)
VIETNAMESE = (
    "không một hai ba bốn năm sáu bảy tám chín mười".split(),
    [None, "mốt", None, None, "tư", "lăm", None, "bẩy"],
    [None, None, None, None, None, "nhăm"],
)
ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def test_every_word_of_every_system_has_its_value() -> None:
    for signs in CHINESE:
        assert [numerals.chinese(sign) for sign in signs] == list(range(len(signs)))
    for words in VIETNAMESE:
        for value, word in enumerate(words):
            assert word is None or numerals.vietnamese(word) == value
    assert [numerals.english(word) for word in ENGLISH] == list(range(21))
    assert [numerals.english(word) for word in ORDINALS] == list(range(1, 21))
    assert [numerals.english(word) for word in TENS] == list(range(20, 100, 10))
    tenths = [word.replace("ty", "tieth") for word in TENS]
    assert [numerals.english(word) for word in tenths] == list(range(20, 100, 10))


def test_every_sign_of_a_chinese_numeral_is_one() -> None:
    assert all(numerals.chinese(sign) is not None for sign in numerals.CHINESE_DIGITS)
    assert len(set(numerals.CHINESE_DIGITS)) == len(numerals.CHINESE_DIGITS)
