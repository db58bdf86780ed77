"""Numbers and quantities at their edges: what a small fault in the reader would change."""

from __future__ import annotations

import pytest

from shangxia.document import Language
from shangxia.provisions import find_deadlines, find_thresholds
from shangxia.provisions.grammar import grammar_of
from shangxia.provisions.numbers import read_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [("三点五", 3.5), ("三点一四", 3.14), ("三点九", 3.9), ("三点零", 3.0), ("三点", None), ("三点十", None),
     ("三点x", None), ("x点五", None), ("二十", 20), ("半", 0.5), (" 半 ", 0.5), ("", None), ("x", None),
     ("5万", 50_000), ("1.5万", 15_000), ("2 亿", 2 * 10**8), ("5x", None), ("1,234.5", 1234.5),
     ("1,234", 1234), ("1,234,567", 1_234_567), ("0,5", 0.5), ("12,34", 12.34), ("1,2345", 1.2345),
     ("1,23,45", 12345), ("1.2.3", 123), ("20 12", 2012), ("10,", 10), ("10.", 10), ("1.2,3", None)],
)  # fmt: skip
def test_chinese_numbers(printed: str, value: float | None) -> None:
    assert read_number(printed, grammar_of("zh")) == value


@pytest.mark.parametrize(
    ("language", "printed", "value"),
    [("vi", "0,5", 0.5), ("vi", "0.5", 0.5), ("vi", "1.500", 1500), ("vi", "1.000.000", 1_000_000),
     ("vi", "1.500,25", 1500.25), ("vi", "50,000,000", 50_000_000), ("vi", "1.500.000,5", 1_500_000.5),
     ("vi", "2 triệu", 2_000_000), ("vi", "1,5 triệu", 1_500_000), ("vi", "2 xyz", None),
     ("vi", "nửa", 0.5), ("vi", "hai mươi", 20), ("vi", "hai điểm", None), ("en", "1,000", 1000),
     ("en", "1.5 million", 1_500_000), ("en", "half an", 0.5), ("en", "twenty-one", 21), ("en", "1 0", 10)],
)  # fmt: skip
def test_vietnamese_and_english_numbers(
    language: Language, printed: str, value: float | None
) -> None:
    assert read_number(printed, grammar_of(language)) == value


@pytest.mark.parametrize(
    ("language", "printed", "value"),
    [("vi", "hai triệu", 2_000_000), ("vi", "hai trieu", 2_000_000), ("vi", "muoi lam", 15),
     ("vi", "nam tram nghin", 500_000), ("vi", "2 ty", 2 * 10**9)],
)  # fmt: skip
def test_numbers_typed_without_marks(language: Language, printed: str, value: float) -> None:
    assert read_number(printed, grammar_of(language, plain=True)) == value


def found(text: str, language: Language) -> list[tuple[str, float, str, str]]:
    """Everything that bounds something, as quotation, value, unit and bound."""
    times = [(one.text, one.value, one.unit, one.bound) for one in find_deadlines(text, language)]
    limits = [(one.text, one.value, one.unit, one.op) for one in find_thresholds(text, language)]
    return times + limits


