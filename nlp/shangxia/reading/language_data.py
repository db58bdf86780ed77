"""The bundled knowledge about languages, loaded once and on demand."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data"


@cache
def profile(language: str) -> dict[str, Any]:
    """Return one table of ``languages.toml``.

    Args:
        language: ``zh``, ``vi`` or ``en``.

    Returns:
        Its entries; words are strings separated by white space.
    """
    table: dict[str, Any] = load("languages.toml")[language]
    return table


@cache
def words(language: str, entry: str) -> frozenset[str]:
    """Return one entry of a language's profile as a set of words."""
    return frozenset(profile(language)[entry].split())


@cache
def load(name: str) -> dict[str, Any]:
    """Return a TOML file of this room's data folder."""
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


@cache
def font_table(name: str) -> dict[str, str]:
    """Return the table of a Vietnamese font encoding.

    Args:
        name: ``tcvn3`` or ``vni``.

    Returns:
        Letters as Windows-1252 shows them, to the letters they stand for.
    """
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {"".join(chr(int(code, 16)) for code in codes.split()): to for codes, to in rows}
