"""What a person decided in a review queue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shangxia.errors import TableError
from shangxia.rendering.cells import CUT
from shangxia.tagging.batch.review import DECIDED, NO, NONE, SHEET, YES
from shangxia.tagging.batch.workbooks import open_book, rows_of


@dataclass(frozen=True, slots=True)
class Decided:
    """A report with what a person decided.

    Attributes:
        text: the report.
        labels: codes; empty where the person chose ``none``.
        inaction: what the person said, None where they said nothing.
        evidence: code, start and end of words that the program found for a label
            that the person agreed with.
    """

    text: str
    labels: tuple[str, ...]
    inaction: bool | None
    evidence: tuple[tuple[str, int, int], ...]

    def to_row(self) -> dict[str, Any]:
        """Return the row of a labelled table, as ``train`` reads it."""
        row: dict[str, Any] = {
            "text": self.text,
            "labels": list(self.labels),
            "evidence": [
                {"code": code, "start": start, "end": end} for code, start, end in self.evidence
            ],
        }
        return row if self.inaction is None else {**row, "inaction": self.inaction}


def read_queue(path: str | Path, codes: Sequence[str] | None = None) -> list[Decided]:
    """Read the rows of a review queue in which a person decided.

    Args:
        path: the workbook, filled in; the order of rows and columns does not matter.
        codes: codes that may be chosen; None takes any.

    Returns:
        The decided rows; those without a decision are left out.

    Raises:
        TableError: it is no review queue, a decision is no code, or nothing is decided.
    """
    path = Path(path)
    decided = [
        item
        for number, row in _rows(path)
        if (item := _decision(row, f"{path.name}, row {number}", codes)) is not None
    ]
    if not decided:
        raise TableError(
            f"{path.name} holds no decision yet: choose a code, or {NONE}, in the yellow columns"
        )
    return decided


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with open_book(path) as book:
        if SHEET not in book.sheetnames:
            raise TableError(f"{path.name} is no review queue: it has no sheet {SHEET!r}")
        rows = ([cell.value for cell in row] for row in rows_of(book[SHEET], path))
        header = [str(cell) for cell in next(rows, ())]
        missing = [name for name in ("text", *DECIDED) if name not in header]
        if missing:
            raise TableError(f"{path.name} is no review queue: it has no column {missing[0]!r}")
        for number, cells in enumerate(rows, 2):
            yield number, dict(zip(header, cells, strict=False))


def _decision(row: dict[str, Any], where: str, codes: Sequence[str] | None) -> Decided | None:
    """Return what was decided in a row; None where nothing was."""
    chosen = [_code(row.get(name)) for name in DECIDED]
    labels = tuple(dict.fromkeys(code for code in chosen if code))
    text = row.get("text")
    if not labels or not isinstance(text, str):
        return None
    if NONE in labels and len(labels) > 1:
        raise TableError(f"{where}: {NONE!r} and a code are both chosen: keep one of them")
    unknown = [code for code in labels if codes is not None and code not in (*codes, NONE)]
    if unknown:
        raise TableError(f"{where}: {unknown[0]!r} is no code: choose one from the list")
    if text.endswith(CUT):
        # Training on a part of a report would teach what it does not say.
        return None
    labels = tuple(code for code in labels if code != NONE)
    inaction = {YES: True, NO: False}.get(str(row.get("inaction") or "").strip().lower())
    return Decided(text, labels, inaction, _evidence(row.get("evidence"), labels, len(text)))


def _code(cell: Any) -> str:
    return str(cell or "").split("·")[0].strip()


def _evidence(cell: Any, labels: Sequence[str], length: int) -> tuple[tuple[str, int, int], ...]:
    try:
        found = json.loads(cell or "[]")
        return tuple(
            (str(code), int(start), int(end))
            for code, start, end in found
            if code in labels and 0 <= start < end <= length
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        return ()