@pytest.mark.parametrize(
    ("text", "quoted", "low", "high", "unit"),
    [
        ("处三至五万元罚款", "三至五万元", 30_000, 50_000, "money"),
        ("处3-5万元罚款", "3-5万元", 30_000, 50_000, "money"),
        ("三至五千元", "三至五千元", 3000, 5000, "money"),
        ("处三万至五万元", "三万至五万元", 30_000, 50_000, "money"),
        ("处500至1万元", "500至1万元", 500, 10_000, "money"),
        ("处一至一万元", "一至一万元", 1, 10_000, "money"),
        ("三至五百人", "三至五百人", 3, 500, "count"),
        ("三至五十人", "三至五十人", 3, 50, "count"),
        ("三至三人", "三至三人", 3, 3, "count"),
        ("五至十倍罚款", "五至十倍", 5, 10, "times"),
        ("百分之三至五", "百分之三至五", 3, 5, "percent"),
        ("三分之一至二", "三分之一至二", 0.3333, 0.6667, "fraction"),
        ("三名至五人", "三名至五人", 3, 5, "count"),
        ("三至五个以上", "三至五个以上", 3, 5, "count"),
        ("五至十个", "五至十个", 5, 10, "count"),
        ("不少于三人至五人以下", "不少于三人至五人以下", 3, 5, "count"),
    ],
)
def test_ends_of_a_range(text: str, quoted: str, low: float, high: float, unit: str) -> None:
    assert found(text, "zh") == [(quoted, low, unit, ">="), (quoted, high, unit, "<=")]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "三到六周", [(21, "day", "min"), (42, "day", "max")]),
        ("zh", "三日至五小时", [(3, "day", "min"), (5, "hour", "max")]),
        ("zh", "超过三人至五人", [(3, "count", ">"), (5, "count", "<=")]),
        ("zh", "不足三至五人", [(3, "count", ">="), (5, "count", "<")]),
        ("zh", "三人至不足五人", [(3, "count", "="), (5, "count", "<")]),
        ("zh", "20至12人", [(12, "count", "=")]),
        ("zh", "20至12周", [(84, "day", "exact")]),
        ("zh", "三年到五倍", [(3, "year", "exact"), (5, "times", "=")]),
        ("zh", "三至五年至七至九年", [(3, "year", "min"), (5, "year", "max"),
                                    (7, "year", "min"), (9, "year", "max")]),
        ("zh", "三至五年至七年", [(3, "year", "min"), (5, "year", "max"), (7, "year", "exact")]),
        ("zh", "三年以下至七年", [(3, "year", "max"), (7, "year", "exact")]),
        ("zh", "三年至七年以上", [(3, "year", "exact"), (7, "year", "min")]),
        ("vi", "từ 3 đến 5 năm", [(3, "year", "min"), (5, "year", "max")]),
        ("vi", "từ 3 đến 5 triệu đồng", [(3_000_000, "money", ">="), (5_000_000, "money", "<=")]),
        ("vi", "tu 3 den 5 trieu dong", [(3_000_000, "money", ">="), (5_000_000, "money", "<=")]),
        ("vi", "từ 03 tháng đến dưới 01 năm", [(3, "month", "min"), (1, "year", "max")]),
        ("vi", "trên 5 triệu đồng đến 10 triệu đồng", [(5_000_000, "money", ">"), (10_000_000, "money", "<=")]),
        ("vi", "từ đủ 14 tuổi đến dưới 16 tuổi", [(14, "age", ">="), (16, "age", "<")]),
        ("en", "from three to five years", [(3, "year", "min"), (5, "year", "max")]),
        ("en", "3 to 5 million yuan", [(3_000_000, "money", ">="), (5_000_000, "money", "<=")]),
    ],
)  # fmt: skip
def test_ranges_and_what_is_none(
    language: Language, text: str, expected: list[tuple[float, str, str]]
) -> None:
    assert [one[1:] for one in found(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # The word that opens a range or a lower end is quoted, any other is not.
        ("vi", "từ 5 năm trở lên", [("từ 5 năm trở lên", 5, "year", "min")]),
        ("vi", "từ 10 người trở xuống", [("10 người trở xuống", 10, "count", "<=")]),
        ("vi", "từ 10 người", [("10 người", 10, "count", "=")]),
        ("vi", "từ ít nhất 5 người", [("ít nhất 5 người", 5, "count", ">=")]),
        ("en", "between 3 and 5 days", [("between 3 and 5 days", 3, "day", "min"),
                                        ("between 3 and 5 days", 5, "day", "max")]),
        # What stands before counts more than what stands behind.
        ("zh", "最多三人以上", [("最多三人以上", 3, "count", "<=")]),
        ("zh", "超过三年", [("超过三年", 3, "year", "min")]),
        ("zh", "不满三年", [("不满三年", 3, "year", "max")]),
        # Units that need a bound have none without.
        ("zh", "五个", []),
        ("zh", "五个以上", [("五个以上", 5, "count", ">=")]),
        ("zh", "至少五个", [("至少五个", 5, "count", ">=")]),
        ("zh", "过半数或者半数", [("过半数", 0.5, "fraction", ">"), ("半数", 0.5, "fraction", "=")]),
        ("zh", "百分之五十以上", [("百分之五十以上", 50, "percent", ">=")]),
        ("zh", "五分之二以下", [("五分之二以下", 0.4, "fraction", "<=")]),
        ("zh", "零分之一", []),
        ("en", "3/0 of the members", []),
        ("vi", "1.2,3.4 ngày", []),
        ("vi", "3 đến 1.2,3.4 ngày", [("3 đến 1.2,3.4 ngày", 3, "day", "exact")]),
        ("vi", "3 đến 1.2,3.4 triệu đồng", [("3 đến 1.2,3.4 triệu đồng", 3, "money", "=")]),
        ("vi", "một phần ba số phiếu", [("một phần ba", 0.3333, "fraction", "=")]),
        ("vi", "hai năm rưỡi", [("hai năm rưỡi", 2.5, "year", "exact")]),
        ("vi", "nửa năm", [("nửa năm", 0.5, "year", "exact")]),
        ("vi", "du nam nam cong tac", [("du nam nam", 5, "year", "min")]),
        ("en", "half of the members", [("half", 0.5, "fraction", "=")]),
        ("en", "1 year and a half", [("1 year and a half", 1.5, "year", "exact")]),
        ("en", "two-thirds of votes", [("two-thirds", 0.6667, "fraction", "=")]),
        # One that counts nothing does not hide those behind it.
        ("zh", "第，三人以上", [("三人以上", 3, "count", ">=")]),
        ("zh", "三、五人以上", [("三、五人以上", 3, "count", ">="), ("三、五人以上", 5, "count", "<=")]),
        ("zh", "三至，五人以上", [("五人以上", 5, "count", ">=")]),
        ("zh", "一次性发给五人以上", [("五人以上", 5, "count", ">=")]),
        ("zh", "第三人五人以上", [("五人以上", 5, "count", ">=")]),
    ],
)  # fmt: skip
def test_bounds_beside_a_number(
    language: Language, text: str, expected: list[tuple[str, float, str, str]]
) -> None:
    assert found(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不得有超过三人参加", ["<="]),
        ("不得有超过三人参加，超过五人的", ["<=", ">"]),
        ("不得有三人以上参加", [">="]),
        ("最多为工资总额的百分之十", ["<="]),
        ("至少应当有两家", [">="]),
        ("至少应当有企业，两家", ["="]),
        ("最多可以有至少一半是妇女的两家", [">=", ">="]),
        ("至少要有最多可以派的两家", ["<="]),
        ("至少应当有超过两家", [">"]),
        # The sign that stands for a bound of none in the grammars may stand in a text.
        ("至少有\0的两家", ["="]),
        # Far is a hundred code points, and not one more.
        ("最多" + "的" * 98 + "两家", ["<="]),
        ("最多" + "的" * 99 + "两家", ["="]),
    ],
)
def test_bounds_far_from_a_number(text: str, expected: list[str]) -> None:
    assert [one.op for one in find_thresholds(text, "zh")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最多派来的三人、五人", ["<=", "<="]),
        ("最多派来的三人，五人", ["<=", "="]),
        ("最多派来的，三人、五人", ["=", "="]),
        ("至少三人、五人", [">=", ">="]),
        ("最多三人、五家以上", ["<=", ">="]),
        ("三人以上、五人以上", [">=", ">="]),
    ],
)
def test_a_list_shares_its_bound(text: str, expected: list[str]) -> None:
    assert [one.op for one in find_thresholds(text, "zh")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("期限为三年、五年", ["max", "max"]),
        ("期限为三年，五年", ["max", "exact"]),
        ("期限为三年、五个月", ["max", "exact"]),
        ("期限为三年、，五年", ["max", "exact"]),
        ("三年内、五年", ["max", "exact"]),
        ("期限为三年以上", ["min"]),
        ("三十日内不得从事", ["exact"]),
        ("三十日以上不得从事", ["min"]),
        ("三十日内答复，不得超过", ["max"]),
        ("由三个月缩短至一个月", ["exact", "min"]),
    ],
)
def test_words_around_a_duration_decide_its_bound(text: str, expected: list[str]) -> None:
    assert [one.bound for one in find_deadlines(text, "zh")] == expected


