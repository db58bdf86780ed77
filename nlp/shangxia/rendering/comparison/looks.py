"""The looks of the workbook, and sheets that grow row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from shangxia.errors import UsageError
from shangxia.rendering.cells import CELL_LIMIT, xlsx_text
from shangxia.rendering.comparison.rows import Piece
from shangxia.rendering.xlsx import MOST_ROWS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_BASE = {"valign": "top", "font_name": "Arial", "font_size": 10}
_RED, _GREEN = "#AB2020", "#14733F"
_CHANGES: dict[str, dict[str, Any]] = {
    "gone": {"font_color": _RED, "font_strikeout": True},
    "was": {"font_color": _RED},
    "new": {"font_color": _GREEN, "underline": 1},
    "now": {"font_color": _GREEN, "bold": True},
}
_RELATIONS = {
    "same": "#EDF0EF",
    "edited": "#FBEBCB",
    "split": "#E9DFF7",
    "merged": "#E9DFF7",
    "counterpart": "#D3E8EE",
    "partial": "#DEE9F7",
}
_VERDICTS = {"supported": _GREEN, "contradicted": _RED}
_HEAT = ("#E3EFF2", "#C6DEE5", "#A8CDD7", "#8ABCCA", "#6DABBC")
#: A pattern of thin lines for holes: it shows without colour as well.
_HATCHED = 14
#: Number of a paper size; height of a line and of the highest row, in points.
_A3, _LINE, _HIGHEST = 8, 13.0, 409.0
#: Lines of Chinese are so many times as high: the fonts that have it leave more between lines.
_TALLER = 1.16


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        """Make the formats that every sheet needs."""
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        wrap = {"text_wrap": True}
        self.head = self._make(wrap, bold=True, font_color="#FFFFFF", bg_color="#1F4E5F")
        self.wrap = self._make(wrap)
        # Beside the words of the next column a number at the right edge would touch them.
        self.score = self._make({}, num_format="0.00", align="center")
        self.plain = self._make({})
        self.count = self._make({}, align="center")
        self.link = self._make({}, font_color="#0B57A4", underline=1)

    def change(self, kind: str) -> Format:
        """Return the letters of changed words, or of unchanged ones."""
        return self._make(_CHANGES.get(kind, {}))

    def cell_of(self, kind: str) -> Format:
        """Return the look of a cell of which all words changed in one way."""
        return self._make(_CHANGES.get(kind, {}), text_wrap=True)

    def relation(self, name: str) -> Format:
        """Return the look of the cell that names a relation."""
        colour = _RELATIONS.get(name)
        return self._make({"bg_color": colour}) if colour else self.plain

    def verdict(self, name: str) -> Format:
        """Return the look of the cell that names a verdict."""
        return self._make({"font_color": _VERDICTS.get(name, "#59646A"), "bold": True})

    def heat(self, count: int) -> Format:
        """Return the look of a cell of the matrix; nought is a hatched hole."""
        if not count:
            return self._make(
                {"pattern": _HATCHED, "fg_color": "#E3B5B5", "bg_color": "#FFFFFF"},
                font_color=_RED,
            )
        return self._make({"bg_color": _HEAT[min(count.bit_length(), 5) - 1]}, text_wrap=True)

    def _make(self, values: dict[str, Any], **more: Any) -> Format:
        key = tuple(sorted({**values, **more}.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_BASE, **dict(key)})
        return self._made[key]


class Sheet:
    """One sheet: cells of the row at hand, then the next row."""

    def __init__(
        self, workbook: Workbook, name: str, columns: Sequence[tuple[str, int]], looks: Looks
    ) -> None:
        """Add a sheet with its head.

        Args:
            workbook: where to.
            name: at most 31 characters.
            columns: title and width in characters of each.
            looks: formats of the workbook.
        """
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._looks, self._name = looks, name
        self._widths = [width for _, width in columns]
        self._row, self._lines = 1, 1.0
        self._titles, self._filled = [title for title, _ in columns], set[int]()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A3)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        # On paper too the texts of neighbouring columns are kept apart.
        self._sheet.hide_gridlines(0)
        self._sheet.set_row(0, 32)
        for at, (title, width) in enumerate(columns):
            # Ids are for programs: they are there, but folded away.
            self._sheet.set_column(at, at, width, None, {"hidden": title.startswith("Node")})
        for at, (title, _) in enumerate(columns):
            self._sheet.write_string(0, at, xlsx_text(title), looks.head)

    def text(self, column: int, text: str, *, look: Format | None = None) -> None:
        """Write text that is never a formula, or leave the cell empty."""
        if text:
            text = _close(text)
            self._reckon(column, text)
            self._sheet.write_string(self._row, column, xlsx_text(text), look or self._looks.wrap)

    def number(self, column: int, value: float, *, look: Format | None = None) -> None:
        """Write a number; what no workbook can hold becomes text."""
        if isfinite(value):
            self._sheet.write_number(self._row, column, value, look or self._looks.count)
        else:
            self.text(column, str(value))

    def link(self, column: int, sheet: str) -> None:
        """Write a link to another sheet of the workbook."""
        self._sheet.write_url(self._row, column, f"internal:'{sheet}'!A1", self._looks.link, sheet)

    def rich(self, column: int, pieces: Sequence[Piece]) -> None:
        """Write words with their changes marked.

        Args:
            column: index of the column.
            pieces: what follows each other; too much for a cell is cut, without marks.
        """
        kept = _joined(pieces)
        if len(kept) < 2:
            for piece in kept:
                self.text(column, piece.text, look=self._looks.cell_of(piece.change))
            return
        whole = "".join(piece.text for piece in kept)
        if len(whole.encode("utf-16-le")) // 2 > CELL_LIMIT:
            self.text(column, whole)
            return
        self._reckon(column, whole)
        parts: list[Format | str] = []
        for piece in kept:
            parts += (self._looks.change(piece.change), piece.text)
        self._sheet.write_rich_string(self._row, column, *parts, self._looks.wrap)

    def end_row(self) -> None:
        """Go on with the next row.

        Raises:
            UsageError: the sheet is full.
        """
        # Not every program makes rows as high as their text when it opens a workbook.
        self._sheet.set_row(self._row, min(_LINE * self._lines + 3, _HIGHEST))
        self._row, self._lines = self._row + 1, 1.0
        if self._row >= MOST_ROWS:
            raise UsageError(
                f"the sheet {self._name} would have more than {MOST_ROWS} rows: write .csv or .json"
            )

    def finish(self) -> None:
        """Put the filter over all rows; fold columns of headings away that hold none."""
        for at, title in enumerate(self._titles):
            if title.startswith("Heading") and at not in self._filled:
                self._sheet.set_column(at, at, self._widths[at], None, {"hidden": True})
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._widths) - 1)

    def _reckon(self, column: int, text: str) -> None:
        """Estimate how many lines a text takes in a column."""
        self._filled.add(column)
        room = self._widths[column] + 4
        lines = sum(
            (1 + (_width(line) - 1) // room) * (_TALLER if _wide(line) else 1.0)
            for line in text.splitlines() or [""]
        )
        self._lines = max(self._lines, lines)


def _close(text: str) -> str:
    """Take out empty lines: a row has little room."""
    return re.sub(r"\n\s*\n", "\n", text.replace("\r\n", "\n"))


def _width(text: str) -> int:
    """Return the width of a line in characters; East Asian ones take nearly two."""
    return max(1, len(text) + round(0.9 * _wide(text)))


def _wide(text: str) -> int:
    return sum(letter >= "\u2e80" for letter in text)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop what a cell cannot hold, and join neighbours of one kind."""
    kept: list[Piece] = []
    for piece in pieces:
        text = xlsx_text(_close(piece.text))
        if not text:
            continue
        if kept and kept[-1].change == piece.change:
            kept[-1] = Piece(kept[-1].text + text, piece.change)
        else:
            kept.append(Piece(text, piece.change))
    return kept
