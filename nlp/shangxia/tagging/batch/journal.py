"""What a batch has done, kept so that a kill at any point loses and doubles nothing.

Beside ``OUT`` stands the folder ``OUT.partial``:

- ``manifest.json``: digests of input, model and options; no text;
- ``rows``, ``rejects``, ``review``, ``counts``: streams that only grow;
- ``journal``: after each commit one line with the records done and the length of
  each stream.  A line counts only when it is whole, and it is written after the
  streams are on the disk, so what lies beyond the last line is cut off;
- ``lock``: held by the run, so that two of them never write one output.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shangxia.errors import UsageError
from shangxia.tagging.batch.lock import Lock

STREAMS = ("rows", "rejects", "review", "counts")
_MANIFEST, _JOURNAL, _LOCK = "manifest.json", "journal", "lock"
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class State:
    """What the last whole line of the journal says.

    Attributes:
        records: records of the input that are done.
        rows: rows that came out.
        sizes: length of each stream, in bytes.
        complete: whether nothing is left but to publish and clean up.
    """

    records: int = 0
    rows: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    complete: bool = False


class Journal:
    """The work folder of one output, held by one run."""

    def __init__(self, output: Path, manifest: Mapping[str, Any], *, fresh: bool) -> None:
        """Start or go on.

        Args:
            output: the file that the batch makes.
            manifest: what the rows depend on, as JSON values; each entry is
                compared with that of an interrupted run.
            fresh: forget an interrupted run.

        Raises:
            UsageError: another run writes this output, or an interrupted run had
                another input, model or options.
        """
        self.folder = output.with_name(output.name + ".partial")
        try:
            self._lock = Lock(self.folder / _LOCK, output)
        except FileNotFoundError:
            raise UsageError(
                f"{output} cannot be written: there is no folder {output.parent}: make it first"
            ) from None
        try:
            self.state = self._begin(output, manifest, fresh)
            self._files = {name: self._open(name) for name in (*STREAMS, _JOURNAL)}
        except BaseException:
            self._lock.release()
            raise

    def path(self, stream: str) -> Path:
        """Return the file of a stream."""
        return self.folder / stream

    def append(self, blobs: Mapping[str, bytes], *, records: int, rows: int) -> None:
        """Commit what was done since the last commit.

        Args:
            blobs: bytes for each stream.
            records: records of the input that they take.
            rows: rows that came out of them.

        Raises:
            OSError: the disk is full or gone; the journal still holds the last commit.
        """
        sizes = dict(self.state.sizes)
        for name, data in blobs.items():
            if data:
                _write(self._files[name], data)
                os.fsync(self._files[name])
                sizes[name] = sizes.get(name, 0) + len(data)
        state = State(self.state.records + records, self.state.rows + rows, sizes)
        self._note(state)

    def complete(self) -> None:
        """Note that all records are done."""
        done = self.state
        if not done.complete:
            self._note(State(done.records, done.rows, done.sizes, complete=True))

    def close(self) -> None:
        """Let go of the folder and leave it as it is."""
        for file in self._files.values():
            os.close(file)
        self._files = {}
        self._lock.release()

    def remove(self) -> None:
        """Remove the folder: the output is published."""
        for file in self._files.values():
            os.close(file)
        self._files = {}
        # The manifest goes last: a kill in between finds a run that is complete.
        for path in self.folder.iterdir():
            if path.name not in (_MANIFEST, _JOURNAL, _LOCK):
                path.unlink(missing_ok=True)
        for name in (_MANIFEST, _JOURNAL):
            (self.folder / name).unlink(missing_ok=True)
        self._lock.release(remove=True)

    def _begin(self, output: Path, manifest: Mapping[str, Any], fresh: bool) -> State:
        path = self.folder / _MANIFEST
        if not fresh and path.exists():
            _compare(json.loads(path.read_bytes()), manifest, output)
            return self._recover()
        for old in self.folder.iterdir():
            if old.name != _LOCK:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as stream:
            json.dump(manifest, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync_folder(self.folder)
        return State()

    def _recover(self) -> State:
        """Return the last state that is whole, and cut the streams to it."""
        path = self.folder / _JOURNAL
        data = path.read_bytes() if path.exists() else b""
        state, end = State(), 0
        for line in data.splitlines(keepends=True):
            found = _parsed(line)
            if found is None:
                break
            state, end = found, end + len(line)
        if path.exists():
            os.truncate(path, end)
        for name in STREAMS:
            stream = self.folder / name
            size = state.sizes.get(name, 0)
            if stream.exists():
                if stream.stat().st_size < size:
                    raise UsageError(f"{stream} has been cut short: give --fresh to start anew")
                os.truncate(stream, size)
        return state

    def _open(self, name: str) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY
        if name == "rows" and self.state.complete and not self.path(name).exists():
            # It has become the output already.
            flags, name = os.O_WRONLY | os.O_APPEND | _BINARY, _JOURNAL
        return os.open(self.folder / name, flags, 0o600)

    def _note(self, state: State) -> None:
        line = json.dumps(
            [state.records, state.rows, dict(state.sizes), state.complete], separators=(",", ":")
        ).encode()
        _write(self._files[_JOURNAL], b"%08x %s\n" % (zlib.crc32(line), line))
        os.fsync(self._files[_JOURNAL])
        self.state = state


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _parsed(line: bytes) -> State | None:
    """Return what a line of the journal says; None for one that was cut off."""
    if len(line) < 10 or not line.endswith(b"\n"):
        return None
    try:
        if int(line[:8], 16) != zlib.crc32(line[9:-1]):
            return None
        records, rows, sizes, complete = json.loads(line[9:])
    except ValueError:
        return None
    return State(records, rows, sizes, complete)


def _compare(old: Mapping[str, Any], new: Mapping[str, Any], output: Path) -> None:
    changed = [name for name in new if old.get(name) != new[name]]
    changed += [name for name in old if name not in new]
    if changed:
        raise UsageError(
            f"{output}: an interrupted run of it had another {', '.join(changed)}: "
            "run its command again as it was, or give --fresh to start anew"
        )
