"""XLSX in: the first sheet with rows, by openpyxl's streaming reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from shangxia.errors import TableError
from shangxia.tagging.batch.rows import CellBatch, Limit, Reject
from shangxia.tagging.batch.sources import SAMPLE
from shangxia.tagging.batch.survey import digest_of
from shangxia.tagging.batch.workbooks import open_book, rows_of

#: Above this many rows the person is told to use CSV.
MANY_ROWS = 200_000


class Moment(NamedTuple):
    """A date or a time as a cell shows it: ISO text, and the number format."""

    iso: str
    format: str


class XlsxSource:
    """A workbook; numbers, truth values, dates with their formats, and text."""

    delimiter: str | None = None
    marked = True
    schema = None

    def __init__(self, path: Path) -> None:
        """Look at a file.

        Args:
            path: the file.

        Raises:
            TableError: it is missing, encrypted, damaged, or has no rows.
        """
        self.path = path
        survey = digest_of(path)
        self.sha256, self.size = survey.sha256, survey.size
        with self._rows() as rows:
            header = _trimmed(next(rows, []))
            seen = list(islice(rows, SAMPLE))
            first = [row for row in seen if row]
            # The size that some programs write into a file is wrong.
            count = len(seen) + sum(1 for _ in rows)
        if not header:
            raise TableError(f"{path.name} is empty: its first sheet has no header")
        if not first:
            raise TableError(f"{path.name} holds only a header: there is no row to tag")
        self.columns = tuple("" if cell is None else str(_plain(cell)).strip() for cell in header)
        width = len(self.columns)
        self.sample: Sequence[Sequence[Any]] = [_filled(row, width)[:width] for row in first]
        self.total: int | None = count

    def taken_names(self, ours: Sequence[str]) -> set[str]:
        """Return the names of the columns."""
        del ours
        return set(self.columns)

    def complete(self) -> XlsxSource:
        """Return the source: the header names all columns."""
        return self

    def batches(self, skip: int = 0) -> Iterator[CellBatch]:
        """Read the rows behind the first ``skip``."""
        done = 0
        width = len(self.columns)
        with self._rows() as rows:
            next(rows, None)
            while cells := _read_some(rows, width):
                done += len(cells)
                if done > skip:
                    share = min(1.0, done / self.total) if self.total else 0.0
                    yield self._batch(cells, done - len(cells) + 1, share)

    def _batch(self, cells: list[list[Any]], first: int, share: float) -> CellBatch:
        """Sort out the rows that have cells without a header."""
        width = len(self.columns)
        good = [at for at, row in enumerate(cells) if len(row) == width]
        rejects = [
            Reject(first + at, f"has {len(row)} cells where the header has {width}")
            for at, row in enumerate(cells)
            if len(row) > width
        ]
        return CellBatch(
            first,
            len(cells),
            share,
            self.columns,
            [cells[at] for at in good],
            rejects,
            [first + at for at in good],
        )

    @contextmanager
    def _rows(self) -> Iterator[Iterator[list[Any]]]:
        with open_book(self.path) as book:
            sheet = next((one for one in book.worksheets if self._has_rows(one)), None)
            if sheet is None:
                raise TableError(f"{self.path.name} is empty: none of its sheets has a row")
            yield ([_value(cell) for cell in row] for row in rows_of(sheet, self.path))

    def _has_rows(self, sheet: Any) -> bool:
        rows = islice(rows_of(sheet, self.path), 20)
        return any(cell.value is not None for row in rows for cell in row)


def _value(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, datetime | date | time):
        return Moment(value.isoformat(), cell.number_format)
    if isinstance(value, timedelta):
        return Moment(str(value), cell.number_format)
    if isinstance(value, str) and "_x" in value:
        # Excel writes a carriage return as _x000D_.
        from openpyxl.utils.escape import unescape

        return unescape(value)
    return value


def _plain(value: Any) -> Any:
    return value.iso if isinstance(value, Moment) else value


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] in (None, ""):
        row.pop()
    return row


def _filled(row: list[Any], width: int) -> list[Any]:
    return row + [None] * (width - len(row))


def _read_some(rows: Iterator[list[Any]], width: int) -> list[list[Any]]:
    """Return the rows of one batch, without the empty ones."""
    limit = Limit()
    cells: list[list[Any]] = []
    for row in rows:
        if not _trimmed(row):
            continue
        cells.append(_filled(row, width))
        if limit.add(1, sum(len(cell) for cell in row if isinstance(cell, str))):
            break
    return cells
