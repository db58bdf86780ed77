"""Tables that ``tag`` wrote, the same from every format."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangxia.corpora.typed import column_of, evidence_type
from shangxia.errors import TableError
from shangxia.tagging.batch.columns import our_names, unique_names
from shangxia.tagging.batch.formats import format_of_table
from shangxia.tagging.batch.labels import cell_names, json_names
from shangxia.tagging.batch.sinks import safe_cell, type_of
from shangxia.tagging.batch.sources import open_source

if TYPE_CHECKING:
    import pyarrow as pa

_SCORE = re.compile(r"(?:sx_)*score_(.+)", re.DOTALL)
#: Our columns behind the evidence, in order.
_LAST = cell_names(())[2:]


def tagged_table(path: Path, format_: str | None) -> pa.Table:
    """Read a table that ``tag`` wrote.

    Args:
        path: the table.
        format_: its format, where the ending does not tell.

    Returns:
        The columns that came in, then ours, under the names that they have in the file.

    Raises:
        TableError: it has no columns of ours, or they are damaged.
    """
    import pyarrow as pa

    named = format_of_table(path, format_, named_first=True)
    source = open_source(path, named).complete()
    records: list[Sequence[Any]] = []
    for batch in source.batches():
        rows = batch.open()
        if rows.rejects:
            raise TableError(f"{path.name}, row {rows.rejects[0].row}: {rows.rejects[0].reason}")
        records += rows.records()
    columns = {
        name: [record[at] for record in records]
        for at, name in enumerate(unique_names(source.columns))
    }
    if named in ("csv", "tsv"):
        columns = {name: [_unguarded(cell) for cell in cells] for name, cells in columns.items()}
    try:
        codes, ours, others = (_from_json if named == "jsonl" else _from_cells)(columns)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise TableError(
            f"{path.name}: has no columns of `shangxia tag` (labels, score_…, evidence, "
            f"{', '.join(_LAST)}) at its end: give a table that it wrote, or read it with "
            "load_labelled"
        ) from None
    printed = our_names(others, cell_names(codes))
    arrays = {name: column_of(values) for name, values in others.items()}
    for name, values in ours.items():
        arrays[printed[name]] = pa.array(values, _type(name))
    return pa.table(arrays)


def _type(name: str) -> pa.DataType:
    import pyarrow as pa

    if name == "labels":
        return pa.list_(pa.string())
    return evidence_type() if name == "evidence" else type_of(name)


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that keeps a cell from being a formula."""
    return cell[1:] if cell.startswith("'") and safe_cell(cell[1:]) == cell else cell


def _from_cells(
    columns: dict[str, list[Any]],
) -> tuple[tuple[str, ...], dict[str, list[Any]], dict[str, list[Any]]]:
    """Part the columns of a table of cells, from the end: ours stand there."""
    names = list(columns)
    found: dict[str, str] = {}
    for own in reversed(("evidence", *_LAST)):
        found[own] = names.pop()
    codes: list[str] = []
    while match := _SCORE.fullmatch(names[-1]):
        found[f"score_{match[1]}"] = names.pop()
        codes.insert(0, match[1])
    found["labels"] = names.pop()
    if any(name.replace("sx_", "") != own for own, name in found.items() if "score" not in own):
        raise ValueError("other columns stand at the end")
    ours = {name: columns[found[name]] for name in cell_names(codes)}
    readers = {"labels": _labels, "evidence": _evidence, "inaction": _truth, "review": _truth}
    for name, cells in ours.items():
        read = readers.get(name, _score if name.startswith("score_") else _words)
        ours[name] = [read(cell) for cell in cells]
    return tuple(codes), ours, {name: columns[name] for name in names}


def _from_json(
    columns: dict[str, list[Any]],
) -> tuple[tuple[str, ...], dict[str, list[Any]], dict[str, list[Any]]]:
    """Part the members of objects; labels and scores become what they are in cells."""
    found = {name: _last(columns, name) for name in json_names()}
    labels, scores = columns[found["labels"]], columns[found["scores"]]
    codes = tuple(scores[0])
    ours: dict[str, list[Any]] = {"labels": [[one["code"] for one in row] for row in labels]}
    for code in codes:
        ours[f"score_{code}"] = [row[code] for row in scores]
    ours["evidence"] = [
        [{"code": one["code"], **quote} for one in row for quote in one["evidence"]]
        for row in labels
    ]
    ours |= {name: columns[found[name]] for name in _LAST}
    taken = set(found.values())
    return codes, ours, {name: cells for name, cells in columns.items() if name not in taken}


def _last(columns: dict[str, list[Any]], name: str) -> str:
    """Return our column of a name: the one with the most prefixes, where several have it."""
    while f"sx_{name}" in columns:
        name = f"sx_{name}"
    if name not in columns:
        raise KeyError(name)
    return name


def _labels(cell: Any) -> list[str]:
    return str(cell).split(";") if cell else []


def _evidence(cell: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(cell) if cell else []
    return found


def _truth(cell: Any) -> bool:
    if cell not in (True, False, "true", "false"):
        raise ValueError("no truth value")
    return cell in (True, "true")


def _score(cell: Any) -> float | None:
    return None if cell in (None, "") else float(cell)


def _words(cell: Any) -> str:
    return "" if cell is None else str(cell)
