"""Tables with labels: what training and evaluation read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shangxia.errors import TableError
from shangxia.tagging.batch.columns import Roles, find_roles
from shangxia.tagging.batch.formats import format_of_table
from shangxia.tagging.batch.masking import text_of
from shangxia.tagging.batch.rows import Rows
from shangxia.tagging.batch.sources import open_source

#: Names of the column of labels.
_LABELS = ("labels", "label")
_YES = frozenset({"true", "1", "yes", "y", "是", "有", "có", "x"})
_NO = frozenset({"false", "0", "no", "n", "否", "无", "không", ""})


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report with the labels that a person gave it.

    Attributes:
        text: the report.
        labels: codes, in the order given.
        inaction: whether it alleges inaction; None where the table does not say.
        evidence: code, start and end of words that show a label; None where the
            table has no such column.
        columns: all columns of the row, for tables by column.
        source: name of the file.
        row: number of the row in the file, from 1.
        id: what its id column says, where there is one.
    """

    text: str
    labels: tuple[str, ...]
    inaction: bool | None = None
    evidence: tuple[tuple[str, int, int], ...] | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    row: int = 0
    id: str = ""


def read_labelled(
    path: str | Path,
    *,
    text: Sequence[str] = (),
    labels: str | None = None,
    format: str | None = None,  # noqa: A002 - the name of the option
) -> list[LabelledReport]:
    """Read a labelled table.

    Args:
        path: a CSV, TSV, JSONL, XLSX or Parquet file with a column ``labels`` (a
            list, or ``a;b``), and where there are any ``inaction`` and ``evidence``
            (a list of ``code``, ``start`` and ``end``, or JSON of it).
        text: columns that are the report; ``text`` or the best other where empty.
        labels: column of the labels; ``labels`` or ``label`` where it is None.
        format: the format, where the ending does not tell.

    Returns:
        The reports.

    Raises:
        TableError: the table cannot be read, or a row breaks the rules.
    """
    path = Path(path)
    source = open_source(path, format_of_table(path, format, named_first=True)).complete()
    roles = find_roles(source.columns, source.sample, text=text, name=path.name)
    column = _label_column(source.columns, labels, path.name)
    reports: list[LabelledReport] = []
    for batch in source.batches():
        rows = batch.open()
        if rows.rejects:
            row, reason = rows.rejects[0]
            raise TableError(f"{path.name}, row {row} {reason}")
        reports += _reports(rows, source.columns, roles, column, path.name)
    return reports


def _label_column(columns: Sequence[str], named: str | None, file: str) -> str:
    wanted = _LABELS if named is None else (named,)
    found = next((name for name in wanted if name in columns), None)
    if found is None:
        there = ", ".join(columns[:20])
        raise TableError(
            f"{file} has no column {wanted[0]!r}: it has {there}: name the one with --labels"
        )
    return found


def _reports(
    rows: Rows, columns: Sequence[str], roles: Roles, column: str, name: str
) -> Iterator[LabelledReport]:
    for number, cells in zip(rows.numbers, rows.records(), strict=True):
        row = dict(zip(columns, cells, strict=True))
        where = f"{name}, row {number}"
        report = "\n".join(text_of(cells[at]) for at in roles.text)
        yield LabelledReport(
            text=report,
            labels=_labels(row[column], where),
            inaction=_truth(row["inaction"], where) if "inaction" in row else None,
            evidence=_evidence(row["evidence"], report, where) if "evidence" in row else None,
            columns=row,
            source=name,
            row=number,
            id="" if roles.id is None else text_of(cells[roles.id]),
        )


def _labels(value: Any, where: str) -> tuple[str, ...]:
    """Return codes of a list, of JSON of one, or of ``a;b``."""
    if value is None:
        return ()
    try:
        if isinstance(value, str) and value.lstrip().startswith("["):
            value = json.loads(value)
        parts = value if isinstance(value, list) else str(value).replace("；", ";").split(";")
        codes = [part["code"] if isinstance(part, dict) else str(part).strip() for part in parts]
    except (ValueError, KeyError, RecursionError):
        raise TableError(f"{where}: the labels are neither a list of codes nor a;b") from None
    return tuple(dict.fromkeys(code for code in codes if code))


def _truth(value: Any, where: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False if word else None
    raise TableError(f"{where}: inaction is neither true nor false: write one of them")


def _evidence(value: Any, report: str, where: str) -> tuple[tuple[str, int, int], ...]:
    """Return evidence given by its offsets, or as a quote, which stands where it first occurs."""
    try:
        items = json.loads(value) if isinstance(value, str) and value.strip() else value or []
        found = tuple((str(item["code"]), *_place(item, report)) for item in items)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise TableError(
            f"{where}: evidence is no list of objects with code, and start and end or text"
        ) from None
    if any(not 0 <= start < end <= len(report) for _, start, end in found):
        raise TableError(f"{where}: evidence does not stand in the text")
    return found


def _place(item: dict[str, Any], report: str) -> tuple[int, int]:
    if "start" in item:
        return int(item["start"]), int(item["end"])
    start = report.find(str(item["text"]))
    return start, start + len(str(item["text"]))
