"""A report in use, in headless Chromium: filters, search, keys, small windows, paper, size."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.rendering.reports import ENTER, ESCAPE, VIEWS, Report, browser, folder, foreign, page

__all__ = ["browser", "folder", "foreign", "page"]
pytestmark = pytest.mark.browser


# ---- filters


def test_only_differences_and_only_missing(page: Report) -> None:
    assert page.texts("[data-only] .count") == ["6", "3", "1"]
    page.find("[data-only=differences]").click()
    assert page.units("a") == ["第一条", "第三条", "第四条"]
    page.find("[data-only=missing]").click()
    assert page.units("a") == []
    assert page.units("b") == ["第三条"]
    page.find("#reset").click()
    assert len(page.units("b")) == 6


def test_filter_by_relation_kind_code_and_score(page: Report) -> None:
    page.find("[data-relation=same]").click()
    assert page.units("a") == ["第一条", "第三条", "第四条"]
    page.keys(ESCAPE)
    page.choose("#kind", "sanction")
    assert page.units("b") == ["第四条"]
    page.keys(ESCAPE)
    page.choose("#code", "channels:term-of-office")
    assert page.units("b") == ["第二条", "第三条"]
    page.keys(ESCAPE)
    page.slide("#most", 0.85)
    assert page.units("a") == ["第三条"]
    assert page.find("#range").text == "0.00–0.85"
    page.keys(ESCAPE)
    page.slide("#least", 0.93)
    assert page.units("a") == ["第一条", "第二条", "第五条"]


def test_filters_hold_in_every_view(page: Report) -> None:
    page.find("[data-only=differences]").click()
    page.look("pairs")
    assert len(page.cards()) == 3
    page.look("map")
    assert page.run("return document.querySelectorAll('.dot:not(.off)').length") == 3
    page.choose("#kind", "deadline")
    assert page.run("return document.querySelectorAll('.dot:not(.off)').length") == 1
    page.find("[data-only=missing]").click()
    page.look("pairs")
    assert page.texts("#pairs .empty") == ["Nothing matches the filters. Show all"]
    page.find("#pairs .reset").click()
    assert len(page.cards()) == 6


# ---- search and keys


def test_search_walks_both_texts_and_narrows(page: Report) -> None:
    page.keys("/")
    page.keys("免职", ENTER)
    assert page.find("#found").text == "1/1"
    assert page.units("b") == ["第四条"]
    page.keys(ESCAPE)
    assert page.find("#query").get_attribute("value") == ""
    assert len(page.units("b")) == 6


def test_search_reaches_what_is_not_compared_and_marks_cards(page: Report) -> None:
    marked = "return [...CSS.highlights.get('hits')].map((range) => [range.toString(), Boolean(range.startContainer.parentElement.closest('.card'))])"
    page.find("#query").send_keys("修订", ENTER)
    assert page.pointed() == ["修订"]
    assert page.find("#column-b .w.title").is_displayed()
    page.keys(ESCAPE)
    page.look("pairs")
    page.find("#query").send_keys("十日内", ENTER)
    assert page.run(marked) == [
        ["十日内", False],
        ["十日内", False],
        ["十日内", True],
        ["十日内", True],
    ]
    assert page.pointed() == ["十日内"]
    assert page.find(".card.on").is_displayed()
    page.find("#query").clear()
    page.keys(ESCAPE)
    assert page.run(marked) == []


def test_search_walks_only_what_the_filters_leave(page: Report) -> None:
    page.find("[data-only=missing]").click()
    page.find("#query").send_keys("连任", ENTER)
    assert page.find("#found").text == "1/1"
    assert page.units("b") == ["第三条"]
    page.keys(ENTER)
    assert page.find("[data-only=missing]").get_attribute("aria-checked") == "true"


def test_search_without_vietnamese_marks(foreign: Report) -> None:
    foreign.find("#query").send_keys("dun day", ENTER)
    assert foreign.find("#found").text == "1/1"
    foreign.keys(ESCAPE)
    # What is typed with its marks is meant with its marks.
    foreign.find("#query").send_keys("đún đẩy", ENTER)
    assert foreign.find("#found").text == "0"


def test_n_and_p_walk_the_differences_and_escape_leaves(page: Report) -> None:
    seen = []
    for _ in range(5):
        page.keys("n")
        seen.append(page.chosen()[0])
    assert seen == ["第一条", "第三条", "第三条", "第四条", "第一条"]
    page.keys("p")
    assert page.chosen() == ["第四条", "第四条"]
    page.keys("j")
    assert page.chosen() == ["第五条", "第六条"]
    assert page.find("#inspector").is_displayed()
    page.keys(ESCAPE)
    assert not page.find("#inspector").is_displayed()
    page.keys(ENTER)
    assert page.find("#inspector").is_displayed()
    page.keys(ESCAPE)
    page.keys(ESCAPE)
    assert page.chosen() == []


def test_n_goes_on_from_where_one_reads(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "large.html")
    report.run("document.querySelector('#column-a').scrollTop = 20000")
    report.settle()
    report.keys("n")
    assert abs(report.run("return document.querySelector('#column-a').scrollTop") - 20000) < 2500


def test_keys_change_the_view_and_show_help(page: Report) -> None:
    page.keys("3")
    assert page.find("#map").is_displayed()
    page.keys("2")
    page.keys("n")
    page.keys(ENTER)
    assert page.find(".card.on .why").get_attribute("open") is not None
    page.keys("?")
    assert page.find("#keys").is_displayed()
    page.find("#keys form button").click()
    page.find("#tab-pairs").send_keys("\ue012")
    assert page.find("#columns").is_displayed()


# ---- narrow, dark, paper, large


def test_a_narrow_page_stacks_the_pairs(page: Report) -> None:
    page.size(390, 844)
    page.settle()
    assert not page.find("#columns").is_displayed()
    assert not page.find("#tab-columns").is_displayed()
    upper, lower = page.run("""
        const halves = [...document.querySelectorAll('.card:nth-child(1) .reading')];
        return halves.map((half) => half.getBoundingClientRect().toJSON());""")
    assert upper["left"] == lower["left"]
    assert lower["top"] >= upper["bottom"]
    for view in ("pairs", "map", "matrix"):
        page.look(view)
        assert page.run("return document.documentElement.scrollWidth") <= 390
        assert (
            page.run("return document.querySelector(arguments[0]).scrollWidth", f"#{view}") <= 390
        )
    page.find("tr[data-key='channels:discipline'] button.h1").click()
    assert page.find("#pairs").is_displayed()
    assert page.find(".card.on").is_displayed()


def test_contrast_is_enough_in_both_themes(page: Report) -> None:
    script = """
        const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const rgb = (colour) => {
          context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
          return [...context.getImageData(0, 0, 1, 1).data];
        };
        const light = (colour) => {
          const parts = rgb(colour).slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const ground = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (rgb(colour)[3] > 200) return colour;
          }
          return "rgb(255, 255, 255)";
        };
        const poor = [];
        for (const element of document.querySelectorAll("del, ins, .badge, .chip b, .chip span, .note, .tie, .count, small, .term, .relation, .heat td button b")) {
          if (!element.offsetParent) continue;
          const one = light(getComputedStyle(element).color), two = light(ground(element));
          const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
          if (ratio < 4.5) poor.push([element.className, element.textContent, ratio]);
        }
        return poor;"""
    page.keys("n")
    page.keys("n")
    for _ in range(2):
        for view in VIEWS:
            page.look(view)
            assert page.run(script) == []
        page.find("#theme").click()


def test_prints_pairs_holes_map_and_codebooks(page: Report, tmp_path: Path) -> None:
    import pypdfium2

    printed = page.browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    document = pypdfium2.PdfDocument(base64.b64decode(printed["data"]))
    said = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    document.close()
    for words in ("no counterpart in A", "组织部门必须在十日内答复", "term of office", "added"):
        assert words in said
    assert "Search" not in said
    # The screen is as it was.
    assert page.find("#columns").is_displayed()


def test_large_texts_stay_quick(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "large.html")
    report.settle()
    assert report.run("return document.querySelectorAll('#column-a .unit').length") == 420
    assert report.run("return document.querySelectorAll('.ribbon').length") < 30
    spent = report.run("""
        const column = document.querySelector('#column-a'), start = performance.now();
        for (let at = 0; at < 100; at++) { column.scrollTop = at * 300; column.dispatchEvent(new Event('scroll')); }
        return (performance.now() - start) / 100;""")  # fmt: skip
    # A frame is 16 ms; this machine may be busy.
    assert spent < 40
    report.look("pairs")
    assert report.run("return document.querySelectorAll('.card .texts').length") < 60
    assert report.complaints() == []
