"""Tables out: rows with their labels as bytes that only have to be appended.

Text formats are final as they are appended.  XLSX and Parquet cannot be: their
rows wait in frames (a length, then bytes) and ``finishing`` makes the file.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

from shangxia.labels import Tagging
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
            [(*self.columns, *self.names)]
        )

    def encode(self, rows: Rows, replaced: Replaced, taggings: Sequence[Tagging]) -> bytes:
        """Return rows in which nothing is a formula."""
        records = [
            [*cells, *cells_of(tagging, self.codes)]
            for cells, tagging in zip(
                _with_replaced(rows.records(), replaced), taggings, strict=True
            )
        ]
        return self._written(records)

    def _written(self, records: Sequence[Sequence[Any]]) -> bytes:
        # The csv module looks at every character in turn; this is five times as fast.
        special = (self.delimiter, '"', "\n", "\r")
        lines = [
            self.delimiter.join([_csv_cell(value, special) for value in record])
            for record in records
        ]
        lines.append("")
        text = "\r\n".join(lines)
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
        keys = [f", {json.dumps(name, ensure_ascii=False)}: " for name in self.names]
        codes = [json.dumps(code, ensure_ascii=False) for code in self.codes]
        out = [
            with_members(line, keys, members_of(tagging, codes))
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


def safe_cell(value: str) -> str:
    """Return text for a CSV cell that no spreadsheet takes for a formula.

    Args:
        value: text, which stays as it is unless a formula could begin with it and
            it is no number.

    Returns:
        The text, with an apostrophe before it where it is needed.
    """
    if value and value[0] in _SUSPECT and not _NUMBER.fullmatch(value):
        return csv_text(value)
    return value


def _csv_cell(value: Any, special: tuple[str, str, str, str]) -> Any:
    """Return a value as a CSV cell, in quotation marks where it needs them."""
    if value.__class__ is not str:
        if value.__class__ is float:
            return repr(value)
        if value is True or value is False:
            return "true" if value else "false"
        value = _printed(value)
    if value[:1] in _SUSPECT:
        value = safe_cell(value)
    delimiter, quote, line_feed, carriage_return = special
    if quote in value:
        return '"' + value.replace('"', '""') + '"'
    if delimiter in value or line_feed in value or carriage_return in value:
        return f'"{value}"'
    return value


def _printed(value: Any) -> str:
    """Return a value that is no string, number or truth value as text."""
    if value is None:
        return ""
    plain = _json_value(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, dict | list) else str(plain)


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
