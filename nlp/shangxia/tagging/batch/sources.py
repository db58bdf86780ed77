"""Tables in: one small class for each format, all read as batches of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from shangxia.tagging.batch.rows import Batch

#: Rows that are looked at to find the columns.
SAMPLE = 200


class Source(Protocol):
    """A table that can be read from any record on.

    Attributes:
        path: the file.
        columns: names of the columns, as printed; with JSONL those of the sample.
        sample: cells of the first rows.
        sha256: hex digest of the file.
        size: bytes.
        total: number of records, where the format tells.
        delimiter: what separates cells, with CSV and TSV.
        marked: whether a spreadsheet that opens the output needs a byte-order mark.
        schema: the Arrow schema, with Parquet.
    """

    path: Path
    columns: tuple[str, ...]
    sample: Sequence[Sequence[Any]]
    sha256: str
    size: int
    total: int | None
    delimiter: str | None
    marked: bool
    schema: Any

    def batches(self, skip: int = 0) -> Iterator[Batch]:
        """Read the records behind the first ``skip``, always in the same batches."""

    def taken_names(self, ours: Sequence[str]) -> set[str]:
        """Return names of columns of the input, at least those that are among ``ours``."""

    def complete(self) -> Source:
        """Return the same table with every column that any of its rows has."""


def open_source(path: Path, format_: str) -> Source:
    """Open a table.

    Args:
        path: the file.
        format_: ``csv``, ``tsv``, ``jsonl``, ``xlsx`` or ``parquet``.

    Returns:
        The source; the whole file has been read once for its digest.

    Raises:
        TableError: the file is missing, empty, holds only a header or is damaged.
    """
    if format_ in ("csv", "tsv"):
        from shangxia.tagging.batch.csvsource import CsvSource

        return CsvSource(path, tab=format_ == "tsv")
    if format_ == "jsonl":
        from shangxia.tagging.batch.jsonlsource import JsonlSource

        return JsonlSource(path)
    if format_ == "xlsx":
        from shangxia.tagging.batch.xlsxsource import XlsxSource

        return XlsxSource(path)
    from shangxia.tagging.batch.parquetsource import ParquetSource

    return ParquetSource(path)
