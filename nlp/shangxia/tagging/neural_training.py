"""Learning a neural judge beside the linear tagger, and how to mix the two.

A fifth of the reports is kept from the judge: there it stops early, and there the
mixture and its calibration are chosen, the linear scores of the same reports coming
from cross-validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.reading.languages import detect_language
from shangxia.tagging.calibration import average_precision, calibrate, cross_calibrated
from shangxia.tagging.examples import Example
from shangxia.tagging.experts import Expert
from shangxia.tagging.lessons import INACTION, bare_copies, lessons
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.neural import Mix, NeuralExpert
from shangxia.tagging.scoring import Floats
from shangxia.tagging.training import FOLDS, HeldOut, folds_of, train

if TYPE_CHECKING:
    from shangxia.neural.clausenet import ClauseScorer
    from shangxia.neural.finetune import OnEpoch

#: Part of the Vietnamese reports that is learned without diacritics too.
_BARE = 0.25
_SHARES = np.linspace(0.0, 1.0, 11)
_LONGEST = 256
#: Scores below this say nothing about how widely scores vary.
_FLOOR = -8.0


@dataclass(frozen=True)
class Taught:
    """A judge, and what it said of the reports that were kept from it.

    Attributes:
        scorer: the judge.
        encoder: its torch encoder.
        rows: the reports kept apart.
        scores: log-odds, rows × outputs, pooled.
        wanted: what is right, rows × outputs; NaN where nobody knows.
        language: of each.
    """

    scorer: ClauseScorer
    encoder: Any
    rows: Any
    scores: Floats
    wanted: Floats
    language: Any


@dataclass(frozen=True)
class Trained:
    """A tagger with a judge in it.

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
    name: str = "tagger",
    epochs: int | None = None,
    on_epoch: OnEpoch | None = None,
) -> Trained:
    """Train a tagger with a neural judge.

    Args:
        examples: labelled reports.
        codebook: the codes.
        encoder: what to start from: ``neural``, a folder, or a hub name.
        name: name of the model.
        epochs: at most.
        on_epoch: told after each epoch.

    Returns:
        The tagger and its parts.

    Raises:
        ModelError: the extra is not installed, or the encoder cannot be had.
        TableError: there is too little to learn from.
    """
    from shangxia.neural.encoders import load_transformer, named

    # Whether the encoder can be had is known before anything is trained.
    parts = load_transformer(named(encoder))
    linear, heldout = train(examples, codebook, name=name)
    taught = teach(
        examples,
        codebook,
        [one.name for one in linear.experts],
        parts=parts,
        epochs=epochs,
        on_epoch=on_epoch,
    )
    return combine(taught, linear, heldout)


def teach(
    examples: Sequence[Example],
    codebook: Codebook,
    registers: Sequence[str],
    *,
    parts: tuple[Any, Any],
    epochs: int | None = None,
    on_epoch: OnEpoch | None = None,
) -> Taught:
    """Teach a judge all reports but a fifth.

    Args:
        examples: labelled reports.
        codebook: the codes.
        registers: the registers there are.
        parts: tokenizer and encoder; the encoder is changed.
        epochs: at most.
        on_epoch: told after each epoch.

    Returns:
        The judge, and what it said of the fifth.
    """
    from shangxia.neural.clausenet import ClauseScorer
    from shangxia.neural.encoders import longest_of
    from shangxia.neural.finetune import EPOCHS, finetune, judge
    from shangxia.neural.onnxfile import torch_runner

    tokenizer, network = parts
    longest = min(_LONGEST, longest_of(network.config))
    kept = _kept_apart(folds_of(examples), [one.register for one in examples])
    apart = [examples[row] for row in kept.tolist()]
    away = set(kept.tolist())
    learned = [one for row, one in enumerate(examples) if row not in away]
    learned += bare_copies(learned, _BARE, seed=0)
    known, held = (
        lessons(some, codebook, tokenizer, longest, registers) for some in (learned, apart)
    )
    codes = len(codebook.ids)
    net = finetune(
        network,
        tokenizer,
        known,
        held,
        lambda scores: average_precision(scores[:, :codes], held.text_wanted[:, :codes]),
        epochs=epochs or EPOCHS,
        on_epoch=on_epoch,
    )
    return Taught(
        scorer=ClauseScorer(tokenizer, torch_runner(net.encoder), net.head(), longest),
        encoder=net.encoder,
        rows=kept,
        scores=judge(net, held, tokenizer)[1],
        wanted=held.text_wanted,
        language=np.array([one.language or detect_language(one.text) for one in apart]),
    )


def combine(
    taught: Taught, linear: TaggingModel, heldout: Sequence[HeldOut], *, alone: bool = False
) -> Trained:
    """Put a judge at the side of a linear tagger.

    Args:
        taught: the judge.
        linear: the linear tagger, trained on the same reports.
        heldout: its scores by cross-validation.
        alone: let the judge decide alone, without the linear weights.

    Returns:
        The tagger and its parts.
    """
    codes = len(linear.codes)
    experts: list[Expert] = []
    seen: list[HeldOut] = []
    for place, (base, out) in enumerate(zip(linear.experts, heldout, strict=True)):
        _, own, there = np.intersect1d(taught.rows, out.rows, return_indices=True)
        neural, wanted = taught.scores[own], taught.wanted[own]
        flag = _flag(neural[:, codes + INACTION], wanted[:, codes + INACTION], alone)
        neural, labels = neural[:, :codes], wanted[:, :codes]
        mix = _mix(out.scores[there], neural, labels, flag, alone)
        mixed, language = mix.mixed(out.scores[there], neural), taught.language[own]
        calibrated = _calibrated(base, mixed, labels, language)
        experts.append(NeuralExpert.beside(calibrated, taught.scorer, place, mix))
        seen.append(_heldout(base, taught.rows[own], mixed, labels, language))
    name = linear.name.removesuffix(f"-{linear.fingerprint[:8]}")
    model = TaggingModel(linear.book, experts, router=linear.router, name=name)
    return Trained(model, seen, linear, taught.scorer, taught.encoder)


def _kept_apart(folds: Any, registers: Sequence[str]) -> Any:
    """Return the reports to keep apart: of each register the fold that is nearest to a fifth."""
    register = np.array(registers)
    kept = np.zeros(len(folds), dtype=bool)
    for own in sorted(set(registers)):
        mine = (register == own) & (folds >= 0)
        fifth = mine.sum() / FOLDS
        fold = min(range(FOLDS), key=lambda one: abs((mine & (folds == one)).sum() - fifth))
        kept |= mine & (folds == fold)
    return np.flatnonzero(kept)


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
