"""Whether the parts of a model that was read fit together: one that loads also tags."""

from __future__ import annotations

from typing import Any

import numpy as np

from shangxia.coding.values import LANGUAGES
from shangxia.tagging.blended import BlendedExpert, Reading
from shangxia.tagging.experts import Expert
from shangxia.tagging.features import BITS
from shangxia.tagging.lexicon import concepts
from shangxia.tagging.scoring import Weights
from shangxia.tagging.whole import WholeExpert

#: What ``summary`` tells of a report beside codes and concepts, and the bias.
_OTHERS = 7 + 1


def require_sound(experts: list[Expert], router: Weights | None, codes: int) -> None:
    """Refuse a model whose arrays or settings do not fit together.

    Args:
        experts: its experts, at least one.
        router: weights that choose between them, where there are several.
        codes: how many codes the codebook has.

    Raises:
        ValueError: they do not fit; the message says which part.
    """
    _require(0 < len(experts) <= 2 and codes > 0, "the experts or the codes")
    if router is not None:
        _require_weights(router, "the router")
    _require(len(experts) == 1 or router is not None, "the router")
    for expert in experts:
        _require_expert(expert, codes)


def _require_expert(expert: Expert, codes: int) -> None:
    _require_weights(expert.weights, "the weights")
    _require_weights(expert.words, "the weights of words")
    own = [expert.weights.bias, expert.slope, expert.intercept]
    _require(all(one.shape == (codes,) for one in own), "the number of codes")
    words = len(expert.words.bias) + isinstance(expert, BlendedExpert)
    described = words + codes + len(concepts()) + _OTHERS
    _require(expert.inaction.shape in ((0,), (described,)), "the weights for inaction")
    for told in (expert.shift, expert.threshold, expert.margin):
        _require(all(map(_is_number, told.values())), "the settings")
    for told in (expert.threshold, expert.margin):
        _require(told.keys() >= set(LANGUAGES), "the settings")
    special = isinstance(expert, WholeExpert | BlendedExpert)
    _require(special or expert.pooling in ("best", "all"), "the pooling")
    if isinstance(expert, WholeExpert):
        _require(expert.rarity.shape == expert.weights.buckets.shape, "the rarities")
    if isinstance(expert, BlendedExpert):
        _require(expert.plain.shape == (codes, 2), "the mix")
        _require(expert.readings.keys() <= set(LANGUAGES), "the readings")
        for reading in expert.readings.values():
            _require_reading(reading, codes)


def _require_reading(reading: Reading, codes: int) -> None:
    for terms, outputs in ((reading.passages, codes), (reading.whole, codes + 1)):
        _require_weights(terms.weights, "the weights of words")
        _require(terms.rarity.shape == terms.weights.buckets.shape, "the rarities")
        _require(terms.weights.bias.shape == (outputs,), "the number of codes")
    _require(reading.mix.shape == (codes, 4), "the mix")


def _require_weights(weights: Weights, what: str) -> None:
    buckets, (kept, outputs) = weights.buckets, weights.values.shape
    _require(buckets.shape == (kept,) and weights.bias.shape == (outputs,), what)
    _require(np.issubdtype(buckets.dtype, np.integer), what)
    _require(bool(((buckets >= 0) & (buckets < 2**BITS)).all()), what)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value))


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"{what} do not fit the rest")
