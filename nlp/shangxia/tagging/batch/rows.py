"""Rows on their way: batches as the reader sends them, rows as a worker opens them.

The reader does as little as it can, because there is one of it; a batch is
parsed where it is tagged.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import pyarrow

#: Bytes that did not decode, as ``surrogateescape`` keeps them.
UNDECODED = re.compile("[\udc80-\udcff]")


class Reject(NamedTuple):
    """A row that cannot be read: its number, from 1, and why, without its words."""

    row: int
    reason: str


@dataclass(slots=True)
class Rows:
    """Rows that were read, in order.

    Attributes:
        columns: names of the columns.
        numbers: number of each row in the input, from 1.
        cells: cells of each row, in the order of ``columns``; empty with ``table``.
        rejects: rows in between that could not be read.
        lines: with JSONL the objects as they stand, to be kept to the byte.
        table: with Parquet the rows as an Arrow table.
    """

    columns: tuple[str, ...]
    numbers: Sequence[int]
    cells: Sequence[Sequence[Any]] = ()
    rejects: list[Reject] = field(default_factory=list)
    lines: list[str] | None = None
    table: pyarrow.Table | None = None

    def __len__(self) -> int:
        """Return the number of rows that were read."""
        return len(self.numbers)

    def column(self, at: int) -> list[Any]:
        """Return the cells of one column."""
        if self.table is not None:
            values: list[Any] = self.table.column(at).to_pylist()
            return values
        return [row[at] for row in self.cells]

    def records(self) -> Sequence[Sequence[Any]]:
        """Return the cells of all rows, those of Arrow as Python values."""
        if self.table is None:
            return self.cells
        columns = [column.to_pylist() for column in self.table.columns]
        return list(zip(*columns, strict=True)) if columns else [()] * len(self)


class Batch(Protocol):
    """Consecutive records of the input, read or not; can be sent to another process.

    Attributes:
        first: number of the first record, from 1.
        count: number of records.
        share: share of the input that is read with this batch, in [0, 1].
    """

    first: int
    count: int
    share: float

    def open(self) -> Rows:
        """Parse the records."""


@dataclass(slots=True)
class CellBatch:
    """Records of CSV or XLSX: cells, and what could not be read."""

    first: int
    count: int
    share: float
    columns: tuple[str, ...]
    cells: list[list[Any]]
    rejects: list[Reject]
    numbers: Sequence[int]

    def open(self) -> Rows:
        """Return the rows, which are parsed already."""
        return Rows(self.columns, self.numbers, self.cells, list(self.rejects))


@dataclass(slots=True)
class LineBatch:
    """Records of JSONL: one line each."""

    first: int
    count: int
    share: float
    columns: tuple[str, ...]
    lines: list[str]
    #: Whether all bytes of the file decode.
    clean: bool

    def open(self) -> Rows:
        """Parse the lines; what is no JSON object is rejected."""
        cells: list[list[Any]] = []
        kept: list[str] = []
        numbers: list[int] = []
        rejects: list[Reject] = []
        columns = self.columns
        for number, line in enumerate(self.lines, self.first):
            value = _parsed(line, clean=self.clean)
            if isinstance(value, str):
                rejects.append(Reject(number, value))
                continue
            cells.append([value.get(column) for column in columns])
            kept.append(line)
            numbers.append(number)
        return Rows(columns, numbers, cells, rejects, kept)


def _parsed(line: str, *, clean: bool) -> dict[str, Any] | str:
    """Return the object of a line, or what is wrong with it."""
    if not clean and UNDECODED.search(line):
        return "holds bytes that are no text in the encoding of the file"
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return f"is no JSON: {error.msg} at character {error.pos + 1}"
    except (ValueError, RecursionError):
        return "is JSON beyond what can be read: a number too long or lists too deep"
    return value if isinstance(value, dict) else f"is a JSON {type(value).__name__}, no object"


@dataclass(slots=True)
class ArrowBatch:
    """Records of Parquet, as an Arrow stream."""

    first: int
    count: int
    share: float
    data: bytes

    def open(self) -> Rows:
        """Return the rows as an Arrow table."""
        table = from_ipc(self.data)
        return Rows(
            tuple(table.column_names), range(self.first, self.first + self.count), table=table
        )


def to_ipc(table: pyarrow.Table) -> bytes:
    """Return an Arrow table as the bytes of a stream."""
    import pyarrow

    sink = io.BytesIO()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def from_ipc(data: bytes) -> pyarrow.Table:
    """Return the Arrow table of the bytes of a stream."""
    import pyarrow

    with pyarrow.ipc.open_stream(pyarrow.py_buffer(data)) as reader:
        return reader.read_all()


class Limit:
    """Says when a batch is full: by rows, or by characters where rows are long."""

    ROWS = 1_024
    CHARACTERS = 2_000_000

    def __init__(self) -> None:
        self.rows = self.characters = 0

    def add(self, rows: int, characters: int) -> bool:
        """Count what was read; return whether the batch is full."""
        self.rows += rows
        self.characters += characters
        return self.rows >= self.ROWS or self.characters >= self.CHARACTERS
