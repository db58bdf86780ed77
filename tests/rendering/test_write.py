"""The verb: endings, formats, sequences, JSON, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shangxia.document import Document
from shangxia.errors import UsageError
from shangxia.labels import Tagging
from shangxia.rendering import render_text, write
from shangxia.rendering.registry import WRITERS
from tests.rendering import documents
from tests.rendering.documents import names


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_json_is_the_schema(tmp_path: Path) -> None:
    document = documents.chinese()
    write(document, tmp_path / "a.json")
    written = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(written) == document.to_dict()
    assert json.loads(written)["schema"] == "shangxia/1"
    assert "得过且过" in written


def test_json_of_several_is_a_list(tmp_path: Path) -> None:
    several = [documents.chinese(), documents.vietnamese()]
    write(several, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_bytes()) == [d.to_dict() for d in several]
    write([several[0]], tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_bytes()) == [several[0].to_dict()]
    write([], tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_bytes()) == []


def test_jsonl_has_a_line_for_each(tmp_path: Path) -> None:
    several = [documents.chinese(), documents.nasty(), documents.vietnamese()]
    write(several, tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [d.to_dict() for d in several]


def test_the_text_can_be_left_out(tmp_path: Path) -> None:
    write(documents.chinese(), tmp_path / "a.json", text=False)
    written = json.loads((tmp_path / "a.json").read_bytes())
    assert "text" not in written
    assert written["provisions"][0]["text"]


def test_trees_of_several_in_one_text_file(tmp_path: Path) -> None:
    one, two = documents.chinese(), documents.vietnamese()
    write([one, two], tmp_path / "a", format="text")
    written = (tmp_path / "a").read_text(encoding="utf-8")
    assert written == render_text(one) + "\n" + render_text(two)


def test_half_a_surrogate_pair_does_not_stop_it(tmp_path: Path) -> None:
    document = replace(documents.chinese(), text="\ud800" + documents.ZH[1:])
    for name in ("a.json", "a.xlsx", "a.html", "a.jsonl", "a.txt"):
        write(document, tmp_path / name)
    for form in ("csv", "parquet"):
        write(document, tmp_path / form, format=form)
    assert json.loads((tmp_path / "a.json").read_bytes())["text"][0] == "\ud800"


@pytest.mark.parametrize("form", ["html", "xlsx", "json", "jsonl", "txt", "csv", "parquet"])
def test_the_same_results_give_the_same_bytes(tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        several = [documents.chinese(), documents.vietnamese(), documents.nasty()]
        write(iter(several), tmp_path / name, format=form)
    one, two = tmp_path / "one", tmp_path / "two"
    if one.is_dir():
        assert tree(one) == tree(two) != {}
    else:
        assert one.read_bytes() == two.read_bytes() != b""
    assert names(tmp_path) == ["one", "two"]


@pytest.mark.parametrize("form", ["xlsx", "jsonl", "csv", "parquet"])
def test_documents_are_taken_one_by_one(tmp_path: Path, form: str) -> None:
    def failing() -> Iterator[Document]:
        yield documents.chinese()
        raise RuntimeError("the second cannot be read")

    with pytest.raises(RuntimeError, match="second"):
        write(failing(), tmp_path / "out", format=form)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("a.docx", None, "cannot be written as 'docx'.*html, xlsx, json"),
        ("a", None, "no ending"),
        ("a.csv", None, "folder"),
        ("a.parquet", None, "folder"),
        ("a.html", "pdf", "'pdf'"),
        ("missing/a.json", None, "no folder"),
    ],
)
def test_what_does_not_fit_is_explained(
    tmp_path: Path, name: str, form: str | None, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        write(documents.chinese(), tmp_path / name, format=form)
    assert names(tmp_path) == []


@pytest.mark.parametrize("given", ["text", b"bytes", {"schema": 1}, 3, None, ["text"], [None]])
def test_what_is_no_result_is_refused(tmp_path: Path, given: object) -> None:
    with pytest.raises(UsageError, match="not a"):
        write(given, tmp_path / "a.json")


def test_results_of_two_types_are_refused(tmp_path: Path) -> None:
    tagging = Tagging((), False, False, "", "zh", "clues")
    with pytest.raises(UsageError, match="Tagging stands among"):
        write([documents.chinese(), tagging], tmp_path / "a.json")
    assert names(tmp_path) == []


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="whole text"):
        write(documents.chinese(), tmp_path / "a.html", text=False)


def test_every_registered_writer_can_be_imported() -> None:
    from shangxia.rendering.registry import find_writer

    for kind, formats in WRITERS.items():
        for form in formats:
            assert callable(find_writer(kind, form))
