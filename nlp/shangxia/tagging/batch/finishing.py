"""From the streams of a finished run to its files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from shangxia.rendering.cells import CELL_LIMIT, whole, xlsx_text
from shangxia.rendering.xlsx import open_workbook
from shangxia.tagging.batch.journal import sync_folder
from shangxia.tagging.batch.labels import cell_names
from shangxia.tagging.batch.rows import from_ipc
from shangxia.tagging.batch.sinks import ArrowSink, CellSink, Sink, type_of

#: Rows of a row group of Parquet, and its bytes in memory.
_GROUP = 32_768
_GROUP_BYTES = 32 << 20
#: Larger whole numbers lose digits in a workbook, where every number is a float.
_EXACT = 10**15
#: Widths of the columns of a workbook, in characters.
_WIDE, _NARROW, _LONG = 60, 14, 40


def publish(ready: Path, target: Path) -> None:
    """Put a finished file into the place of the target, at once."""
    with ready.open("rb+") as stream:
        os.fsync(stream.fileno())
    if target.exists():
        with suppress(OSError):
            shutil.copymode(target, ready)
    else:
        ready.chmod(0o666 & ~_umask())
    ready.replace(target)
    sync_folder(target.parent)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def finish_rows(rows: Path, sink: Sink, source_schema: Any, *, format_: str) -> tuple[Path, int]:
    """Make the output of the stream of rows.

    Args:
        rows: the stream.
        sink: what wrote it.
        source_schema: Arrow schema of the input, with Parquet.
        format_: format of the output.

    Returns:
        A file beside the stream (for text formats the stream itself), and how
        many cells had to be cut.
    """
    if format_ not in ("xlsx", "parquet"):
        return rows, 0
    ready = rows.with_name("ready")
    if format_ == "xlsx":
        assert isinstance(sink, CellSink)
        return ready, _write_workbook(rows, sink, ready)
    if isinstance(sink, ArrowSink):
        _write_parquet(ready, (from_ipc(frame) for frame in _frames(rows)), source_schema)
    else:
        assert isinstance(sink, CellSink)
        _write_parquet(ready, _cell_tables(rows, sink), None)
    return ready, 0


def _frames(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while length := stream.read(8):
            yield stream.read(int.from_bytes(length, "big"))


def _cells(path: Path) -> Iterator[list[list[Any]]]:
    for frame in _frames(path):
        yield json.loads(frame.decode("utf-8", "surrogatepass"))


def _write_parquet(ready: Path, tables: Iterator[Any], source_schema: Any) -> None:
    import pyarrow
    import pyarrow.parquet

    writer = None
    waiting: list[Any] = []
    try:
        for table in tables:
            if writer is None:
                schema = table.schema
                if source_schema is not None:
                    schema = schema.with_metadata(source_schema.metadata)
                writer = pyarrow.parquet.ParquetWriter(ready, schema, compression="zstd")
            waiting.append(table.replace_schema_metadata(schema.metadata))
            rows = sum(part.num_rows for part in waiting)
            if rows >= _GROUP or sum(part.nbytes for part in waiting) >= _GROUP_BYTES:
                writer.write_table(pyarrow.concat_tables(waiting))
                waiting = []
        if writer is not None and waiting:
            writer.write_table(pyarrow.concat_tables(waiting))
    finally:
        if writer is not None:
            writer.close()


def _cell_tables(path: Path, sink: CellSink) -> Iterator[Any]:
    """Return the rows as Arrow tables; a first pass finds the type of each column."""
    import pyarrow

    width = len(sink.columns)
    kinds: list[set[type]] = [set() for _ in range(width)]
    for records in _cells(path):
        for at, values in enumerate(list(zip(*records, strict=True))[:width]):
            kinds[at].update(map(type, values))
    types = [_arrow_type(found) for found in kinds]
    types += [type_of(name) for name in cell_names(sink.codes)]
    names = [whole(name) for name in (*sink.columns, *sink.names)]
    schema = pyarrow.schema(list(zip(names, types, strict=True)))
    for records in _cells(path):
        columns = [
            pyarrow.array(_fitted(values, kind), kind)
            for values, kind in zip(zip(*records, strict=True), types, strict=True)
        ]
        yield pyarrow.table(columns, schema=schema)


def _arrow_type(found: set[type]) -> Any:
    import pyarrow

    found = found - {type(None)}
    if found == {bool}:
        return pyarrow.bool_()
    if found == {int}:
        return pyarrow.int64()
    if found and found <= {int, float}:
        return pyarrow.float64()
    return pyarrow.string()


def _fitted(values: Sequence[Any], kind: Any) -> Sequence[Any]:
    import pyarrow

    if kind == pyarrow.string():
        return [
            value if value is None else whole(value if isinstance(value, str) else _text(value))
            for value in values
        ]
    if kind == pyarrow.float64():
        return [None if value is None else float(value) for value in values]
    return values


def _text(value: Any) -> str:
    if isinstance(value, list):
        return str(value[0])
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write_workbook(rows: Path, sink: CellSink, ready: Path) -> int:
    """Write the workbook; return how many cells were too long for one."""
    names = (*sink.columns, *sink.names)
    cut = 0
    with ready.open("wb") as stream, open_workbook(stream, ready.parent) as book:
        head = book.add_format({"bold": True, "bg_color": "#e8eef0", "bottom": 1})
        top = book.add_format({"valign": "top"})
        formats: dict[str, Any] = {}
        sheet = book.add_worksheet("reports")
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(names):
            sheet.set_column(at, at, _width(name, at, len(sink.columns)), top)
            sheet.write_string(0, at, xlsx_text(name), head)
        number = 1
        for records in _cells(rows):
            for record in records:
                for at, value in enumerate(record):
                    cut += _write_cell(book, sheet, number, at, value, formats)
                number += 1
        sheet.autofilter(0, 0, max(1, number - 1), len(names) - 1)
    return cut


def _width(name: str, at: int, own: int) -> int:
    if at < own:
        return _LONG
    return _WIDE if name.endswith(("evidence", "review_reason")) else _NARROW


def _write_cell(
    book: Any, sheet: Any, row: int, at: int, value: Any, formats: dict[str, Any]
) -> bool:
    """Write a cell as what it is, text never as anything else; tell whether it was cut."""
    if value is None:
        return False
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, int | float) and -_EXACT < value < _EXACT:
        sheet.write_number(row, at, value)
    elif isinstance(value, list):
        _write_moment(book, sheet, row, at, value, formats)
    else:
        text = value if isinstance(value, str) else str(value)
        sheet.write_string(row, at, xlsx_text(text))
        return len(text) > CELL_LIMIT
    return False


def _write_moment(
    book: Any, sheet: Any, row: int, at: int, value: list[str], formats: dict[str, Any]
) -> None:
    iso, printed = value
    if printed not in formats:
        formats[printed] = book.add_format({"num_format": printed, "valign": "top"})
    try:
        moment = datetime.fromisoformat(iso).replace(tzinfo=None)
        if moment.date() < date(1900, 3, 1):
            raise ValueError("before the calendar of workbooks")
    except ValueError:
        sheet.write_string(row, at, iso)
    else:
        sheet.write_datetime(row, at, moment, formats[printed])
