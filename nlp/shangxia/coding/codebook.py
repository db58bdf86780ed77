"""Codebooks: where they are found, how they are read and checked.

A codebook is a YAML file.  The least that works is an id and codes with names::

    id: my-codes
    codes:
      - id: rude
        names: {en: rude, zh: 态度恶劣}
        cues: {en: [rude, shouted at], zh: [态度恶劣, 大声呵斥]}
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from shangxia.coding.validation import read_codebook
from shangxia.coding.values import Code, Codebook, Correspondence, Cue
from shangxia.coding.yamlnodes import Problem
from shangxia.errors import CodebookError
from shangxia.resources import corpus

__all__ = [
    "Code",
    "Codebook",
    "Correspondence",
    "Cue",
    "list_codebooks",
    "load_codebook",
    "validate_codebook",
]


def list_codebooks() -> tuple[str, ...]:
    """Return the names of the codebooks that ship, sorted."""
    return tuple(sorted(path.stem for path in corpus("codebooks").glob("*.yaml")))


def load_codebook(name_or_path: str | Path) -> Codebook:
    """Load a codebook that ships, by name, or any codebook file, by path.

    Args:
        name_or_path: a name of ``list_codebooks()``, or the path of a YAML file.

    Returns:
        The codebook.

    Raises:
        CodebookError: there is no such codebook, or the file breaks a rule; the
            message names the file and the line.
    """
    path = _locate(name_or_path)
    try:
        stamp = path.stat()
    except OSError as error:
        raise CodebookError(
            f"{path.name}: cannot be read ({error.strerror}): check the path"
        ) from None
    return _load(path, stamp.st_mtime_ns, stamp.st_size)


def validate_codebook(path: str | Path) -> tuple[str, ...]:
    """Check a codebook file and return all that is wrong with it.

    Args:
        path: a name of ``list_codebooks()``, or the path of a YAML file.

    Returns:
        One sentence per problem, in the order of the lines; empty where all is well.

    Raises:
        CodebookError: there is no such file.
    """
    path = _locate(path)
    _, problems = read_codebook(_text(path), known=lambda name: _ids(name, path.parent))
    return tuple(_sentence(path, problem) for problem in problems)


@lru_cache(maxsize=32)
def _load(path: Path, _changed: int, _size: int) -> Codebook:
    book, problems = read_codebook(_text(path), known=lambda name: _ids(name, path.parent))
    if book is None or problems:
        more = f" ({len(problems) - 1} more problems follow)" if len(problems) > 1 else ""
        raise CodebookError(_sentence(path, problems[0]) + more)
    return book


def _sentence(path: Path, problem: Problem) -> str:
    return f"{path.parent.name}/{path.name}, line {problem.line}: {problem.message}"


def _locate(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.suffix.lower() in {".yaml", ".yml"} or path.is_file():
        return path
    if str(name_or_path) in list_codebooks():
        return corpus("codebooks", f"{name_or_path}.yaml")
    known = ", ".join(list_codebooks())
    raise CodebookError(
        f"there is no codebook {str(name_or_path)!r}: give one of {known}, or the path of a "
        "YAML file"
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CodebookError(
            f"{path.name}: cannot be read ({error.strerror}): check the path"
        ) from None
    except UnicodeDecodeError:
        raise CodebookError(f"{path.name}: is not UTF-8: save the file as UTF-8 text") from None


def _ids(name: str, folder: Path) -> frozenset[str] | None:
    """Return the code ids of a codebook beside this one or of one that ships."""
    beside = folder / f"{name}.yaml"
    path = beside if beside.is_file() else corpus("codebooks", f"{name}.yaml")
    if not path.is_file():
        return None
    stamp = path.stat()
    return _ids_of(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=32)
def _ids_of(path: Path, _changed: int, _size: int) -> frozenset[str]:
    book, _ = read_codebook(_text(path), known=None)
    return frozenset(book.ids) if book else frozenset()
