"""Which column is which, and what ours are called beside those of the input."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shangxia.errors import TableError

#: Put before a name of ours that the input uses already.
PREFIX = "sx_"
#: Shorter than this on average, no column is taken for the text unless it is named.
_LEAST_TEXT = 4


@dataclass(frozen=True, slots=True)
class Roles:
    """Positions of the columns that mean something, from 0.

    Attributes:
        text: the columns that together are the report.
        id: the column that names a row, if any.
        date: the column that counts by month go by, if any.
        place: the column that counts by place go by, if any.
        personal: position and kind of columns of personal data alone.
    """

    text: tuple[int, ...]
    id: int | None = None
    date: int | None = None
    place: int | None = None
    personal: tuple[tuple[int, str], ...] = ()


@cache
def _known() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def find_roles(
    columns: Sequence[str],
    sample: Sequence[Sequence[Any]],
    *,
    text: Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the name of the column
    name: str,
) -> Roles:
    """Find the columns that hold the report, its id, its date and its place.

    Args:
        columns: names of the columns.
        sample: the first rows, cells in the order of the columns.
        text: columns that are the report, where the person names them.
        id: column that is the id, where the person names it.
        name: name of the file, for messages.

    Returns:
        The roles.

    Raises:
        TableError: a named column is missing, or none can be the text.
    """
    chosen = tuple(_position(columns, wanted, name) for wanted in text)
    found_id = _position(columns, id, name) if id is not None else _known_as(columns, "id", ())
    personal = tuple(_personal(columns, {*chosen, found_id}))
    taken: set[int | None] = {found_id, *(at for at, _ in personal)}
    if not chosen:
        chosen = (_text_column(columns, sample, taken, name),)
    taken.update(chosen)
    return Roles(
        text=chosen,
        id=found_id,
        date=_known_as(columns, "date", taken),
        place=_known_as(columns, "place", taken),
        personal=personal,
    )


def our_names(columns: Iterable[str], names: Sequence[str]) -> dict[str, str]:
    """Return what our columns are called beside those of the input.

    Args:
        columns: names in the input.
        names: our names, in the order of the output.

    Returns:
        Our name → the name in the output, with ``sx_`` before it where it is taken.
    """
    taken = set(columns)
    printed: dict[str, str] = {}
    for ours in names:
        name = ours
        while name in taken:
            name = PREFIX + name
        printed[ours] = name
        taken.add(name)
    return printed


def unique_names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns for formats in which each name stands once.

    Args:
        columns: names that may be empty or stand more than once.

    Returns:
        ``column_3`` for the third where it has none, ``name_2`` for a second ``name``.
    """
    taken = set(columns)
    seen: set[str] = set()
    names = []
    for at, column in enumerate(columns, 1):
        unique = base = column or f"column_{at}"
        number = 2
        while unique in seen or (unique != column and unique in taken):
            unique, number = f"{base}_{number}", number + 1
        seen.add(unique)
        names.append(unique)
    return tuple(names)


def _position(columns: Sequence[str], wanted: str, name: str) -> int:
    if wanted in columns:
        return columns.index(wanted)
    plain = [_plain(column) for column in columns]
    if _plain(wanted) in plain:
        return plain.index(_plain(wanted))
    there = ", ".join(column or "(no name)" for column in columns[:20])
    raise TableError(f"{name} has no column {wanted!r}: it has {there}")


def _known_as(columns: Sequence[str], role: str, taken: Iterable[int | None]) -> int | None:
    """Return the column with the best of the names of a role."""
    order: dict[str, int] = {}
    for rank, name in enumerate(_known()[role]["names"]):
        order.setdefault(_plain(name), rank)
    ranked = [
        (order[_plain(column)], at)
        for at, column in enumerate(columns)
        if at not in set(taken) and _plain(column) in order
    ]
    return min(ranked)[1] if ranked else None


def _personal(columns: Sequence[str], taken: set[int | None]) -> Iterable[tuple[int, str]]:
    kinds = {_plain(name): kind for kind, names in _known()["personal"].items() for name in names}
    for at, column in enumerate(columns):
        if at not in taken and _plain(column) in kinds:
            yield at, kinds[_plain(column)]


def _text_column(
    columns: Sequence[str], sample: Sequence[Sequence[Any]], taken: set[int | None], name: str
) -> int:
    named = _known_as(columns, "text", taken)
    if named is not None:
        return named
    lengths = []
    for at in range(len(columns)):
        if at in taken:
            continue
        cells = [row[at] for row in sample if at < len(row) and isinstance(row[at], str)]
        # What has no letter is a number or a date, however long.
        letters = sum(len(cell) for cell in cells if any(map(str.isalpha, cell)))
        lengths.append((letters / max(1, len(sample)), -at))
    longest, at = max(lengths, default=(0.0, 0))
    if longest < _LEAST_TEXT:
        there = ", ".join(column or "(no name)" for column in columns[:20])
        raise TableError(
            f"{name} has no column that looks like reports among {there}: name it with --text"
        )
    return -at


def _plain(column: str) -> str:
    return "".join(column.casefold().replace("_", " ").split()).strip("﻿:：*＊()（）[]【】\"'“”")
