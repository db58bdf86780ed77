"""The commands as a person uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from shangxia import cli
from shangxia.tagging import model as models
from tests.runner import run
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import ROWS, read_csv, write_csv, write_jsonl


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.TaggingModel, "load", staticmethod(lambda name: FakeTagger()))


def test_tag(tmp_path: Path, capfd) -> None:
    source = write_csv(tmp_path / "in.csv", [*ROWS, ("1", "2", "3", "4")])
    page, queue = tmp_path / "r.html", tmp_path / "q.xlsx"
    code, out, err = run(
        capfd, "tag", source, "-o", tmp_path / "out.csv", "--redact", "--report", page,
        "--review-queue", queue, "--workers", 1,
    )  # fmt: skip
    assert (code, out) == (0, "")
    assert "out.csv: 5 reports, read from 内容" in err
    assert "dilatory" in err
    assert "1 rows could not be read" in err
    assert "A tag is a lead for a reviewer, never a finding about a person." in err
    assert page.exists()
    assert queue.exists()
    assert len(read_csv(tmp_path / "out.csv")) == 5
    # Nothing of what people wrote is said.
    assert not any(row[2] in err for row in ROWS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no.csv", "-o", "out.csv"), "no.csv does not exist"),
        (("in.csv", "-o", "out.csv", "--text", "body"), "no column 'body'"),
        (("in.csv", "-o", "out.ods"), "the ending .ods tells no format"),
        (("in.csv", "-o", "out.csv", "--report", "r.txt"), "give a name that ends in .html"),
        (("in.csv", "-o", "out.csv", "--report", "no/r.html"), "there is no folder"),
    ],
)
def test_mistakes_are_one_sentence_and_exit_2(
    tmp_path: Path, capfd, monkeypatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "in.csv")
    code, out, err = run(capfd, "tag", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("shangxia: ")
    assert err.count("\n") == 1


def test_formats_by_option(tmp_path: Path, capfd) -> None:
    source = write_csv(tmp_path / "in.txt", delimiter="\t")
    code, _, _ = run(capfd, "tag", source, "-o", tmp_path / "out.dat", "--format", "tsv")
    assert code == 0
    assert len(read_csv(tmp_path / "out.dat", delimiter="\t")) == len(ROWS)


def test_ray_checks_the_report_before_it_begins(tmp_path: Path, capfd) -> None:
    write_jsonl(tmp_path / "a.jsonl", [{"text": "一直拖"}])
    code, _, err = run(
        capfd, "tag", tmp_path, "-o", tmp_path / "o", "--engine", "ray", "--report", "r.txt"
    )
    assert code == 2
    assert "give a name that ends in .html" in err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("train", "-o", "m"), "nothing to learn from"),
        (("train", "gold.jsonl", "-o", "gold.jsonl"), "is a file"),
        (
            ("train", "gold.jsonl", "-o", "m", "--codebook", "clues"),
            "row 1: label 'odd' is no code",
        ),
        (("evaluate", "gold.jsonl"), "row 1: label 'odd' is no code (dilatory,"),
    ],
)
def test_train_and_evaluate_say_what_does_not_fit(
    tmp_path: Path, capfd, monkeypatch, command: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path / "gold.jsonl", [{"text": "x", "labels": ["odd"]}])
    code, _, err = run(capfd, *command)
    assert code == 2
    assert said in err


def test_evaluate_without_the_column(tmp_path: Path, capfd) -> None:
    gold = write_jsonl(tmp_path / "gold.jsonl", [{"text": "一直拖", "labels": ["dilatory"]}])
    code, _, err = run(capfd, "evaluate", gold, "--by", "place")
    assert code == 2
    assert "no column 'place'" in err


def test_evaluate(tmp_path: Path, capfd) -> None:
    rows = [
        {"text": "一直拖", "labels": ["dilatory"], "place": "north"},
        {"text": "推来推去", "labels": [], "place": "south"},
    ]
    gold = write_jsonl(tmp_path / "gold.jsonl", rows)
    code, out, _ = run(capfd, "evaluate", gold, "--by", "place")
    assert code == 0
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line}
    assert lines["dilatory"][1:] == ["1", "1.000", "1.000", "1.000"]
    assert lines["micro"][1:] == ["1", "0.500", "1.000", "0.667"]
    assert lines["north"][4] == "1.000"
    assert lines["south"][4] == "0.000"


def test_help_is_quick_and_names_the_commands() -> None:
    shown = CliRunner().invoke(cli.app, ["--help"]).output
    assert {"tag", "train", "evaluate"} <= set(shown.split())
