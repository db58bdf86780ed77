"""Tables in and out: formats, encodings, columns, damaged rows."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from shangxia.errors import ShangxiaError, TableError, UsageError
from shangxia.tagging.batch import tag_file
from tests.tagging.batch.fakes import FakeTagger, tag
from tests.tagging.batch.tables import (
    HEAD,
    ROWS,
    objects,
    read_any,
    read_csv,
    read_jsonl,
    read_xlsx,
    write_csv,
    write_jsonl,
)

ENDINGS = ("csv", "tsv", "jsonl", "xlsx", "parquet")
OURS = (
    "labels", "score_dilatory", "score_buck-passing", "score_indifferent", "evidence",
    "inaction", "review", "review_reason", "language", "model",
)  # fmt: skip


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    """The same rows in every format."""
    files = {
        "csv": write_csv(tmp_path / "in.csv"),
        "tsv": write_csv(tmp_path / "in.tsv", delimiter="\t"),
        "jsonl": write_jsonl(tmp_path / "in.jsonl", objects()),
        "xlsx": tmp_path / "in.xlsx",
        "parquet": tmp_path / "in.parquet",
    }
    book = openpyxl.Workbook()
    for row in (HEAD, *ROWS):
        book.active.append(row)
    book.save(files["xlsx"])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(objects()), files["parquet"])
    return files


@pytest.mark.parametrize("to", ENDINGS)
@pytest.mark.parametrize("origin", ENDINGS)
def test_every_format_becomes_every_other(
    sources: dict[str, Path], tmp_path: Path, origin: str, to: str
) -> None:
    output = tmp_path / f"out.{to}"
    summary = tag(sources[origin], output)
    rows = read_any(output)
    assert summary.counts.rows == len(rows) == len(ROWS)
    for row, given_ in zip(rows, ROWS, strict=True):
        assert tuple(row[name] or "" for name in HEAD) == given_
    if to == "jsonl":
        assert [label["code"] for label in rows[0]["labels"]] == ["dilatory"]
        (quote,) = rows[0]["labels"][0]["evidence"]
        assert ROWS[0][2][quote["start"] : quote["end"]] == quote["text"] == "拖"
        assert rows[1]["review"] is True
    else:
        assert list(rows[0])[-len(OURS) :] == list(OURS)
        assert rows[0]["labels"] == "dilatory"
        assert float(rows[0]["score_dilatory"]) == 0.6
        (quote,) = json.loads(rows[0]["evidence"])
        assert quote == {"code": "dilatory", "start": 9, "end": 10, "text": "拖"}
        assert str(rows[1]["review"]).lower() == "true"
        assert str(rows[2]["review"]).lower() == "false"
    assert not list(tmp_path.glob("*.partial"))
    assert not list(tmp_path.glob("*.rejects.jsonl"))


def test_csv_output_to_the_byte(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("1", "2024-01-01", "拖,\r\n拖"), ("2", "", "好?")])
    tag(source, tmp_path / "out.csv")
    expected = (
        "编号,时间,内容,labels,score_dilatory,score_buck-passing,score_indifferent,evidence,"
        "inaction,review,review_reason,language,model\r\n"
        '1,2024-01-01,"拖,\r\n拖",dilatory,0.7,0.01,0.01,'
        '"[{""code"": ""dilatory"", ""start"": 0, ""end"": 1, ""text"": ""拖""}, '
        '{""code"": ""dilatory"", ""start"": 4, ""end"": 5, ""text"": ""拖""}]",'
        "false,false,,zh,fake 1\r\n"
        "2,,好?,,0.01,0.01,0.01,[],false,true,a question,zh,fake 1\r\n"
    )
    assert (tmp_path / "out.csv").read_bytes().decode("utf-8") == expected


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "關於道路施工的問題，市民多次反映，有關部門一直拖著沒有處理，希望領導重視。"
    rows = [(str(number), "", text) for number in range(30)]
    head = ("編號", "時間", "內容")
    source = write_csv(tmp_path / "in.csv", rows, head=head, encoding=encoding)
    tag(source, tmp_path / "out.csv")
    out = (tmp_path / "out.csv").read_bytes()
    assert [row["內容"] for row in read_csv(tmp_path / "out.csv")] == [text] * 30
    # Who uses Excel gets a file that Excel reads.
    assert out.startswith(b"\xef\xbb\xbf") == (encoding != "utf-8")


def test_gb18030_far_down_in_an_ascii_file(tmp_path: Path) -> None:
    body = b"id,text\r\n" + b"1,nothing to see here\r\n" * 60_000
    body += "2,一直拖着没有人处理这个问题，希望领导重视\r\n".encode("gb18030") * 20
    (tmp_path / "in.csv").write_bytes(body)
    summary = tag(tmp_path / "in.csv", tmp_path / "out.csv")
    assert summary.counts.codes["dilatory"] == 20


def test_undecodable_rows_are_rejected_and_the_rest_comes_out(tmp_path: Path) -> None:
    lines = [f"{n},一直拖着没有人处理这个问题\n".encode() for n in range(60)]
    lines[40] = b"40,\xff\xfe broken\n"
    (tmp_path / "in.csv").write_bytes(b"id,text\n" + b"".join(lines))
    summary = tag(tmp_path / "in.csv", tmp_path / "out.csv")
    assert [row["id"] for row in read_csv(tmp_path / "out.csv")] == [
        str(n) for n in range(60) if n != 40
    ]
    assert summary.counts.rejected == 1
    assert read_jsonl(tmp_path / "out.csv.rejects.jsonl") == [
        {"row": 41, "reason": "holds bytes that are no utf-8 text"}
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_and_kept(tmp_path: Path, delimiter: str) -> None:
    source = write_csv(tmp_path / "in.csv", delimiter=delimiter)
    tag(source, tmp_path / "out.csv")
    assert len(read_csv(tmp_path / "out.csv", delimiter=delimiter)) == len(ROWS)


def test_ragged_rows(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "id,text,note\n1,short row\n2,long row,a,,\n3,too,many,cells\n"
    )
    summary = tag(tmp_path / "in.csv", tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")
    assert [(row["id"], row["text"], row["note"]) for row in rows] == [
        ("1", "short row", ""), ("2", "long row", "a"),
    ]  # fmt: skip
    (reject,) = read_jsonl(summary.rejects)
    assert reject["row"] == 3
    assert "4 cells where the header has 3" in reject["reason"]


def test_a_quotation_mark_left_open_costs_no_memory_and_no_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shangxia.tagging.batch.csvsource.LONGEST_CELL", 5_000)
    rows = "".join(f'{n},"text {n}"\n' for n in range(100))
    (tmp_path / "in.csv").write_text(f'id,text\n{rows}x,"never closed\n' + "a line\n" * 2_000)
    summary = tag(tmp_path / "in.csv", tmp_path / "out.csv", text=["text"])
    assert summary.counts.rows >= 100
    assert "field larger than field limit" in read_jsonl(summary.rejects)[0]["reason"]


def test_nul_bytes(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("id,text\n1,一直\0拖着\n".encode())
    tag(tmp_path / "in.csv", tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[0]["text"] == "一直拖着"


def test_bad_lines_of_jsonl_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(
        ('{"text": "拖拖拉拉，没有结果"}\n' * 9 + '{"text": \n[1]\n"x"\n').encode()
        + b'{"text": "\xff"}\n'
        + b"[" * 9999
    )
    summary = tag(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert summary.counts.rows == 9
    reasons = {item["row"]: item["reason"] for item in read_jsonl(summary.rejects)}
    assert reasons[10].startswith("is no JSON: ")
    assert reasons[11] == "is a JSON list, no object"
    assert reasons[12] == "is a JSON str, no object"
    assert reasons[13].startswith("holds bytes that are no text")
    assert set(reasons) == {10, 11, 12, 13, 14}


def test_jsonl_with_new_keys_further_down_becomes_a_table(tmp_path: Path) -> None:
    rows = [{"text": f"text {n}"} for n in range(300)] + [{"text": "x", "late": {"a": 1}, "n": 2}]
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    tag(source, tmp_path / "out.csv")
    last = read_csv(tmp_path / "out.csv")[-1]
    assert (last["late"], last["n"]) == ('{"a": 1}', "2")
    tag(source, tmp_path / "out.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert table.schema.field("n").type == pyarrow.int64()
    assert table.column("late").to_pylist()[-1] == '{"a": 1}'


def test_xlsx_rows_with_cells_that_have_no_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("id", "text"), (1, "一直拖着"), (2, "x", None, "stray"), (3, "y", None)):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    summary = tag(tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    assert [row["id"] for row in read_xlsx(tmp_path / "out.xlsx")] == [1, 3]
    assert read_jsonl(summary.rejects) == [
        {"row": 2, "reason": "has 4 cells where the header has 2"}
    ]


def test_several_text_columns_are_joined_by_a_line_break(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [("标题", "", "一直拖着")])
    summary = tag(source, tmp_path / "out.jsonl", text=["编号", "内容"])
    (quote,) = read_jsonl(tmp_path / "out.jsonl")[0]["labels"][0]["evidence"]
    assert "标题\n一直拖着"[quote["start"] : quote["end"]] == "拖"
    assert summary.columns == ("编号", "内容")


@pytest.mark.parametrize(
    ("content", "name", "options", "said"),
    [
        ("", "in.csv", {}, "is empty"),
        ("id,text\n", "in.csv", {}, "only a header"),
        ("\ufeff\r\n", "in.csv", {}, "is empty"),
        ("id,text\n1,words\n", "in.csv", {"text": ["body"]}, "no column 'body': it has id, text"),
        ("id,text\n1,words\n", "in.csv", {"id": "nr"}, "no column 'nr'"),
        ("id,n\n1,2\n", "in.csv", {}, "name it with --text"),
        ("[]\n", "in.jsonl", {}, "no line that is a JSON object"),
        ("x", "in.xlsx", {}, "no XLSX file"),
        ("x", "in.parquet", {}, "no Parquet file"),
        ("x", "in.doc", {}, "the ending .doc tells no format"),
        ("[{}]", "in.json", {}, "one object a line"),
        ("id,text\n1,x\n", "in.csv", {"format": "ods"}, "format 'ods' is unknown"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    tmp_path: Path, content: str, name: str, options: dict, said: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(ShangxiaError) as caught:
        tag(tmp_path / name, tmp_path / "out.csv", **options)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out.csv").exists()


def test_missing_files_and_folders(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv")
    with pytest.raises(TableError, match="does not exist"):
        tag(tmp_path / "no.csv", tmp_path / "out.csv")
    with pytest.raises(UsageError, match="no folder"):
        tag(source, tmp_path / "no" / "out.csv")
    with pytest.raises(UsageError, match="is both the input and -o"):
        tag(source, source)
    with pytest.raises(UsageError, match="is a folder"):
        tag(source, tmp_path)


def test_a_report_that_the_model_fails_on_is_rejected_alone(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv")
    tagger = FakeTagger(fails_on="小学")
    summary = tag_file(source, tmp_path / "out.csv", model=tagger, workers=1)
    assert [row["编号"] for row in read_csv(tmp_path / "out.csv")] == [
        row[0] for row in ROWS if "小学" not in row[2]
    ]
    assert read_jsonl(summary.rejects) == [{"row": 3, "reason": "could not be tagged: ValueError"}]
