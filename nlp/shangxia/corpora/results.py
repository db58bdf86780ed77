"""What ``extract`` and ``tag`` wrote, read back with its types."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangxia.corpora.tagged import tagged_table
from shangxia.corpora.typed import to_dataset, to_datasets
from shangxia.document import Document
from shangxia.errors import TableError, first_line
from shangxia.plain import SCHEMA
from shangxia.rendering.cells import csv_plain
from shangxia.rendering.parquet import arrow_schema, arrow_table
from shangxia.rendering.tables import NODES, TABLES, Column, Table, unique_sources
from shangxia.tagging.batch.csvsource import LONGEST_CELL

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset, DatasetDict


def load_results(path: str | Path, *, format: str | None = None) -> Dataset | DatasetDict:  # noqa: A002
    """Read back what ``extract`` or ``tag`` wrote.

    Args:
        path: of ``extract`` the folder of CSV or Parquet tables, or the JSON or JSONL file;
            of ``tag`` the table in any of its formats.
        format: format of a table whose ending does not tell.

    Returns:
        Of ``extract`` the six tables by name (``instruments``, ``nodes``, ``provisions``,
        ``codings``, ``claims``, ``mentions``), the same from every format but that a CSV cell
        cannot tell an empty text from none.  Of ``tag`` one dataset: the columns that came
        in, and ``labels`` (list), ``score_<code>``, ``evidence`` (list of code, start, end,
        text), ``inaction``, ``review``, ``review_reason``, ``language`` and ``model``.

    Raises:
        TableError: it is nothing that we wrote, or is damaged.
        UsageError: the library ``datasets`` is not installed.
    """
    path = Path(path)
    if path.is_dir():
        return to_datasets({table.name: _from_folder(path, table) for table in TABLES})
    documents = _documents(path) if path.suffix.lower() in (".json", ".jsonl") else None
    if documents is not None:
        return to_datasets(_tables(documents))
    return to_dataset(tagged_table(path, format))


def _from_folder(folder: Path, table: Table) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(table)
    parquet, printed = folder / f"{table.name}.parquet", folder / f"{table.name}.csv"
    try:
        if parquet.is_file():
            return pq.read_table(parquet).select(schema.names).cast(schema)
        columns = list(zip(*_csv_rows(printed, table), strict=True)) or [()] * len(schema)
        arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)
    except FileNotFoundError:
        raise TableError(
            f"{folder.name} holds no {table.name}.parquet or .csv: give a folder that "
            "`shangxia extract -o FOLDER` wrote"
        ) from None
    except (pa.ArrowException, KeyError, ValueError, csv.Error) as error:
        raise TableError(
            f"{folder.name}/{table.name}: is not as shangxia wrote it ({first_line(error)}): "
            "write it again"
        ) from None


def _csv_rows(path: Path, table: Table) -> Iterator[list[Any]]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        if next(reader, None) != [column.name for column in table.columns]:
            raise ValueError("its header is another")
        for row in reader:
            yield [_value(cell, column) for cell, column in zip(row, table.columns, strict=True)]


def _value(cell: str, column: Column) -> Any:
    if column.is_list:
        return json.loads(csv_plain(cell)) if cell else []
    if not cell:
        return None
    return csv_plain(cell) if column.type is str else column.type(cell)


def _documents(path: Path) -> list[Document] | None:
    """Return the documents of a JSON or JSONL file; None for a table of ``tag``."""
    try:
        with path.open(encoding="utf-8") as stream:
            first = stream.readline()
            if path.suffix.lower() == ".jsonl" and not _opens_document(first):
                return None
            written = first + stream.read()
        values = _values(written)
        if not all(map(_is_document, values)):
            raise ValueError("it holds something else")
        return [_document(value) for value in values]
    except OSError as error:
        raise TableError(
            f"{path.name}: cannot be read ({error.strerror}): check the path"
        ) from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise TableError(
            f"{path.name}: is not as `shangxia extract` writes it ({first_line(error)}): "
            "write it again"
        ) from None


def _values(written: str) -> list[Any]:
    """Return the values of a JSON text: one, a list of them, or one to a line."""
    try:
        value = json.loads(written)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        # No other line end: a string may hold U+2028.
        return [json.loads(line) for line in written.split("\n") if line.strip()]
    return value if isinstance(value, list) else [value]


def _opens_document(line: str) -> bool:
    try:
        return _is_document(json.loads(line))
    except (ValueError, RecursionError):
        return False


def _is_document(value: Any) -> bool:
    return isinstance(value, dict) and value.get("schema") == SCHEMA and "nodes" in value


def _document(value: dict[str, Any]) -> Document:
    return Document.from_dict(value, text=None if "text" in value else "")


def _tables(documents: list[Document]) -> dict[str, pa.Table]:
    rows: dict[str, list[Any]] = {table.name: [] for table in TABLES}
    blank = [column.name for column in NODES.columns].index("text")
    for document in unique_sources(documents):
        for table in TABLES:
            for row in table.rows(document):
                # Without the text of the document nodes have none.
                told = table is not NODES or document.text
                rows[table.name].append(row if told else (*row[:blank], None, *row[blank + 1 :]))
    return {table.name: arrow_table(table, rows[table.name]) for table in TABLES}
