"""Learning from whole texts: where labels come without evidence.

One linear support vector machine for each code (Fan et al. 2008, LIBLINEAR: A Library for Large
Linear Classification).  Where every text has exactly one code, rare codes weigh more, and
frequent ones less if that does clearly better on texts held out.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.tagging.examples import Example
from shangxia.tagging.features import BITS
from shangxia.tagging.scoring import SILENT, Floats, Reader, Weights
from shangxia.tagging.whole import bag, counted

_TOGETHER = 400
#: Texts that must have a run of words for it to count.
_LEAST_TEXTS = 2
_C = 1.0


class Learned(NamedTuple):
    """Weights of whole texts, and how rare each of their buckets is."""

    weights: Weights
    rarity: Floats


def is_exclusive(examples: Sequence[Example]) -> bool:
    """Tell whether every text has exactly one code, and not all the same."""
    return (
        all(len(example.labels) == 1 for example in examples)
        and len({example.labels for example in examples}) > 1
    )


def whole_matrix(examples: Sequence[Example], codebook: Codebook, language: Any) -> Any:
    """Return damped counts, examples × buckets, as a scipy CSR matrix."""
    from scipy import sparse

    rows, columns, values = [], [], []
    for name in sorted(set(language)):
        reader = Reader(str(name), codebook)
        own = np.flatnonzero(language == name)
        for start in range(0, len(own), _TOGETHER):
            part = own[start : start + _TOGETHER]
            seen = reader.see([examples[place].text for place in part])
            report, bucket, value = counted(seen, bag(seen))
            rows.append(part[report])
            columns.append(bucket)
            values.append(value)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_matrix(entries, shape=(len(examples), 2**BITS))


def learn(
    texts: Any, labels: Floats, weight: Any, *, exclusive: bool = False, balanced: bool = False
) -> Learned:
    """Fit the weights.

    Args:
        texts: ``whole_matrix`` of what is learned from.
        labels: texts × codes.
        weight: of each text.
        exclusive: every text has exactly one code; then rare codes weigh more.
        balanced: and frequent ones less.

    Returns:
        Weights and rarities.
    """
    holders = np.bincount(texts.indices, minlength=texts.shape[1])
    buckets = np.flatnonzero(holders >= _LEAST_TEXTS)
    rarity = (np.log((1 + texts.shape[0]) / (1 + holders[buckets])) + 1).astype(np.float32)
    kept = scaled(texts, buckets, rarity)
    values = np.zeros((len(buckets), labels.shape[1]), dtype=np.float32)
    bias = np.full(labels.shape[1], SILENT, dtype=np.float32)
    if len(buckets):
        for code in np.flatnonzero((labels > 0).any(axis=0) & (labels <= 0).any(axis=0)):
            wanted = labels[:, code] > 0
            scarce = labels.sum() / (labels.any(axis=0).sum() * wanted.sum())
            scarce = scarce if balanced else max(scarce, 1.0) if exclusive else 1.0
            each = weight * np.where(wanted, scarce, 1.0)
            values[:, code], bias[code] = _machine(kept, wanted, each)
    return Learned(Weights(buckets, values, bias), rarity)


def scaled(texts: Any, buckets: Any, rarity: Floats) -> Any:
    """Return counts of some buckets times rarity, each text of unit length."""
    from scipy import sparse

    kept = texts[:, buckets] @ sparse.diags(rarity)
    length = np.sqrt(np.asarray(kept.multiply(kept).sum(axis=1)).ravel())
    return (sparse.diags(1.0 / np.maximum(length, 1e-9)) @ kept).tocsr()


def whole_scores(texts: Any, learned: Learned) -> Floats:
    """Score texts as ``whole.WholeExpert`` does, texts × codes."""
    weights = learned.weights
    kept = scaled(texts, weights.buckets, learned.rarity)
    scores: Floats = (kept @ weights.values + weights.bias).astype(np.float32)
    return scores


def _machine(texts: Any, wanted: Any, weight: Any) -> tuple[Any, float]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    learner = LinearSVC(C=_C, tol=1e-3, max_iter=3000, random_state=0)
    with warnings.catch_warnings():
        # What has not quite settled is calibrated and measured on held-out texts all the same.
        warnings.simplefilter("ignore", ConvergenceWarning)
        learner.fit(texts, wanted, weight)
    return learner.coef_[0], float(learner.intercept_[0])


def cross_validate(
    texts: Any, labels: Floats, rows: Any, weight: Any, folds: Any, **options: bool
) -> Floats:
    """Return scores of some texts by weights that had not seen them.

    Args:
        texts: ``whole_matrix`` of all examples.
        labels: examples × codes.
        rows: the examples to score.
        weight: per example.
        folds: per example; below 0 it is never held out.
        **options: as in ``learn``.

    Returns:
        Rows × codes.
    """
    scores = np.full(labels.shape, SILENT, dtype=np.float32)
    for fold in sorted(set(folds[rows])):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        learned = learn(texts[seen], labels[seen], weight[seen], **options)
        scores[unseen] = whole_scores(texts[unseen], learned)
    held: Floats = scores[rows]
    return held
