"""Tables as Parquet files with explicit types: lists of structs stay what they are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from shangxia.document import Document
from shangxia.plain import to_plain
from shangxia.rendering.cells import whole
from shangxia.rendering.files import atomic_folder
from shangxia.rendering.registry import Results
from shangxia.rendering.rows import Row
from shangxia.rendering.tables import TABLES, Table, unique_sources

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: Rows that go into one row group, so that memory stays flat over many documents.
_ROWS = 20_000


def write_parquet(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write each table to ``NAME.parquet`` in a folder, and a README that names them.

    The README makes the folder a data set: ``load_dataset(FOLDER, "provisions")``.

    Args:
        results: the documents; taken one by one.
        path: the folder.
        text: keep the words of the nodes, which together are the whole text.
    """
    with atomic_folder(path) as folder:
        with ExitStack() as stack:
            files = [stack.enter_context(_File(table, folder)) for table in TABLES]
            for document in unique_sources(results.items):
                for file in files:
                    file.add(document, text=text)
        (folder / "README.md").write_text(_readme(), encoding="utf-8", newline="\n")


def arrow_schema(table: Table) -> pa.Schema:
    """Return the types of a table's columns.

    Args:
        table: one of ``TABLES``.

    Returns:
        Strings, 64-bit integers and floats, lists and lists of structs; all nullable.
    """
    import pyarrow as pa

    columns = []
    for column in table.columns:
        kind = _arrow_type(column.type)
        columns.append(pa.field(column.name, pa.list_(kind) if column.is_list else kind))
    return pa.schema(columns)


def arrow_table(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table.

    Args:
        table: one of ``TABLES``.
        rows: its rows, cells in the order of the columns.

    Returns:
        A table with the types of ``arrow_schema``.
    """
    import pyarrow as pa

    schema = arrow_schema(table)
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pa.array([_plain(value) for value in values], type=kind)
        for values, kind in zip(columns, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


class _File:
    """A Parquet file that is written row group by row group."""

    def __init__(self, table: Table, folder: Path) -> None:
        self._table = table
        self._path = folder / f"{table.name}.parquet"
        self._rows: list[Row] = []
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> _File:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(self._path, arrow_schema(self._table), compression="zstd")
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        assert self._writer is not None
        if kind is None and self._rows:
            self._flush()
        self._writer.close()

    def add(self, document: Document, *, text: bool) -> None:
        names = [column.name for column in self._table.columns]
        blank = names.index("text") if not text and self._table.name == "nodes" else None
        for row in self._table.rows(document):
            self._rows.append(row if blank is None else (*row[:blank], None, *row[blank + 1 :]))
            if len(self._rows) >= _ROWS:
                self._flush()

    def _flush(self) -> None:
        assert self._writer is not None
        self._writer.write_table(arrow_table(self._table, self._rows))
        self._rows.clear()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, int | float) or value is None:
        return value
    return _plain(to_plain(value))


def _arrow_type(kind: Any) -> pa.DataType:
    import pyarrow as pa

    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return pa.struct([(item.name, _arrow_type(hints[item.name])) for item in fields(kind)])
    simple = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    # ``str | None`` is a string that may be missing, as every column may be.
    return simple[next(part for part in getattr(kind, "__args__", (kind,)) if part in simple)]


def _readme() -> str:
    lines = ["---", "configs:"]
    for table in TABLES:
        lines += [f"- config_name: {table.name}", f"  data_files: {table.name}.parquet"]
    lines += ["---", "", "# Tables written by shangxia", ""]
    lines += [
        "`source` joins the tables; `node` is the `id` of a row of `nodes`; `start` and `end`",
        "count code points of the decoded text, half-open.",
    ]
    for table in TABLES:
        lines += ["", f"## {table.name}", "", table.about, "", "| column | type | holds |"]
        lines += ["|---|---|---|"]
        for column, kind in zip(table.columns, arrow_schema(table).types, strict=True):
            lines.append(f"| `{column.name}` | {kind} | {column.about or column.title.lower()} |")
    return "\n".join(lines) + "\n"
