"""The README says the same in three languages, and its figures are those that were measured."""

from __future__ import annotations

import io
import json
import re
import struct
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.blocks import blocks
from tests.docs.conftest import load_script

READMES = {"en": "README.md", "zh": "README.zh.md", "vi": "README.vi.md"}
OTHERS = ("zh", "vi")


def page(language: str) -> str:
    return (ROOT / READMES[language]).read_text(encoding="utf-8")


def headings(text: str) -> list[int]:
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [len(mark) for mark in re.findall(r"^(#+) ", outside, re.MULTILINE)]


def commands(text: str) -> list[list[str]]:
    """Return the lines of each block without comments."""
    return [
        [re.sub(r"\s+#.*", "", line) for line in block.code.splitlines()] for block in blocks(text)
    ]


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", text)


def figures(text: str) -> list[list[str]]:
    """Return the numbers of each row of the table, and the script."""
    rows = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)[2:]
    return [
        [*sorted(re.findall(r"\d[\d.,]*\d|\d", row)), row.split("|")[-1].strip()] for row in rows
    ]


@pytest.mark.parametrize("other", OTHERS)
def test_same_content(other: str) -> None:
    one, two = page("en"), page(other)
    assert headings(one) == headings(two)
    assert commands(one) == commands(two)
    assert links(one) == links(two)
    assert len(re.findall(r"^- ", one, re.MULTILINE)) == len(re.findall(r"^- ", two, re.MULTILINE))


@pytest.mark.parametrize("other", OTHERS)
def test_same_figures(other: str) -> None:
    assert len(figures(page("en"))) >= 10

    def plain(rows: list[list[str]]) -> list[list[str]]:
        # "numbered 1 to n" is said without a number in Chinese.
        return [[cell for cell in row if cell not in ("1", "2")] for row in rows]

    assert plain(figures(page("en"))) == plain(figures(page(other)))


@pytest.mark.parametrize("language", READMES)
def test_table_is_what_was_measured(language: str) -> None:
    script = load_script("figures")
    text = page(language)
    assert script.with_table(text, language, script.kept()) == text, (
        "run scripts/figures.py --tables"
    )


def test_figures_agree_with_the_cards() -> None:
    script = load_script("figures")
    kept = json.loads((ROOT / "docs" / "figures.json").read_text(encoding="utf-8"))
    for name, source in script.plan()["sources"].items():
        if "file" in source:
            stale = "a card was renewed: run scripts/figures.py --only " + name
            assert script.measure(name, source, Path()) == kept[name], stale


@pytest.mark.parametrize("language", READMES)
def test_links_lead_somewhere(language: str) -> None:
    for link in links(page(language)):
        if not link.startswith("http"):
            assert (ROOT / link).exists(), f"{READMES[language]}: {link}"


def test_the_three_sentences_come_first() -> None:
    for language in READMES:
        opening = page(language).split("\n## ")[0].strip().splitlines()
        assert len([line for line in opening if line and not line.startswith(("#", "["))]) == 3


@pytest.mark.parametrize("name", ["extract", "compare", "tag"])
def test_pictures_are_small(name: str) -> None:
    data = (ROOT / "docs" / "pictures" / f"{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < 150_000
    width, height = struct.unpack(">II", io.BytesIO(data[16:24]).read())
    assert (width, height) == (1200, 720)
