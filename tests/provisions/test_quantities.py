"""Durations and limits in three languages."""

from __future__ import annotations

import time

import pytest

from shangxia.document import Language
from shangxia.provisions import find_deadlines, find_thresholds


def durations(text: str, language: Language = "zh") -> list[tuple[str, float, str, str]]:
    found = find_deadlines(text, language)
    return [(item.text, item.value, item.unit, item.bound) for item in found]


def limits(text: str, language: Language = "zh") -> list[tuple[str, float, str, str]]:
    found = find_thresholds(text, language)
    return [(item.text, item.value, item.unit, item.op) for item in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应当在三十日内答复", ("三十日内", 30, "day", "max")),
        ("应当在３０日内答复", ("３０日内", 30, "day", "max")),
        ("應當在十五個工作日內答覆", ("十五個工作日內", 15, "working_day", "max")),
        ("期限最长不得超过6个月", ("不得超过6个月", 6, "month", "max")),
        ("可以延长一年半", ("一年半", 1.5, "year", "exact")),
        ("可以延长半年", ("半年", 0.5, "year", "exact")),
        ("期限延长至四十八小时", ("四十八小时", 48, "hour", "max")),
        ("工作满三年", ("满三年", 3, "year", "min")),
        ("工作两年以上的", ("两年以上", 2, "year", "min")),
        ("应当提前十日通知", ("提前十日", 10, "day", "min")),
        ("会议举行的七日前送达", ("七日前", 7, "day", "min")),
        ("离职后三年内不得从事有关活动", ("三年内", 3, "year", "exact")),
        ("每届任期五年", ("五年", 5, "year", "exact")),
    ],
)
def test_chinese_durations(text: str, expected: tuple[str, float, str, str]) -> None:
    assert durations(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "自2019年1月1日起施行",
        "二〇二二年九月八日发布",
        "第三年",
        "每年公布",
        "“三日”是指工作日",
        "五年规划",
    ],
)
def test_dates_and_terms_are_no_durations(text: str) -> None:
    assert durations(text) == []


def test_two_bounds_stay_two_spans_and_a_range_is_one() -> None:
    assert durations("处三年以上七年以下有期徒刑") == [
        ("三年以上", 3, "year", "min"),
        ("七年以下", 7, "year", "max"),
    ]
    assert durations("处五日至十日拘留") == [
        ("五日至十日", 5, "day", "min"),
        ("五日至十日", 10, "day", "max"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三分之二以上的委员", ("三分之二以上", 0.6667, "fraction", ">=")),
        ("全体成员的过半数通过", ("过半数", 0.5, "fraction", ">")),
        ("满意率低于百分之六十", ("低于百分之六十", 60, "percent", "<")),
        ("得票超过30%的", ("超过30%", 30, "percent", ">")),
        ("处5万元以下罚款", ("5万元以下", 50000, "money", "<=")),
        ("违法所得五倍以下", ("五倍以下", 5, "times", "<=")),
        ("连续任职不得超过两届", ("不得超过两届", 2, "times", "<=")),
        ("年满十八周岁的公民", ("年满十八周岁", 18, "age", ">=")),
        ("不满十四周岁的人", ("不满十四周岁", 14, "age", "<")),
        ("由三名以上审判员组成", ("三名以上", 3, "count", ">=")),
    ],
)
def test_chinese_limits(text: str, expected: tuple[str, float, str, str]) -> None:
    assert limits(text) == [expected]


@pytest.mark.parametrize(
    "text", ["第三人", "上一级机关", "第五届全国人大", "同一个行为", "下列三项条件"]
)
def test_ranks_and_ordinals_limit_nothing(text: str) -> None:
    assert limits(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "trong thời hạn 10 ngày làm việc",
            ("trong thời hạn 10 ngày làm việc", 10, "working_day", "max"),
        ),
        ("trong thời hạn ít nhất là 30 ngày", ("ít nhất là 30 ngày", 30, "day", "min")),
        ("không quá 15 ngày", ("không quá 15 ngày", 15, "day", "max")),
        ("Chậm nhất 60 ngày trước ngày họp", ("Chậm nhất 60 ngày", 60, "day", "min")),
        ("đủ năm năm công tác", ("đủ năm năm", 5, "year", "min")),
        (
            "trong thoi han 10 ngay lam viec",
            ("trong thoi han 10 ngay lam viec", 10, "working_day", "max"),
        ),
    ],
)
def test_vietnamese_durations(text: str, expected: tuple[str, float, str, str]) -> None:
    assert durations(text, "vi") == [expected]


def test_vietnamese_dates_are_no_durations() -> None:
    assert durations("có hiệu lực từ ngày 01 tháng 7 năm 2019; năm 2018", "vi") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("từ 50% trở lên", ("từ 50% trở lên", 50, "percent", ">=")),
        ("trên 2/3 tổng số", ("trên 2/3", 0.6667, "fraction", ">")),
        ("ít nhất hai phần ba tổng số", ("ít nhất hai phần ba", 0.6667, "fraction", ">=")),
        ("được quá nửa tổng số phiếu", ("quá nửa", 0.5, "fraction", ">")),
        ("đủ mười tám tuổi trở lên", ("đủ mười tám tuổi trở lên", 18, "age", ">=")),
        ("con dưới 36 tháng tuổi", ("dưới 36 tháng tuổi", 3, "age", "<")),
        ("không quá 2 triệu đồng", ("không quá 2 triệu đồng", 2_000_000, "money", "<=")),
    ],
)
def test_vietnamese_limits(text: str, expected: tuple[str, float, str, str]) -> None:
    assert limits(text, "vi") == [expected]


def test_vietnamese_range_takes_its_opening_word() -> None:
    assert limits("phạt từ 10.000.000 đồng đến dưới 50.000.000 đồng", "vi") == [
        ("từ 10.000.000 đồng đến dưới 50.000.000 đồng", 10_000_000, "money", ">="),
        ("từ 10.000.000 đồng đến dưới 50.000.000 đồng", 50_000_000, "money", "<"),
    ]


def test_english_translation() -> None:
    text = "answered within 8 hours; dissatisfied votes exceed 30% and reach or exceed 50% of votes"
    assert durations(text, "en") == [("within 8 hours", 8, "hour", "max")]
    assert limits(text, "en") == [
        ("exceed 30%", 30, "percent", ">"),
        ("reach or exceed 50%", 50, "percent", ">="),
    ]


def test_number_that_a_translation_broke() -> None:
    assert durations("within 1 0 days", "en") == [("within 1 0 days", 10, "day", "max")]


def test_decomposed_letters_keep_their_offsets() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Người ấy phải nộp đơn trong thời hạn 10 ngày làm việc.")
    (found,) = find_deadlines(text, "vi", base=7)
    assert text[found.start - 7 : found.end - 7] == found.text
    assert unicodedata.normalize("NFC", found.text) == "trong thời hạn 10 ngày làm việc"


@pytest.mark.parametrize(
    "unit", ["一", "年", "第一条、", "khoản 1, ", "bị ", "9 9", "《", "的，", "a) "]
)
def test_time_is_linear(unit: str) -> None:
    from shangxia.provisions import find_citations, find_conditions, find_sanctions

    def seconds(times: int) -> float:
        text = unit * times
        start = time.process_time()
        for language in ("zh", "vi", "en"):
            for find in (find_deadlines, find_citations, find_sanctions, find_conditions):
                find(text, language)  # type: ignore[operator]
        return time.process_time() - start

    seconds(50)
    assert seconds(2000) < 24 * max(seconds(250), 0.02)
