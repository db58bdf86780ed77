"""The journal by itself: what is on the disk at each moment, and what is made of it again."""

from __future__ import annotations

import errno
import json
import os
import stat
import zlib
from pathlib import Path
from typing import Any

import pytest

from shangxia.errors import UsageError
from shangxia.tagging.batch import journal as journals
from shangxia.tagging.batch.journal import STREAMS, Journal, State

MANIFEST = {"input": "字", "options": {"redact": False}}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.csv"


def opened(output: Path, manifest: dict[str, Any] = MANIFEST, *, fresh: bool = False) -> Journal:
    return Journal(output, manifest, fresh=fresh)


def left(output: Path, *commits: dict[str, bytes]) -> Path:
    """Leave a run behind that made these commits of two records and one row each."""
    journal = opened(output)
    for blobs in commits:
        journal.append(blobs, records=2, rows=1)
    journal.close()
    return journal.folder


def line(*values: Any) -> bytes:
    data = json.dumps(list(values)).encode()
    return b"%08x %s\n" % (zlib.crc32(data), data)


def test_a_new_run_has_nothing_done_and_everything_ready(output: Path) -> None:
    journal = opened(output)
    assert journal.state == State(0, 0, {}, False)
    assert journal.folder == output.parent / "out.csv.partial"
    assert {path.name for path in journal.folder.iterdir()} == {
        *STREAMS, "journal", "lock", "manifest.json",
    }  # fmt: skip
    assert STREAMS == ("rows", "rejects", "review", "counts")
    assert json.loads((journal.folder / "manifest.json").read_bytes()) == MANIFEST
    assert "字" in (journal.folder / "manifest.json").read_text("utf-8")
    assert stat.S_IMODE(journal.folder.stat().st_mode) == 0o700
    for name in (*STREAMS, "journal"):
        assert stat.S_IMODE(journal.path(name).stat().st_mode) == 0o600
        assert journal.path(name).read_bytes() == b""
    journal.close()


def test_commits_add_up_and_are_found_again(output: Path) -> None:
    journal = opened(output)
    journal.append({"rows": b"head\n"}, records=0, rows=0)
    journal.append({"rows": b"ab", "counts": b"c", "review": b""}, records=3, rows=2)
    journal.append({"rows": b"d"}, records=4, rows=1)
    expected = State(7, 3, {"rows": 8, "counts": 1}, False)
    assert journal.state == expected
    journal.close()
    again = opened(output)
    assert again.state == expected
    assert again.path("rows").read_bytes() == b"head\nabd"
    again.append({"rows": b"e"}, records=1, rows=1)
    again.close()
    assert opened(output).state == State(8, 4, {"rows": 9, "counts": 1}, False)


def test_completion_is_noted_once(output: Path) -> None:
    folder = left(output, {"rows": b"a"})
    journal = opened(output)
    assert journal.state.complete is False
    journal.complete()
    assert journal.state == State(2, 1, {"rows": 1}, True)
    size = (folder / "journal").stat().st_size
    journal.complete()
    assert (folder / "journal").stat().st_size == size
    journal.close()
    assert opened(output).state == State(2, 1, {"rows": 1}, True)


def test_rows_that_were_published_are_not_made_again(output: Path) -> None:
    folder = left(output, {"rows": b"a"})
    journal = opened(output)
    journal.complete()
    journal.close()
    journal = opened(output)
    journal.close()
    assert (folder / "rows").read_bytes() == b"a"
    (folder / "rows").unlink()
    journal = opened(output)
    assert not journal.path("rows").exists()
    assert journal.state.complete
    journal.remove()
    assert not folder.exists()


def test_one_run_at_a_time(output: Path) -> None:
    journal = opened(output)
    with pytest.raises(UsageError, match=r"out\.csv is being written by another run"):
        opened(output)
    journal.close()
    journal = opened(output)
    journal.remove()
    opened(output).close()


def test_a_run_that_is_refused_lets_go(output: Path) -> None:
    left(output)
    with pytest.raises(UsageError, match="another input: run its command again"):
        opened(output, {**MANIFEST, "input": "x"})
    opened(output).close()


@pytest.mark.parametrize(
    ("manifest", "said"),
    [({"input": "字"}, "another options:"), ({**MANIFEST, "new": 1}, "another new:"),
     ({"input": "x", "other": 1}, "another input, other, options:"), ({}, "another input, options:")],
)  # fmt: skip
def test_every_difference_is_named(output: Path, manifest: dict[str, Any], said: str) -> None:
    left(output)
    with pytest.raises(UsageError, match=said):
        opened(output, manifest)


def test_fresh_forgets_everything(output: Path) -> None:
    folder = left(output, {"rows": b"a", "review": b"b"})
    (folder / "strange").mkdir()
    (folder / "strange" / "file").write_bytes(b"")
    journal = opened(output, {"input": "other"}, fresh=True)
    assert journal.state == State()
    assert not (folder / "strange").exists()
    assert all(journal.path(name).read_bytes() == b"" for name in (*STREAMS, "journal"))
    journal.close()
    assert opened(output, {"input": "other"}).state == State()


