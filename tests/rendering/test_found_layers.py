"""Documents as the rooms above make them, not by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import lxml.html
import openpyxl
import pytest

from shangxia.coding import code_document
from shangxia.document import Document
from shangxia.provisions import find_provisions
from shangxia.rendering import render_text, write
from tests.rendering import documents


@pytest.fixture(scope="module", params=["chinese", "vietnamese"])
def document(request: pytest.FixtureRequest) -> Document:
    bare: Document = getattr(documents, request.param)()
    language = bare.source.language
    provisions = find_provisions(bare.text, bare.nodes, language, bare.instrument)
    books = ("channels", "situations")
    codings = code_document(bare.text, bare.nodes, language, books, provisions)
    return replace(bare, provisions=provisions, codings=codings)


def test_every_provision_and_coding_has_its_row(document: Document, tmp_path: Path) -> None:
    write(document, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["provisions"].max_row - 1 == len(document.provisions) > 0
    assert book["codings"].max_row - 1 == len(document.codings) > 0


def test_rows_of_the_page_lead_to_nodes_and_words(document: Document, tmp_path: Path) -> None:
    write(document, tmp_path / "a.html")
    page = lxml.html.parse(str(tmp_path / "a.html"))
    ids = set(page.xpath("//@id"))
    rows = page.xpath("//tr[@data-t]")
    assert len(rows) >= len(document.provisions) + len(document.codings)
    assert {row.get("data-t") for row in rows} <= ids
    keys = set(page.xpath("//article//@data-i"))
    chips = page.xpath("//aside//button[@data-i]")
    assert chips
    assert {chip.get("data-i") for chip in chips} <= keys


def test_json_quotes_the_text(document: Document, tmp_path: Path) -> None:
    write(document, tmp_path / "a.json")
    written = json.loads((tmp_path / "a.json").read_bytes())
    for layer in ("provisions", "codings"):
        for part in written[layer]:
            assert written["text"][part["start"] : part["end"]] == part["text"]


def test_the_tree_shows_what_was_found(document: Document) -> None:
    tree = render_text(document, width=400)
    for limit in (limit for provision in document.provisions for limit in provision.deadlines):
        assert f"{limit.value:g}" in tree
    assert f"[{document.codings[0].code}]" in tree
