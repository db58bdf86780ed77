"""``shangxia compare`` as a person meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

import shangxia as sx
from shangxia.comparison import Comparison
from shangxia.plain import from_plain


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shangxia", "compare", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def laws(samples: Path) -> tuple[Path, Path]:
    return samples / "zh-regulation.txt", samples / "vi-regulation.txt"


def test_two_files_print_what_a_person_reads(laws: tuple[Path, Path]) -> None:
    done = run(*laws)
    assert done.returncode == 0, done.stderr
    assert "第七条 ↔ Điều 5" in done.stdout
    assert "only in A" in done.stdout


def test_json_is_what_python_gives(laws: tuple[Path, Path]) -> None:
    done = run(*laws, "--format", "json", "--level", "paragraph")
    printed = from_plain(Comparison, json.loads(done.stdout))
    assert printed.level == "paragraph"
    assert printed == sx.compare(*map(sx.read, laws), level="paragraph")


def test_several_files_in_all_pairs_or_round_a_pivot(
    laws: tuple[Path, Path], samples: Path
) -> None:
    three = (*laws, samples / "news-zh.txt")
    assert len(run(*three, "--format", "jsonl", "--no-text").stdout.splitlines()) == 3
    lines = run(*three, "--pivot", "--format", "jsonl", "--no-text").stdout.splitlines()
    assert [json.loads(line)["b"]["source"]["name"] for line in lines] == [
        "vi-regulation.txt",
        "news-zh.txt",
    ]


@pytest.mark.parametrize("ending", ["html", "xlsx", "json", "csv", "txt"])
def test_the_ending_tells_the_format(laws: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    done = run(*laws, "-o", tmp_path / f"report.{ending}")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [f"report.{ending}"]
    if ending == "csv":
        rows = table(tmp_path / "report.csv")
        assert {row["source_a"] for row in rows} == {"zh-regulation.txt"}
        assert {"only_a", "counterpart"} <= {row["relation"] for row in rows}


def test_only_the_codebooks_that_were_asked_for(laws: tuple[Path, Path]) -> None:
    done = run(*laws, "--codebook", "channels", "--format", "json")
    assert {key.split(":")[0] for key in json.loads(done.stdout)["matrix"]} == {"channels"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("-o", "x.pdf"), "cannot be written as 'pdf': choose one of html, xlsx"),
        (("--format", "html"), "--format html needs -o FILE"),
        (("-o", "no/such/folder/x.html"), "there is no folder"),
        (("--codebook", "no-such-book"), "no-such-book"),
    ],
)
def test_errors_are_one_sentence(laws: tuple[Path, Path], more: tuple[str, str], said: str) -> None:
    done = run(*laws, *more)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_one_file_is_not_enough(laws: tuple[Path, Path]) -> None:
    done = run(laws[0])
    assert done.returncode == 2
    assert "at least two" in done.stderr


def test_a_file_that_is_missing_is_named(laws: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(laws[0], tmp_path / "gone.txt")
    assert done.returncode == 2
    assert "gone.txt" in done.stderr


def test_the_demo_compares_the_samples(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shangxia", "demo", "-o", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"compare.html", "compare.xlsx", "claims.html", "claims.xlsx"} <= names
    assert 'id="tab-claims"' in (tmp_path / "claims.html").read_text(encoding="utf-8")


def test_real_versions_and_real_languages(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "regulations"
    old, new = (sx.read(folder / "zh-party" / name) for name in ("dangfa0010.md", "dangfa009.md"))
    petitions = sx.read(folder / "zh-party" / "xinfang-gongzuo-tiaoli-2022.md")
    foreign = sx.read(folder / "vi-laws" / "Luat-To-cao-336713.txt")
    for name, a, b in (("versions", old, new), ("languages", petitions, foreign)):
        comparison = sx.compare(a, b)
        for ending in ("html", "xlsx", "csv", "txt", "json"):
            sx.write(comparison, tmp_path / f"{name}.{ending}")
        rows = table(tmp_path / f"{name}.csv")
        held = [node for row in rows for node in row["a"].split(";") if node]
        articles = [node.id for node in a.nodes if node.kind == "article"]
        # No article is lost between the pairs and what stands alone.
        assert set(articles) <= set(held)
