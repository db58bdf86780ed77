"""Judging clauses in their context: an encoder of any family, and two small layers.

A clause is the mean of its tokens' states, beside the mean of its window; a text is
judged by its clauses, the strongest counting most (multiple-instance learning with
attention, Ilse et al. 2018, the scores themselves being the attention).  The layers
above the encoder are numpy here, so that the same lines serve torch and ONNX.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangxia.neural.onnxfile import Runner
from shangxia.neural.windows import Padded, Window, batches, padded, windows

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
_SLOPE, _CUBE = 0.7978845608, 0.044715


@dataclass(frozen=True, slots=True)
class Head:
    """The layers above the encoder.

    Attributes:
        inner: 2 width × hidden, over clause and window.
        kind: registers × hidden, added for the register of the text.
        outer: hidden × outputs.
        bias: registers × outputs.
    """

    inner: Floats
    kind: Floats
    outer: Floats
    bias: Floats

    def score(self, clause: Floats, window: Floats, register: Ints) -> Floats:
        """Score clauses.

        Args:
            clause: mean states, clauses × width.
            window: mean state of the window of each clause.
            register: register of the text of each clause.

        Returns:
            Log-odds, clauses × outputs.
        """
        hidden = np.hstack([clause, window]) @ self.inner + self.kind[register]
        scores: Floats = (gelu(hidden) @ self.outer + self.bias[register]).astype(np.float32)
        return scores


@dataclass(frozen=True, slots=True)
class ClauseScorer:
    """A trained judge of clauses.

    Attributes:
        tokenizer: a fast tokenizer.
        run: the encoder.
        head: the layers above it.
        longest: tokens of a window at most.
    """

    tokenizer: Any
    run: Runner
    head: Head
    longest: int

    def score(
        self, texts: Sequence[str], clauses: Sequence[Sequence[tuple[int, int]]], register: Ints
    ) -> Floats:
        """Score all clauses of texts, batches sorted by length.

        Args:
            texts: the texts, in the normal form NFC.
            clauses: for each text its clauses, half-open code points.
            register: per text.

        Returns:
            Log-odds, clauses × outputs, in order.
        """
        total = sum(map(len, clauses))
        own = np.zeros((total, self.head.inner.shape[0] // 2), dtype=np.float32)
        around, count = np.zeros_like(own), np.zeros(total, dtype=np.float32)
        found = windows(self.tokenizer, texts, clauses, self.longest)
        for some in batches([len(one.tokens) for one in found]):
            part = padded([found[at] for at in some], self.tokenizer.pad_token_id or 0)
            add_means(self.run(part.tokens, part.mask), part, own, around, count)
        text = np.repeat(np.arange(len(texts)), [len(one) for one in clauses])
        own /= np.maximum(count, 1)[:, None]
        return self.head.score(own, around, register[text])


def add_means(states: Floats, part: Padded, own: Floats, around: Floats, count: Floats) -> None:
    """Add the states of a batch to the sums of its clauses, and note the windows' means.

    Args:
        states: windows × tokens × width.
        part: the windows.
        own: sums per clause, changed.
        around: window means per clause, changed.
        count: tokens per clause, changed.
    """
    row, column = np.nonzero(part.clause >= 0)
    clause, flat = part.clause[row, column], states[row, column]
    # The tokens of a clause stand together: a sum for each run of them.
    first = np.flatnonzero((np.diff(clause, prepend=-1) != 0) | (np.diff(row, prepend=-1) != 0))
    sums = np.add.reduceat(flat, first, axis=0)
    sizes = np.diff(np.append(first, len(clause)))
    np.add.at(own, clause[first], sums)
    np.add.at(count, clause[first], sizes)
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    whole = np.add.reduceat(flat, begins, axis=0)
    whole /= np.diff(np.append(begins, len(row)))[:, None]
    place = np.searchsorted(row[begins], row[first])
    around[clause[first]] = whole[place]


def gelu(values: Floats) -> Floats:
    """Return the activation in its tanh form (Hendrycks and Gimpel 2016)."""
    result: Floats = 0.5 * values * (1 + np.tanh(_SLOPE * (values + _CUBE * values**3)))
    return result


def pooled(scores: Floats, text: Ints, texts: int, silent: float) -> Floats:
    """Return a score for each text: the mean of its clauses' scores, weighted by their size.

    Args:
        scores: log-odds, clauses × outputs; clauses of one text stand together.
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
    place = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(text))))
    weight = np.exp(scores - np.maximum.reduceat(scores, first, axis=0)[place])
    total = np.add.reduceat(weight, first, axis=0)
    result[text[first]] = np.add.reduceat(weight * scores, first, axis=0) / total
    return result


def window_texts(found: Sequence[Window]) -> dict[int, list[int]]:
    """Return the windows of each text."""
    own: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        own.setdefault(one.text, []).append(at)
    return own
