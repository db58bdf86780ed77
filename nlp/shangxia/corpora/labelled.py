"""Labelled tables, as ``train`` and ``evaluate`` read them, as a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.corpora.typed import column_of, evidence_type, table_of, to_dataset
from shangxia.tagging.batch import LabelledReport, read_labelled

if TYPE_CHECKING:
    from datasets import Dataset


def load_labelled(
    path: str | Path,
    *,
    text: Sequence[str] = (),
    labels: str | None = None,
    format: str | None = None,  # noqa: A002 - the name of the option
) -> Dataset:
    """Load a table of labelled reports.

    Args:
        path: a CSV, TSV, JSONL, XLSX or Parquet file.
        text: columns that are the report; found where it is empty.
        labels: column of the labels; ``labels`` or ``label`` where it is None.
        format: the format, where the ending does not tell.

    Returns:
        ``row`` (from 1), ``id``, ``text``, ``labels``, ``inaction`` and ``evidence`` (half-open
        code points of ``text``), and behind them all other columns of the table.

    Raises:
        TableError: the table cannot be read, or a row breaks the rules.
        UsageError: the library ``datasets`` is not installed.
    """
    import pyarrow as pa

    reports = read_labelled(path, text=text, labels=labels, format=format)
    types = {
        "row": pa.int64(), "id": pa.string(), "text": pa.string(),
        "labels": pa.list_(pa.string()), "inaction": pa.bool_(), "evidence": evidence_type(),
    }  # fmt: skip
    table = table_of([_row(report) for report in reports], types)
    own = {*types, labels or ("labels" if "labels" in reports[0].columns else "label")}
    for name in reports[0].columns:
        if name and name not in own:
            column = column_of([report.columns[name] for report in reports])
            table = table.append_column(name, column)
    return to_dataset(table)


def _row(report: LabelledReport) -> dict[str, object]:
    evidence = [
        {"code": code, "start": start, "end": end, "text": report.text[start:end]}
        for code, start, end in report.evidence or ()
    ]
    return {
        "row": report.row,
        "id": report.id or None,
        "text": report.text,
        "labels": list(report.labels),
        "inaction": report.inaction,
        "evidence": None if report.evidence is None else evidence,
    }
