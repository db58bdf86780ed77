"""Arguments of a command to files: names, folders and patterns."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from shangxia.errors import ReadingError
from shangxia.reading.formats import ENDINGS


def find_files(arguments: Sequence[str]) -> list[Path]:
    """Return the files that arguments name.

    Args:
        arguments: files of any ending, folders (searched to the bottom for the
            endings we read, hidden files left out), patterns such as
            ``laws/**/*.docx``, and ``-`` for standard input.

    Returns:
        Sorted paths, none twice; ``-`` stays as it is and comes first.

    Raises:
        ReadingError: an argument names nothing.
    """
    found: dict[str, Path] = {}
    for argument in arguments:
        paths = list(_expand(argument))
        if not paths:
            raise ReadingError(
                f"{argument} holds no file that we read ({' '.join(sorted(ENDINGS))}): "
                "name another folder or the file itself"
            )
        for path in paths:
            found.setdefault("-" if argument == "-" else os.path.realpath(path), path)
    return sorted(found.values(), key=lambda path: (str(path) != "-", path.parts))


def _expand(argument: str) -> Iterator[Path]:
    path = Path(argument)
    if argument == "-" or path.is_file():
        yield path
    elif path.is_dir():
        yield from _search(path)
    elif glob.has_magic(argument):
        matches = sorted(glob.glob(argument, recursive=True))  # noqa: PTH207 (absolute patterns)
        if not matches:
            raise ReadingError(f"{argument} matches no file: check the pattern")
        for match in map(Path, matches):
            # A folder that ** matched is searched through its own matches.
            if match.is_file() and _wanted(match):
                yield match
            elif match.is_dir() and "**" not in argument:
                yield from _search(match)
    else:
        raise ReadingError(f"{argument} does not exist: check the path")


def _search(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if _wanted(Path(name)))


def _wanted(path: Path) -> bool:
    """Tell whether a file found, not named, is to be read: no hidden or lock files."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$"))
