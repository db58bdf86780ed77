"""How alike texts are, across Chinese, Vietnamese and English.

Each term of a text takes its strongest link in the other text; the share of
the text's weight that is linked so is its *coverage*, and the harmonic mean of
both coverages is the likeness.  A likeness that many other texts reach too is
worth less: scores are corrected by the mean of the nearest neighbours on both
sides (margin scoring, Artetxe and Schwenk 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from shangxia.alignment.bridge import Links, find_links
from shangxia.alignment.collection import Collection, collect
from shangxia.document import Language
from shangxia.reading import detect_language

Matrix = NDArray[np.float32]
#: Turns texts into vectors of length one: an array of texts × dimensions.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_NEIGHBOURS = 2
#: The likeness of texts that have nothing to do with each other.
_STRANGER = 0.1
#: Cells of the largest work array.
_CELLS = 8_000_000


def similarity(
    texts_a: Sequence[str],
    texts_b: Sequence[str],
    *,
    language_a: Language | None = None,
    language_b: Language | None = None,
    encoder: str | Encode | None = None,
) -> Matrix:
    """Compare every text of one list with every text of another.

    Args:
        texts_a: texts in Chinese, Vietnamese or English, also mixed.
        texts_b: texts in Chinese, Vietnamese or English, also mixed.
        language_a: language of all texts of A; recognised text by text where it is None.
        language_b: the same for B.
        encoder: a sentence encoder to go by instead of words and readings: ``neural`` for
            our own, a folder, a hub name, or a function from texts to vectors.

    Returns:
        An array of ``len(texts_a)`` × ``len(texts_b)`` scores in [0, 1].  A text
        without any term is like nothing.

    Raises:
        ModelError: the encoder cannot be had.

    Examples:
        >>> resign, appoint = similarity(["辞职"], ["từ chức", "bổ nhiệm"])[0]
        >>> bool(resign > 0.5 > appoint)
        True
    """
    if encoder is not None:
        return _cosines(texts_a, texts_b, encoder)
    scores = np.zeros((len(texts_a), len(texts_b)), dtype=np.float32)
    groups_b = _by_language(texts_b, language_b)
    for spoken_a, rows in _by_language(texts_a, language_a).items():
        a = collect([texts_a[row] for row in rows], spoken_a)
        for spoken_b, columns in groups_b.items():
            b = collect([texts_b[column] for column in columns], spoken_b)
            scores[np.ix_(rows, columns)] = margin_scores(likeness(a, b, find_links(a, b)))
    return scores


def _cosines(texts_a: Sequence[str], texts_b: Sequence[str], encoder: str | Encode) -> Matrix:
    if isinstance(encoder, str):
        # Torch takes seconds to import: only for those who ask.
        from shangxia.neural import load_encoder

        encoder = load_encoder(encoder)
    cosines = np.asarray(encoder(texts_a)) @ np.asarray(encoder(texts_b)).T
    scores: Matrix = np.clip(cosines, 0.0, 1.0).astype(np.float32)
    return scores


def likeness(a: Collection, b: Collection, links: Links) -> Matrix:
    """Return the harmonic mean of both coverages of every pair of texts, in [0, 1]."""
    forward = coverage(a, b, links)
    backward = coverage(b, a, links.turned()).T
    return harmonic(forward, backward)


def harmonic(forward: Matrix, backward: Matrix) -> Matrix:
    """Return the harmonic mean of two arrays, 0 where both are 0."""
    mean: Matrix = 2 * forward * backward / np.maximum(forward + backward, np.float32(1e-9))
    return mean


def coverage(a: Collection, b: Collection, links: Links) -> Matrix:
    """Return the share of the weight of each text of A that each text of B covers.

    Args:
        a: the texts that are covered.
        b: the texts that cover them.
        links: links of their vocabularies.

    Returns:
        An array of texts of A × texts of B, in [0, 1].
    """
    linked, source = np.unique(links.a, return_inverse=True)
    place = np.full(len(a.vocabulary), -1, dtype=np.int64)
    place[linked] = np.arange(len(linked))
    weights = np.zeros((len(a.bags), len(linked)), dtype=np.float32)
    for row, (bag, weight) in enumerate(zip(a.bags, a.weights, strict=True)):
        known = place[bag] >= 0
        whole = float(weight.sum(dtype=np.float64))
        if whole:
            weights[row, place[bag[known]]] = weight[known] / np.float32(whole)
    order = np.argsort(links.b, kind="stable")
    starts = np.searchsorted(links.b[order], np.arange(len(b.vocabulary) + 1))
    source, strengths = source[order], links.strengths[order]
    result = np.zeros((len(a.bags), len(b.bags)), dtype=np.float32)
    step = max(1, _CELLS // max(1, len(linked)))
    for first in range(0, len(b.bags), step):
        targets = b.targets[first : first + step]
        best = _strongest(targets, starts, source, strengths, len(linked))
        result[:, first : first + step] = weights @ best.T
    return np.minimum(result, np.float32(1.0))


def _strongest(
    targets: Sequence[NDArray[np.int64]],
    starts: NDArray[np.int64],
    source: NDArray[np.int64],
    strengths: Matrix,
    width: int,
) -> Matrix:
    """Return for each target text the strength with which it covers each term."""
    best = np.zeros((len(targets), width), dtype=np.float32)
    for row, target in enumerate(targets):
        sizes = starts[target + 1] - starts[target]
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        at = np.repeat(starts[target], sizes) + within
        np.maximum.at(best[row], source[at], strengths[at])
    return best


def margin_scores(likenesses: Matrix) -> Matrix:
    """Correct likenesses by those of the nearest neighbours.

    The margin is the likeness over the mean of the nearest neighbours, taken
    on the side where they are nearer; it is at most their number.  Half the
    margin is the score, but the nearer to 1 a likeness is, the less the
    neighbours count: a text is wholly like its copies, however many there are.

    Args:
        likenesses: array of texts × texts, in [0, 1].

    Returns:
        Scores of the same shape, in [0, 1]; transposing commutes with this.
    """
    if not likenesses.size:
        return likenesses
    usual = np.maximum(_nearest(likenesses)[:, None], _nearest(likenesses.T)[None, :])
    half_margin = np.minimum(
        likenesses / np.maximum(_NEIGHBOURS * usual, np.float32(1e-6)), np.float32(1.0)
    )
    scores: Matrix = np.power(half_margin, 1 - likenesses**4, dtype=np.float32)
    return scores


def _nearest(likenesses: Matrix) -> Matrix:
    """Return the mean of the nearest neighbours; where there are too few, strangers help."""
    missing = _NEIGHBOURS - likenesses.shape[1]
    if missing > 0:
        strangers = np.full((len(likenesses), missing), _STRANGER, dtype=np.float32)
        likenesses = np.concatenate([likenesses, strangers], axis=1)
    best: Matrix = np.partition(likenesses, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:].mean(axis=1)
    return best


def _by_language(texts: Sequence[str], language: Language | None) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        groups.setdefault(language or detect_language(text), []).append(index)
    return groups
