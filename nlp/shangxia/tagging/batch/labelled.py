"""Tables with labels: what training and evaluation read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shangxia.errors import TableError
from shangxia.tagging.batch.columns import find_roles
from shangxia.tagging.batch.formats import format_of_table
from shangxia.tagging.batch.masking import text_of
from shangxia.tagging.batch.rows import Rows
from shangxia.tagging.batch.sources import open_source

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
    """

    text: str
    labels: tuple[str, ...]
    inaction: bool | None = None
    evidence: tuple[tuple[str, int, int], ...] | None = None
    columns: dict[str, Any] = field(default_factory=dict)


def read_labelled(
    path: str | Path,
    *,
    text: Sequence[str] = (),
    format: str | None = None,  # noqa: A002 - the name of the option
) -> list[LabelledReport]:
    """Read a labelled table.

    Args:
        path: a CSV, TSV, JSONL, XLSX or Parquet file with a column ``labels`` (a
            list, or ``a;b``), and where there are any ``inaction`` and ``evidence``
            (a list of ``code``, ``start`` and ``end``, or JSON of it).
        text: columns that are the report; ``text`` or the best other where empty.
        format: the format, where the ending does not tell.

    Returns:
        The reports.

    Raises:
        TableError: the table cannot be read, or a row breaks the rules.
    """
    path = Path(path)
    source = open_source(path, format_of_table(path, format, named_first=True)).complete()
    roles = find_roles(source.columns, source.sample, text=text, name=path.name)
    if "labels" not in source.columns:
        there = ", ".join(source.columns[:20])
        raise TableError(f"{path.name} has no column 'labels': it has {there}")
    reports: list[LabelledReport] = []
    for batch in source.batches():
        rows = batch.open()
        if rows.rejects:
            row, reason = rows.rejects[0]
            raise TableError(f"{path.name}, row {row} {reason}")
        reports += _reports(rows, source.columns, roles.text, path.name)
    return reports


def _reports(
    rows: Rows, columns: Sequence[str], text: Sequence[int], name: str
) -> Iterator[LabelledReport]:
    for number, cells in zip(rows.numbers, rows.records(), strict=True):
        row = dict(zip(columns, cells, strict=True))
        where = f"{name}, row {number}"
        report = "\n".join(text_of(cells[at]) for at in text)
        yield LabelledReport(
            text=report,
            labels=_labels(row["labels"]),
            inaction=_truth(row["inaction"], where) if "inaction" in row else None,
            evidence=_evidence(row["evidence"], len(report), where) if "evidence" in row else None,
            columns=row,
        )


def _labels(value: Any) -> tuple[str, ...]:
    """Return codes of a list, of JSON of one, or of ``a;b``."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = json.loads(value)
    if value is None:
        return ()
    parts = value if isinstance(value, list) else str(value).replace("；", ";").split(";")
    codes = [part["code"] if isinstance(part, dict) else str(part).strip() for part in parts]
    return tuple(dict.fromkeys(code for code in codes if code))


def _truth(value: Any, where: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False if word else None
    raise TableError(f"{where}: inaction is {value!r}: write true or false")


def _evidence(value: Any, length: int, where: str) -> tuple[tuple[str, int, int], ...]:
    try:
        items = json.loads(value) if isinstance(value, str) and value.strip() else value or []
        found = tuple((str(item["code"]), int(item["start"]), int(item["end"])) for item in items)
    except (ValueError, TypeError, KeyError):
        raise TableError(
            f"{where}: evidence is no list of objects with code, start and end"
        ) from None
    if any(not 0 <= start < end <= length for _, start, end in found):
        raise TableError(f"{where}: evidence lies outside of the text")
    return found
