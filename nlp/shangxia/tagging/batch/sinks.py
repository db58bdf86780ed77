"""Tables out: rows with their labels as bytes that only have to be appended.

Text formats are final as they are appended.  XLSX and Parquet cannot be: their
rows wait in frames (a length, then bytes) and ``finishing`` makes the file.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

from shangxia.document import Tagging
from shangxia.rendering.cells import csv_text, whole
from shangxia.tagging.batch.labels import cell_names, cells_of, members_of
from shangxia.tagging.batch.members import replace_members, with_members
from shangxia.tagging.batch.rows import Rows, to_ipc
from shangxia.tagging.batch.xlsxsource import Moment

#: Number format of dates that come without one.
_DATE, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)(?:[eE][+-]?\d+)?%?")
_SUSPECT = frozenset("=+-@＝＋－＠ \t\r\n\v\f\u00a0\u3000")
#: Values that a column takes instead of its own, by its position.
Replaced = Mapping[int, Sequence[Any]]


class Sink(Protocol):
    """One way to write rows.  Sinks are values: workers get a copy.

    Attributes:
        names: our columns as they are called in the output.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Our columns."""

    def head(self) -> bytes:
        """Return what stands before the first row."""

    def encode(self, rows: Rows, replaced: Replaced, taggings: Sequence[Tagging]) -> bytes:
        """Return rows with their labels."""


@dataclass(frozen=True)
class CsvSink:
    """CSV and TSV in UTF-8: rows of our own end with CR LF, as RFC 4180 has it."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    delimiter: str
    marked: bool

    def head(self) -> bytes:
        """Return the mark, where there is one, and the header."""
        return (b"\xef\xbb\xbf" if self.marked else b"") + self._written(
            [[safe_cell(name) for name in (*self.columns, *self.names)]]
        )

    def encode(self, rows: Rows, replaced: Replaced, taggings: Sequence[Tagging]) -> bytes:
        """Return rows in which nothing is a formula."""
        records = [
            [*map(safe_cell, cells), *map(safe_cell, cells_of(tagging, self.codes))]
            for cells, tagging in zip(
                _with_replaced(rows.records(), replaced), taggings, strict=True
            )
        ]
        return self._written(records)

    def _written(self, records: Sequence[Sequence[str]]) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n").writerows(records)
        text = out.getvalue()
        if "\0" in text:
            # Programs that read CSV stop at it.
            text = text.replace("\0", "")
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            return whole(text).encode("utf-8")


@dataclass(frozen=True)
class JsonlSink:
    """JSONL: objects of the input as they stand, with our members at their end."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]

    def head(self) -> bytes:
        """Return nothing: there is no header."""
        return b""

    def encode(self, rows: Rows, replaced: Replaced, taggings: Sequence[Tagging]) -> bytes:
        """Return one object a line."""
        lines = self._lines(rows, replaced)
        out = [
            with_members(line, dict(zip(self.names, members_of(tagging, self.codes), strict=True)))
            for line, tagging in zip(lines, taggings, strict=True)
        ]
        out.append("")
        return "\n".join(out).encode("utf-8", "backslashreplace")

    def _lines(self, rows: Rows, replaced: Replaced) -> Sequence[str]:
        if rows.lines is None:
            return [
                json.dumps(
                    dict(zip(self.columns, map(_json_value, cells), strict=True)),
                    ensure_ascii=False,
                )
                for cells in _with_replaced(rows.records(), replaced)
            ]
        if not replaced:
            return rows.lines
        lines = []
        for at, line in enumerate(rows.lines):
            new = {
                self.columns[column]: json.dumps(values[at], ensure_ascii=False)
                for column, values in replaced.items()
                if values[at] != rows.cells[at][column]
            }
            lines.append(replace_members(line, new) if new else line)
        return lines


@dataclass(frozen=True)
class CellSink:
    """Cells as JSON, for XLSX and for Parquet made from other formats."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]

    def head(self) -> bytes:
        """Return nothing: the header is written at the end."""
        return b""

    def encode(self, rows: Rows, replaced: Replaced, taggings: Sequence[Tagging]) -> bytes:
        """Return one frame with all rows."""
        records = [
            [*map(_frozen, cells), *cells_of(tagging, self.codes)]
            for cells, tagging in zip(
                _with_replaced(rows.records(), replaced), taggings, strict=True
            )
        ]
        # Half a surrogate pair is legal in JSON, and has to come through to here.
        return framed(json.dumps(records, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class ArrowSink:
    """Parquet to Parquet: columns stay Arrow columns, types and nulls included."""

    names: tuple[str, ...]
    codes: tuple[str, ...]

    def head(self) -> bytes:
        """Return nothing: Parquet is made at the end."""
        return b""

    def encode(self, rows: Rows, replaced: Replaced, taggings: Sequence[Tagging]) -> bytes:
        """Return one frame with all rows."""
        import pyarrow

        table: Any = rows.table
        for at, values in replaced.items():
            column = pyarrow.array(values, masked_type(table.schema.field(at).type))
            table = table.set_column(at, table.column_names[at], column)
        cells = [cells_of(tagging, self.codes) for tagging in taggings]
        columns = list(zip(*cells, strict=True)) if cells else [()] * len(self.names)
        kinds = [type_of(name) for name in cell_names(self.codes)]
        for name, kind, values in zip(self.names, kinds, columns, strict=True):
            table = table.append_column(name, pyarrow.array(values, kind))
        return framed(to_ipc(table))


def masked_type(kind: Any) -> Any:
    """Return the Arrow type of a column that was masked: its own, or that of a marker."""
    import pyarrow

    own = pyarrow.types.is_nested(kind) or pyarrow.types.is_large_string(kind)
    return kind if own else pyarrow.string()


def type_of(ours: str) -> Any:
    """Return the Arrow type of a column of ours."""
    import pyarrow

    if ours.startswith("score_"):
        return pyarrow.float64()
    return pyarrow.bool_() if ours in ("inaction", "review") else pyarrow.string()


def framed(data: bytes) -> bytes:
    """Return bytes with their length before them."""
    return len(data).to_bytes(8, "big") + data


def safe_cell(value: Any) -> str:
    """Return a value as the text of a CSV cell that no spreadsheet takes for a formula.

    Args:
        value: a string, which stays as it is unless a formula could begin with it
            and it is no number; or another value.

    Returns:
        The text.
    """
    if value.__class__ is not str:
        return _printed(value)
    if value and value[0] in _SUSPECT and not _NUMBER.fullmatch(value):
        return csv_text(value)
    return value


def _printed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    plain = _json_value(value)
    nested = isinstance(plain, dict | list)
    return safe_cell(json.dumps(plain, ensure_ascii=False) if nested else str(plain))


def _json_value(value: Any) -> Any:
    """Return a value that JSON has: dates as ISO text, bytes as base64."""
    if isinstance(value, Moment):
        return value.iso
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return value


def _frozen(value: Any) -> Any:
    """Return a value as a cell of a frame; a date is a list of its ISO text and format."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Moment):
        return list(value)
    if isinstance(value, datetime):
        return [value.isoformat(), _MOMENT]
    if isinstance(value, date):
        return [value.isoformat(), _DATE]
    if isinstance(value, dict | list | tuple):
        return json.dumps(_json_value(value), ensure_ascii=False)
    return str(_json_value(value))


def _with_replaced(records: Sequence[Sequence[Any]], replaced: Replaced) -> Sequence[Sequence[Any]]:
    if not replaced:
        return records
    changed = [list(record) for record in records]
    for column, values in replaced.items():
        for record, value in zip(changed, values, strict=True):
            record[column] = value
    return changed
