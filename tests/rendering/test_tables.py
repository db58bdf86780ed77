"""CSV, Parquet and XLSX hold the same rows, and none of them a formula."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.document import Document
from shangxia.findings import Coding
from shangxia.rendering import write
from shangxia.rendering.cells import CELL_LIMIT, csv_text, xlsx_text
from shangxia.rendering.readable import number
from shangxia.rendering.tables import NODES, PROVISIONS, TABLES, unique_sources
from shangxia.rendering.xlsx import SHEETS
from tests.rendering import documents


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def rows(document: Document, name: str) -> list[dict[str, Any]]:
    table = next(table for table in TABLES if table.name == name)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows(document)]


def test_rows_fit_their_columns() -> None:
    for document in (documents.chinese(), documents.vietnamese(), documents.nasty()):
        for table in TABLES:
            for row in table.rows(document):
                for column, value in zip(table.columns, row, strict=True):
                    if column.is_list:
                        assert isinstance(value, tuple)
                        assert all(isinstance(item, column.type) for item in value)
                    else:
                        assert value is None or type(value) is column.type


def test_leaves_of_the_node_table_are_the_text() -> None:
    for document in (documents.chinese(), documents.vietnamese()):
        words = [row["text"] for row in rows(document, "nodes") if row["text"] is not None]
        assert "".join(words) == document.text


def test_rows_know_their_node_and_their_codes() -> None:
    document = documents.chinese()
    provisions = {row["id"]: row for row in rows(document, "provisions")}
    assert provisions["p3"]["place_in_text"].startswith("第三条")
    assert provisions["p3"]["codes"] == (
        "situations:cn2022-03", "clues:coasting", "clues:buck-passing", "clues:inert",
    )  # fmt: skip
    # The coding that crosses into the item is not inside it.
    assert provisions["p4"]["codes"] == ()
    coasting = next(row for row in rows(document, "codings") if row["code"] == "coasting")
    assert coasting["node"].endswith("art_3/par_1/item_1")
    crossing = next(row for row in rows(document, "codings") if row["code"] == "inert")
    assert crossing["node"].endswith("art_3/par_1")


def test_csv_has_a_mark_for_excel_and_the_same_rows(tmp_path: Path) -> None:
    document = documents.chinese()
    write(document, tmp_path / "out", format="csv")
    for table in TABLES:
        path = tmp_path / "out" / f"{table.name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(read_csv(path)) == len(rows(document, table.name))
    row = read_csv(tmp_path / "out" / "provisions.csv")[4]
    (deadline,) = json.loads(row["deadlines"])
    assert deadline == {
        "text": "在30日内", "start": deadline["start"], "end": deadline["end"],
        "value": 30.0, "unit": "day", "bound": "max",
    }  # fmt: skip
    assert document.text[deadline["start"] : deadline["end"]] == "在30日内"
    assert document.text[int(row["start"]) : int(row["end"])] == row["text"]


def test_csv_cells_are_never_formulas(tmp_path: Path) -> None:
    write(documents.nasty(), tmp_path / "out", format="csv")
    for table in TABLES:
        for row in read_csv(tmp_path / "out" / f"{table.name}.csv"):
            for cell in row.values():
                if not re.fullmatch(r"-?[\d.]+", cell):
                    assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")


@given(st.text())
def test_an_apostrophe_is_all_that_csv_adds(text: str) -> None:
    safe = csv_text(text)
    assert not re.match(r"\s*[=+\-@＝＋－＠]", safe)
    assert safe in (text.replace("\x00", ""), "'" + text.replace("\x00", ""))


def test_parquet_has_explicit_types_and_lists_of_structs(tmp_path: Path) -> None:
    document = documents.chinese()
    write([document, documents.vietnamese()], tmp_path / "out", format="parquet")
    table = pq.read_table(tmp_path / "out" / "provisions.parquet")
    assert table.schema.names == [column.name for column in PROVISIONS.columns]
    assert str(table.schema.field("deadlines").type).startswith("list<element: struct<text: string")
    assert str(table.schema.field("start").type) == "int64"
    row = table.to_pylist()[4]
    assert row["deadlines"][0]["value"] == 30.0
    assert row["citations"][0]["node"].endswith("art_2")
    assert {row["source"] for row in table.to_pylist()} == {"yunxi.txt", "maysuoi.txt"}


def test_tables_without_rows_keep_their_types(tmp_path: Path) -> None:
    write([], tmp_path / "out", format="parquet")
    table = pq.read_table(tmp_path / "out" / "claims.parquet")
    assert table.num_rows == 0
    assert str(table.schema.field("value").type) == "double"


def test_polars_reads_parquet_as_it_is(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    write(documents.chinese(), tmp_path / "out", format="parquet")
    frame = polars.read_parquet(tmp_path / "out" / "provisions.parquet")
    assert frame["deadlines"].list.len().to_list() == [0, 0, 0, 0, 1, 0, 1]


@pytest.mark.slow
def test_datasets_reads_the_folder_by_its_readme(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    document = documents.chinese()
    write(document, tmp_path / "out", format="parquet")
    cache = str(tmp_path / "cache")
    for name in ("provisions", "codings", "claims"):
        loaded = datasets.load_dataset(str(tmp_path / "out"), name, split="train", cache_dir=cache)
        assert len(loaded) == len(rows(document, name))
    alone = datasets.load_dataset(
        "parquet",
        data_files=str(tmp_path / "out" / "provisions.parquet"),
        split="train",
        cache_dir=cache,
    )
    assert alone[4]["deadlines"][0]["unit"] == "day"


def test_no_text_leaves_the_words_of_nodes_out(tmp_path: Path) -> None:
    document = documents.chinese()
    write(document, tmp_path / "csv", format="csv", text=False)
    write(document, tmp_path / "parquet", format="parquet", text=False)
    write(document, tmp_path / "a.xlsx", text=False)
    assert {row["text"] for row in read_csv(tmp_path / "csv" / "nodes.csv")} == {""}
    nodes = pq.read_table(tmp_path / "parquet" / "nodes.parquet")
    assert nodes.column("text").null_count == nodes.num_rows
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["nodes"]
    at = [column.name for column in NODES.columns].index("text")
    assert {row[at].value for row in sheet.iter_rows(min_row=2)} == {None}


def test_documents_of_one_name_are_told_apart() -> None:
    same = [documents.chinese(), documents.chinese(), documents.chinese()]
    odd = replace(same[0], source=replace(same[0].source, name="yunxi.txt (2)"))
    names = [document.source.name for document in unique_sources([odd, *same])]
    assert names[:2] == ["yunxi.txt (2)", "yunxi.txt"]
    assert len(set(names)) == 4


def test_xlsx_sheets_for_a_person(tmp_path: Path) -> None:
    document = documents.chinese()
    write([document, documents.vietnamese()], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [table.name for table in SHEETS]
    sheet = book["provisions"]
    titles = [cell.value for cell in sheet[1]]
    assert titles == [column.title for column in PROVISIONS.columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(titles)).coordinate[:-1]}9"
    row = dict(zip(titles, sheet[6], strict=True))
    assert row["By when"].value == "在30日内 (≤ 30 days)"
    assert sheet.column_dimensions[row["Start"].column_letter].hidden
    assert sheet.row_dimensions[6].height is None


def test_xlsx_rows_link_to_their_node(tmp_path: Path) -> None:
    write([documents.chinese(), documents.vietnamese()], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    checked = 0
    for name in ("provisions", "codings", "claims", "mentions"):
        sheet = book[name]
        at = [cell.value for cell in sheet[1]].index("Node")
        for row in sheet.iter_rows(min_row=2):
            goal = book["nodes"][row[at].hyperlink.location.split("!")[1]]
            assert goal.value == row[at].value
            assert book["nodes"].cell(goal.row, 1).value == row[0].value
            checked += 1
    assert checked == 8 + 6 + 2 + 3


def test_xlsx_holds_no_formula_and_no_link_made_from_text(tmp_path: Path) -> None:
    write(documents.nasty(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    seen = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert cell.hyperlink is None or cell.hyperlink.target is None
                seen.add(cell.value)
    # Text that looks like a formula or an escape comes back as it was.
    assert '=HYPERLINK("http://example.invalid","click")' in seen
    assert "+1+1|cmd" in seen
    # Excel would read _x000D_ as a line break; escaped, it is what stood in the text.
    assert "bell escape[31m nul _x005F_x000D_" in seen
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "sheet" in name]
    assert not any(b"<f>" in sheet or b"\r" in sheet for sheet in sheets)


def test_xlsx_cells_that_are_too_long_are_cut_and_marked(tmp_path: Path) -> None:
    document = documents.chinese()
    long = Coding("clues", "inert", 0, 1, "𠀀" * 40_000, 0.5, "x\r\ny" * 20_000)
    write(replace(document, codings=(long,)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["codings"]
    values = {cell.value: cell.value for cell in sheet[2] if isinstance(cell.value, str)}
    longest = sorted(values, key=len)[-2:]
    assert all(value.endswith("[…]") for value in longest)
    assert all(len(value.encode("utf-16-le")) // 2 <= CELL_LIMIT for value in longest)
    assert "\r" not in longest[-1]


@given(st.text(), st.integers(0, 3))
def test_xlsx_text_is_short_and_clean(text: str, times: int) -> None:
    cell = xlsx_text(text * 10**times)
    assert len(cell.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff]", cell)


@pytest.mark.parametrize(
    ("value", "written"),
    [(30.0, "30"), (0.5, "0.5"), (2 / 3, "0.6667"), (1e12, "1000000000000"), (-2.0, "-2")],
)
def test_numbers_for_a_person(value: float, written: str) -> None:
    assert number(value) == written
