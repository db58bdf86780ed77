"""The page of a comparison in headless Chromium: views, filters, links, keys, paper."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shangxia.rendering import write
from tests.rendering import comparisons, documents
from tests.rendering.test_html_browser import ENTER, ESCAPE, Page, browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser

VIEWS = ("columns", "pairs", "map", "matrix")


class Report(Page):
    """An open report, and what a reader does with it."""

    def look(self, view: str) -> None:
        self.find(f"#tab-{view}").click()

    def units(self, side: str) -> list[str]:
        """Return the first words of the provisions that a column shows."""
        return [text.split("\n")[0] for text in self.texts(f"#column-{side} .block.unit .w.head")]

    def cards(self) -> list[str]:
        return [text.split("\n")[0] for text in self.texts("#cards .card > header")]

    def chosen(self) -> list[str]:
        return self.texts("#columns .block.on .w.head")

    def pointed(self) -> list[str]:
        """Return the words that are pointed at."""
        script = """
            const found = CSS.highlights.get("pointed");
            return found ? [...found].map((range) => range.toString()) : [];"""
        return list(self.run(script))

    def top(self, selector: str) -> float:
        script = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
        return float(self.run(script, selector))

    def slide(self, selector: str, value: float) -> None:
        script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))"
        self.run(script, self.find(selector), value)

    def settle(self) -> None:
        """Wait until what was asked for in this frame was drawn."""
        script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))"
        self.browser.execute_async_script(script)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparisons")
    write(comparisons.versions(), folder / "versions.html")
    write(comparisons.languages(), folder / "languages.html")
    write(comparisons.news(), folder / "news.html")
    write(comparisons.nasty(), folder / "nasty.html")
    write(comparisons.many(), folder / "many.html")
    write(comparisons.large(420), folder / "large.html")
    write(comparisons.unrelated(), folder / "unrelated.html")
    write(comparisons.shared(), folder / "shared.html")
    return folder


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Report]:
    report = Report(browser, folder / "versions.html")
    yield report
    assert report.complaints() == []


@pytest.fixture
def foreign(browser: Any, folder: Path) -> Iterator[Report]:
    report = Report(browser, folder / "languages.html")
    yield report
    assert report.complaints() == []


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
