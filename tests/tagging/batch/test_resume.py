"""A batch that was interrupted goes on, loses no row and doubles none; kills: tests/attack."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shangxia.errors import UsageError
from shangxia.tagging.batch import journal as journals
from shangxia.tagging.batch import run, tag_file
from shangxia.tagging.batch.rows import Limit
from tests.conftest import ROOT
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import read_csv, write_csv

SCRIPT = """
import os, sys
from pathlib import Path
from shangxia.tagging.batch import run, rows, tag_file
from tests.tagging.batch.fakes import SlowTagger

rows.Limit.ROWS = 64
run._COMMIT_AFTER = 0.0
source, output, report, queue = map(Path, sys.argv[1:])
print("ready", flush=True)
workers = int(os.environ.get("WORKERS", "1"))
tag_file(source, output, model=SlowTagger(), workers=workers, redact=True, report=report, review_queue=queue)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    words = ("一直拖着没有结果", "推来推去？", "我叫张三，电话13812345678，不理我", "谢谢")
    rows = [(str(n), f"2024-{n % 12 + 1:02}-01", words[n % 4] * (n % 3 + 1)) for n in range(6400)]
    rows[777] = ("777", "x", "y", "z")
    return write_csv(tmp_path / "in.csv", rows)


def start(source: Path, output: Path) -> subprocess.Popen:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "nlp")])}
    extras = [str(output.with_suffix(".html")), str(output.with_suffix(".queue.xlsx"))]
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(source), str(output), *extras],
        env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: subprocess.Popen) -> None:
    process.communicate(timeout=120)
    assert process.returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_with_a_killed_run(source: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("WORKERS", "2")
    process = start(source, tmp_path / "out.csv")
    counts = tmp_path / "out.csv.partial" / "counts"
    deadline = time.monotonic() + 60
    while not (counts.exists() and counts.stat().st_size):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    workers = _descendants(process.pid)
    assert len(workers) >= 2
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while any(_runs(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    monkeypatch.setenv("WORKERS", "1")
    finish(start(source, tmp_path / "out.csv"))
    assert len(read_csv(tmp_path / "out.csv")) == 6399


def _stat(process: Path) -> list[str]:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["X", "0"]


def _descendants(parent: int) -> list[int]:
    found = [int(one.name) for one in Path("/proc").glob("[0-9]*") if _stat(one)[1] == str(parent)]
    return found + [child for one in found for child in _descendants(one)]


def _runs(process: int) -> bool:
    return _stat(Path("/proc", str(process)))[0] not in "ZX"


class Stop(BaseException):
    """Stands for a kill."""


def interrupted(source: Path, output: Path, after: int, monkeypatch, **options) -> None:
    """Run until so many commits are made."""
    monkeypatch.setattr(run, "_COMMIT_AFTER", 0.0)
    original = journals.Journal.append
    calls = 0

    def append(self, *args, **values):
        nonlocal calls
        calls += 1
        original(self, *args, **values)
        if calls > after:
            raise Stop

    with monkeypatch.context() as patched:
        patched.setattr(journals.Journal, "append", append)
        with pytest.raises(Stop):
            tag_file(source, output, model=FakeTagger(), workers=1, **options)


def test_work_is_not_done_twice(source: Path, tmp_path: Path, monkeypatch) -> None:
    output = tmp_path / "out.csv"
    interrupted(source, output, 2, monkeypatch)
    seen: list[str] = []

    class Counting(FakeTagger):
        def tag(self, texts):
            seen.extend(texts)
            return super().tag(texts)

    summary = tag_file(source, output, model=Counting(), workers=1)
    assert summary.resumed == 2 * Limit.ROWS
    assert len(seen) == 6400 - 2 * Limit.ROWS
    assert summary.counts.rows == 6399
    assert [row["编号"] for row in read_csv(output)] == [str(n) for n in range(6400) if n != 777]


def test_what_stands_behind_the_last_commit_is_cut_off(
    source: Path, tmp_path: Path, monkeypatch
) -> None:
    output, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    tag_file(source, whole, model=FakeTagger(), workers=1)
    interrupted(source, output, 1, monkeypatch)
    folder = tmp_path / "out.csv.partial"
    for name in ("rows", "counts", "journal"):
        with (folder / name).open("ab") as stream:
            stream.write(b"half a li")
    tag_file(source, output, model=FakeTagger(), workers=1)
    assert output.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_journal_cut_anywhere_is_read_to_its_last_whole_line(
    source: Path, tmp_path: Path, monkeypatch, cut: int
) -> None:
    output, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    tag_file(source, whole, model=FakeTagger(), workers=1)
    interrupted(source, output, 2, monkeypatch)
    path = tmp_path / "out.csv.partial" / "journal"
    path.write_bytes(path.read_bytes()[: -cut or None])
    tag_file(source, output, model=FakeTagger(), workers=1)
    assert output.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("input", "another input"),
        ("model", "another model"),
        ("redact", "another options"),
        ("text", "another columns"),
    ],
)
def test_changes_are_noticed_and_refused(
    source: Path, tmp_path: Path, monkeypatch, change: str, said: str
) -> None:
    output = tmp_path / "out.csv"
    interrupted(source, output, 1, monkeypatch)
    if change == "input":
        source.write_bytes(source.read_bytes() + b"6400,,more\r\n")
    options = {
        "model": FakeTagger(fingerprint="1" * 64 if change == "model" else "0" * 64),
        "redact": change == "redact",
        "text": ["时间"] if change == "text" else (),
        "workers": 1,
    }
    with pytest.raises(UsageError, match=said) as caught:
        tag_file(source, output, **options)
    assert "--fresh" in str(caught.value)
    summary = tag_file(source, output, **options, fresh=True)
    assert summary.resumed == 0
    assert len(read_csv(output)) == 6399 + (change == "input")


def test_two_runs_to_one_output_are_kept_apart(source: Path, tmp_path: Path) -> None:
    process = start(source, tmp_path / "out.csv")
    deadline = time.monotonic() + 60
    while not (tmp_path / "out.csv.partial" / "journal").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    with pytest.raises(UsageError, match="is being written by another run"):
        tag_file(source, tmp_path / "out.csv", model=FakeTagger(), workers=1)
    finish(process)
    assert len(read_csv(tmp_path / "out.csv")) == 6399


def test_manifests_and_rejects_hold_no_text(source: Path, tmp_path: Path, monkeypatch) -> None:
    interrupted(source, tmp_path / "out.csv", 2, monkeypatch)
    folder = tmp_path / "out.csv.partial"
    for name in ("manifest.json", "journal", "rejects"):
        assert not any(ord(sign) > 127 for sign in (folder / name).read_text("utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["model"] == "0" * 64
    assert len(manifest["input"]["sha256"]) == 64


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_full_disk_is_said_and_costs_nothing(source: Path, tmp_path: Path, ending: str) -> None:
    output, whole = tmp_path / f"out.{ending}", tmp_path / f"whole.{ending}"
    tag_file(source, whole, model=FakeTagger(), workers=1)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (1_000, 200_000, 400_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            with pytest.raises(UsageError, match="make room and run the same command again"):
                tag_file(source, output, model=FakeTagger(), workers=1)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert not output.exists()
    tag_file(source, output, model=FakeTagger(), workers=1)
    assert output.read_bytes() == whole.read_bytes()


def test_an_old_output_stays_until_the_new_one_is_whole(
    source: Path, tmp_path: Path, monkeypatch
) -> None:
    output = tmp_path / "out.csv"
    output.write_text("old")
    interrupted(source, output, 1, monkeypatch)
    assert output.read_text() == "old"
    tag_file(source, output, model=FakeTagger(), workers=1)
    assert len(read_csv(output)) == 6399


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_workers_give_the_same_bytes(source: Path, tmp_path: Path, ending: str) -> None:
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    first = tag_file(source, one, model=FakeTagger(), workers=1, redact=True)
    second = tag_file(source, two, model=FakeTagger(), workers=2, redact=True)
    assert one.read_bytes() == two.read_bytes()
    assert first.counts == second.counts


def test_batches_hold_few_characters(tmp_path: Path) -> None:
    rows = [(str(n), "", "拖" * 300_000) for n in range(40)]
    source = write_csv(tmp_path / "in.csv", rows)
    from shangxia.tagging.batch.csvsource import CsvSource

    sizes = [
        sum(len(row[2]) for row in batch.cells) for batch in CsvSource(source, tab=False).batches()
    ]
    assert sum(sizes) == 40 * 300_000
    assert max(sizes) <= 32 * 300_000
