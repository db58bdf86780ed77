"""Marks of Markdown and comments of a source: kept in the offsets, not shown to the reader."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from shangxia.comparison import Comparison, Pair
from shangxia.rendering import write
from shangxia.rendering.comparison.columns import Column
from shangxia.rendering.comparison.html import render_html
from shangxia.rendering.comparison.layout import kept, layout_of, without_layout
from tests.rendering import comparisons
from tests.rendering.reports import Report, browser

__all__ = ["browser"]

SOURCE = """---
sidebar: auto
---

# 云溪省干部任期办法

<!-- INFO END -->

## 第一章　总则

**第一条**　为了规范**干部任期**，制定本办法。

**第二条**　干部应当在三十日内答复。

## 第二章　附则

**第三条**　本办法自公布之日起施行。
"""


@pytest.fixture
def comparison() -> Comparison:
    a = comparisons.document("a.md", SOURCE)
    b = comparisons.document("b.md", SOURCE.replace("三十", "十"))
    pairs = tuple(
        Pair((node.id,), (node.id,), score=1.0, relation="same", reason="")
        for node in a.nodes
        if node.kind == "article" and node.number != "2"
    )
    second = comparisons.node(a, "art_2")
    return Comparison(a=a, b=b, pairs=pairs, only_a=(second,), only_b=(second,))


def test_marks_are_found_where_they_are_marks() -> None:
    found = [SOURCE[start:end].strip() for start, end in layout_of(SOURCE)]
    front = "---\nsidebar: auto\n---"
    assert found == [front, "#", "<!-- INFO END -->", "##", *["**"] * 6, "##", "**", "**"]
    for plain in ("5 * 3 ** 2", "第#号", "a_b__c", "Hạnh phúc -------", "x <!-- y", "1. 2 > 1"):
        assert layout_of(plain) == []


def test_what_is_shown_has_no_marks(comparison: Comparison) -> None:
    column = Column(comparison.a, comparison.only_a)
    assert column.words(comparisons.node(comparison.a, "art_1")) == (
        "第一条　为了规范干部任期，制定本办法。"
    )
    (second,) = (block for block in column.blocks if block.unit)
    text = comparison.a.text
    assert [text[leaf.start : leaf.end] for leaf in second.leaves] == [
        "第二条",
        "干部应当在三十日内答复。",
    ]
    frame = "".join(text[leaf.start : leaf.end] for block in column.blocks for leaf in block.leaves)
    assert "sidebar" not in frame and "INFO" not in frame and "#" not in frame
    assert without_layout("## **总则** ") == "总则"


@given(st.text(alphabet="*_#-> <!\n字a", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_only_layout_and_space_is_left_out(text: str, start: int, end: int) -> None:
    layout = layout_of(text)
    ranges = kept(text, start, min(end, len(text)), layout)
    assert all(first < last for first, last in ranges)
    assert [at for one in ranges for at in one] == sorted(at for one in ranges for at in one)
    seen = {at for first, last in ranges for at in range(first, last)}
    hidden = {at for first, last in layout for at in range(first, last)}
    assert not seen & hidden
    for at in set(range(start, min(end, len(text)))) - seen - hidden:
        assert text[at].isspace()
    assert "字" not in {text[at] for at in hidden} or "<!--" in text


@pytest.mark.parametrize("seed", ["**a", "<!--", "__a", "# ", ">", "-", "*", "---\na:\n", "_a*"])
def test_no_text_takes_long(seed: str) -> None:
    start = perf_counter()
    layout_of(seed * (300_000 // len(seed)))
    assert perf_counter() - start < 2.0


def test_files_show_no_marks_and_json_keeps_all(comparison: Comparison, tmp_path: Path) -> None:
    for name in ("x.csv", "x.txt"):
        write(comparison, tmp_path / name)
        said = (tmp_path / name).read_text(encoding="utf-8")
        assert "**" not in said and "##" not in said and "INFO" not in said
    write(comparison, tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert "第一条　为了规范干部任期，制定本办法。" in cells
    assert not any("**" in cell or "##" in cell for cell in cells)
    write(comparison, tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["a"]["text"] == SOURCE


def test_the_page_knows_what_it_does_not_show(comparison: Comparison) -> None:
    found = re.search(
        r'<script type="application/json"[^>]*>(.*?)</script>', render_html([comparison])
    )
    assert found is not None
    blocks = json.loads(unescape(found[1]))["documents"][0]["blocks"]
    unseen = [SOURCE[start:end] for block in blocks for start, end in block.get("unseen", ())]
    assert unseen == ["**", "**"]


@pytest.mark.browser
def test_a_reader_sees_no_marks(browser: Any, comparison: Comparison, tmp_path: Path) -> None:
    write(comparison, tmp_path / "marks.html")
    report = Report(browser, tmp_path / "marks.html")
    shown = report.find("#column-a").text
    assert "为了规范干部任期，制定本办法。" in shown
    assert "*" not in shown and "#" not in shown and "INFO" not in shown
    # A search still finds words behind marks at their place.
    report.find("#query").send_keys("制定")
    report.keys("\ue007")
    assert report.pointed() == ["制定"]
    assert report.complaints() == []


@pytest.mark.browser
def test_filters_leave_no_heading_without_provisions(
    browser: Any, comparison: Comparison, tmp_path: Path
) -> None:
    write(comparison, tmp_path / "marks.html")
    report = Report(browser, tmp_path / "marks.html")
    headings = "#column-a .block.part"
    assert report.texts(headings) == ["第一章　总则", "第二章　附则"]
    report.find("[data-only=missing]").click()
    assert report.texts(headings) == ["第一章　总则"]
    assert report.texts("#column-a .empty") == []
    report.find("[data-only=differences]").click()
    assert report.texts("#column-a .empty") == ["Nothing on this side matches the filters."]
