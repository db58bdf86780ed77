"""Tables as CSV files that Excel opens with the right letters and without formulas."""

from __future__ import annotations

import csv
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from shangxia.document import Document
from shangxia.plain import to_plain
from shangxia.rendering.cells import csv_text
from shangxia.rendering.files import atomic_folder
from shangxia.rendering.registry import Results
from shangxia.rendering.tables import TABLES, Column, unique_sources


def write_csv(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write each table to ``NAME.csv`` in a folder: UTF-8 with a byte-order mark.

    Cells with several values hold JSON.  Text that a spreadsheet would take for a
    formula has an apostrophe before it.

    Args:
        results: the documents; taken one by one.
        path: the folder.
        text: keep the words of the nodes, which together are the whole text.
    """
    with atomic_folder(path) as folder, ExitStack() as stack:
        writers = []
        for table in TABLES:
            # "utf-8-sig" writes the mark by which Excel knows UTF-8.
            file = (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="")
            # With another end of lines the module leaves a CR without quotation marks: a new row.
            writer = csv.writer(stack.enter_context(file), lineterminator="\r\n")
            writer.writerow([column.name for column in table.columns])
            writers.append(writer)
        for document in unique_sources(results.items):
            for table, writer in zip(TABLES, writers, strict=True):
                keep = text or table.name != "nodes"
                for row in table.rows(document):
                    writer.writerow(
                        _cell(value, column) if keep or column.name != "text" else None
                        for value, column in zip(row, table.columns, strict=True)
                    )


def _cell(value: Any, column: Column) -> Any:
    if column.is_list:
        # No list and an empty list are the same empty cell to a reader.
        return csv_text(json.dumps(to_plain(value), ensure_ascii=False)) if value else None
    return csv_text(value) if isinstance(value, str) else value
