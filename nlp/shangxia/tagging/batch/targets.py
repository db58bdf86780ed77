"""Files that a run writes: that they differ, and what is said when a disk is full."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from shangxia.errors import UsageError

_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than the system allows",
}
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_ENDINGS = {"review_queue": ".xlsx", "report": ".html"}


def check_targets(source: Path, output: Path, extras: Mapping[str, Path | None]) -> None:
    """Refuse to write over the input, or two results to one file.

    Args:
        source: the input.
        output: the table to write.
        extras: the review queue and the report, where they are wanted.

    Raises:
        UsageError: two of them are one file, or an ending does not fit.
    """
    if output.is_dir():
        raise UsageError(f"{output} is a folder: name a file, such as {output / source.name}")
    if output.exists() and not output.is_file():
        raise UsageError(f"{output} is no ordinary file: name a file to write")
    check_extras(source, output, extras)


def check_extras(source: Path, output: Path, extras: Mapping[str, Path | None]) -> None:
    """Refuse a review queue or a report that cannot be written, or is another file of the run.

    Args:
        source: the input.
        output: the table, or the folder of parts, to write.
        extras: the review queue and the report, where they are wanted.

    Raises:
        UsageError: two of them are one file, an ending does not fit, or a folder is missing.
    """
    named = {"the input": source, "-o": output}
    for option, path in extras.items():
        if path is None:
            continue
        if path.suffix.lower() != _ENDINGS[option]:
            flag = "--" + option.replace("_", "-")
            raise UsageError(f"{flag} {path}: give a name that ends in {_ENDINGS[option]}")
        if not path.parent.is_dir():
            raise UsageError(
                f"{path} cannot be written: there is no folder {path.parent}: make it first"
            )
        named["--" + option.replace("_", "-")] = path
    seen: dict[Path, str] = {}
    for what, path in named.items():
        if other := seen.get(path.resolve()):
            raise UsageError(f"{path} is both {other} and {what}: write to another file")
        seen[path.resolve()] = what


@contextmanager
def explained(output: Path) -> Iterator[None]:
    """Turn the errors of disks into sentences; what is committed stays.

    Args:
        output: the table that is written.

    Raises:
        UsageError: the disk is full or may not be written to.
    """
    try:
        yield
    except OSError as error:
        if reason := _FULL.get(error.errno or 0):
            raise UsageError(
                f"{output} cannot be written: {reason}: make room and run the same command "
                "again, it goes on where it was"
            ) from error
        if error.errno in _FORBIDDEN:
            raise UsageError(
                f"{output} cannot be written: the folder or the file may not be written to: "
                "write elsewhere"
            ) from error
        raise
