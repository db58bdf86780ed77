"""The review queue goes out, is filled in by a person, and comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

from shangxia.errors import TableError
from shangxia.tagging.batch import tag_file
from shangxia.tagging.batch.labelled import read_labelled
from shangxia.tagging.batch.reviewed import Decided, read_queue
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import write_csv, write_jsonl

ROWS = [
    ("a1", "", "一直拖着，\r\n还要拖多久？"),
    ("a2", "", "没有问题"),
    ("a3", "", "=推来推去？"),
    ("a4", "", "怎么办理？"),
    ("a5", "", "拖" * 40_000 + "？"),
]


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    source = write_csv(tmp_path / "in.csv", ROWS)
    path = tmp_path / "queue.xlsx"
    tag_file(source, tmp_path / "out.csv", model=FakeTagger(), review_queue=path)
    return path


def fill(path: Path, **cells: str) -> None:
    book = openpyxl.load_workbook(path, rich_text=True)
    sheet = book["review"]
    for name, value in cells.items():
        sheet[name] = value
    book.save(path)


def test_the_queue_holds_what_is_uncertain(queue: Path) -> None:
    book = openpyxl.load_workbook(queue, rich_text=True)
    sheet = book["review"]
    rows = list(sheet.iter_rows(values_only=True))
    head = rows[0]
    assert [row[1] for row in rows[1:]] == ["a1", "a3", "a4", "a5"]
    assert [row[0] for row in rows[1:]] == [1, 3, 4, 5]
    text = sheet["C2"].value
    assert isinstance(text, CellRichText)
    bold = [part.text for part in text if not isinstance(part, str) and part.font.b]
    assert bold == ["拖", "拖"]
    assert sheet["C3"].data_type != "f"
    assert sheet["F2"].value == "a question"
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"G2:I5": "codes!$A$2:$A$5", "J2:J5": '"yes,no"'}
    choices = [cell.value for cell in book["codes"]["A"]]
    assert choices[:3] == ["choice", "none", "dilatory · 拖沓、按兵不动"]
    assert head[6:9] == ("label 1", "label 2", "label 3")


def test_decisions_come_back_as_labelled_rows(queue: Path) -> None:
    fill(
        queue, G2="dilatory · 拖沓、按兵不动", H2="indifferent", J2="yes", G3="none", G5="dilatory"
    )
    first, second = read_queue(queue, FakeTagger().codes)
    assert first.text == "一直拖着，\n还要拖多久？"
    assert first.labels == ("dilatory", "indifferent")
    assert first.inaction is True
    assert [first.text[start:end] for _, start, end in first.evidence] == ["拖", "拖"]
    # A text that did not fit into its cell teaches nothing, and is left out.
    assert second == Decided("=推来推去？", (), None, ())


def test_decided_rows_are_rows_that_training_reads(queue: Path, tmp_path: Path) -> None:
    fill(queue, G2="dilatory", G4="none")
    rows = [item.to_row() for item in read_queue(queue)]
    labelled = read_labelled(write_jsonl(tmp_path / "rows.jsonl", rows))
    assert [item.labels for item in labelled] == [("dilatory",), ()]
    assert labelled[0].evidence == (("dilatory", 2, 3), ("dilatory", 8, 9))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, "holds no decision yet"),
        ({"G2": "wrong"}, "row 2: 'wrong' is no code"),
        ({"G2": "none", "H2": "dilatory"}, "row 2: 'none' and a code are both chosen"),
    ],
)
def test_what_does_not_fit_is_said(queue: Path, cells: dict[str, str], said: str) -> None:
    fill(queue, **cells)
    with pytest.raises(TableError, match=said):
        read_queue(queue, FakeTagger().codes)


def test_other_workbooks_are_no_queue(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(TableError, match="no review queue"):
        read_queue(tmp_path / "x.xlsx")
    with pytest.raises(TableError, match="does not exist"):
        read_queue(tmp_path / "y.xlsx")


def test_labelled_tables(tmp_path: Path) -> None:
    source = write_csv(
        tmp_path / "gold.csv",
        [("一直拖着", "dilatory; buck-passing", "是", '[{"code": "dilatory", "start": 2, "end": 3}]', "north"),
         ("谢谢", "", "false", "", "south")],
        head=("text", "labels", "inaction", "evidence", "place"),
    )  # fmt: skip
    first, second = read_labelled(source)
    assert first.labels == ("dilatory", "buck-passing")
    assert first.inaction is True
    assert first.evidence == (("dilatory", 2, 3),)
    assert first.columns["place"] == "north"
    assert (second.labels, second.inaction, second.evidence) == ((), False, ())


def test_evidence_may_be_quoted(tmp_path: Path) -> None:
    row = {
        "text": "拖，一直拖着，推给别人",
        "labels": ["dilatory", "buck-passing"],
        "evidence": [
            {"code": "dilatory", "text": "一直拖着"},
            {"code": "buck-passing", "start": 7, "end": 9, "text": "what offsets say goes"},
        ],
    }
    (report,) = read_labelled(write_jsonl(tmp_path / "gold.jsonl", [row]))
    assert report.evidence == (("dilatory", 2, 6), ("buck-passing", 7, 9))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "x"}, "no column 'labels'"),
        (
            {"text": "x", "labels": "a", "inaction": "perhaps"},
            "row 1: inaction is neither true nor false",
        ),
        ({"text": "x", "labels": "a", "evidence": "no"}, "row 1: evidence is no list"),
        (
            {"text": "x", "labels": "a", "evidence": [{"code": "a", "start": 0, "end": 9}]},
            "row 1: evidence does not stand in the text",
        ),
        (
            {"text": "x", "labels": "a", "evidence": [{"code": "a", "text": "y"}]},
            "row 1: evidence does not stand in the text",
        ),
        ({"text": "x", "labels": "a", "evidence": [{"code": "a", "text": ""}]}, "does not stand"),
        ({"text": "x", "labels": "a", "evidence": [{"code": "a"}]}, "row 1: evidence is no list"),
    ],
)
def test_labelled_tables_that_break_the_rules(tmp_path: Path, row: dict, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read_labelled(write_jsonl(tmp_path / "gold.jsonl", [row]), text=["text"])
