"""Disks that are full or read-only, runs at once, and words that must not be left anywhere."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.tagging.batch.tables import write_csv

CANARY = "金丝雀暗语"
TOPICS = (("老师", "school"), ("公交", "road"))
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
    rows = [(f"第{n}号，{word}的事情", code) for n in range(12) for word, code in TOPICS]
    gold = write_csv(tmp_path / "gold.csv", rows, head=("text", "labels"))
    return {
        "extract": ["extract", law],
        "compare": ["compare", law, other],
        "tag": ["tag", table],
        "train": ["train", gold],
        "codebook": ["codebook", "export", "clues"],
    }


def require_clear(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert any(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize(("command", "name"), [
    ("extract", "out.html"), ("extract", "out.xlsx"), ("extract", "out.json"), ("compare", "out.html"),
    ("compare", "out.xlsx"), ("compare", "out.csv"), ("tag", "out.csv"), ("tag", "out.xlsx"),
    ("train", "out"), ("codebook", "out.yaml"), ("codebook", "out.xlsx"), ("codebook", "out.qdc"),
])  # fmt: skip
def test_a_full_disk(command: str, name: str, tmp_path: Path) -> None:
    arguments = commands(tmp_path)[command]
    out = tmp_path / "results"
    out.mkdir()
    done = run(*arguments, "-o", out / name, limit=1_000)
    require_clear(done, "make room")
    left = {path.name for path in out.iterdir()}
    # What was tagged waits for the next run; nothing else stays.
    assert left <= ({f"{name}.partial"} if command == "tag" else set())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 24 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("only who may mount a disk can test with one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


WRITERS = [
    ("extract", "out.html"), ("extract", "out.xlsx"), ("compare", "out.html"), ("tag", "out.csv"),
    ("train", "out"), ("codebook", "out.yaml"), ("codebook", "out.xlsx"),
]  # fmt: skip


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
@pytest.mark.parametrize(("command", "name"), WRITERS)
def test_a_disk_that_is_full(command: str, name: str, tmp_path: Path, disk: Path) -> None:
    (disk / "filler").write_bytes(b"x" * 16_000)
    require_clear(run(*commands(tmp_path)[command], "-o", disk / name), "make room")
    partial = {f"{name}.partial"} if command == "tag" else set()
    assert {path.name for path in disk.iterdir()} <= {"filler"} | partial


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
@pytest.mark.parametrize(("command", "name"), WRITERS)
def test_a_disk_that_is_read_only(command: str, name: str, tmp_path: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    require_clear(run(*commands(tmp_path)[command], "-o", disk / name), "write elsewhere")
    assert not list(disk.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize(("command", "name"), WRITERS)
def test_a_folder_that_may_not_be_written_to(command: str, name: str, tmp_path: Path) -> None:
    arguments = commands(tmp_path)[command]
    out = tmp_path / "results"
    out.mkdir(mode=0o500)
    require_clear(run(*arguments, "-o", out / name), "write elsewhere")
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


def test_words_are_in_no_trace_of_learning_and_judging(tmp_path: Path) -> None:
    temporary, folder = tmp_path / "tmp", tmp_path / "work"
    temporary.mkdir()
    folder.mkdir()
    rows = [
        (f"{CANARY}第{n}号，{word}的事情", code) for n in range(12) for word, code in TOPICS
    ] + [(f"{CANARY}老师", "road")]
    gold = write_csv(folder / "gold.csv", rows, head=("text", "labels"))
    steps = [
        ("train", gold, "-o", folder / "model"),
        ("tag", gold, "-o", folder / "out.csv", "--model", folder / "model", "--review-queue",
         folder / "queue.xlsx"),
        ("evaluate", gold, "--model", folder / "model", "--by", "length", "-o", folder / "e.html"),
        ("evaluate", gold, "--model", folder / "model", "--json"),
    ]  # fmt: skip
    for arguments in steps:
        done = run(*arguments, cwd=folder, temporary=temporary)
        assert done.returncode == 0, done.stderr
        assert CANARY not in done.stdout + done.stderr
    _decide(folder / "queue.xlsx")
    again = ("train", "-o", folder / "again", "--from-review", folder / "queue.xlsx", gold)
    done = run(*again, cwd=folder, temporary=temporary)
    assert done.returncode == 0, done.stderr
    assert "decided in review" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    for path in (*(folder / "model").iterdir(), *(folder / "again").iterdir(), folder / "e.html"):
        assert CANARY.encode() not in path.read_bytes()
    names = {"gold.csv", "model", "out.csv", "queue.xlsx", "e.html", "again"}
    assert {path.name for path in folder.iterdir()} == names
    assert not list(temporary.rglob("*"))


def _decide(queue: Path) -> None:
    """Decide every report of a review queue as a person would, in the sheet."""
    book = openpyxl.load_workbook(queue)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("label 1") + 1
    assert sheet.max_row > 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = "school" if row % 2 else "road"
    book.save(queue)


@pytest.mark.parametrize("broken", ["labels", "queue"])
def test_words_are_in_no_message_about_what_cannot_be_learned(broken: str, tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    if broken == "labels":
        gold.write_text(f"text,labels\n{CANARY}甲,school\n{CANARY}乙,{CANARY}\n", "utf-8")
        done = run("train", gold, "-o", tmp_path / "model", "--codebook", "clues")
        require_clear(done, "gold.csv")
    else:
        queue = tmp_path / "queue.xlsx"
        book = openpyxl.Workbook()
        book.active.append(["row", CANARY])
        book.active.append([1, CANARY])
        book.save(queue)
        require_clear(run("train", "-o", tmp_path / "model", "--from-review", queue), "queue.xlsx")
    assert not (tmp_path / "model").exists()
