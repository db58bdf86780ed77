"""Labels as columns and members, cells as bytes: each value in each format."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow
import pytest

from shangxia.findings import Quote
from shangxia.labels import Label, Tagging
from shangxia.tagging.batch.labels import cell_names, cells_of, json_names, members_of
from shangxia.tagging.batch.rows import Rows, from_ipc
from shangxia.tagging.batch.sinks import (
    ArrowSink,
    CellSink,
    CsvSink,
    JsonlSink,
    framed,
    masked_type,
    safe_cell,
    type_of,
)
from shangxia.tagging.batch.xlsxsource import Moment
from tests.tagging.batch.fakes import NONE

CODES = ("dilatory", "buck-passing", "inert")
SOME = Tagging(
    (Label("dilatory", 0.123456, (Quote("拖", 3, 4), Quote("拖", 6, 7))), Label("inert", 0.5, ())),
    True, True, "low", "vi", "fake 2",
)  # fmt: skip
EVIDENCE = [
    {"code": "dilatory", "start": 3, "end": 4, "text": "拖"},
    {"code": "dilatory", "start": 6, "end": 7, "text": "拖"},
]


def test_names_of_our_columns() -> None:
    assert cell_names(("a", "b")) == (
        "labels", "score_a", "score_b", "evidence",
        "inaction", "review", "review_reason", "language", "model",
    )  # fmt: skip
    assert json_names() == (
        "labels", "scores", "inaction", "review", "review_reason", "language", "model",
    )  # fmt: skip


def test_a_tagging_as_cells() -> None:
    cells = cells_of(SOME, CODES)
    assert json.loads(cells.pop(4)) == EVIDENCE
    # A code without a score has none, which is not 0; four digits are what is known.
    assert cells == ["dilatory;inert", 0.1235, None, 0.5, True, True, "low", "vi", "fake 2"]
    assert cells_of(NONE, CODES) == [
        "", None, None, None, "[]", False, False, "", "zh", "fake 1",
    ]  # fmt: skip
    scored = Tagging(
        (), True, False, "", "zh", "m", {"dilatory": 0.98766, "buck-passing": 0.1, "inert": 0}
    )
    assert cells_of(scored, CODES)[1:4] == [0.9877, 0.1, 0.0]
    assert isinstance(cells_of(scored, CODES)[3], float)
    # Scores of the model count more than those of the labels.
    both = Tagging(SOME.labels, True, False, "", "zh", "m", {"dilatory": 0.9})
    assert cells_of(both, CODES)[1:4] == [0.9, None, None]


def test_a_tagging_as_members() -> None:
    codes = [json.dumps(code) for code in CODES]
    assert [json.loads(value) for value in members_of(SOME, codes)] == [
        [
            {"code": "dilatory", "score": 0.1235,
             "evidence": [{key: one[key] for key in ("start", "end", "text")} for one in EVIDENCE]},
            {"code": "inert", "score": 0.5, "evidence": []},
        ],
        {"dilatory": 0.1235, "buck-passing": None, "inert": 0.5},
        True, True, "low", "vi", "fake 2",
    ]  # fmt: skip
    assert members_of(NONE, codes) == [
        "[]", '{"dilatory": null, "buck-passing": null, "inert": null}',
        "false", "false", '""', '"zh"', '"fake 1"',
    ]  # fmt: skip
    assert "拖" in members_of(SOME, codes)[0]


VALUES: list[tuple[Any, str, Any, Any]] = [
    # A value, as a CSV cell, as JSON, and as a cell that waits for a workbook.
    ("x", "x", "x", "x"),
    ("a,b", '"a,b"', "a,b", "a,b"),
    ('a"b', '"a""b"', 'a"b', 'a"b'),
    ("a\nb", '"a\nb"', "a\nb", "a\nb"),
    ("a\rb", '"a\rb"', "a\rb", "a\rb"),
    ("a;b", "a;b", "a;b", "a;b"),
    ("=1", "'=1", "=1", "=1"),
    ("-1", "-1", "-1", "-1"),
    ("\0a", "a", "\0a", "\0a"),
    (None, "", None, None),
    (True, "true", True, True),
    (False, "false", False, False),
    (7, "7", 7, 7),
    (-7, "-7", -7, -7),
    (0.1, "0.1", 0.1, 0.1),
    (datetime(2024, 5, 6, 7, 8), "2024-05-06T07:08:00", "2024-05-06T07:08:00",
     ["2024-05-06T07:08:00", "yyyy-mm-dd hh:mm:ss"]),
    (date(2024, 5, 6), "2024-05-06", "2024-05-06", ["2024-05-06", "yyyy-mm-dd"]),
    (time(7, 8), "07:08:00", "07:08:00", "07:08:00"),
    (timedelta(1), '"1 day, 0:00:00"', "1 day, 0:00:00", "1 day, 0:00:00"),
    (Decimal("1.10"), "1.10", "1.10", "1.10"),
    (b"ab", base64.b64encode(b"ab").decode(), "YWI=", "YWI="),
    (Moment("2024-05-06", "d/m/yy"), "2024-05-06", "2024-05-06", ["2024-05-06", "d/m/yy"]),
    ([1, date(2024, 5, 6)], '"[1, ""2024-05-06""]"', [1, "2024-05-06"], '[1, "2024-05-06"]'),
    ((b"a",), '"[""YQ==""]"', ["YQ=="], '["YQ=="]'),
    ({1: "字"}, '"{""1"": ""字""}"', {"1": "字"}, '{"1": "字"}'),
]  # fmt: skip


def unframed(data: bytes) -> bytes:
    assert int.from_bytes(data[:8], "big") == len(data) - 8
    return data[8:]


@pytest.mark.parametrize(("value", "cell", "member", "frozen"), VALUES)
def test_a_value_in_every_format(value: Any, cell: str, member: Any, frozen: Any) -> None:
    rows = Rows(("a", "b"), [1], [[value, "z"]])
    csv = CsvSink(("a", "b"), ("labels",), (), ",", False).encode(rows, {}, [NONE])
    assert csv.decode() == f"{cell},z,,[],false,false,,zh,fake 1\r\n"
    line = JsonlSink(("a", "b"), json_names(), ()).encode(rows, {}, [NONE])
    assert line.endswith(b"}\n")
    assert json.loads(line)["a"] == member
    frame = CellSink(("a", "b"), ("labels",), ()).encode(rows, {}, [NONE])
    assert json.loads(unframed(frame)) == [
        [frozen, "z", "", "[]", False, False, "", "zh", "fake 1"]
    ]
    assert "字".encode() in frame or value != {1: "字"}


def test_heads() -> None:
    assert CsvSink(("=a", "b"), ("c",), (), ";", True).head() == b"\xef\xbb\xbf'=a;b;c\r\n"
    assert CsvSink(("a",), ("c",), (), "\t", False).head() == b"a\tc\r\n"
    assert JsonlSink(("a",), (), ()).head() == CellSink(("a",), (), ()).head() == b""
    assert ArrowSink((), ()).head() == b""


@pytest.mark.parametrize(
    ("text", "safe"),
    [("", ""), ("=", "'="), ("+1", "+1"), ("-1,5", "-1,5"), ("-.5", "-.5"), ("+1.2.3e-7%", "+1.2.3e-7%"),
     ("-1-1", "'-1-1"), ("@a", "'@a"), (" =1", "' =1"), (" 1", " 1"), ("a=1", "a=1"), ("\u3000＝1", "'\u3000＝1")],
)  # fmt: skip
def test_cells_that_a_formula_could_begin(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_half_a_pair_comes_through_or_is_replaced() -> None:
    rows = Rows(("a",), [1], [["x\ud800"]])
    assert "x\ufffd" in CsvSink(("a",), (), (), ",", False).encode(rows, {}, [NONE]).decode()
    frame = unframed(CellSink(("a",), (), ()).encode(rows, {}, [NONE]))
    assert json.loads(frame.decode("utf-8", "surrogatepass"))[0][0] == "x\ud800"
    line = JsonlSink(("a",), json_names(), ()).encode(rows, {}, [NONE])
    assert json.loads(line)["a"] == "x\ud800"


def test_replaced_cells_and_nothing_else() -> None:
    rows = Rows(("a", "b"), [1, 2], [["a1", "b1"], ["a2", "b2"]])
    csv = CsvSink(("a", "b"), (), (), ",", False).encode(rows, {1: ["X", "b2"]}, [NONE] * 2)
    assert [line.split(",")[:2] for line in csv.decode().splitlines()] == [
        ["a1", "X"],
        ["a2", "b2"],
    ]
    assert rows.cells == [["a1", "b1"], ["a2", "b2"]]
    lines = ['{"a":"a1" ,"b":"b1"}', '{"a":"a2" ,"b":"b2"}']
    kept = Rows(("a", "b"), [1, 2], rows.cells, lines=lines)
    sink = JsonlSink(("a", "b"), json_names(), ())
    one, two = sink.encode(kept, {1: ["［字］", "b2"]}, [NONE] * 2).decode().splitlines()
    assert one.startswith('{"a":"a1" ,"b":"［字］", "labels": [], ')
    assert two.startswith('{"a":"a2" ,"b":"b2", "labels": [], ')
    empty = Rows(("a", "b"), [], [])
    assert CsvSink(("a", "b"), (), (), ",", False).encode(empty, {}, []) == b""


def test_arrow_columns() -> None:
    table = pyarrow.table({"n": [1, 2], "t": ["a", None]})
    sink = ArrowSink(tuple("x" + name for name in cell_names(CODES)), CODES)
    frame = sink.encode(Rows(("n", "t"), [1, 2], table=table), {1: ["A", None]}, [SOME, NONE])
    out = from_ipc(unframed(frame))
    assert out.column("n").equals(table.column("n"))
    assert out.column("t").to_pylist() == ["A", None]
    assert out.column_names[2:] == list(sink.names)
    kinds = {name: str(out.schema.field("x" + name).type) for name in cell_names(CODES)}
    assert {name for name, kind in kinds.items() if kind == "double"} == {
        f"score_{c}" for c in CODES
    }
    assert {name for name, kind in kinds.items() if kind == "bool"} == {"inaction", "review"}
    assert set(kinds.values()) == {"double", "bool", "string"}
    assert out.column("xlabels").to_pylist() == ["dilatory;inert", ""]
    none = sink.encode(Rows(("n", "t"), [], table=table.slice(0, 0)), {}, [])
    assert from_ipc(unframed(none)).num_columns == 2 + len(sink.names)
    assert str(type_of("score_")) == "double"
    assert str(type_of("labels")) == "string"


def test_types_of_masked_columns() -> None:
    nested, large = pyarrow.list_(pyarrow.string()), pyarrow.large_string()
    assert masked_type(nested) == nested
    assert masked_type(large) == large
    assert masked_type(pyarrow.int64()) == pyarrow.string()
    assert framed(b"abc") == b"\0\0\0\0\0\0\0\3abc"


def test_names_and_codes_in_any_script_stand_as_they_are() -> None:
    sink = JsonlSink(("字",), ("标签", *json_names()[1:]), ("拖",))
    line = sink.encode(Rows(("字",), [1], [["好"]]), {}, [NONE]).decode()
    assert line.startswith('{"字": "好", "标签": [], "scores": {"拖": null}, ')
