"""Everything that `extract` and `tag` write comes back as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shangxia as sx
from shangxia.corpora import load_labelled, load_regulations, load_results
from shangxia.errors import ReadingError, TableError
from shangxia.rendering.cells import csv_plain, csv_text
from shangxia.rendering.parquet import arrow_schema
from shangxia.rendering.tables import TABLES
from shangxia.tagging.batch import tag_file
from tests.runner import run
from tests.tagging.batch.fakes import CUES, FakeTagger
from tests.tagging.batch.tables import ROWS, objects, write_csv, write_jsonl

datasets = pytest.importorskip("datasets", reason="the extra `neural` is not installed")


@pytest.fixture(scope="module")
def documents(samples: Path) -> list[sx.Document]:
    names = ("zh-regulation.txt", "vi-regulation.txt", "news-zh.txt", "news-en.txt")
    read = [sx.read(samples / name) for name in names]
    return [*read, sx.parse("=1+1\n第一条 '=不是公式。\n第二条 -3 \U0001f600", name="-x.txt")]


def plain(tables: Any) -> dict[str, list[dict[str, Any]]]:
    return {name: rows.to_list() for name, rows in tables.items()}


def without_empty(value: Any) -> Any:
    """What CSV can tell: an empty text is none."""
    if isinstance(value, dict):
        return {name: without_empty(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value or None if isinstance(value, str) else value


def test_extract_comes_back_from_every_format(documents, tmp_path: Path) -> None:
    sx.write(documents, tmp_path / "parquet", format="parquet")
    sx.write(documents, tmp_path / "csv", format="csv")
    sx.write(documents, tmp_path / "all.json")
    sx.write(documents, tmp_path / "all.jsonl")
    first = load_results(tmp_path / "parquet")
    assert list(first) == [table.name for table in TABLES]
    for table in TABLES:
        schema = arrow_schema(table)
        assert first[table.name].features == datasets.Features.from_arrow_schema(schema)
        assert len(first[table.name]) > 0
    for other in ("all.json", "all.jsonl", "csv"):
        found = load_results(tmp_path / other)
        assert {name: rows.features for name, rows in found.items()} == {
            name: rows.features for name, rows in first.items()
        }
        if other == "csv":
            assert without_empty(plain(found)) == without_empty(plain(first))
        else:
            assert plain(found) == plain(first)
    by_name = {document.source.name: document for document in documents}
    for name in ("provisions", "codings", "claims", "mentions"):
        for row in first[name]:
            text = by_name[row["source"]].text[row["start"] : row["end"]]
            assert row["text"].strip() == text.strip()


def test_the_words_can_be_left_out(documents, tmp_path: Path) -> None:
    sx.write(documents, tmp_path / "a.jsonl", text=False)
    found = load_results(tmp_path / "a.jsonl")
    assert set(found["nodes"]["text"]) == {None}
    assert len(found["provisions"]) > 10


def test_what_the_command_printed_comes_back(samples: Path, tmp_path: Path, capfd) -> None:
    names = [samples / "news-zh.txt", samples / "news-en.txt"]
    code, out, _ = run(capfd, "extract", *names)
    assert code == 0
    printed = tmp_path / "printed.json"
    printed.write_text(out, encoding="utf-8")
    assert len(load_results(printed)["instruments"]) == 2


def test_no_documents_at_all_keep_their_types(tmp_path: Path) -> None:
    sx.write([], tmp_path / "none", format="parquet")
    sx.write([], tmp_path / "none.json")
    found = load_results(tmp_path / "none")
    assert len(found["provisions"]) == 0
    assert (
        found["provisions"].features == load_results(tmp_path / "none.json")["provisions"].features
    )


@given(st.text(alphabet="'=-+@ \tab\n＝", max_size=6))
def test_csv_text_has_a_way_back(text: str) -> None:
    assert csv_plain(csv_text(text)) == text


def tagged(tmp_path: Path, source: Path, ending: str) -> Any:
    output = tmp_path / f"out-{source.suffix[1:]}{ending}"
    tag_file(source, output, model=FakeTagger())
    return load_results(output)


@pytest.mark.parametrize("source", [".csv", ".jsonl"])
def test_tag_comes_back_the_same_from_every_format(tmp_path: Path, source: str) -> None:
    rows = [*ROWS, ("=1+1", "-5", "=一直拖着不理，又推来推去"), ("8", "", "'=普通的话")]
    head = ("labels", "score", "内容")
    path = tmp_path / f"in{source}"
    if source == ".csv":
        write_csv(path, rows, head=head)
    else:
        write_jsonl(path, [dict(zip(head, row, strict=True)) for row in rows])
    found = {
        end: tagged(tmp_path, path, end) for end in (".csv", ".tsv", ".jsonl", ".xlsx", ".parquet")
    }
    first = found[".parquet"]
    ours = ["sx_labels", *(f"score_{code}" for code in CUES), "evidence", "inaction", "review",
            "review_reason", "language", "model"]  # fmt: skip
    assert first.column_names == [*head, *ours]
    assert first.features["sx_labels"] == datasets.List(datasets.Value("string"))
    assert first.features["score_dilatory"] == datasets.Value("float64")
    assert first.features["review"] == datasets.Value("bool")
    expected = FakeTagger().tag([row[2] for row in rows])
    for row, one in zip(first, expected, strict=True):
        assert row["sx_labels"] == [label.code for label in one.labels]
        assert row["inaction"] == one.inaction
        for quote in row["evidence"]:
            assert row["内容"][quote["start"] : quote["end"]] == quote["text"]
    assert any(row["evidence"] for row in first)
    for ending, other in found.items():
        assert other.features == first.features, ending
        if ending in (".csv", ".tsv"):
            # Nobody can tell an apostrophe of ours from one that stood before a formula.
            assert other.to_list()[:-1] == first.to_list()[:-1]
            assert other[-1]["内容"] == "=普通的话"
        else:
            assert other.to_list() == first.to_list(), ending


def test_parquet_and_jsonl_keep_the_types_of_other_columns(tmp_path: Path) -> None:
    items = [{**one, "n": at, "ok": at > 1, "more": [at]} for at, one in enumerate(objects())]
    found = tagged(tmp_path, write_jsonl(tmp_path / "in.jsonl", items), ".jsonl")
    assert found.features["n"] == datasets.Value("int64")
    assert found.features["ok"] == datasets.Value("bool")
    assert found["more"][2] == [2]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "text,labels\nabc,\n", "load_labelled"),
        ("a.jsonl", '{"text": "abc"}\n', "load_labelled"),
        ("a.json", '{"text": "abc"}', "is not as `shangxia extract` writes it"),
        ("a.json", "{", "is not as `shangxia extract` writes it"),
        ("a.json", "[" * 100_000, "is not as `shangxia extract` writes it"),
    ],
)
def test_what_is_not_ours_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(TableError, match=said):
        load_results(tmp_path / name)
    with pytest.raises(TableError, match=r"holds no instruments\.parquet or \.csv"):
        load_results(tmp_path)


def test_labelled_tables_come_alike_from_every_format(tmp_path: Path) -> None:
    rows = [("a1", "科室互相推诿", "buck-passing;inert", "是"), ("a2", "请问几点开门", "", "")]
    head = ("编号", "内容", "labels", "inaction")
    path = write_csv(tmp_path / "in.csv", rows, head=head, encoding="gb18030")
    first = load_labelled(path)
    assert first.features["labels"] == datasets.List(datasets.Value("string"))
    assert first.column_names == [
        "row",
        "id",
        "text",
        "labels",
        "inaction",
        "evidence",
        "编号",
        "内容",
    ]
    assert first[0] == {
        "row": 1, "id": "a1", "text": "科室互相推诿", "labels": ["buck-passing", "inert"],
        "inaction": True, "evidence": None, "编号": "a1", "内容": "科室互相推诿",
    }  # fmt: skip
    items = [dict(zip(head, row, strict=True)) for row in rows]
    for item in items:
        item["labels"] = [part for part in item["labels"].split(";") if part]
    assert load_labelled(write_jsonl(tmp_path / "in.jsonl", items)).to_list() == first.to_list()
    first.to_parquet(tmp_path / "in.parquet")
    assert load_labelled(tmp_path / "in.parquet", text=["text"])["labels"] == first["labels"]


def test_evidence_of_labelled_tables_quotes(tmp_path: Path) -> None:
    evidence = [{"code": "buck-passing", "start": 2, "end": 6}]
    item = {"text": "科室互相推诿", "labels": ["buck-passing"], "evidence": evidence}
    (row,) = load_labelled(write_jsonl(tmp_path / "a.jsonl", [item]))
    assert row["evidence"] == [{**evidence[0], "text": "互相推诿"}]


def test_a_folder_of_regulations(samples: Path, tmp_path: Path) -> None:
    for name in ("zh-regulation.txt", "vi-regulation.txt"):
        (tmp_path / name).write_bytes((samples / name).read_bytes())
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "zh-regulation.txt").write_bytes(
        (tmp_path / "zh-regulation.txt").read_bytes()
    )
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 no zip")
    found = load_regulations(tmp_path)
    assert len(found["documents"]) == 3
    assert len(set(found["documents"]["source"])) == 3
    texts = dict(zip(found["documents"]["source"], found["documents"]["text"], strict=True))
    assert len(found["provisions"]) == sum(found["documents"]["provisions"]) > 0
    for row in found["provisions"]:
        assert texts[row["source"]][row["start"] : row["end"]].strip() == row["text"].strip()
        for deadline in row["deadlines"]:
            assert texts[row["source"]][deadline["start"] : deadline["end"]] == deadline["text"]
    assert [Path(path).name for path in found["unread"]["path"]] == ["bad.docx"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadingError, match="holds no file that we read"):
        load_regulations(tmp_path / "empty")
    assert json.dumps(found["documents"].to_list())
