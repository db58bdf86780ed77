"""An encoder from outside as one more feature of a pair, where somebody has one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from shangxia.alignment.features import Side
from shangxia.alignment.similarity import Matrix
from shangxia.comparison import Feature
from shangxia.errors import ModelError

#: Turns texts into vectors: an array of texts × dimensions.
Encoder = Callable[[Sequence[str]], np.ndarray]


def encoded(a: Side, b: Side, encoder: Encoder) -> Matrix:
    """Return the cosines of the vectors of all units of A and of B, in [0, 1].

    Args:
        a: one side.
        b: the other.
        encoder: turns texts of both languages into vectors of one space.

    Raises:
        ModelError: the encoder gave another number of vectors, or vectors of no length.
    """
    arrays = []
    for side in (a, b):
        vectors = np.asarray(encoder([unit.text.strip() for unit in side.units]), dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != len(side.units) or not np.isfinite(vectors).all():
            raise ModelError(
                f"the encoder gave an array of shape {vectors.shape} for {len(side.units)} texts: "
                "it must give one finite vector for each"
            )
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        arrays.append(vectors / np.maximum(length, np.float32(1e-9)))
    cosines: Matrix = np.clip(arrays[0] @ arrays[1].T, 0.0, 1.0)
    return cosines


def add_encoder(standings: Matrix, cosines: Matrix) -> Matrix:
    """Let the encoder weigh as much as all other features together.

    Args:
        standings: of the other features.
        cosines: from ``encoded``.

    Returns:
        Standings with the same mean and spread as before.
    """
    both = standings + _standard(cosines) * standings.std()
    spread = float(both.std()) or 1.0
    result: Matrix = standings.mean() + (both - both.mean()) * (standings.std() / spread)
    return result


def explain_encoder(features: Sequence[Feature], cosine: float) -> tuple[Feature, ...]:
    """Return the features of a pair with the encoder, which takes half of the shares."""
    halved = (Feature(one.name, one.value, round(one.share / 2, 4)) for one in features)
    return (Feature("encoder", round(cosine, 4), 0.5), *halved)


def _standard(table: Matrix) -> Matrix:
    spread = float(table.std()) or 1.0
    result: Matrix = (table - table.mean()) / spread
    return result
