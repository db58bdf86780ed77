"""The command line as a person meets it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest


def run(
    *arguments: str, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``shangxia`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "shangxia", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        timeout=120,
    )


def test_help_is_quick() -> None:
    run("--help")
    started = time.perf_counter()
    done = run("--help")
    assert done.returncode == 0
    assert b"extract" in done.stdout
    # The promise is 0.3 s; this machine may be busy.
    assert time.perf_counter() - started < 1.5


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, shangxia.cli; print([m for m in ('spacy','torch','sklearn','jieba','numpy','pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_version() -> None:
    assert run("--version").stdout.startswith(b"shangxia 0.")


def test_one_file_prints_one_document(samples: Path) -> None:
    done = run("extract", str(samples / "zh-regulation.txt"))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == "shangxia/1"
    assert sum(node["kind"] == "article" for node in document["nodes"]) == 12


def test_many_files_print_a_line_each(samples: Path) -> None:
    done = run("extract", str(samples / "*.txt"), "--format", "jsonl", "--no-text")
    lines = done.stdout.decode().splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == sorted(
        path.name for path in samples.glob("*.txt")
    )
    assert all("text" not in json.loads(line) for line in lines)


def test_standard_input() -> None:
    done = run(
        "extract", "-", "--format", "text", stdin="第一条　甲。\n第二条　乙。".encode("gb18030")
    )
    assert done.returncode == 0, done.stderr
    assert "第二条" in done.stdout.decode()


@pytest.mark.parametrize("name", ["out.html", "out.xlsx", "out.json", "out.jsonl"])
def test_output_by_its_ending(samples: Path, tmp_path: Path, name: str) -> None:
    done = run("extract", str(samples / "vi-regulation.txt"), "-o", str(tmp_path / name))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).stat().st_size > 1000
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_bad_file_does_not_stop_the_others(samples: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_bytes((samples / "news-zh.txt").read_bytes())
    bad.write_bytes(b"\x7fELF\x00\x00\x00")
    done = run("extract", str(good), str(bad), "--format", "jsonl")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert b"b.txt" in done.stderr
    assert b"1 of 2 files could not be read" in done.stderr
    done = run("extract", str(good), str(tmp_path / "missing.txt"), "--format", "text")
    assert done.returncode == 1
    assert b"missing.txt does not exist" in done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract", "missing.txt"], "missing.txt"),
        (["extract", "empty.txt"], "empty.txt"),
        (["extract", "law.txt", "-o", "law.xyz"], "xyz"),
        (["extract", "law.txt", "--codebook", "nosuch"], "nosuch"),
        (["extract", "law.txt", "-o", "no/such/folder/out.html"], "no/such/folder"),
        (["extract", "law.txt", "--format", "csv"], "-o"),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "law.txt").write_text("第一条　甲。", encoding="utf-8")
    done = run(*arguments, cwd=tmp_path)
    message = done.stderr.decode()
    assert done.returncode == 2, message
    assert "Traceback" not in message
    assert words in message
    assert len(message.strip().splitlines()) == 1
