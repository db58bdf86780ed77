"""Rows that are masked: which cells, and where the evidence goes."""

from __future__ import annotations

import pyarrow

from shangxia.findings import Quote
from shangxia.labels import Label, Tagging
from shangxia.tagging.batch.columns import Roles
from shangxia.tagging.batch.masking import _joined, mask_rows, text_of
from shangxia.tagging.batch.redaction import redact
from shangxia.tagging.batch.rows import Rows
from tests.tagging.batch.fakes import NONE


def test_masking_cell_by_cell() -> None:
    columns = ("id", "name", "title", "text", "n", "more", "none")
    rows = Rows(columns, [1, 2], [
        ["13812345678", "张三", "电话13812345678", "好，13912345678，拖着", 7,
         {"a": ["13812345678", {"b": "回电13812345678"}], "n": 1}, None],
        ["2", "", "好", "拖", "x", (1, "13812345678"), ""],
    ])  # fmt: skip
    roles = Roles(text=(2, 3), id=0, personal=((1, "name"),))
    quote = Quote("拖", 14 + 14, 14 + 15)
    joined = "\n".join(rows.cells[0][2:4])
    assert joined[quote.start : quote.end] == "拖"
    taggings = [Tagging((Label("dilatory", 0.5, (quote,)),), True, True, "why", "zh", "m"), NONE]
    replaced, moved, texts = mask_rows(rows, roles, taggings)
    assert 0 not in replaced
    assert replaced[1] == ["［姓名］", ""]
    assert replaced[2] == ["电话［电话］", "好"]
    assert replaced[3] == ["好，［电话］，拖着", "拖"]
    assert replaced[4] == [7, "x"]
    assert replaced[5] == [{"a": ["［电话］", {"b": "回电［电话］"}], "n": 1}, (1, "13812345678")]
    assert replaced[6] == [None, ""]
    assert texts == ["电话［电话］\n好，［电话］，拖着", "好\n拖"]
    (found,) = moved[0].labels[0].evidence
    assert texts[0][found.start : found.end] == found.text == "拖"
    assert (moved[0].review_reason, moved[1]) == ("why", NONE)


def test_masking_one_text_column_keeps_what_is_no_text() -> None:
    rows = Rows(("text",), [1, 2, 3], [[None], [7], ["打13812345678"]])
    replaced, _, texts = mask_rows(rows, Roles(text=(0,)), [NONE] * 3)
    assert replaced == {0: [None, 7, "打［电话］"]}
    assert texts == ["", "7", "打［电话］"]
    assert [text_of(value) for value in (None, "", 0, "a", False)] == ["", "", "0", "a", "False"]


def test_masking_looks_only_at_arrow_columns_that_may_hold_text() -> None:
    call = "13812345678"
    table = pyarrow.table({
        "n": pyarrow.array([13812345678]),
        "s": pyarrow.array([call]),
        "l": pyarrow.array([call], pyarrow.large_string()),
        "d": pyarrow.array([call]).dictionary_encode(),
        "v": pyarrow.array([[call]]),
        "p": pyarrow.array([13812345678]),
        "text": pyarrow.array(["好"]),
    })  # fmt: skip
    roles = Roles(text=(6,), personal=((5, "phone"),))
    replaced, _, _ = mask_rows(Rows(tuple(table.column_names), [1], table=table), roles, [NONE])
    assert sorted(replaced) == [1, 2, 3, 4, 5, 6]
    assert replaced[1] == replaced[2] == replaced[3] == replaced[5] == ["［电话］"]
    assert replaced[4] == [["［电话］"]]


def test_evidence_that_touches_what_is_masked() -> None:
    call = "13812345678"
    cells = [f"拖{call}推", f"推{call}拖{call}办", f"{call}", f"拖{call}"]
    joined = "\n".join(cells)
    quotes = tuple(Quote(sign, at, at + 1) for at, sign in enumerate(joined) if sign in "拖推办\n")
    calls = tuple(
        Quote(call, at, at + len(call)) for at in range(len(joined)) if joined.startswith(call, at)
    )
    tagging = Tagging((Label("a", 0.5, quotes), Label("b", 0.5, calls)), True, True, "", "zh", "m")
    rows = Rows(("a", "b", "c", "d"), [1], [cells])
    _, (moved,), (text,) = mask_rows(rows, Roles(text=(0, 1, 2, 3)), [tagging])
    assert text == joined.replace(call, "［电话］")
    kept, masked = (label.evidence for label in moved.labels)
    assert [one.text for one in kept] == [one.text for one in quotes]
    assert [one.text for one in masked] == ["［电话］"] * 5
    for one in (*kept, *masked):
        assert text[one.start : one.end] == one.text


def test_joined_columns_have_one_map_of_their_whole_length() -> None:
    parts = [redact(text, language="zh") for text in ("打13812345678", "好", "13812345678")]
    whole = _joined(parts)
    assert whole.text == "打［电话］\n好\n［电话］"
    assert whole.map.old_length == 12 + 1 + 1 + 1 + 11
    assert whole.map.new_length == len(whole.text)
    assert whole.kinds == ("phone", "phone")
    assert _joined(parts[:1]) is parts[0]
