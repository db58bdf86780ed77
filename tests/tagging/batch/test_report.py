"""The report of a run: right counts, no personal data, nothing to load."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shangxia.tagging.batch import tag_file
from shangxia.tagging.batch.counts import Counts, month_of
from tests.rendering.browser import Page, browser
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import write_csv

__all__ = ["browser"]

ROWS = [
    ("1", "2023/12/31 10:00", "东区", "我叫张三，电话13812345678，一直拖着<b>没有</b>结果"),
    ("2", "2024-02-01", "东区", "一直推"),
    ("3", "2024年2月3日", "西区", "谢谢"),
    ("4", "05/02/2024", "", "不理我？"),
    ("5", "unknown", "<script>", "好"),
]


@pytest.fixture
def made(tmp_path: Path):
    source = write_csv(tmp_path / "in.csv", ROWS, head=("编号", "日期", "地区", "内容"))
    page = tmp_path / "report.html"
    summary = tag_file(source, tmp_path / "out.csv", model=FakeTagger(), report=page)
    return summary, page


def test_counts(made) -> None:
    counts: Counts = made[0].counts
    assert (counts.rows, counts.unlabelled, counts.reviewed, counts.inaction) == (5, 2, 1, 0)
    assert counts.codes == {"dilatory": 1, "buck-passing": 1, "indifferent": 1}
    assert counts.months == {
        "2023-12": {"rows": 1, "labelled": 1, "dilatory": 1},
        "2024-02": {"rows": 3, "labelled": 2, "buck-passing": 1, "indifferent": 1},
        "": {"rows": 1, "labelled": 0},
    }
    assert {place: counter["rows"] for place, counter in counts.places.items()} == {
        "东区": 2, "西区": 1, "": 1, "<script>": 1,
    }  # fmt: skip


def test_counts_survive_the_journal(made) -> None:
    counts: Counts = made[0].counts
    again = Counts.from_json(counts.to_json())
    assert again == counts
    again.add(counts)
    assert again.rows == 2 * counts.rows
    assert again.places["东区"]["rows"] == 4


def test_the_page(made) -> None:
    page = made[1].read_text("utf-8")
    assert "标签只是线索，不是结论" in page
    assert "［姓名］" in page
    assert not re.search("张三|13812345678", page)
    assert "<script" not in page
    assert "&lt;b&gt;没有&lt;/b&gt;" in page
    assert "一直<mark>拖</mark>着" in page
    assert page.count("<svg") == 4
    assert not re.search(r"(?:src|href)=|https?:|url\(", page)


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2019/2/28 11:25:05", "2019-02"),
        ("2019-12-01T00:00:00Z", "2019-12"),
        ("2019年2月", "2019-02"),
        ("28/02/2019", "2019-02"),
        ("02/28/2019", "2019-02"),
        ("20190228", "2019-02"),
        ("20190228112505", "2019-02"),
        (date(2020, 1, 2), "2020-01"),
        ("2019/13/01", ""),
        ("no date", ""),
        ("", ""),
        (None, ""),
        (17, ""),
    ],
)
def test_months(value: object, month: str) -> None:
    assert month_of(value) == month


def test_a_letter_sent_twice_is_one_example(tmp_path: Path) -> None:
    rows = [(str(n), "", "", "一直拖着没有人管") for n in range(5)] + [("9", "", "", "拖")]
    source = write_csv(tmp_path / "in.csv", rows, head=("编号", "日期", "地区", "内容"))
    page = tmp_path / "r.html"
    summary = tag_file(source, tmp_path / "out.csv", model=FakeTagger(), report=page)
    assert [item.row for item in summary.counts.examples["dilatory"]] == [1, 6]


@pytest.mark.browser
def test_a_browser_shows_it_whole(made, browser: Any) -> None:
    page = Page(browser, made[1])
    for width in (1200, 420):
        page.size(width, 900)
        assert page.complaints() == []
        assert page.run("return document.documentElement.scrollWidth <= window.innerWidth")
        drawn = page.run(
            "return [...document.querySelectorAll('svg')].map(s => s.getBoundingClientRect().height)"
        )
        assert len(drawn) == 4
        assert min(drawn) > 20
        # The style sheet is allowed by the page's own policy, and applied.
        assert page.find(".lead").value_of_css_property("border-left-width") == "4px"
