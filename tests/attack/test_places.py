"""Disks that are full or read-only, runs at once, and words that must not be left anywhere."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tagging.batch.tables import write_csv

CANARY = "金丝雀暗语"
SAMPLE = ROOT / "corpora" / "samples"
LAW = "云溪市规定\n第一条 机关应当在十日内办理。\n" + "第二条 不得拖延。\n" * 400


def run(
    *arguments: object,
    limit: int | None = None,
    cwd: Path | None = None,
    temporary: Path | None = None,
):
    """Run the command line, with a largest file size in bytes where one is given."""

    def full() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    if temporary is not None:
        env["TMPDIR"] = str(temporary)
    return subprocess.run(
        [sys.executable, "-c", "from shangxia.cli import main; main()", *map(str, arguments)],
        capture_output=True, text=True, preexec_fn=full, env=env, cwd=cwd, timeout=300, check=False,
    )  # fmt: skip


def commands(tmp_path: Path) -> dict[str, list[object]]:
    """Return a command for each way to write, without its output."""
    law, other = tmp_path / "a.txt", tmp_path / "b.txt"
    law.write_text(LAW, "utf-8")
    other.write_text(LAW.replace("十日", "二十日"), "utf-8")
    table = write_csv(tmp_path / "in.csv", [(str(n), "", "一直拖着没有结果") for n in range(500)])
    return {
        "extract": ["extract", law],
        "compare": ["compare", law, other],
        "tag": ["tag", table],
    }


def require_clear(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert any(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize(("command", "name"), [
    ("extract", "out.html"), ("extract", "out.xlsx"), ("extract", "out.json"), ("compare", "out.html"),
    ("compare", "out.xlsx"), ("compare", "out.csv"), ("tag", "out.csv"), ("tag", "out.xlsx"),
])  # fmt: skip
def test_a_full_disk(command: str, name: str, tmp_path: Path) -> None:
    arguments = commands(tmp_path)[command]
    out = tmp_path / "results"
    out.mkdir()
    done = run(*arguments, "-o", out / name, limit=4_000)
    require_clear(done, "make room")
    left = {path.name for path in out.iterdir()}
    # What was tagged waits for the next run; nothing else stays.
    assert left <= ({f"{name}.partial"} if command == "tag" else set())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", ["extract", "compare", "tag"])
def test_a_folder_that_may_not_be_written_to(command: str, tmp_path: Path) -> None:
    arguments = commands(tmp_path)[command]
    out = tmp_path / "results"
    out.mkdir(mode=0o500)
    require_clear(run(*arguments, "-o", out / "out.html"), "write elsewhere")
    assert not list(out.iterdir())


@pytest.mark.parametrize("command", ["extract", "compare", "tag"])
def test_a_folder_that_is_not_there(command: str, tmp_path: Path) -> None:
    done = run(*commands(tmp_path)[command], "-o", tmp_path / "none" / "out.csv" / "out.xlsx")
    require_clear(done, "make it first")


def test_words_of_reports_are_nowhere_but_in_the_outputs(tmp_path: Path) -> None:
    temporary, folder = tmp_path / "tmp", tmp_path / "work"
    temporary.mkdir()
    folder.mkdir()
    lines = [json.dumps({"id": n, "text": f"{CANARY}一直拖着没有结果"}) for n in range(60)]
    # Rows that are broken in different ways, each with the words in it.
    lines += [f'{{"text": "{CANARY}', f'["{CANARY}"]', f'"{CANARY}"', f"{CANARY}: no"]
    source = folder / "in.jsonl"
    source.write_text("\n".join(lines) + "\n", "utf-8")
    out = folder / "out.csv"
    done = run("tag", source, "-o", out, cwd=folder, temporary=temporary)
    assert done.returncode == 0, done.stderr
    assert CANARY not in done.stdout + done.stderr
    rejects = folder / "out.csv.rejects.jsonl"
    assert rejects.read_bytes().count(b"\n") == 4
    assert {path.name for path in folder.iterdir()} == {source.name, out.name, rejects.name}
    assert CANARY not in rejects.read_text("utf-8")
    assert CANARY in out.read_text("utf-8-sig")
    assert not list(temporary.rglob("*"))


def test_words_are_in_no_message_of_a_run_that_fails(tmp_path: Path) -> None:
    rows = [(str(n), "", f"{CANARY}拖着") for n in range(400)]
    out = tmp_path / "out.csv"
    done = run("tag", write_csv(tmp_path / "in.csv", rows), "-o", out, limit=3_000)
    require_clear(done, "make room")
    assert CANARY not in done.stdout + done.stderr
    for name in ("manifest.json", "journal", "rejects"):
        path = tmp_path / "out.csv.partial" / name
        assert not path.exists() or CANARY.encode() not in path.read_bytes()
    gold = tmp_path / "gold.csv"
    gold.write_text(f"text,labels,inaction\n拖着,dilatory,{CANARY}\n", "utf-8")
    done = run("train", gold, "-o", tmp_path / "model")
    assert done.returncode == 2
    assert CANARY not in done.stdout + done.stderr
    assert not (tmp_path / "model").exists()
