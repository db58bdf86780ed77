"""The workbook of a comparison: marked changes, holes, and nothing that a program obeys."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from shangxia.comparison import Change, Comparison
from shangxia.rendering import write
from shangxia.rendering.cells import CELL_LIMIT, xlsx_text
from tests.rendering import comparisons


def opened(path: Path, result: Any, **options: Any) -> Any:
    write(result, path, **options)
    return load_workbook(path, rich_text=True)


def column(sheet: Any, title: str) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(title)].value for row in sheet.iter_rows(min_row=2)]


def test_one_row_for_each_pair_with_its_changes(tmp_path: Path) -> None:
    book = opened(tmp_path / "x.xlsx", comparisons.versions())
    assert book.sheetnames == ["overview", "pairs", "only in A", "only in B", "matrix"]
    sheet = book["pairs"]
    assert column(sheet, "A") == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    assert column(sheet, "Relation") == ["edited", "same", "edited", "edited", "same"]
    old, new = column(sheet, "Text of A")[2], column(sheet, "Text of B")[2]
    assert isinstance(old, CellRichText)
    coloured = [
        part.text
        for part in old
        if isinstance(part, TextBlock) and part.font.color.rgb == "FFAB2020"
    ]
    assert coloured == ["应当", "三十"]
    assert str(new).startswith("第五条　组织部门必须在十日内答复。")
    added = column(sheet, "Text of B")[0]
    assert [part.text for part in added if isinstance(part, TextBlock) and part.font.u] == ["干部"]
    assert (
        column(sheet, "Differences")[2].splitlines()[0]
        == "deadline: 三十日内 ≠ 十日内 (B is shorter)"
    )


def test_what_has_no_counterpart_and_the_holes(tmp_path: Path) -> None:
    book = opened(tmp_path / "x.xlsx", comparisons.versions())
    assert book["only in A"].max_row == 1
    assert column(book["only in B"], "Where") == ["第三条"]
    assert column(book["only in B"], "Missing in") == ["云溪省干部任期办法"]
    matrix = book["matrix"]
    assert column(matrix, "Code") == ["discipline", "resignation", "term-of-office", "retirement"]
    assert [cell.value for cell in matrix[4]][3:] == ["1: 第二条", "2: 第二条, 第三条"]
    assert matrix["D5"].value == "–"
    assert matrix["D5"].fill.patternType not in (None, "solid")


def test_claims_have_a_sheet(tmp_path: Path) -> None:
    sheet = opened(tmp_path / "x.xlsx", comparisons.news())["claims"]
    assert column(sheet, "Verdict") == ["supported", "contradicted", "not found"]
    assert column(sheet, "Provision") == ["第五条", "第二条 / ¶1", None]


def test_many_comparisons_have_a_sheet_each_and_one_matrix(tmp_path: Path) -> None:
    book = opened(tmp_path / "x.xlsx", comparisons.many())
    assert len(book.sheetnames) == 1 + 3 + 3
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert book["overview"]["A2"].hyperlink.location == f"'{book.sheetnames[1]}'!A1"
    assert [cell.value for cell in book["matrix"][1]][3:] == [
        "云溪省干部任期办法", "云溪省干部任期办法（2031年修订）", "Quy định về việc miễn nhiệm, từ chức đối với cán bộ",
    ]  # fmt: skip


def test_without_text_no_text_is_written(tmp_path: Path) -> None:
    book = opened(tmp_path / "x.xlsx", comparisons.versions(), text=False)
    assert set(column(book["pairs"], "Text of A")) == {None}
    assert set(column(book["only in B"], "Text")) == {None}


def test_nasty_words_stay_words(tmp_path: Path) -> None:
    book = opened(tmp_path / "x.xlsx", [comparisons.nasty(), comparisons.versions()])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert all(link.endswith("!A1") for link in links)
    with ZipFile(tmp_path / "x.xlsx") as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(data)
            assert b"<f>" not in data
            assert not re.search(rb'Target="http', data)


def test_a_cell_holds_no_more_than_it_may(tmp_path: Path) -> None:
    text = "第一条　" + "长" * (CELL_LIMIT + 100)
    a, b = comparisons.document("a.txt", text), comparisons.document("b.txt", text)
    (first,) = [node.id for node in a.nodes if node.kind == "article"]
    pair = replace(
        comparisons.versions().pairs[0], a=(first,), b=(first,), changes=(Change(6, 8, 6, 6),)
    )
    sheet = opened(tmp_path / "x.xlsx", Comparison(a, b, (pair,), (), ()))["pairs"]
    for title in ("Text of A", "Text of B"):
        assert len(str(column(sheet, title)[0])) == CELL_LIMIT


def test_words_that_look_like_the_markup_of_the_writer(tmp_path: Path) -> None:
    # XlsxWriter takes a text between these for rich text and would write it as it is.
    words = "<r><t>x</t></broken></r>"
    assert xlsx_text(words).strip() == words
    comparison = comparisons.versions()
    pair = replace(comparison.pairs[1], reason=words)
    book = opened(tmp_path / "x.xlsx", replace(comparison, pairs=(pair,)))
    assert column(book["pairs"], "Reason")[0].strip() == words


def test_all_words_changed_or_none_at_all(tmp_path: Path) -> None:
    comparison = comparisons.versions()
    article = comparison.a.node("art_1")
    pair = replace(comparison.pairs[0], changes=(Change(article.start, article.end, 0, 0),))
    sheet = opened(tmp_path / "x.xlsx", replace(comparison, pairs=(pair,)))["pairs"]
    assert sheet["C2"].font.strike
    assert sheet["C2"].value == "第一条　为了规范任期，制定本办法。"
    assert not sheet["D2"].font.strike


@pytest.mark.slow
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is missing")
    write([comparisons.nasty(), *comparisons.many(), comparisons.news()], tmp_path / "x.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "x.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
