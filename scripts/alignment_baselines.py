"""What our alignment is measured against."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from shangxia.alignment.features import Side
from shangxia.alignment.lexicon import glossary_links

_SKIP = 0.0


def by_length(a: Side, b: Side) -> list[tuple[int, int]]:
    """Align by length alone (Gale and Church 1993), one to one with gaps."""
    sizes = [np.array([len(terms.parts) + 1.0 for terms in side.texts.terms]) for side in (a, b)]
    ratio = sizes[1].sum() / sizes[0].sum()
    spread = 6.8 * ratio
    delta = (sizes[1][None, :] - sizes[0][:, None] * ratio) / np.sqrt(sizes[0][:, None] * spread)
    # Log probability of a difference at least so large, above that of a gap.
    tail = np.array([[math.erfc(abs(value) / math.sqrt(2)) for value in row] for row in delta])
    return monotone(np.log(np.maximum(tail, 1e-9)) + 4.5)


def monotone(scores: np.ndarray) -> list[tuple[int, int]]:
    """Return the path of pairs in order that gathers the largest sum; a gap costs nothing."""
    rows, columns = scores.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i, j] = max(
                best[i + 1, j], best[i, j + 1], scores[i, j] - _SKIP + best[i + 1, j + 1]
            )
    path, i, j = [], 0, 0
    while i < rows and j < columns:
        if best[i, j] == best[i + 1, j]:
            i += 1
        elif best[i, j] == best[i, j + 1]:
            j += 1
        else:
            path.append((i, j))
            i, j = i + 1, j + 1
    return path


def translated_tfidf(a: Side, b: Side) -> np.ndarray:
    """Return cosines of TF-IDF vectors, the terms of A translated by the glossary."""
    table = glossary_links(a.language, b.language)
    bags = [[Counter(term.text for term in t.words) for t in side.texts.terms] for side in (a, b)]
    translated = [
        Counter({other: n for term, n in bag.items() for other in table.get(term, {term: 1.0})})
        for bag in bags[0]
    ]
    terms = sorted({term for bag in (*translated, *bags[1]) for term in bag})
    place = {term: index for index, term in enumerate(terms)}
    arrays = []
    for several in (translated, bags[1]):
        array = np.zeros((len(several), len(terms)))
        for row, bag in enumerate(several):
            for term, count in bag.items():
                array[row, place[term]] = count
        array *= np.log((len(several) + 1) / (0.5 + (array > 0).sum(axis=0)))
        arrays.append(array / np.maximum(np.linalg.norm(array, axis=1, keepdims=True), 1e-9))
    return arrays[0] @ arrays[1].T
