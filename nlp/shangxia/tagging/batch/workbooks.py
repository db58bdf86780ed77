"""Workbooks from strangers: opened within limits, read without tracebacks."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shangxia.errors import TableError
from shangxia.reading.archive import is_bomb

#: Rows of the format; a damaged file may number one beyond, and the gap would be filled.
_MOST_ROWS = 1_048_576
#: What openpyxl raises on damaged parts: it trusts them to follow the standard.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
    ArithmeticError, EOFError, NotImplementedError, RecursionError, OSError,
)  # fmt: skip


@contextmanager
def open_book(path: Path) -> Iterator[Any]:
    """Open a workbook to be read row by row.

    Args:
        path: the file.

    Yields:
        A workbook of openpyxl, with the values of formulas and without its links.

    Raises:
        TableError: it is missing, encrypted, damaged, or unpacks to far too much.
    """
    from openpyxl import load_workbook

    if not path.is_file():
        raise TableError(f"{path} does not exist: check the path")
    if not zipfile.is_zipfile(path):
        raise TableError(
            f"{path.name} is no XLSX file, or an encrypted one: save it as .xlsx without a password"
        )
    # Our own stream: openpyxl leaves that of a damaged file open.
    with path.open("rb") as stream:
        with damage_told(path):
            with zipfile.ZipFile(stream) as archive:
                parts = archive.infolist()
            if is_bomb(parts):
                raise TableError(
                    f"{path.name} unpacks to far more than its size (a zip bomb): not read"
                )
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def rows_of(sheet: Any, path: Path) -> Iterator[Any]:
    """Read the rows of a sheet, whatever size it says it has.

    Args:
        sheet: a sheet of ``open_book``.
        path: the file, for messages.

    Yields:
        The cells of each row.

    Raises:
        TableError: the sheet is damaged.
    """
    with damage_told(path):
        sheet.reset_dimensions()
        rows = iter(sheet.iter_rows())
    for _ in range(_MOST_ROWS):
        with damage_told(path):
            row = next(rows, None)
        if row is None:
            return
        yield row
    raise TableError(f"{path.name} is damaged: a row has a number beyond {_MOST_ROWS:,}")


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turn what openpyxl raises on a damaged file into one sentence.

    Raises:
        TableError: the block failed.
    """
    with warnings.catch_warnings():
        # openpyxl warns of parts that it leaves out: none that we read.
        warnings.simplefilter("ignore", UserWarning)
        try:
            yield
        except _DAMAGE:
            raise TableError(f"{path.name} is a damaged workbook: save it again") from None
