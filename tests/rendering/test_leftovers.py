"""What a killed run leaves beside an output is removed by the next; what a live one writes is not."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shangxia.errors import UsageError
from shangxia.rendering import leftovers
from shangxia.rendering.files import atomic_folder, atomic_write, make_room_for, working_folder

HOLD = """
import sys
from shangxia.rendering.files import {writer}
with {writer}(sys.argv[1]) as part:
    print("ready", flush=True)
    input()
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("writer", ["atomic_write", "atomic_folder", "working_folder"])
def test_a_leftover_goes_once_its_writer_is_dead(writer: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(writer=writer), str(target)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    (left,) = names(tmp_path)
    with atomic_write(tmp_path / "out") as stream:
        stream.write("one")
    assert names(tmp_path) == {"out", left}
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert names(tmp_path) == {"out", left}
    with atomic_write(tmp_path / "other"):
        pass
    assert names(tmp_path) == {"out", "other", left}
    with atomic_write(tmp_path / "out") as stream:
        stream.write("two")
    assert names(tmp_path) == {"out", "other"}
    assert (tmp_path / "out").read_text() == "two"


@pytest.mark.parametrize(
    "name", [".out.part", ".out.12345678.parts", "out.12345678.part", ".out.123456789.part"]
)
def test_other_files_are_left_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    with working_folder(tmp_path / "out"), atomic_write(tmp_path / "out") as stream:
        stream.write("x")
    assert names(tmp_path) == {"out", name}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / ".out.12345678.part").symlink_to(tmp_path / "mine")
    with atomic_write(tmp_path / "out"):
        pass
    assert (tmp_path / "mine").read_text() == "mine"


def test_without_locks_all_is_written_and_nothing_removed(tmp_path: Path, monkeypatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    (tmp_path / ".out.12345678.part").write_text("perhaps alive")
    with atomic_write(tmp_path / "out") as stream:
        stream.write("x")
    with atomic_folder(tmp_path / "tables") as folder:
        (folder / "a").write_text("a")
    assert names(tmp_path) == {"out", "tables", ".out.12345678.part"}


def test_one_that_was_taken_for_a_leftover_is_made_again(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        path.touch()
        made.append(path)
        if len(made) == 1:
            # What another writer does between its making and its lock.
            path.unlink()

    with leftovers.part_of(tmp_path / "out", make) as path:
        assert path == made[1]
        assert path.exists()
    assert not names(tmp_path)


def test_a_writer_that_stands_still_does_not_stop_others(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(leftovers, "_LONGEST", 0.05)
    held = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        with atomic_folder(tmp_path / "out") as folder:
            (folder / "a").write_text("a")
    finally:
        os.close(held)
    assert (tmp_path / "out" / "a").read_text() == "a"


class Killed(BaseException):
    """What a test raises where a kill would come."""


@pytest.mark.parametrize("moves", range(4))
def test_a_folder_broken_in_its_last_moment_has_no_key(
    moves: int, tmp_path: Path, monkeypatch
) -> None:
    def write(version: str) -> None:
        with atomic_folder(tmp_path / "model", key="key") as folder:
            for name in ("a", "key", "z"):
                (folder / name).write_text(version)
            (folder / "inner").mkdir()
            (folder / "inner" / "a").write_text(version)

    write("old")
    replace, done = Path.replace, 0

    def some(self: Path, target: Path) -> Path:
        nonlocal done
        if done == moves:
            raise Killed
        done += 1
        return replace(self, target)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Path, "replace", some)
        write("new")
    assert not (tmp_path / "model" / "key").exists()
    write("new")
    files = [path for path in (tmp_path / "model").rglob("*") if path.is_file()]
    assert len(files) == 4
    assert {path.read_text() for path in files} == {"new"}


def test_room_is_made_or_refused_before_the_work(tmp_path: Path) -> None:
    make_room_for(tmp_path / "a" / "b" / "model")
    assert names(tmp_path / "a") == {"b"}
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="a file stands where a folder should be"):
        make_room_for(tmp_path / "file" / "model")
    with pytest.raises(UsageError, match="a file stands where a folder should be"):
        make_room_for(tmp_path / "file" / "models" / "mine")
