"""First vectors of the tokens: which stand near each other, and which translate each other.

Positive pointwise mutual information of tokens in a window and of tokens across
translations, in one table, and its singular vectors (Levy and Goldberg 2014, Neural Word
Embedding as Implicit Matrix Factorization).  Minutes on one core, where a network that
starts from nothing would need hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from encoder_batches import Corpus, Tokens

#: Tokens to either side, counts below which a pair is chance, what a translation counts.
NEAR, LEAST, ACROSS = 4, 1.5, 3.0
#: Power of the counts of contexts, against the fame of rare ones; and of the singular values.
SMOOTH, POWER = 0.75, 0.5
_TOGETHER = 20_000


def first_vectors(corpus: Corpus, width: int, seed: int) -> Any:
    """Return an array tokens × width of vectors whose entries vary about 1."""
    counts = sparse.csr_matrix((corpus.size, corpus.size), dtype=np.float32)
    for part in _parts([row for rows in corpus.windows.values() for row in rows]):
        counts += _near(part, corpus.size)
    for name, group in corpus.groups.items():
        if name != "titles":
            for one, other in ((0, 1), (0, 2), (1, 2)):
                counts += ACROSS * _across([(row[one], row[other]) for row in group], corpus.size)
    counts = (counts + counts.T).tocoo()
    kept = counts.data >= LEAST
    row, column, value = counts.row[kept], counts.col[kept], counts.data[kept]
    total = np.bincount(row, value, corpus.size)
    context = np.bincount(column, value, corpus.size) ** SMOOTH
    context /= context.sum()
    information = np.log(value / (np.maximum(total[row], 1e-9) * context[column]))
    good = information > 0
    table = sparse.csr_matrix(
        (information[good].astype(np.float32), (row[good], column[good])), shape=counts.shape
    )
    left, values, _ = randomized_svd(table, width, n_iter=3, random_state=seed)
    vectors = left * values**POWER
    return (vectors / max(float(vectors[total > 0].std()), 1e-9)).astype(np.float32)


def _parts(rows: list[Tokens]) -> Iterator[list[Tokens]]:
    for start in range(0, len(rows), _TOGETHER):
        yield rows[start : start + _TOGETHER]


def _near(rows: list[Tokens], size: int) -> Any:
    """Count tokens that stand near each other, the nearer the more; one direction."""
    flat = np.concatenate(rows)
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for gap in range(1, NEAR + 1):
        same = owner[gap:] == owner[:-gap]
        one, other = flat[:-gap][same], flat[gap:][same]
        weight = np.full(len(one), 1 / gap, dtype=np.float32)
        counts += sparse.csr_matrix((weight, (one, other)), shape=(size, size))
    return counts


def _across(pairs: list[tuple[Tokens, Tokens]], size: int) -> Any:
    """Count tokens of translations of each other; every token spends one count a text."""
    pairs = [pair for pair in pairs if len(pair[0]) and len(pair[1])]
    if not pairs:
        return sparse.csr_matrix((size, size), dtype=np.float32)
    bags = []
    for side in (0, 1):
        rows = [pair[side] for pair in pairs]
        owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        weight = np.ones(len(owner), dtype=np.float32)
        bags.append(
            sparse.csr_matrix((weight, (owner, np.concatenate(rows))), shape=(len(rows), size))
        )
    most = np.array([max(len(one), len(other)) for one, other in pairs], dtype=np.float32)
    return bags[0].T @ (sparse.diags(1 / most) @ bags[1])
