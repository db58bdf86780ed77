"""A file is whole or as it was; nothing is left beside it."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from shangxia.errors import UsageError
from shangxia.rendering.files import atomic_folder, atomic_write, working_folder
from tests.rendering.documents import names


def test_writes_exactly_what_is_given(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "a.txt") as stream:
        stream.write("đ\r\n\n")
    assert (tmp_path / "a.txt").read_bytes() == "đ\r\n\n".encode()
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [RuntimeError("half way"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_beside(
    tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(type(error)), atomic_write(target) as stream:
        stream.write("new")
        raise error
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_the_old_file_stands_until_the_end(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="utf-8")
    with atomic_write(target) as stream:
        stream.write("new")
        stream.flush()
        assert target.read_text(encoding="utf-8") == "old"
    assert target.read_text(encoding="utf-8") == "new"


def test_the_mode_of_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    with atomic_write(target, "wb") as stream:
        stream.write(b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_is_followed_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with atomic_write(tmp_path / "link.txt") as stream:
        stream.write("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with atomic_write(pipe, "wb") as stream:
        stream.write(b"through")
    reader.join(timeout=10)
    assert read == [b"through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing/a.txt", "no folder"),
        (".", "is a folder"),
        ("file.txt/a.txt", "no folder"),
        ("x" * 300, "too long"),
        ("nul\x00", "cannot be written"),
    ],
)
def test_bad_targets_are_explained(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=words), atomic_write(tmp_path / path):
        pass


def test_a_full_disk_is_explained_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="disk is full"), atomic_write(tmp_path / "a") as stream:
        stream.write("x")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert names(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_read_only_folder_is_explained(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UsageError, match="may not be written"), atomic_write(tmp_path / "a"):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    with atomic_folder(tmp_path / "out") as folder:
        (folder / "a.csv").write_text("a", encoding="utf-8")
        assert not (tmp_path / "out").exists()
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["a.csv"]


def test_other_files_of_a_folder_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    (out / "a.csv").write_text("old", encoding="utf-8")
    with atomic_folder(out) as folder:
        (folder / "a.csv").write_text("new", encoding="utf-8")
    assert names(out) == ["a.csv", "mine.txt"]
    assert (out / "a.csv").read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["out"]


def test_a_failed_folder_never_appears(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), atomic_folder(tmp_path / "out") as folder:
        (folder / "a.csv").write_text("a", encoding="utf-8")
        raise RuntimeError
    assert names(tmp_path) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"), atomic_folder(tmp_path / "out"):
        pass


def test_a_working_folder_is_removed_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), working_folder(tmp_path / "a.xlsx") as folder:
        (folder / "part").write_text("words", encoding="utf-8")
        raise RuntimeError
    assert names(tmp_path) == []
