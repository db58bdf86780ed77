"""Parquet in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shangxia.errors import TableError
from shangxia.tagging.batch.rows import ArrowBatch, Limit, to_ipc
from shangxia.tagging.batch.sources import SAMPLE
from shangxia.tagging.batch.survey import digest_of


class ParquetSource:
    """A Parquet file; types, nulls and metadata of its columns are kept."""

    delimiter: str | None = None
    marked = False

    def __init__(self, path: Path) -> None:
        """Look at a file.

        Args:
            path: the file.

        Raises:
            TableError: it is missing, damaged, or has no rows.
        """
        import pyarrow

        self.path = path
        survey = digest_of(path)
        self.sha256, self.size = survey.sha256, survey.size
        try:
            with self._open() as file:
                self.schema: Any = file.schema_arrow
                self.total: int | None = file.metadata.num_rows
                first = next(file.iter_batches(batch_size=SAMPLE), None)
        except (pyarrow.ArrowException, OSError) as error:
            what = str(error).splitlines()[0][:120]
            raise TableError(f"{path.name} is no Parquet file, or a damaged one: {what}") from None
        if not self.total or first is None:
            raise TableError(f"{path.name} holds only a header: there is no row to tag")
        self.columns = tuple(self.schema.names)
        columns = [column.to_pylist() for column in first.columns]
        self.sample: Sequence[Sequence[Any]] = list(zip(*columns, strict=True))

    def taken_names(self, ours: Sequence[str]) -> set[str]:
        """Return the names of the columns."""
        del ours
        return set(self.columns)

    def complete(self) -> ParquetSource:
        """Return the source: the schema names all columns."""
        return self

    def batches(self, skip: int = 0) -> Iterator[ArrowBatch]:
        """Read the rows behind the first ``skip``."""
        import pyarrow

        done = 0
        total = self.total or 1
        with self._open() as file:
            for rows in file.iter_batches(batch_size=Limit.ROWS):
                if done + rows.num_rows > skip:
                    table = pyarrow.Table.from_batches([rows])
                    share = (done + rows.num_rows) / total
                    yield ArrowBatch(done + 1, rows.num_rows, share, to_ipc(table))
                done += rows.num_rows

    def _open(self) -> Any:
        import pyarrow.parquet

        # Memory maps of a file that another program cuts short would end ours.
        return pyarrow.parquet.ParquetFile(
            self.path, memory_map=False, pre_buffer=False, buffer_size=1 << 20
        )
