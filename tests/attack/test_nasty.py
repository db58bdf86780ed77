"""Nasty strings through every writer; the files are opened again and checked."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from lxml import etree

import shangxia as sx
from shangxia.coding.qdc import to_qdc
from shangxia.coding.values import Code, Codebook
from tests.rendering import comparisons, documents
from tests.rendering.test_html_browser import Page, browser
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import read_any, write_csv

__all__ = ["browser"]

NASTY = (
    *documents.NASTY,
    "=cmd|'/c calc'!A0", "-2+3+cmd|' /C calc'!D2", "\t=1+1", "\r=1+1", "＝1+1", " =1+1", "\u3000=1+1", '","=1+1',
    '"\r\n=1+1,', "'=1+1", "<svg onload=window.broken=5>", "<a href='javascript:window.broken=6'>x</a>",
    "</title><script>window.broken=7</script>", "</style><script>window.broken=8</script>", "<!--<script>",
    "]]><script>window.broken=9</script>", "<r>x</r>", "_x003D_1+1", "_x000D_\n", "\ud800 half \udfff", "\x00nul",
    "\x1b]0;title\x07\x1b[2J", "\u2028line\u2029", "../../../../etc/passwd", "..\\..\\x", "C:\\x:y", "/etc/passwd",
    "${jndi:ldap://example.invalid}", "%s%n", "拖" + "🙂" * 20_000, "拖" * 33_000,
)  # fmt: skip
_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r]")


@pytest.fixture(autouse=True)
def corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "NASTY", NASTY)
    monkeypatch.setattr(comparisons, "NASTY", NASTY)


def results(kind: str) -> Any:
    return documents.nasty() if kind == "document" else comparisons.nasty()


def check_workbook(path: Path) -> None:
    """No formula, no link outwards, no cell that is too long, well-formed to the last part."""
    book = openpyxl.load_workbook(path)
    for row in (row for sheet in book.worksheets for row in sheet.iter_rows()):
        for cell in row:
            assert cell.data_type != "f", cell.coordinate
            assert cell.hyperlink is None or not cell.hyperlink.target
            # A written _x000D_ is escaped, and openpyxl leaves the escape in.
            shown = str(cell.value or "").replace("_x005F_", "_")
            assert len(shown.encode("utf-16-le")) <= 2 * 32_767
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            assert ".." not in part
            data = archive.read(part)
            etree.fromstring(data)
            assert b"<f>" not in data


def write_objects(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write JSONL in ASCII, which can spell halves of surrogate pairs."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "ascii")
    return path


def check_csv(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)
        assert number or not _FORMULA.match(cell.lstrip(" \u3000")), cell[:40]


@pytest.mark.parametrize("kind", ["document", "comparison"])
def test_written_results(kind: str, tmp_path: Path) -> None:
    result = results(kind)
    for ending in ("xlsx", "json", "jsonl", "html", "txt"):
        sx.write(result, tmp_path / f"out.{ending}")
    check_workbook(tmp_path / "out.xlsx")
    json.loads((tmp_path / "out.json").read_text("utf-8"))
    (line,) = (tmp_path / "out.jsonl").read_bytes().decode().rstrip("\n").split("\n")
    json.loads(line)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", (tmp_path / "out.txt").read_text("utf-8"))
    if kind == "document":
        sx.write(result, tmp_path / "tables", format="csv")
        sx.write(result, tmp_path / "parquet", format="parquet")
        for path in (tmp_path / "tables").glob("*.csv"):
            check_csv(path)
        assert all(
            pyarrow.parquet.read_table(one).schema
            for one in (tmp_path / "parquet").glob("*.parquet")
        )
    else:
        sx.write(result, tmp_path / "out.csv")
        check_csv(tmp_path / "out.csv")
    assert all(path.resolve().is_relative_to(tmp_path) for path in tmp_path.rglob("*"))


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["document", "comparison"])
def test_pages_in_a_browser(kind: str, tmp_path: Path, browser: Any) -> None:
    sx.write(results(kind), tmp_path / "out.html")
    check_page(browser, tmp_path / "out.html")


def check_page(browser: Any, path: Path) -> None:
    page = Page(browser, path)
    assert page.run("return window.broken") is None
    for element in browser.find_elements("css selector", "a[href]"):
        assert not element.get_attribute("href").lower().startswith(("javascript:", "http"))
    assert [entry["message"] for entry in browser.get_log("browser")] == []
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [
        event["params"]["request"]["url"]
        for event in asked
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert all(url.startswith(("file:", "about:", "data:")) for url in urls)


@pytest.mark.parametrize("source", ["csv", "jsonl"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "xlsx", "parquet"])
def test_tagged_tables(source: str, ending: str, tmp_path: Path) -> None:
    words = [one.replace("\x00", "") if source == "csv" else one for one in NASTY]
    words = [re.sub("[\ud800-\udfff]", "", one) if source == "csv" else one for one in words]
    rows = [(f"../{n}", "=1+1", f"{one} 拖？") for n, one in enumerate(words)]
    given = tmp_path / f"in.{source}"
    if source == "csv":
        write_csv(given, rows)
    else:
        write_objects(given, [{"id": a, "date": b, "text": c} for a, b, c in rows])
    out, queue, report = (
        tmp_path / name for name in (f"out.{ending}", "queue.xlsx", "report.html")
    )
    sx.tag_file(given, out, model=FakeTagger(), workers=1, review_queue=queue, report=report)
    if ending == "xlsx":
        check_workbook(out)
    elif ending == "csv":
        check_csv(out)
    assert len(read_any(out)) == len(rows)
    check_workbook(queue)
    assert "<script>window.broken" not in report.read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} <= {
        given.name, out.name, queue.name, report.name, f"{out.name}.rejects.jsonl",
    }  # fmt: skip


@pytest.mark.browser
def test_the_report_of_a_run_in_a_browser(tmp_path: Path, browser: Any) -> None:
    given = write_objects(tmp_path / "in.jsonl", [{"id": 1, "text": f"{one} 拖"} for one in NASTY])
    report = tmp_path / "report.html"
    sx.tag_file(given, tmp_path / "out.csv", model=FakeTagger(), workers=1, report=report)
    check_page(browser, report)


def test_codebooks_for_other_programs() -> None:
    codes = tuple(Code(f"c{n}", {"en": one}, {"en": one}) for n, one in enumerate(NASTY))
    root = etree.fromstring(to_qdc(Codebook("nasty", {"en": NASTY[0]}, codes)))
    assert not root.xpath("//*[local-name()='script']")
    assert len(root.xpath("//*[local-name()='Code']")) == len(codes)
