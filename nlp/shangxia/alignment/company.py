"""What texts are about, by the company that their words keep.

Every word has a vector that was learned from the laws of both countries
(``scripts/learn_related.py``): words that stand beside the same words have
vectors of one direction, in Chinese and in Vietnamese.  The vector of a text is
the weighted sum of those of its words (Arora et al. 2017), less the mean of the
texts beside it, so that what they all speak of does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from shangxia.alignment.collection import Collection
from shangxia.alignment.lexicon import load_arrays, unpacked
from shangxia.alignment.similarity import Matrix, margin_scores

_LANGUAGES = ("zh", "vi")
#: A heading counts as much as this part of the text below it.
_HEADING = 0.5


@dataclass(frozen=True, slots=True)
class Company:
    """The words of one language with their vectors.

    Attributes:
        place: word → row.
        vectors: words × dimensions.
        centre: mean of the vectors of whole laws.
    """

    place: dict[str, int]
    vectors: Matrix
    centre: Matrix


@cache
def company(language: str) -> Company | None:
    """Return the vectors of a language, None where none were learned.

    Raises:
        ModelError: the table is missing or damaged.
    """
    if language not in _LANGUAGES:
        return None
    stored = load_arrays("zh-vi-company.npz")
    words = unpacked(stored[f"{language}_words"])
    vectors = stored[f"{language}_vectors"].astype(np.float32)
    return Company(
        {word: row for row, word in enumerate(words)},
        unit_length(vectors),
        stored[f"{language}_centre"].astype(np.float32),
    )


def text_vectors(texts: Collection, headings: Collection | None = None) -> Matrix | None:
    """Return one vector of length one for each text, None where the language has none.

    Args:
        texts: the texts.
        headings: their headings, which count for more than their words.
    """
    known = company(texts.language)
    if known is None:
        return None
    vectors = _summed(texts, known)
    if headings is not None:
        vectors = unit_length(vectors + np.float32(_HEADING) * _summed(headings, known))
    return vectors


def document_vector(texts: Collection) -> Matrix | None:
    """Return what all texts together are about, beside what laws are usually about."""
    known = company(texts.language)
    if known is None:
        return None
    whole = unit_length(_summed(texts, known).sum(axis=0, keepdims=True))[0]
    vector: Matrix = unit_length((whole - known.centre)[None, :])[0]
    return vector


def matter_scores(a: Matrix | None, b: Matrix | None, shape: tuple[int, int]) -> Matrix:
    """Score every pair of texts by their vectors, beside all other pairs.

    Args:
        a: vectors of the texts of one side; None where there are none.
        b: the same of the other.
        shape: texts of A × texts of B.

    Returns:
        Scores in [0, 1], or not a number where the languages have no vectors.
    """
    if a is None or b is None:
        return np.full(shape, np.nan, dtype=np.float32)
    cosines = _beside(a) @ _beside(b).T
    return margin_scores(np.clip(cosines, 0, 1).astype(np.float32))


def unit_length(vectors: Matrix) -> Matrix:
    """Return vectors of length one; one without length stays as it is."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Matrix = vectors / np.maximum(length, np.float32(1e-9))
    return result


def _beside(vectors: Matrix) -> Matrix:
    # One text alone has nothing beside it.
    return unit_length(vectors - vectors.mean(axis=0)) if len(vectors) > 1 else vectors


def _summed(texts: Collection, known: Company) -> Matrix:
    rows = _rows(list(texts.vocabulary), known)
    result = np.zeros((len(texts.bags), known.vectors.shape[1]), dtype=np.float32)
    for index, (bag, weights) in enumerate(zip(texts.bags, texts.weights, strict=True)):
        at = rows[bag]
        result[index] = weights[at >= 0] @ known.vectors[at[at >= 0]]
    return unit_length(result)


def _rows(words: Sequence[str], known: Company) -> np.ndarray:
    return np.array([known.place.get(word, -1) for word in words], dtype=np.int64)
