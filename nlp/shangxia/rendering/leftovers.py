"""What a killed run left beside an output, and how to know it from what a live one writes.

A temporary file or folder is locked by who writes it, and the system lets go of the
lock when the process ends, however.  So the next writer of the same target removes
each that nobody holds.  Where a system has no such locks, nothing is removed.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

#: Characters of a name that a temporary one keeps: a long but valid name stays valid.
_KEPT = 60
_TOKEN = 4
#: Seconds to wait for another writer, who needs some thousandths.
_LONGEST = 5.0


@contextmanager
def part_of(target: Path, make: Callable[[Path], object]) -> Iterator[Path]:
    """Make a temporary file or folder beside a target and remove it at the end.

    Args:
        target: what it will replace; leftovers of killed runs beside it are removed.
        make: makes the file or folder at a path that is free.

    Yields:
        Its path; whoever moves it away keeps what was moved.

    Raises:
        OSError: it cannot be made.
    """
    _sweep(target)
    path, held = _made(target, make)
    try:
        yield path
    finally:
        _remove(path)
        if held is not None:
            os.close(held)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other writers of ours out of a folder for a moment, where the system can.

    Who has waited for long goes on: a writer that was stopped must not stop all others.
    """
    held = _opened(folder)
    deadline = time.monotonic() + _LONGEST
    try:
        while held is not None and _try_lock(held) is False and time.monotonic() < deadline:
            time.sleep(0.01)
        yield
    finally:
        if held is not None:
            os.close(held)


def _made(target: Path, make: Callable[[Path], object]) -> tuple[Path, int | None]:
    """Return a temporary path that was made, and what holds it."""
    while True:
        path = target.with_name(f".{target.name[:_KEPT]}.{secrets.token_hex(_TOKEN)}.part")
        make(path)
        held = _opened(path)
        if held is None:
            if path.exists():
                return path, None
            continue
        # Until it is held it looks like a leftover, and another writer may have removed it.
        if _try_lock(held) is not False and _is_at(held, path):
            return path, held
        os.close(held)


def _sweep(target: Path) -> None:
    """Remove the temporary files and folders of a target that no process holds."""
    start, end = f".{target.name[:_KEPT]}.", ".part"
    size = len(start) + 2 * _TOKEN + len(end)
    with suppress(OSError):
        for old in sorted(target.parent.iterdir()):
            if len(old.name) == size and old.name.startswith(start) and old.name.endswith(end):
                _remove_if_free(old)


def _remove_if_free(old: Path) -> None:
    held = _opened(old)
    if held is None:
        return
    try:
        if _try_lock(held):
            _remove(old)
    finally:
        os.close(held)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _opened(path: Path) -> int | None:
    """Open a file or folder to lock it; None where the system does not allow it."""
    if fcntl is None:  # pragma: no cover - Windows
        return None
    try:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None


def _try_lock(held: int) -> bool | None:
    """Take the lock of an open file; False where another has it, None where there are no locks."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_at(held: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), path.stat())
    except FileNotFoundError:
        return False
