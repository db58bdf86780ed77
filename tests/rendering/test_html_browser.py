"""The page in headless Chromium: filters, links, keys, nothing fetched, nothing run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shangxia.rendering import write
from tests.rendering import documents
from tests.rendering.browser import ENTER, ESCAPE, Page, browser

__all__ = ["Page", "browser"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write(documents.chinese(), folder / "zh.html")
    write(documents.nasty(), folder / "nasty.html")
    write([documents.chinese(), documents.vietnamese()], folder / "both.html")
    return folder


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Page]:
    page = Page(browser, folder / "zh.html")
    yield page
    assert page.complaints() == []


def test_nothing_is_fetched_and_nothing_complains(browser: Any, folder: Path) -> None:
    for name in ("zh", "nasty", "both"):
        page = Page(browser, folder / f"{name}.html")
        asked = [url for url in page.requests() if not url.startswith(("file:", "data:", "about:"))]
        assert asked == []
        assert page.complaints() == []


def test_nasty_strings_are_inert(browser: Any, folder: Path) -> None:
    page = Page(browser, folder / "nasty.html")
    for tab in page.browser.find_elements("css selector", "[role=tab]"):
        tab.click()
    page.find("#tab-codings").click()
    for link in page.browser.find_elements("css selector", "#text a, #table a, #table button"):
        page.run("arguments[0].click()", link)
    page.find("#query").send_keys("<script>", ENTER)
    assert page.run("return window.broken === undefined && document.scripts.length === 1")
    assert page.run("return document.images.length") == 0
    shown = page.run("return document.querySelector('#text').textContent")
    for words in documents.NASTY[:8]:
        assert words in shown
    assert "\u202e" not in shown
    assert "⟨U+202E⟩" in shown
    assert page.complaints() == []


def test_a_row_leads_to_its_words(page: Page) -> None:
    page.find("#tab-codings").click()
    page.find("#panel-codings tr:nth-of-type(2) .words").click()
    assert page.selected() == "得过且过"
    assert page.in_view("#text .sel")
    assert page.find("#panel-codings tr.on .words").text == "得过且过"


def test_a_row_whose_words_were_cut_selects_all_pieces(page: Page) -> None:
    page.find("#tab-codings").click()
    page.find("#panel-codings tr:nth-of-type(4) .words").click()
    assert page.selected().replace("\n", "") == "扯皮的；（二）民主测评"


def test_words_lead_to_their_row(page: Page) -> None:
    page.find("#text .m.sanction").click()
    assert page.find("#tab-provisions").get_attribute("aria-selected") == "true"
    assert "组织部门" in page.find("#panel-provisions tr.on").text
    page.find("#text .m.mention").click()
    assert page.find("#tab-mentions").get_attribute("aria-selected") == "true"
    assert page.texts("#panel-mentions tr.on b") == ["CN/Yunxi"]


def test_a_chip_selects_its_words(page: Page) -> None:
    page.find("#panel-provisions .chip.deadline").click()
    assert page.selected() == "在30日内"


def test_a_citation_leads_to_its_node(page: Page) -> None:
    page.find("#text a.citation").click()
    # The browser tells the page of its new address in its own time.
    page.wait_for("#text .sel")
    assert page.run("return decodeURIComponent(location.hash)").endswith("art_2")
    assert "本办法适用于全省各级机关" in page.selected()


def test_filter_by_code(page: Page) -> None:
    page.choose("#code", "clues:coasting")
    assert page.find("#tab-provisions .count").text == "1/7"
    assert page.find("#tab-codings .count").text == "1/5"
    off = page.run("return [...document.querySelectorAll('#text .m.off')].map(x => x.dataset.c)")
    assert "clues:inert" in off
    assert "clues:coasting" not in off
    page.keys(ESCAPE)
    assert page.find("#tab-codings .count").text == "5"


def test_filter_by_norm(page: Page) -> None:
    page.choose("#norm", "prohibition")
    assert page.texts("#panel-provisions tr[data-t] .badge") == ["prohibition"]
    page.find("#tab-codings").click()
    assert page.texts("#panel-codings tr[data-t] b") == [
        page.run("return document.querySelector('#panel-codings tr:nth-of-type(5) b').textContent")
    ]


def test_filters_that_leave_nothing_say_so(page: Page) -> None:
    page.choose("#code", "clues:coasting")
    page.choose("#norm", "prohibition")
    assert page.texts("#panel-provisions .empty") == ["No row matches the filters. Show all"]
    page.find("#panel-provisions .reset").click()
    assert len(page.texts("#panel-provisions tr[data-t]")) == 7


def test_layers_can_be_hidden(page: Page) -> None:
    colour = (
        "return getComputedStyle(document.querySelector('#text .m.deadline')).borderBottomStyle"
    )
    assert page.run(colour) == "solid"
    page.find(".legend summary").click()
    page.find(".legend input[value=deadline]").click()
    assert page.run(colour) == "none"


def test_search_counts_and_walks(page: Page) -> None:
    page.keys("/")
    page.keys("调整", ENTER)
    assert page.find("#found").text == "1/3"
    page.keys(ENTER)
    assert page.find("#found").text == "2/3"
    assert len(page.texts("#panel-provisions tr[data-t]")) == 2
    page.keys(ESCAPE)
    assert page.find("#query").get_attribute("value") == ""
    assert len(page.texts("#panel-provisions tr[data-t]")) == 7


def test_search_finds_words_across_marks(page: Page) -> None:
    page.find("#query").send_keys("率超过30%的", ENTER)
    assert page.find("#found").text == "1/1"


def test_search_without_vietnamese_marks(browser: Any, folder: Path) -> None:
    page = Page(browser, folder / "both.html")
    page.find("#query").send_keys("dun day", ENTER)
    assert page.find("#found").text == "1/1"
    page.keys(ESCAPE)
    # What is typed with its marks is meant with its marks.
    page.find("#query").send_keys("đún đẩy", ENTER)
    assert page.find("#found").text == "0"


def test_j_and_k_walk_the_rows(page: Page) -> None:
    page.keys("j")
    page.keys("j")
    assert "本办法适用" in page.find("tr.on").text
    page.keys("k")
    assert "为了推进" in page.selected()
    assert page.find("tr.on").get_attribute("aria-current") == "true"
    page.keys(ESCAPE)
    assert page.selected() == ""


def test_help_and_theme(page: Page) -> None:
    page.keys("?")
    assert page.find("#keys").is_displayed()
    page.find("#keys button").click()
    before = page.run("return getComputedStyle(document.body).backgroundColor")
    page.find("#theme").click()
    assert page.run("return getComputedStyle(document.body).backgroundColor") != before


def test_tabs_by_arrow_key(page: Page) -> None:
    page.find("#tab-provisions").send_keys("\ue014")
    assert page.find("#tab-codings").get_attribute("aria-selected") == "true"
    assert page.find("#panel-codings").is_displayed()


def test_contrast_is_enough_in_both_themes(page: Page) -> None:
    script = """
        const light = (colour) => {
          const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        const ground = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$/.test(colour)) return colour;
          }
          return "rgb(255, 255, 255)";
        };
        const poor = [];
        for (const element of document.querySelectorAll(".m, .badge, .chip, .note, .about, .count, nav a span")) {
          if (!element.offsetParent) continue;
          const one = light(getComputedStyle(element).color), two = light(ground(element));
          const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
          if (ratio < 4.5) poor.push([element.className, element.textContent, ratio]);
        }
        return poor;"""
    for _ in range(2):
        assert page.run(script) == []
        page.find("#theme").click()


def test_a_narrow_page_shows_one_pane_at_a_time(page: Page) -> None:
    page.size(390, 844)
    wide = "return document.documentElement.scrollWidth"
    assert page.find("#text").is_displayed()
    assert not page.find("#table").is_displayed()
    assert page.run(wide) <= 390
    page.find("[data-show=table]").click()
    assert not page.find("#text").is_displayed()
    assert page.run(wide) <= 390
    page.find("#panel-provisions .chip.deadline").click()
    assert page.find("#text").is_displayed()
    assert page.in_view("#text .sel")
    page.find("[data-show=outline]").click()
    page.find("#outline li:last-child a").click()
    assert page.find("#text").is_displayed()


def test_prints_the_text_and_every_table(page: Page) -> None:
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for name in ("text", "panel-provisions", "panel-codings", "panel-claims"):
            assert page.find(f"#{name}").is_displayed()
        assert not page.find("#query").is_displayed()
        assert not page.find("#outline").is_displayed()
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
