"""A report of a comparison that is open in headless Chromium, and the fixtures that open it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shangxia.rendering import write
from tests.rendering import comparisons
from tests.rendering.browser import ENTER, ESCAPE, Page, browser

__all__ = ["ENTER", "ESCAPE", "VIEWS", "Report", "browser", "folder", "foreign", "page"]

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
