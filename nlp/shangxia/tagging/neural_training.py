"""Learning a neural judge beside the linear tagger, and how to mix the two.

A fifth of the reports is kept from the judge: there it stops early, and there the
mixture and its calibration are chosen, the linear scores of the same reports coming
from cross-validation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.reading.languages import detect_language
from shangxia.tagging.calibration import calibrate, cross_calibrated
from shangxia.tagging.examples import Example
from shangxia.tagging.experts import Expert
from shangxia.tagging.lessons import INACTION, bare_copies, lessons
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.neural import Mix, NeuralExpert
from shangxia.tagging.scoring import Floats
from shangxia.tagging.training import HeldOut, folds_of, train

if TYPE_CHECKING:
    from shangxia.neural.clausenet import ClauseScorer
    from shangxia.neural.finetune import ClauseNet, Lessons

#: Told after each epoch: its number, how many at most, and the average precision kept apart.
OnEpoch = Callable[[int, int, float], None]
#: Part of the Vietnamese reports that is learned without diacritics too.
_BARE = 0.25
_SHARES = np.linspace(0.0, 1.0, 11)
_LONGEST = 256
#: Scores below this say nothing about how widely scores vary.
_FLOOR = -8.0


@dataclass(frozen=True)
class Trained:
    """What training made.

    Attributes:
        model: the tagger.
        heldout: what the mixture said of reports that the judge had not seen.
        linear: the linear tagger inside.
        scorer: the judge inside.
        encoder: its torch encoder.
    """

    model: TaggingModel
    heldout: list[HeldOut]
    linear: TaggingModel
    scorer: ClauseScorer
    encoder: Any


def train_neural(
    examples: Sequence[Example],
    codebook: Codebook,
    *,
    encoder: str = "neural",
    alone: bool = False,
    name: str = "tagger",
    epochs: int | None = None,
    on_epoch: OnEpoch | None = None,
) -> Trained:
    """Train a tagger with a neural judge.

    Args:
        examples: labelled reports.
        codebook: the codes.
        encoder: what to start from: ``neural``, a folder, or a hub name.
        alone: let the judge decide alone, without the linear weights.
        name: name of the model.
        epochs: at most.
        on_epoch: told after each epoch.

    Returns:
        The tagger and its parts.

    Raises:
        ModelError: the extra is not installed, or the encoder cannot be had.
        TableError: there is too little to learn from.
    """
    from shangxia.neural.encoders import load_transformer, longest_of, named

    tokenizer, network = load_transformer(named(encoder))
    # Torch is there, or the line above would have said what to install.
    from shangxia.neural.clausenet import ClauseScorer
    from shangxia.neural.onnxfile import torch_runner

    longest = min(_LONGEST, longest_of(network.config))
    linear, heldout = train(examples, codebook, name=name)
    registers = [one.name for one in linear.experts]
    folds = folds_of(examples)
    kept = np.flatnonzero(folds == 0)
    apart = [examples[row] for row in kept.tolist()]
    learned = [one for one, fold in zip(examples, folds, strict=True) if fold != 0]
    learned += bare_copies(learned, _BARE, seed=0)
    known, held = (
        lessons(some, codebook, tokenizer, longest, registers) for some in (learned, apart)
    )
    codes, flags = len(codebook.ids), len(codebook.ids) + INACTION
    net, scores = _taught(network, tokenizer, known, held, codes, epochs, on_epoch)
    scorer = ClauseScorer(tokenizer, torch_runner(net.encoder), net.head(), longest)
    language = np.array([one.language or detect_language(one.text) for one in apart])
    experts: list[Expert] = []
    seen: list[HeldOut] = []
    for place, (base, out) in enumerate(zip(linear.experts, heldout, strict=True)):
        _, own, there = np.intersect1d(kept, out.rows, return_indices=True)
        labels = held.text_wanted[own, :codes]
        flag = _flag(scores[own, flags], held.text_wanted[own, flags], alone)
        mix = _mix(out.scores[there], scores[own, :codes], labels, flag, alone)
        mixed = mix.mixed(out.scores[there], scores[own, :codes])
        calibrated = _calibrated(base, mixed, labels, language[own])
        experts.append(NeuralExpert.beside(calibrated, scorer, place, mix))
        seen.append(_heldout(base, kept[own], mixed, labels, language[own]))
    model = TaggingModel(codebook, experts, router=linear.router, name=name)
    return Trained(model, seen, linear, scorer, net.encoder)


def _taught(
    network: Any,
    tokenizer: Any,
    learned: Lessons,
    held: Lessons,
    codes: int,
    epochs: int | None,
    on_epoch: OnEpoch | None,
) -> tuple[ClauseNet, Floats]:
    """Return the trained network, and its scores of the reports kept apart."""
    from shangxia.neural.finetune import EPOCHS, finetune, judge

    net = finetune(
        network,
        tokenizer,
        learned,
        held,
        lambda scores: average_precision(scores[:, :codes], held.text_wanted[:, :codes]),
        epochs=epochs or EPOCHS,
        on_epoch=on_epoch,
    )
    return net, judge(net, held, tokenizer)[1]


def average_precision(scores: Floats, labels: Floats) -> float:
    """Return the average precision over all codes together."""
    order = np.argsort(-scores.ravel(), kind="stable")
    hits = labels.ravel()[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / max(hits.sum(), 1))


def _mix(
    linear: Floats,
    neural: Floats,
    labels: Floats,
    flag: tuple[float, float, float],
    alone: bool,
) -> Mix:
    """Choose how much the judge counts, by average precision."""
    spread = float(np.maximum(neural, _FLOOR).std()) or 1.0
    gain = round(float(np.maximum(linear, _FLOOR).std()) / spread, 4)
    if alone:
        return Mix(1.0, gain, flag)
    tried = [Mix(round(float(share), 2), gain, flag) for share in _SHARES]
    return max(tried, key=lambda one: average_precision(one.mixed(linear, neural), labels))


def _flag(scores: Floats, wanted: Floats, alone: bool) -> tuple[float, float, float]:
    """Calibrate the judge's flag, which counts as much as the linear one."""
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(wanted)
    if len(set(wanted[known].tolist())) < 2:
        return 0.0, 1.0, 0.0
    learner = LogisticRegression(C=1.0).fit(scores[known][:, None], wanted[known] > 0)
    slope, intercept = float(learner.coef_[0, 0]), float(learner.intercept_[0])
    return 1.0 if alone else 0.5, round(slope, 4), round(intercept, 4)


def _calibrated(base: Expert, scores: Floats, labels: Floats, language: Any) -> Expert:
    kept = calibrate(scores, labels, language, exclusive=getattr(base, "exclusive", False))
    return replace(
        base,
        slope=kept.slope,
        intercept=kept.intercept,
        shift=kept.shift,
        threshold=kept.threshold,
        margin=kept.margin,
    )


def _heldout(base: Expert, rows: Any, scores: Floats, labels: Floats, language: Any) -> HeldOut:
    """Return the scores of reports that neither judge nor calibration had seen."""
    probable, tagged = cross_calibrated(
        scores,
        labels,
        language,
        np.arange(len(rows)) % 2,
        exclusive=getattr(base, "exclusive", False),
    )
    return HeldOut(base.name, rows, scores, probable, tagged)
