"""One run to one output."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from shangxia.errors import UsageError


class Lock:
    """A lock on a file; the system lets go of it when the process ends, however."""

    def __init__(self, path: Path, output: Path) -> None:
        """Take the lock; its folder is made.

        Args:
            path: the file of the lock.
            output: what is written, for the message.

        Raises:
            UsageError: another process holds the lock.
            FileNotFoundError: the folder of the folder is missing.
        """
        self._path = path
        while True:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            try:
                self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            except FileNotFoundError:
                # A run that ended just now has removed the folder.
                continue
            if not _try_lock(self._file):
                os.close(self._file)
                raise UsageError(
                    f"{output} is being written by another run: wait until it ends, "
                    "or write to another file"
                )
            if _is_at(self._file, path):
                return
            os.close(self._file)

    def release(self, *, remove: bool = False) -> None:
        """Let go.

        Args:
            remove: remove the file, and its folder if it is empty.
        """
        if remove:
            self._path.unlink(missing_ok=True)
            # It stays where something lies in it that is not ours.
            with suppress(OSError):
                self._path.parent.rmdir()
        os.close(self._file)


def _is_at(file: int, path: Path) -> bool:
    """Tell whether an open file still has its name: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


if os.name == "nt":  # pragma: no cover - tested on POSIX
    import msvcrt

    def _try_lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
