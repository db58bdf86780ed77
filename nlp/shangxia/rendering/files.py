"""Files that are whole or not there: written beside and moved into place.

Whoever reads the target sees the old file or the new one, never a part; what
fails leaves the old one as it was and nothing beside it.  What a kill leaves beside
it is removed by the next writer.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Literal, overload

from shangxia.errors import UsageError
from shangxia.rendering.leftovers import alone_in, part_of

_REASONS = {
    errno.EACCES: "the folder or the file may not be written to: write elsewhere",
    errno.EPERM: "the folder or the file may not be written to: write elsewhere",
    errno.EROFS: "the disk is read-only: write elsewhere",
    errno.ENOSPC: "the disk is full: make room and try again",
    errno.ENOTDIR: "a file stands where a folder should be: choose another place",
    errno.EISDIR: "a folder stands where a file should be: choose another place",
    errno.EEXIST: "a file stands where a folder should be: choose another place",
    errno.EFBIG: "the file would be larger than the system allows: make room or write elsewhere",
    errno.EDQUOT: "the disk quota is used up: make room and try again",
    errno.ENAMETOOLONG: "the name is too long: choose a shorter one",
}


@overload
def atomic_write(path: str | Path, mode: Literal["w"] = "w") -> AbstractContextManager[IO[str]]: ...
@overload
def atomic_write(path: str | Path, mode: Literal["wb"]) -> AbstractContextManager[IO[bytes]]: ...
def atomic_write(path: str | Path, mode: Literal["w", "wb"] = "w") -> Any:
    r"""Open a file that replaces ``path`` when the block ends without an error.

    Text is UTF-8 with the line ends that are written (``\n`` stays ``\n``).  A
    target that is no ordinary file, such as ``/dev/stdout``, is written to directly.

    Args:
        path: the file to write; its folder must exist.
        mode: ``w`` for text or ``wb`` for bytes.

    Returns:
        A context manager that gives the open file.

    Raises:
        UsageError: the folder is missing or may not be written to, the path is a
            folder, or the disk is full.
    """
    return _atomic_write(Path(path), mode)


@contextmanager
def atomic_folder(path: str | Path, *, key: str = "") -> Iterator[Path]:
    """Give an empty folder whose files move to ``path`` when the block ends well.

    A new folder appears at once with all its files.  In a folder that is already
    there, each file replaces its namesake and all others stay.  Of two writers at
    once the later one wins, with all its files.

    Args:
        path: the folder to write; the one it lies in must exist.
        key: name of the file without which the others say nothing.  In a folder that
            is already there it is removed first and comes last, so that a kill
            between leaves no mixture that looks whole.

    Yields:
        The folder to write to.

    Raises:
        UsageError: see ``atomic_write``.
    """
    target = _checked(Path(path))
    with _explained(target):
        if target.exists() and not target.is_dir():
            raise UsageError(f"{target} is a file: name a folder to write to")
        with part_of(target, Path.mkdir) as beside:
            yield beside
            with alone_in(target.parent):
                if target.exists():
                    _move_into(beside, target, key)
                else:
                    beside.replace(target)


def _move_into(beside: Path, target: Path, key: str) -> None:
    if key:
        (target / key).unlink(missing_ok=True)
    files = [file for file in beside.rglob("*") if not file.is_dir()]
    for file in sorted(files, key=lambda file: (file == beside / key, file)):
        place = target / file.relative_to(beside)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)


def make_room_for(path: str | Path) -> None:
    """Make the folders above an output, and say now what would else be said after the work.

    Args:
        path: the file or folder that will be written.

    Raises:
        UsageError: they cannot be made, or nothing may be written there.
    """
    path = Path(path)
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path if path.is_dir() else path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, "not writable")


@contextmanager
def working_folder(path: str | Path) -> Iterator[Path]:
    """Give an empty folder beside ``path`` for temporary files; it is removed at the end."""
    target = _checked(Path(path))
    with (
        _explained(target),
        part_of(target, lambda beside: beside.mkdir(mode=0o700)) as beside,
    ):
        yield beside


@contextmanager
def _atomic_write(path: Path, mode: str) -> Iterator[IO[Any]]:
    text: dict[str, Any] = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    target = _checked(path)
    with _explained(path):
        if target.is_dir():
            raise UsageError(f"{path} is a folder: name a file, such as {path / 'result.html'}")
        if target.exists() and not target.is_file():
            with target.open(mode, **text) as stream:
                yield stream
            return
        with part_of(target, lambda beside: beside.touch(exist_ok=False)) as beside:
            with beside.open(mode, **text) as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)


def _checked(path: Path) -> Path:
    """Follow links, so that the file is replaced and not the link to it."""
    try:
        target = path.resolve()
        if target.parent.is_dir():
            return target
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{path} cannot be written: {error}: choose another name") from None
    raise UsageError(f"{path} cannot be written: there is no folder {path.parent}: make it first")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0)
        if reason is None:
            raise
        raise UsageError(f"{path} cannot be written: {reason}") from error
