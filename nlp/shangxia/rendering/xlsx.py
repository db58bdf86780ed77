"""Tables as one XLSX workbook for an analyst: filters, links, and never a formula."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import IO, TYPE_CHECKING

from shangxia.document import Document
from shangxia.errors import UsageError
from shangxia.rendering.cells import xlsx_text
from shangxia.rendering.files import atomic_write, working_folder
from shangxia.rendering.readable import lines
from shangxia.rendering.registry import Results
from shangxia.rendering.rows import Row
from shangxia.rendering.tables import (
    CLAIMS,
    CODINGS,
    INSTRUMENTS,
    MENTIONS,
    NODES,
    PROVISIONS,
    Table,
    unique_sources,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: The nodes come last: they are what the rows of the others link to.
SHEETS = (INSTRUMENTS, PROVISIONS, CODINGS, CLAIMS, MENTIONS, NODES)
#: Limits of the format.
MOST_ROWS = 1_048_576
MOST_LINKS = 65_000
#: Outline levels of rows that Excel knows.
_LEVELS = 7
#: The date in every workbook, so that the same results give the same bytes.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_HIDDEN = ("start", "end", "bearer_start", "bearer_end", "modal_start", "modal_end", "sha256")


def write_xlsx(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write the tables as the sheets of a workbook.

    Args:
        results: the documents; taken one by one.
        path: the file.
        text: keep the words of the nodes, which together are the whole text.

    Raises:
        UsageError: a table has more rows than a sheet can hold.
    """
    with (
        working_folder(path) as temporary,
        atomic_write(path, "wb") as stream,
        open_workbook(stream, temporary) as workbook,
    ):
        formats = _Formats(workbook)
        sheets = {table.name: _Sheet(workbook, table, formats, path) for table in SHEETS}
        nodes = sheets["nodes"]
        for document in unique_sources(results.items):
            # Rows of the other sheets link to rows of this one.
            rows = {node.id: nodes.next + at for at, node in enumerate(document.nodes)}
            for sheet in sheets.values():
                sheet.add(document, rows, text=text)
        for sheet in sheets.values():
            sheet.finish()


@contextmanager
def open_workbook(stream: IO[bytes], temporary: Path) -> Iterator[Workbook]:
    """Open a workbook in which no text becomes a formula, a link or a number.

    Args:
        stream: a binary file to write to.
        temporary: an existing folder for what does not stay in memory.

    Yields:
        An XlsxWriter workbook; rows must be written in order.
    """
    from xlsxwriter.workbook import Workbook

    options = {
        "constant_memory": True,
        "tmpdir": str(temporary),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(stream, options)
    workbook.set_properties({"created": _CREATED, "comments": "written by shangxia"})
    try:
        yield workbook
    except BaseException:
        # XlsxWriter closes its temporary files only where it finishes the book.
        for sheet in workbook.worksheets():
            sheet.row_data_fh.close()
        raise
    workbook.close()


class _Formats:
    """The few looks that cells have."""

    def __init__(self, workbook: Workbook) -> None:
        base = {"valign": "top", "font_name": "Arial", "font_size": 10}
        wrap = {**base, "text_wrap": True}
        self.head = workbook.add_format(
            {**wrap, "bold": True, "font_color": "#ffffff", "bg_color": "#1f4e5f", "border": 0}
        )
        self.plain = workbook.add_format(base)
        self.wrap = workbook.add_format(wrap)
        self.link = workbook.add_format({**base, "font_color": "#0b57a4", "underline": 1})
        self.number = workbook.add_format({**base, "num_format": "0.00"})
        self.indented = [workbook.add_format({**wrap, "indent": depth}) for depth in range(12)]


class _Sheet:
    """One sheet that grows row by row."""

    def __init__(self, workbook: Workbook, table: Table, formats: _Formats, path: Path) -> None:
        self._table, self._formats, self._path = table, formats, path
        self._sheet: Worksheet = workbook.add_worksheet(table.name)
        self._links = 0
        self.next = 1
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.outline_settings(visible=True, symbols_below=False)
        for at, column in enumerate(table.columns):
            # Offsets are for programs: they are there, but folded away.
            options = {"hidden": True} if column.name in _HIDDEN else {}
            self._sheet.set_column(at, at, column.width, None, options)
        self._sheet.set_row(0, 30)
        for at, column in enumerate(table.columns):
            self._sheet.write_string(0, at, column.title, formats.head)

    def add(self, document: Document, nodes: dict[str, int], *, text: bool) -> None:
        """Add the rows of one document; ``nodes`` tells where each of its nodes stands."""
        names = [column.name for column in self._table.columns]
        is_tree = self._table.name == "nodes"
        depth = names.index("depth") if is_tree else None
        blank = names.index("text") if is_tree and not text else None
        for row in self._table.rows(document):
            if self.next >= MOST_ROWS:
                raise UsageError(
                    f"{self._path}: the sheet {self._table.name} would have more than "
                    f'{MOST_ROWS} rows: write fewer documents, or format="csv" or "parquet"'
                )
            if depth is not None:
                self._sheet.set_row(self.next, None, None, {"level": min(row[depth], _LEVELS)})
            self._write(
                row, names, nodes, depth=row[depth] if depth is not None else 0, blank=blank
            )
            self.next += 1

    def _write(
        self, row: Row, names: list[str], nodes: dict[str, int], *, depth: int, blank: int | None
    ) -> None:
        for at, (value, name) in enumerate(zip(row, names, strict=True)):
            if value is None or value == () or at == blank:
                continue
            if name == "node" and value in nodes and self._links < MOST_LINKS:
                target = f"internal:'nodes'!B{nodes[value] + 1}"
                self._sheet.write_url(self.next, at, target, self._formats.link, xlsx_text(value))
                self._links += 1
            elif isinstance(value, tuple | list):
                written = xlsx_text(lines(value))
                self._sheet.write_string(self.next, at, written, self._formats.wrap)
            elif isinstance(value, str):
                self._sheet.write_string(self.next, at, xlsx_text(value), self._look(name, depth))
            elif not isfinite(value):
                # A workbook has no number for these but an error made by a formula.
                self._sheet.write_string(self.next, at, str(value), self._formats.plain)
            else:
                look = self._formats.number if isinstance(value, float) else self._formats.plain
                self._sheet.write_number(self.next, at, value, look)

    def _look(self, name: str, depth: int) -> Format:
        if self._table.name == "nodes" and name in ("label", "heading", "text"):
            return self._formats.indented[min(depth, len(self._formats.indented) - 1)]
        return self._formats.plain if name in ("id", "sha256") else self._formats.wrap

    def finish(self) -> None:
        """Put the filter over all rows."""
        self._sheet.autofilter(0, 0, max(1, self.next - 1), len(self._table.columns) - 1)
