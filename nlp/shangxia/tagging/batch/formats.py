"""Which format a table is in."""

from __future__ import annotations

from pathlib import Path

from shangxia.errors import UsageError

#: Endings of names, with their format.
ENDINGS = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
FORMATS = ("csv", "tsv", "jsonl", "xlsx", "parquet")
_ADVICE = {
    ".xls": "save it as .xlsx or .csv first",
    ".et": "save it as .xlsx or .csv first",
    ".json": "write one object a line and call it .jsonl",
    ".txt": "say what it is with --format csv, tsv or jsonl",
}


def format_of_table(path: Path, named: str | None, *, named_first: bool) -> str:
    """Return the format of a table.

    Args:
        path: the file; need not exist.
        named: the format that the person names, if any.
        named_first: what the person names counts more than the ending.

    Returns:
        One of ``FORMATS``.

    Raises:
        UsageError: the format is unknown.
    """
    if named is not None and named not in FORMATS:
        raise UsageError(f"format {named!r} is unknown: choose {', '.join(FORMATS)}")
    ending = path.suffix.lower()
    by_ending = ENDINGS.get(ending)
    found = (named or by_ending) if named_first else (by_ending or named)
    if found is None:
        advice = _ADVICE.get(ending, "name the format with --format")
        raise UsageError(
            f"{path.name}: the ending {ending or '(none)'} tells no format that we know "
            f"({', '.join(FORMATS)}): {advice}"
        )
    return found
