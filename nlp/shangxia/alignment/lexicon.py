"""What ships about words: lists of words, learned links, glossary and readings.

The word lists and links are in ``models/bridge`` (``scripts/learn_lexicon.py``
wrote them), the glossary and the Hán-Việt readings in ``corpora/lexicons``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shangxia import resources
from shangxia.alignment.terms import Lexis, make_lexis

#: Languages in the order in which pairs of them are stored.
LANGUAGES = ("zh", "vi", "en")
_LISTED = re.compile(r"[,、;(（)）]\s*")
#: The strength of a link between a term and one of several words that stand for it together.
_LISTED_STRENGTH = 0.75
_RELATED = frozenset([("zh", "vi")])
#: Strengths are stored as bytes.
SCALE = 255.0


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Learned links between the terms of two languages, by left term.

    Attributes:
        left: left term → its index.
        right: right term → its index.
        starts: where the links of each left term begin; one more entry than terms.
        columns: index of the right term of each link.
        strengths: in (0, 1].
    """

    left: dict[str, int]
    right: dict[str, int]
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    strengths: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the glossary: variants in each language, and what to beware of.

    Attributes:
        variants: language → printed variants.
        field: subject field.
        note: warning or remark.
    """

    variants: dict[str, tuple[str, ...]]
    field: str
    note: str

    @property
    def warning(self) -> str | None:
        """What makes this pair a false friend, where it is one."""
        kind, _, words = self.note.partition(":")
        return words.strip() if kind == "false-friend" else None


def load_arrays(name: str) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a file in ``models/bridge``.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return resources.load_arrays(resources.model("bridge", name))


def unpacked(packed: NDArray[np.generic]) -> list[str]:
    """Return the words that are stored as the bytes of one text, a word on a line."""
    text = packed.tobytes().decode("utf-8")
    return text.split("\n") if text else []


@cache
def lexis(language: str) -> Lexis:
    """Return the lexis of a language with the words that ship.

    Raises:
        ModelError: the word list is missing or damaged.
    """
    stored = load_arrays(f"{language}.npz")
    counts = stored["counts"].tolist()
    return make_lexis(
        language, dict(zip(unpacked(stored["terms"]), counts, strict=True)), int(stored["segments"])
    )


@cache
def link_table(left: str, right: str) -> LinkTable:
    """Return the learned links of two languages, in the order of ``LANGUAGES``.

    Raises:
        ModelError: the table is missing or damaged.
    """
    return _links(f"{left}-{right}.npz")


@cache
def related_table(left: str, right: str) -> LinkTable | None:
    """Return the words that the laws of two countries use in the same company.

    Returns:
        The table, or None where none was learned for these languages.

    Raises:
        ModelError: the table is missing or damaged.
    """
    return _links(f"{left}-{right}-related.npz") if (left, right) in _RELATED else None


def _links(name: str) -> LinkTable:
    stored = load_arrays(name)
    terms = [unpacked(stored[side]) for side in ("left", "right")]
    return LinkTable(
        {term: index for index, term in enumerate(terms[0])},
        {term: index for index, term in enumerate(terms[1])},
        np.concatenate([[0], np.cumsum(stored["links"].astype(np.int64))]),
        stored["columns"].astype(np.int64),
        stored["strengths"].astype(np.float32) / np.float32(SCALE),
    )


def _rows(name: str) -> list[dict[str, str]]:
    path: Path = resources.corpus("lexicons", name)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def glossary() -> tuple[Entry, ...]:
    """Return the rows of the trilingual glossary."""
    return tuple(
        Entry(
            {
                language: tuple(
                    part.strip() for part in (row[language] or "").split("|") if part.strip()
                )
                for language in LANGUAGES
            },
            row["field"] or "",
            row["note"] or "",
        )
        for row in _rows("glossary.tsv")
    )


@cache
def glossary_links(left: str, right: str) -> dict[str, dict[str, float]]:
    """Return left term → right term → strength, as terms are compared.

    A variant that lists several words (khiếu nại, tố cáo) also links each of them.
    """
    found: dict[str, dict[str, float]] = {}
    for entry in glossary():
        ours = _forms(entry.variants[left], left)
        theirs = _forms(entry.variants[right], right)
        for term, strength in ours.items():
            row = found.setdefault(term, {})
            for other, value in theirs.items():
                row[other] = max(row.get(other, 0.0), strength * value)
    return found


def _forms(variants: tuple[str, ...], language: str) -> dict[str, float]:
    key = lexis(language).key
    forms: dict[str, float] = {}
    for variant in variants:
        pieces = _LISTED.split(variant)
        if len(pieces) > 1:
            forms |= {key(piece): _LISTED_STRENGTH for piece in pieces}
        forms[key(variant)] = 1.0
    return {form: strength for form, strength in forms.items() if form}


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Return simplified character → Hán-Việt readings, as syllables are compared."""
    key = lexis("vi").key
    return {
        char: tuple(dict.fromkeys(key(one) for one in several))
        for char, several in printed_readings().items()
    }


@cache
def printed_readings() -> dict[str, tuple[str, ...]]:
    """Return simplified character → Hán-Việt readings as they are printed, the usual one first."""
    return {row["char"]: tuple(row["readings"].split(",")) for row in _rows("hanviet.tsv")}
