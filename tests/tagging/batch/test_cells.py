"""Cells: own columns stay as they were, and nothing becomes a formula."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tagging.batch.fakes import tag
from tests.tagging.batch.tables import (
    csv_bytes,
    read_any,
    read_csv,
    read_jsonl,
    read_xlsx,
    write_csv,
    write_jsonl,
)

ENDINGS = ("csv", "tsv", "jsonl", "parquet")
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", '=HYPERLINK("x")']
CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from([*FORMULAS, "001", "'x", '"', '""', ",", "\r\n", "\n", " ", "﻿", "a;b"])


def test_jsonl_objects_stay_to_the_byte(tmp_path: Path) -> None:
    lines = [
        '{"text": "拖", "n": 1.10, "big": 123456789012345678901234567890, "a":{"b" :[1, 2]} }',
        '  {"text":"\\u62d6\\ud800","text2":null}  ',
        "{}",
        '{"labels": "mine", "text": "x"}',
    ]
    (tmp_path / "in.jsonl").write_text("\n\n".join(lines) + "\n", "utf-8")
    tag(tmp_path / "in.jsonl", tmp_path / "out.jsonl", text=["text"])
    out = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert out[0].startswith(lines[0][:-2] + ', "sx_labels": [{"code": "dilatory"')
    assert out[1].startswith(lines[1].strip()[:-1] + ", ")
    assert out[2].startswith('{"sx_labels": []')
    assert json.loads(out[3])["labels"] == "mine"
    assert json.loads(out[3])["sx_labels"] == []


def test_parquet_keeps_types_nulls_and_metadata(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "id": pyarrow.array([1, None, 2**60], pyarrow.int64()),
            "date": pyarrow.array([datetime(2024, 5, 6), None, None], pyarrow.timestamp("us")),
            "content": pyarrow.array(["拖", None, "好"], pyarrow.large_string()),
            "tags": pyarrow.array([["a"], [], None], pyarrow.list_(pyarrow.string())),
        }
    ).replace_schema_metadata({"who": "me"})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    summary = tag(tmp_path / "in.parquet", tmp_path / "out.parquet")
    out = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert out.select(table.column_names).equals(table)
    assert out.schema.metadata[b"who"] == b"me"
    assert out.column("labels").to_pylist() == ["dilatory", "", ""]
    assert list(summary.counts.months) == ["2024-05", ""]


def test_xlsx_keeps_numbers_dates_and_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ("id", "日期", "内容", "金额", "ok"),
        ("0017", datetime(2024, 5, 6, 7, 8), "=1+1 拖", 12.5, True),
        ("0018", None, "x_x005F_x0041_ 'y", -3, False),
        (None, None, None, None, None),
        ("0019", None, None, None, None),
    ]
    for row in rows:
        sheet.append(row)
    sheet["C2"].data_type = "s"
    sheet["B2"].number_format = "yyyy/m/d h:mm"
    book.save(tmp_path / "in.xlsx")
    tag(tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    out = read_xlsx(tmp_path / "out.xlsx")
    assert [tuple(row[name] for name in rows[0]) for row in out] == [rows[1], rows[2], rows[4]]
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert cell["B2"].number_format == "yyyy/m/d h:mm"
    assert cell["C2"].data_type == "s"
    assert out[0]["inaction"] is False


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_is_a_formula(tmp_path: Path, words: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": words, "text": words + " 拖", words: 1}])
    tag(source, tmp_path / "out.csv")
    head, row = read_any(tmp_path / "out.csv")[0].keys(), read_any(tmp_path / "out.csv")[0]
    assert row["id"] == "'" + words
    assert row["text"] == "'" + words + " 拖"
    assert "'" + words in head
    tag(source, tmp_path / "out.xlsx")
    for cells in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows():
        assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("number", ["-12.5", "+84912345678", "-1,000", "+3%", "-1e5", "-0"])
def test_numbers_are_no_formulas(tmp_path: Path, number: str) -> None:
    source = write_csv(tmp_path / "in.csv", [(number, "", "一直拖着没有结果")])
    tag(source, tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[0]["编号"] == number


def test_names_that_are_taken_get_a_prefix(tmp_path: Path) -> None:
    head = ("text", "labels", "model", "sx_model")
    source = write_csv(tmp_path / "in.csv", [("一直拖着", "mine", "T", "U")], head=head)
    tag(source, tmp_path / "out.csv")
    row = read_csv(tmp_path / "out.csv")[0]
    assert (row["labels"], row["sx_labels"]) == ("mine", "dilatory")
    assert (row["model"], row["sx_model"], row["sx_sx_model"]) == ("T", "U", "fake 1")


def _undone(cell: str) -> str:
    """Take the apostrophe before a formula away."""
    return cell[1:] if cell[:1] == "'" else cell


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    to=st.sampled_from(ENDINGS),
)
def test_cells_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], to: str
) -> None:
    folder = tmp_path_factory.mktemp("round")
    head = ("a", "text", "c")
    source = folder / "in.csv"
    # The last cell is never empty, so no row is a blank line.
    rows = [(a, b, c + "!") for a, b, c in rows]
    source.write_bytes(csv_bytes([head, *rows]).encode("utf-8"))
    tag(source, folder / f"out.{to}", text=["text"])
    out = read_any(folder / f"out.{to}")
    for row, cells in zip(out, rows, strict=True):
        for name, cell in zip(head, cells, strict=True):
            assert row[name] == cell or (to in ("csv", "tsv") and _undone(row[name]) == cell)


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=5),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | CELLS,
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.text(max_size=3), inner, max_size=3)
                ),
                max_leaves=6,
            ),
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
)
def test_objects_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, objects_: list[dict], ascii_: bool
) -> None:
    folder = tmp_path_factory.mktemp("round")
    rows = [{**item, "text": "一直拖着没人管"} for item in objects_]
    lines = [json.dumps(row, ensure_ascii=ascii_) for row in rows]
    data = "\n".join(lines).encode("utf-8", "backslashreplace")
    (folder / "in.jsonl").write_bytes(data)
    tag(folder / "in.jsonl", folder / "out.jsonl", text=["text"])
    for out, row in zip(read_jsonl(folder / "out.jsonl"), rows, strict=True):
        assert {name: out[name] for name in row} == row
