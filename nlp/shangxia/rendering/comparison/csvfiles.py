"""Comparisons as one CSV file: a row for each pair and for what has no counterpart."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from shangxia.comparison import Comparison
from shangxia.plain import to_plain
from shangxia.rendering.cells import csv_text
from shangxia.rendering.comparison.columns import Column, label
from shangxia.rendering.comparison.rows import PairRow, Table
from shangxia.rendering.files import atomic_write
from shangxia.rendering.registry import Results

COLUMNS = (
    "source_a",
    "source_b",
    "a",
    "b",
    "label_a",
    "label_b",
    "relation",
    "score",
    "reason",
    "differences",
    "text_a",
    "text_b",
)


def write_csv(results: Results[Comparison], path: Path, *, text: bool) -> None:
    """Write UTF-8 with a byte-order mark, by which Excel knows it.

    Node ids are separated by semicolons, differences are JSON.  Text that a
    spreadsheet would take for a formula has an apostrophe before it.

    Args:
        results: the comparisons; taken one by one.
        path: the file.
        text: keep the words of the provisions.
    """
    columns = COLUMNS if text else COLUMNS[:-2]
    with atomic_write(path) as stream:
        stream.write("\ufeff")
        # With another end of lines the module leaves a CR without quotation marks: a new row.
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        for comparison in results.items:
            for row in _rows(comparison):
                writer.writerow(row[: len(columns)])


def _rows(comparison: Comparison) -> Iterator[list[str]]:
    table = Table(comparison)
    names = comparison.a.source.name, comparison.b.source.name
    for row in table.rows():
        cells = (
            *names,
            ";".join(row.a),
            ";".join(row.b),
            label(table.a, row.a),
            label(table.b, row.b),
            row.relation,
            *_of_pair(row),
            _words(table.a, row.a),
            _words(table.b, row.b),
        )
        yield [csv_text(cell) for cell in cells]


def _of_pair(row: PairRow) -> tuple[str, str, str]:
    if row.pair is None:
        return "", "", ""
    pair = row.pair
    said = json.dumps(to_plain(pair.differences), ensure_ascii=False) if pair.differences else ""
    return f"{pair.score:.4f}", pair.reason, said


def _words(column: Column, nodes: tuple[str, ...]) -> str:
    return "\n".join(column.words(node) for node in nodes)
