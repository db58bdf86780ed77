"""Judging clauses in their context: an encoder of any family, and two small layers.

A clause is the mean of its tokens' states, beside the mean of its whole text; the text
is judged by its clauses, the strongest counting most (attention by the scores
themselves, as in multiple-instance learning: Ilse et al. 2018).  The layers above the encoder are
numpy, so that the same few lines serve torch and ONNX.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Head:
    """The layers above the encoder.

    Attributes:
        inner: 2 width × hidden, over clause and text.
        kind: registers × hidden, added for the register of the text.
        outer: hidden × outputs.
        bias: registers × outputs.
    """

    inner: Floats
    kind: Floats
    outer: Floats
    bias: Floats

    def clauses(self, clause: Floats, text: Floats, register: Ints) -> Floats:
        """Score clauses.

        Args:
            clause: clauses × width.
            text: the mean of the whole text, for each clause.
            register: the register of the text, for each clause.

        Returns:
            Log-odds, clauses × outputs.
        """
        hidden = np.hstack([clause, text]) @ self.inner + self.kind[register]
        scores: Floats = (gelu(hidden) @ self.outer + self.bias[register]).astype(np.float32)
        return scores


def gelu(values: Floats) -> Floats:
    """Return the activation, in its tanh form (Hendrycks and Gimpel 2016)."""
    inner = 0.7978845608 * (values + 0.044715 * values**3)
    result: Floats = (0.5 * values * (1 + np.tanh(inner))).astype(np.float32)
    return result


def pooled(scores: Floats, text: Ints, texts: int, silent: float) -> Floats:
    """Return a score for each text: the mean of its clauses' scores, weighted by them.

    Args:
        scores: clauses × outputs; clauses of one text stand together.
        text: the text of each clause.
        texts: how many there are.
        silent: the score of a text without clauses.

    Returns:
        Texts × outputs.
    """
    result = np.full((texts, scores.shape[1]), silent, dtype=np.float32)
    if not len(text):
        return result
    first = np.flatnonzero(np.diff(text, prepend=-1))
    place = np.cumsum(np.diff(text, prepend=text[0]) != 0)
    weight = np.exp(scores - np.maximum.reduceat(scores, first, axis=0)[place])
    total = np.add.reduceat(weight, first, axis=0)
    result[text[first]] = np.add.reduceat(weight * scores, first, axis=0) / total
    return result


def means(states: Floats, owner: Ints, owners: int) -> tuple[Floats, Floats]:
    """Return the sums of states per owner, and how many there were.

    Args:
        states: tokens × width.
        owner: the clause (or text) of each token.
        owners: how many there are.
    """
    sums = np.zeros((owners, states.shape[1]), dtype=np.float32)
    np.add.at(sums, owner, states)
    return sums, np.bincount(owner, minlength=owners).astype(np.float32)