def test_offsets_count_from_the_base() -> None:
    text = "工作满三年，三人以上"
    for base in (0, 5):
        (year,) = find_deadlines(text, "zh", base=base)
        (count,) = find_thresholds(text, "zh", base=base)
        assert (year.start, year.end) == (base + 2, base + 5)
        assert (count.start, count.end) == (base + 6, base + 10)
    (year,) = find_deadlines(text, "zh")
    assert (year.start, year.end) == (2, 5)
    (count,) = find_thresholds(text, "zh")
    assert (count.start, count.end) == (6, 10)


def test_values_are_whole_where_they_can_be() -> None:
    values = [one.value for one in find_deadlines("三年，一年半，十分钟", "zh")]
    assert values == [3, 1.5, 0.1667]
    assert [type(value) for value in values] == [int, float, float]


@pytest.mark.parametrize(
    ("text", "value", "unit", "op"),
    [("处三点五倍罚款", 3.5, "times", "="), ("一半以上同意", 0.5, "fraction", ">="),
     ("超过一半的人员", 0.5, "fraction", ">")],
)  # fmt: skip
def test_decimals_in_words_and_halves(text: str, value: float, unit: str, op: str) -> None:
    (found,) = find_thresholds(text, "zh")
    assert (found.value, found.unit, found.op) == (value, unit, op)
