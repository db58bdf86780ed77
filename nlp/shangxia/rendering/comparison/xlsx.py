"""Comparisons as a workbook: a row for each pair, changes marked in the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.comparison import Comparison
from shangxia.errors import UsageError
from shangxia.rendering.cells import xlsx_text
from shangxia.rendering.comparison.columns import Column, label, title
from shangxia.rendering.comparison.looks import Looks, Sheet
from shangxia.rendering.comparison.matrix import documents, matrix_rows
from shangxia.rendering.comparison.pagedata import claims_from_a, taken_for
from shangxia.rendering.comparison.rows import PairRow, Table, in_words, pieces
from shangxia.rendering.files import atomic_write, working_folder
from shangxia.rendering.registry import Results
from shangxia.rendering.xlsx import open_workbook

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_PAIRS = (
    ("A", 16),
    ("Heading of A", 22),
    ("Text of A", 52),
    ("Text of B", 52),
    ("B", 16),
    ("Heading of B", 22),
    ("Relation", 12),
    ("Score", 7),
    ("Differences", 36),
    ("Reason", 36),
    ("Nodes of A", 20),
    ("Nodes of B", 20),
)
_ONLY = (
    ("Document", 26),
    ("Missing in", 26),
    ("Where", 16),
    ("Heading", 26),
    ("Text", 90),
    ("Node", 20),
)
_CLAIMS = (
    ("Document", 26),
    ("Claim", 60),
    ("Verdict", 13),
    ("Provision", 18),
    ("Text of the provision", 60),
    ("Reason", 46),
)
_OVERVIEW = (
    ("Sheet", 24),
    ("A", 44),
    ("B", 44),
    ("Level", 11),
    ("Pairs", 8),
    ("With differences", 12),
    ("Only in A", 10),
    ("Only in B", 10),
    ("Taken for", 60),
)
#: Sheet names: no more than this, and none of these signs.
_NAME, _UNNAMEABLE = 31, re.compile(r"[\[\]:*?/\\\x00-\x1f'\ud800-\udfff]+")


def write_xlsx(results: Results[Comparison], path: Path, *, text: bool) -> None:
    """Write one comparison or several as one workbook.

    Args:
        results: the comparisons; all of them are held in memory.
        path: the file.
        text: keep the words of the provisions.

    Raises:
        UsageError: there is no comparison.
    """
    comparisons = list(results.items)
    if not comparisons:
        raise UsageError(f"{path}: there is no comparison to write: give at least two documents")
    with (
        working_folder(path) as temporary,
        atomic_write(path, "wb") as stream,
        open_workbook(stream, temporary) as workbook,
    ):
        _Book(workbook, comparisons, text=text).write()


class _Book:
    """The sheets of one workbook."""

    def __init__(self, workbook: Workbook, comparisons: list[Comparison], *, text: bool) -> None:
        self._workbook, self._comparisons, self._text = workbook, comparisons, text
        self._looks = Looks(workbook)
        self._tables = [Table(comparison) for comparison in comparisons]
        self._names = _sheet_names(comparisons)

    def write(self) -> None:
        """Write all sheets: the overview first, then the pairs."""
        self._overview()
        for name, table in zip(self._names, self._tables, strict=True):
            self._pairs(name, table)
        self._only("only in A", [(one.a, one.b, row) for one in self._tables for row in one.only_a])
        self._only("only in B", [(one.b, one.a, row) for one in self._tables for row in one.only_b])
        self._matrix()
        if any(comparison.claims for comparison in self._comparisons):
            self._claims()

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]]) -> Sheet:
        return Sheet(self._workbook, name, columns, self._looks)

    def _overview(self) -> None:
        sheet = self._sheet("overview", _OVERVIEW)
        for name, table in zip(self._names, self._tables, strict=True):
            one = table.comparison
            sheet.link(0, name)
            sheet.text(1, title(one.a))
            sheet.text(2, title(one.b))
            sheet.text(3, one.level)
            different = sum(bool(pair.differences) for pair in one.pairs)
            sizes = (len(one.pairs), different, len(one.only_a), len(one.only_b))
            for at, number in enumerate(sizes, start=4):
                sheet.number(at, number)
            sheet.text(8, taken_for(one))
            sheet.end_row()
        sheet.finish()

    def _pairs(self, name: str, table: Table) -> None:
        sheet = self._sheet(name, _PAIRS)
        for row in table.pairs:
            pair = row.pair
            assert pair is not None
            sheet.text(0, label(table.a, row.a))
            sheet.text(1, _heading(table.a, row.a))
            if self._text:
                sheet.rich(2, pieces(table.a, row.a, pair.changes, "a"))
                sheet.rich(3, pieces(table.b, row.b, pair.changes, "b"))
            sheet.text(4, label(table.b, row.b))
            sheet.text(5, _heading(table.b, row.b))
            sheet.text(6, row.relation, look=self._looks.relation(row.relation))
            sheet.number(7, pair.score, look=self._looks.score)
            sheet.text(8, "\n".join(in_words(one) for one in pair.differences))
            sheet.text(9, pair.reason)
            sheet.text(10, "\n".join(row.a))
            sheet.text(11, "\n".join(row.b))
            sheet.end_row()
        sheet.finish()

    def _only(self, name: str, rows: list[tuple[Column, Column, PairRow]]) -> None:
        """Write what stands in one document and has no counterpart in the other."""
        sheet = self._sheet(name, _ONLY)
        for column, other, row in rows:
            (node,) = row.a or row.b
            sheet.text(0, title(column.document))
            sheet.text(1, title(other.document))
            sheet.text(2, column.name(node))
            sheet.text(3, column.heading(node))
            if self._text:
                sheet.text(4, column.words(node))
            sheet.text(5, node)
            sheet.end_row()
        sheet.finish()

    def _matrix(self) -> None:
        found = documents(self._comparisons)
        columns = [Column(document, ()) for document in found]
        heads = [(title(document), 34) for document in found]
        sheet = self._sheet("matrix", (("Codebook", 13), ("Code", 20), ("Name", 34), *heads))
        for row in matrix_rows(self._comparisons):
            sheet.text(0, row.codebook)
            sheet.text(1, row.code)
            sheet.text(2, row.name("en"))
            for at, (column, cell) in enumerate(zip(columns, row.cells, strict=True), start=3):
                names = ", ".join(column.name(node) for node in cell)
                said = f"{len(cell)}: {names}" if cell else "–"
                # A hole is what another document has; what none has is no hole.
                look = self._looks.heat(len(cell)) if any(row.cells) else self._looks.plain
                sheet.text(at, said, look=look)
            sheet.end_row()
        sheet.finish()

    def _claims(self) -> None:
        sheet = self._sheet("claims", _CLAIMS)
        for table in self._tables:
            for check in table.comparison.claims:
                from_a = claims_from_a(table.comparison, check)
                news, source = (table.a, table.b) if from_a else (table.b, table.a)
                sheet.text(0, title(news.document))
                sheet.text(1, check.claim.text)
                sheet.text(2, check.verdict, look=self._looks.verdict(check.verdict))
                if check.node:
                    sheet.text(3, source.name(check.node))
                    if self._text:
                        sheet.text(4, source.words(check.node))
                sheet.text(5, check.reason or check.claim.reason or "")
                sheet.end_row()
        sheet.finish()


def _heading(column: Column, nodes: Sequence[str]) -> str:
    return "\n".join(filter(None, map(column.heading, nodes)))


def _sheet_names(comparisons: Sequence[Comparison]) -> list[str]:
    if len(comparisons) == 1:
        return ["pairs"]
    names = []
    for number, one in enumerate(comparisons, start=1):
        half = (_NAME - len(f"{number} – ")) // 2
        sides = (xlsx_text(_UNNAMEABLE.sub(" ", title(document))) for document in (one.a, one.b))
        # A number before it makes each name the only one of its kind.
        names.append(f"{number} " + "–".join(side.strip()[:half].strip() for side in sides))
    return names