def test_a_folder_without_manifest_was_no_run(output: Path) -> None:
    folder = left(output, {"rows": b"a"})
    (folder / "manifest.json").unlink()
    journal = opened(output)
    assert journal.state == State()
    assert journal.path("rows").read_bytes() == b""


def test_no_folder_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"there is no folder {tmp_path / 'no'}: make it first"):
        opened(tmp_path / "no" / "out.csv")


@pytest.mark.parametrize(
    "tail",
    [
        b"\n", b"00000000 \n", b"0123", b"garbage that is long\n", b"zzzzzzzz [1, 1, {}, false]\n",
        line(9, 9, {}, False)[:-1], line(9, 9, {})[:8] + b" [9, 9, {}, false]\n",
        line(9, 9, {}, False).replace(b"9", b"8"), line(9, 9, {}), line(9, 9, {}, False, 0),
    ],
)  # fmt: skip
def test_a_line_that_is_not_whole_ends_the_journal(output: Path, tail: bytes) -> None:
    folder = left(output, {"rows": b"a"}, {"rows": b"b", "counts": b"c"})
    whole = (folder / "journal").read_bytes()
    # What stands behind a broken line counts as little as the line.
    (folder / "journal").write_bytes(whole + tail + line(50, 50, {"rows": 2}, False))
    with (folder / "rows").open("ab") as stream:
        stream.write(b"more")
    (folder / "review").write_bytes(b"of a commit that was not made")
    journal = opened(output)
    assert journal.state == State(4, 2, {"rows": 2, "counts": 1}, False)
    assert (folder / "journal").read_bytes() == whole
    assert journal.path("rows").read_bytes() == b"ab"
    assert journal.path("review").read_bytes() == b""
    journal.close()


def test_no_line_is_too_short_to_be_whole(output: Path) -> None:
    folder = left(output)
    (folder / "journal").write_bytes(line(0, 0, {}, True))
    assert opened(output).state.complete


def test_a_stream_that_lost_bytes_is_said(output: Path) -> None:
    folder = left(output, {"rows": b"abc"})
    os.truncate(folder / "rows", 2)
    with pytest.raises(UsageError, match=r"rows has been cut short: give --fresh"):
        opened(output)
    opened(output, fresh=True).close()


def test_a_stream_or_journal_that_is_missing_is_empty(output: Path) -> None:
    folder = left(output)
    for name in ("counts", "journal"):
        (folder / name).unlink()
    journal = opened(output)
    assert journal.state == State()
    assert journal.path("counts").read_bytes() == journal.path("journal").read_bytes() == b""


def watched(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """Note what is written, brought to the disk and removed, in order."""
    seen: list[str] = []
    write, sync, unlink = os.write, os.fsync, Path.unlink

    def name(file: int) -> str:
        path = Path(f"/proc/self/fd/{file}").readlink()
        return "folder" if path == folder else path.name

    def note_write(file: int, data: bytes) -> int:
        seen.append(f"write {name(file)}")
        return write(file, bytes(data)[:3])

    def note_sync(file: int) -> None:
        seen.append(f"sync {name(file)}")
        sync(file)

    def note_unlink(path: Path, missing_ok: bool = False) -> None:
        seen.append(f"remove {path.name}")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(journals.os, "write", note_write)
    monkeypatch.setattr(journals.os, "fsync", note_sync)
    monkeypatch.setattr(Path, "unlink", note_unlink)
    return seen


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_streams_are_on_the_disk_before_the_journal_says_so(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        seen = watched(patch, output.with_name("out.csv.partial"))
        journal = opened(output)
        assert seen == ["sync manifest.part", "sync folder"]
        seen.clear()
        # The system may take fewer bytes than it is given: here three at a time.
        journal.append({"rows": b"abcd", "counts": b"", "review": b"e"}, records=1, rows=1)
        synced = [one for one in seen if one != "write journal"]
        assert synced == [
            "write rows", "write rows", "sync rows", "write review", "sync review", "sync journal",
        ]  # fmt: skip
        assert set(seen[5:-1]) == {"write journal"}
        assert journal.path("rows").read_bytes() == b"abcd"
        journal.close()
        journal = opened(output)
        assert journal.state == State(1, 1, {"rows": 4, "review": 1}, False)
        seen.clear()
        journal.remove()
        names = [one.removeprefix("remove ") for one in seen]
        assert names[-3:] == ["manifest.json", "journal", "lock"]
        assert set(names[:-3]) == set(STREAMS)


def test_a_full_disk_leaves_the_last_commit(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(output)
    journal.append({"rows": b"a"}, records=1, rows=1)
    with monkeypatch.context() as patch:

        def full(file: int, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "full")

        patch.setattr(journals.os, "write", full)
        with pytest.raises(OSError, match="full"):
            journal.append({"rows": b"b"}, records=1, rows=1)
    assert journal.state == State(1, 1, {"rows": 1}, False)
    journal.close()
    assert opened(output).state == State(1, 1, {"rows": 1}, False)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_no_file_is_left_open(output: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = count()
    left(output, {"rows": b"a"})
    assert count() == before
    with pytest.raises(UsageError):
        opened(output, {})
    assert count() == before
    journal = opened(output)
    with pytest.raises(UsageError):
        opened(output)
    journal.remove()
    assert count() == before
