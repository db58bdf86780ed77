"""Dates in every printed form."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import scraps

from shangxia.provisions.dates import find_dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2022年9月8日印发，自二〇二二年十月一日起施行", ["2022-09-08", "2022-10-01"]),
        ("一九九七年二月十七日", ["1997-02-17"]),
        ("2009年7月", ["2009-07"]),
        ("２０２２年９月８日", ["2022-09-08"]),
        ("2019.1.1起施行", ["2019-01-01"]),
        ("ngày 03 tháng 11 năm 2021", ["2021-11-03"]),
        ("ngày 03 tháng bốn năm 2018", ["2018-04-03"]),
        ("ngày 03/11/2021 và 2-10-2009", ["2021-11-03", "2009-10-02"]),
        ("NGÀY 06/07/1993", ["1993-07-06"]),
        ("November 17, 2022 and 17 November 2022", ["2022-11-17", "2022-11-17"]),
        ("on September 8 this year", ["--09-08"]),
        ("30 Aug 21", ["2021-08-30"]),
        ("2022-09-08", ["2022-09-08"]),
        ("ngày 31/2/2020, 2020年13月1日, 41/13/2020", []),
        ("第1.2.3条, 10/2012/QH13, call 12-30", []),
    ],
)
def test_forms(text: str, dates: list[str]) -> None:
    assert [found.iso for found in find_dates(text)] == dates


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_what_is_written_is_read(day: date) -> None:
    iso = day.isoformat()
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        f"{day.strftime('%B')} {day.day}, {day.year}",
    ):
        assert [found.iso for found in find_dates(f"见 {text}。")] == [iso]


@given(scraps)
def test_spans_lie_in_the_text(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
