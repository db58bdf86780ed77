"""``train`` and ``evaluate`` from a table to a model and its card."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.tagging.batch.tables import write_csv, write_jsonl
from tests.tagging.batch.test_commands import run

WORDS = {"school": ("老师", "学生", "课堂"), "road": ("公交", "路口", "红灯")}
ROWS = [
    {"编号": f"N{n}", "text": f"您好，第{n}号，{word}的事情请处理。", "部门": code}
    for code, words in WORDS.items()
    for n, word in enumerate(words * 4)
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    wrong = {**ROWS[0], "编号": "WRONG", "部门": "road"}
    return write_jsonl(tmp_path / "labelled.jsonl", [*ROWS, wrong])


def test_train_writes_a_card_without_any_text(table: Path, tmp_path: Path, capfd) -> None:
    code, out, err = run(capfd, "train", table, "-o", tmp_path / "m", "--labels", "部门")
    assert code == 0, err
    assert out.splitlines()[0].split() == ["code", "support", "precision", "recall", "F1"]
    card = (tmp_path / "m" / "README.md").read_text("utf-8")
    assert "`labelled.jsonl`: 25 reports, sha256" in card
    assert "| school | 12 |" in card
    with (tmp_path / "m" / "label_errors.csv").open(encoding="utf-8") as stream:
        first = next(csv.DictReader(stream))
    assert (first["id"], first["row"], first["given"], first["predicted"]) == (
        "WRONG",
        "25",
        "road",
        "school",
    )
    for path in (tmp_path / "m").iterdir():
        assert not any(row["text"] in path.read_bytes().decode("utf-8", "replace") for row in ROWS)
    before = {path.name: path.read_bytes() for path in (tmp_path / "m").iterdir()}
    run(capfd, "train", table, "-o", tmp_path / "m", "--labels", "部门")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "m").iterdir()}


def test_then_evaluate(table: Path, tmp_path: Path, capfd) -> None:
    run(capfd, "train", table, "-o", tmp_path / "m", "--labels", "部门")
    gold = write_csv(
        tmp_path / "gold.csv",
        [("1", "学生的课堂", "school"), ("2", "路口的红灯", "road")],
        head=("id", "content", "label"),
    )
    code, out, err = run(
        capfd,
        "evaluate",
        gold,
        "--model",
        tmp_path / "m",
        "--by",
        "length",
        "-o",
        tmp_path / "e.html",
    )
    assert code == 0, err
    assert "by length" in out and "few: says little" in out
    assert (tmp_path / "e.html").exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"text": "一直拖", "kind": "x"}], "has no column 'labels': it has text, kind: name the one"),
        ([{"text": "一直拖", "labels": "[a"}], "row 1: the labels are neither a list of codes nor a;b"),
        ([{"text": "一直拖", "labels": "a"}] * 3, "3 reports, 3 of them with a label, are too few"),
        ([{"text": f"一直拖{n}", "labels": "a"} for n in range(20)], "all 20 reports have the same label, a"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_from(rows: list, said: str, tmp_path: Path, capfd) -> None:
    table = write_jsonl(tmp_path / "in.jsonl", rows)
    code, _, err = run(capfd, "train", table, "-o", tmp_path / "m")
    assert code == 2
    assert said in err
    assert not (tmp_path / "m").exists()
