"""Which terms of one collection of texts translate which terms of another.

Five kinds of links: learned ones, those of the glossary, Hán-Việt readings
(most of the legal words of Vietnamese are Chinese words read aloud: 规定 is
*quy định*), and terms that are written alike (numbers, names, the same
language), and words that the laws of both countries use in the same company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from shangxia.alignment.collection import NEIGHBOURS, PART, Collection
from shangxia.alignment.lexicon import (
    LANGUAGES,
    LinkTable,
    glossary_links,
    link_table,
    readings,
    related_table,
)

#: Kinds of links, in the order in which they explain a pair best.
ALIKE, GLOSSARY, READING, LEARNED, RELATED = range(5)
#: A word of two characters whose readings stand side by side; one character alone.
_READ_WORD, _READ_PART = 0.9, 0.6
#: The languages that the Hán-Việt readings join.
_READ = ("zh", "vi")


@dataclass(frozen=True, slots=True)
class Links:
    """Links between two vocabularies.

    Attributes:
        a: index in the vocabulary of A of each link.
        b: index in the vocabulary of B.
        strengths: in (0, 1].
        kinds: ``ALIKE``, ``GLOSSARY``, ``READING``, ``LEARNED`` or ``RELATED``.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    strengths: NDArray[np.float32]
    kinds: NDArray[np.int8]

    def turned(self) -> Links:
        """Return the links seen from the other side."""
        return Links(self.b, self.a, self.strengths, self.kinds)


def find_links(a: Collection, b: Collection, *, related: bool = False) -> Links:
    """Find the links between the vocabularies of two collections.

    Args:
        a: one side.
        b: the other, in any language.
        related: link words too that laws use in the same company, which tells
            provisions on one matter from others and translates nothing.

    Returns:
        Links; ``find_links(b, a)`` holds the same ones turned round.
    """
    if a.language == b.language:
        return _gather([_alike(a, b, lambda _: True)])
    if LANGUAGES.index(a.language) > LANGUAGES.index(b.language):
        return find_links(b, a, related=related).turned()
    found = [
        _alike(a, b, lambda term: term[0] == "#" or term.isascii()),
        _from_glossary(a, b),
        _from_table(a, b, link_table(a.language, b.language), LEARNED),
    ]
    table = related_table(a.language, b.language) if related else None
    if table is not None:
        found.append(_from_table(a, b, table, RELATED))
    if (a.language, b.language) == _READ:
        found.append(_from_readings(a, b))
    return _gather(found)


_Found = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], int]


def _gather(found: list[_Found]) -> Links:
    return Links(
        np.concatenate([one[0] for one in found]),
        np.concatenate([one[1] for one in found]),
        np.concatenate([one[2] for one in found]),
        np.concatenate([np.full(len(one[0]), one[3], dtype=np.int8) for one in found]),
    )


def _triples(links: Iterable[tuple[int, int, float]], kind: int) -> _Found:
    rows = list(links)
    a = np.array([row[0] for row in rows], dtype=np.int64)
    b = np.array([row[1] for row in rows], dtype=np.int64)
    return a, b, np.array([row[2] for row in rows], dtype=np.float32), kind


def _alike(a: Collection, b: Collection, counts: Callable[[str], bool]) -> _Found:
    return _triples(
        (
            (index, b.vocabulary[term], 1.0)
            for term, index in a.vocabulary.items()
            if term in b.vocabulary and term[0] != NEIGHBOURS and counts(term)
        ),
        ALIKE,
    )


def _from_glossary(a: Collection, b: Collection) -> _Found:
    table = glossary_links(a.language, b.language)
    return _triples(
        (
            (index, b.vocabulary[other], strength)
            for term, index in a.vocabulary.items()
            for other, strength in table.get(term, {}).items()
            if other in b.vocabulary
        ),
        GLOSSARY,
    )


def _from_table(a: Collection, b: Collection, table: LinkTable, kind: int) -> _Found:
    place = np.full(len(table.right), -1, dtype=np.int64)
    for term, index in b.vocabulary.items():
        at = table.right.get(term)
        if at is not None:
            place[at] = index
    known = [
        (index, table.left[term]) for term, index in a.vocabulary.items() if term in table.left
    ]
    ours = np.array([index for index, _ in known], dtype=np.int64)
    rows = np.array([row for _, row in known], dtype=np.int64)
    first, sizes = table.starts[rows], np.diff(table.starts)[rows]
    # The positions of all links of all rows, one row after the other.
    within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    at = np.repeat(first, sizes) + within
    theirs = place[table.columns[at]]
    kept = theirs >= 0
    return np.repeat(ours, sizes)[kept], theirs[kept], table.strengths[at][kept], kind


def _from_readings(zh: Collection, vi: Collection) -> _Found:
    def links() -> Iterator[tuple[int, int, float]]:
        for term, index in zh.vocabulary.items():
            strength = _READ_PART if term[0] == PART else _READ_WORD
            for form in _spoken(term):
                if form in vi.vocabulary:
                    yield index, vi.vocabulary[form], strength

    return _triples(links(), READING)


@lru_cache(maxsize=1 << 17)
def _spoken(term: str) -> tuple[str, ...]:
    """Return the forms in a Vietnamese vocabulary that read a Chinese term aloud."""
    table = readings()
    if term[0] == PART:
        return tuple(PART + sound for sound in table.get(term[1:], ()))
    first, second = _two_characters(term)
    both = list(product(table.get(first, ()), table.get(second, ())))
    words = tuple(f"{x} {y}" for x, y in both)
    # Neighbours are matched with whole words of the other side only.
    near = () if term[0] == NEIGHBOURS else tuple(f"{NEIGHBOURS}{x}|{y}" for x, y in both)
    return words + near


def _two_characters(term: str) -> tuple[str, str]:
    """Return the characters of a word or of neighbours, where they are two."""
    if term[0] == NEIGHBOURS:
        first, _, second = term[1:].partition("|")
        return first, second
    return (term[0], term[1]) if len(term) == 2 else ("", "")
