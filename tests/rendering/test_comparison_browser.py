"""The views of a report in headless Chromium: columns, pairs, map, codebooks, claims."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.rendering import documents
from tests.rendering.reports import ENTER, VIEWS, Report, browser, folder, foreign, page

__all__ = ["browser", "folder", "foreign", "page"]
pytestmark = pytest.mark.browser


def test_nothing_is_fetched_and_nothing_complains(browser: Any, folder: Path) -> None:
    for path in sorted(folder.glob("*.html")):
        report = Report(browser, path)
        for view in VIEWS:
            report.look(view)
        asked = [
            url for url in report.requests() if not url.startswith(("file:", "data:", "about:"))
        ]
        assert asked == []
        assert report.complaints() == []


def test_nasty_strings_are_inert(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "nasty.html")
    report.keys("n")
    for view in (*VIEWS, "claims"):
        report.look(view)
        script = "for (const one of document.querySelectorAll(arguments[0])) one.click()"
        report.run(script, f"#{view} button, #{view} summary")
    report.find("#query").send_keys("<script>", ENTER)
    assert report.run("return window.broken === undefined && document.scripts.length === 2")
    assert report.run("return document.images.length") == 0
    assert report.run("return document.querySelectorAll('a[href]:not(.skip)').length") == 0
    shown = report.run("return document.querySelector('#column-a').textContent")
    for words in documents.NASTY[:8]:
        assert words in shown
    assert "\u202e" not in report.run("return document.body.innerText")
    assert "⟨U+202E⟩" in shown
    assert report.complaints() == []


# ---- columns


def test_both_texts_stand_side_by_side_with_their_changes(page: Report) -> None:
    assert page.units("a") == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    assert page.units("b") == ["第一条", "第二条", "第三条", "第四条", "第五条", "第六条"]
    assert page.texts("#column-a del") == ["应当", "三十"]
    assert page.texts("#column-b ins.new") == ["干部", "或者", "免职"]
    assert page.texts("#column-b .block.r-only .tie") == ["added"]
    assert page.find("#column-a").get_attribute("lang") == "zh-Hans"


def test_ribbons_join_what_is_in_sight(page: Report) -> None:
    page.settle()
    joined = page.run("return [...document.querySelectorAll('.ribbon')].map((x) => x.dataset.item)")
    assert len(joined) == len(set(joined)) == 5
    assert page.run("return document.querySelectorAll('.ribbon.r-same').length") == 2


def test_a_click_chooses_the_pair_and_levels_both_sides(page: Report) -> None:
    page.find("#column-a .block.unit:nth-of-type(7)").click()
    assert page.chosen() == ["第三条", "第五条"]
    page.settle()
    assert abs(page.top("#column-a .block.on") - page.top("#column-b .block.on")) < 3
    reasons = page.find("#inspector").text
    assert "80% of the letters are the same" in reasons
    assert "B is shorter" in reasons
    assert page.texts("#inspector .features th") == ["wording", "place", "norms"]
    widths = page.run(
        "return [...document.querySelectorAll('.share rect:last-child')].map((x) => x.getAttribute('width'))"
    )
    assert widths == ["70", "40", "10"]
    assert len(page.browser.find_elements("css selector", ".share .against")) == 1


def test_a_ribbon_and_a_label_lead_to_the_pair(page: Report) -> None:
    page.settle()
    page.run(
        "document.querySelector('.ribbon[data-item=\"4\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert page.chosen() == ["第四条", "第四条"]
    page.find("#column-b .block.r-only .tie").click()
    assert page.chosen() == ["第三条"]
    assert "it was added" in page.find("#inspector").text


def test_columns_scroll_to_each_other(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "large.html")
    report.run("document.querySelector('#column-a').scrollTop = 20000")
    report.settle()
    shown = [report.run("""
        const box = document.querySelector(arguments[0]), line = box.getBoundingClientRect().top + box.clientHeight / 3;
        return [...box.querySelectorAll('.unit')].find((x) => x.getBoundingClientRect().bottom > line).textContent.match(/第(\\d+)条/)[1];
        """, f"#column-{side}") for side in "ab"]  # fmt: skip
    assert shown[0] == shown[1]
    report.find("#linked").click()
    before = report.run("return document.querySelector('#column-b').scrollTop")
    report.run("document.querySelector('#column-a').scrollTop = 0")
    report.settle()
    assert report.run("return document.querySelector('#column-b').scrollTop") == before


def test_a_chip_points_at_the_words_of_both_sides(page: Report) -> None:
    page.find("#column-a .chip.k-deadline").click()
    assert page.pointed() == ["三十日内", "十日内"]
    assert page.chosen() == ["第三条", "第五条"]


def test_a_shared_term_points_at_its_words(foreign: Report) -> None:
    foreign.find("#column-a .tie").click()
    foreign.keys("j")
    assert foreign.texts("#inspector .term") == [
        "干部 = cán bộ cán bộ",
        "适用 = áp dụng thích dụng",
    ]
    foreign.find("#inspector .term:nth-child(2)").click()
    assert foreign.pointed() == ["适用", "áp dụng"]


def test_across_languages_nothing_is_called_deleted(foreign: Report) -> None:
    assert foreign.texts("#column-a .tie.r-only") == ["only in A", "only in A"]
    assert foreign.find("#column-b").get_attribute("lang") == "vi"


def test_two_regulations_that_are_no_versions_only_lack_what_is_missing(
    browser: Any, folder: Path
) -> None:
    report = Report(browser, folder / "unrelated.html")
    assert set(report.texts("#column-a .tie.r-only")) == {"only in A"}
    report.find("#column-b .tie.r-only").click()
    assert "high enough to be its counterpart" in report.find("#inspector").text


# ---- pairs


def test_each_pair_unfolds_to_its_reasons(page: Report) -> None:
    page.look("pairs")
    assert [text.split()[0] for text in page.cards()] == [
        "第一条",
        "第二条",
        "—",
        "第三条",
        "第四条",
        "第五条",
    ]
    page.find(".card:nth-child(4) summary").click()
    page.wait_for(".card:nth-child(4) .reasons")
    assert page.texts(".card:nth-child(4) .differences td")[:3] == [
        "三十日内",
        "十日内",
        "B is shorter",
    ]
    assert page.texts(".card:nth-child(3) .none") == ["no counterpart in A"]
    page.find(".card:nth-child(4) .reasons .chip").click()
    assert page.pointed() == ["三十日内", "十日内"]


def test_a_card_marks_what_its_own_pair_changed(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "shared.html")
    assert report.texts("#column-b ins") == ["必须", "十"]
    report.look("pairs")
    report.settle()
    assert report.texts(".card:nth-child(1) .k-sanction b") == ["sanction"]
    assert report.texts(".card:nth-child(1) ins") == []
    assert report.texts(".card:nth-child(2) ins") == ["必须", "十"]


# ---- map and codebooks


def test_a_dot_of_the_map_leads_to_its_pair(page: Report) -> None:
    from selenium.webdriver import ActionChains

    page.look("map")
    dots = page.browser.find_elements("css selector", "#map .dot")
    assert len(dots) == 6
    ring = page.find("#map .dot.differs")
    ActionChains(page.browser).move_to_element(ring).perform()
    assert page.find("#pointed").text.startswith("第三条")
    ActionChains(page.browser).move_to_element(ring).click().perform()
    assert page.chosen() == ["第三条", "第五条"]


def test_the_matrix_shows_holes_and_leads_to_provisions(page: Report) -> None:
    page.look("matrix")
    assert page.texts(".heat tr[data-key] .name") == [
        "Party discipline and government-affairs sanctions", "term of office", "retirement",
    ]  # fmt: skip
    page.run("document.querySelector('.choice input[value=some]').click()")
    assert page.texts(".heat tr[data-key] .hole") == ["–"]
    page.run("document.querySelector('.choice input[value=all]').click()")
    assert len(page.texts(".heat tr[data-key]")) == 4
    page.find("tr[data-key='channels:term-of-office'] td:nth-child(3) button").click()
    assert page.texts(".heat .more .place") == ["第二条", "第二条", "第三条"]
    page.find(".heat .more .cells > div:nth-child(2) .place:last-child").click()
    assert page.chosen() == ["第三条"]
    page.look("matrix")
    page.find("tr[data-key='channels:discipline'] .name").click()
    assert page.units("a") == ["第四条"]


def test_claims_lead_to_both_texts(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "news.html")
    report.look("claims")
    assert report.texts("#claims td .badge") == ["supported", "contradicted", "not found"]
    report.find("#claims tbody tr:nth-child(2) .place").click()
    assert report.chosen() == ["第二条"]
    report.look("claims")
    report.find("#claims tbody tr:nth-child(1) .quote").click()
    assert report.pointed() == ["2种答复方式"]
    assert report.texts("#column-a .tie") == ["only in A"]
    assert report.complaints() == []


def test_the_chooser_changes_the_comparison(browser: Any, folder: Path) -> None:
    report = Report(browser, folder / "many.html")
    assert report.find("#title-b").text == "云溪省干部任期办法（2031年修订）"
    report.choose("#chooser", "1")
    assert report.find("#title-a").text == "云溪省干部任期办法（2031年修订）"
    assert report.find("#title-b").text.startswith("Quy định")
    assert len(report.units("a")) == 6
    report.look("matrix")
    assert len(report.browser.find_elements("css selector", ".heat thead th")) == 4
    # A provision of a document that is not shown: its comparison is.
    report.find("tr[data-key='channels:discipline'] td:nth-child(2) button").click()
    assert report.find("#title-a").text == "云溪省干部任期办法"
    assert report.chosen() == ["第四条", "第四条"]
    assert report.complaints() == []
