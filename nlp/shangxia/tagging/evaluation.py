"""How good a tagger is: per code, all in all, calibrated or not, and where labels may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.document import Tagging
from shangxia.tagging.examples import Example
from shangxia.tagging.model import TaggingModel

_BINS = 10


@dataclass(frozen=True, slots=True)
class CodeScore:
    """One row of the table: ``support`` gold labels, and shares in [0, 1]."""

    code: str
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Labels given with a probability in a tenth: mean ``confidence``, share that is right."""

    low: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A label that may be wrong: the model is sure of the contrary.

    Attributes:
        row: 0-based row of the labelled table.
        code: the code.
        labelled: whether the table gives it.
        probability: what the model, which had not seen the row, thinks.
    """

    row: int
    code: str
    labelled: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one evaluation.

    Attributes:
        reports: how many.
        codes: a score per code.
        micro: all codes together.
        evidence: share of right labels whose evidence overlaps the annotator's; None without.
        inaction: share of reports with the right flag; None if nobody says.
        error: expected calibration error over given labels.
        bins: reliability diagram.
        review: share sent to review.
        rest: micro F1 of the others.
        confusion: (gold code, tagged code) → reports with the one missed and the other wrong.
    """

    reports: int
    codes: tuple[CodeScore, ...]
    micro: CodeScore
    evidence: float | None
    inaction: float | None
    error: float
    bins: tuple[Bin, ...]
    review: float
    rest: float
    confusion: dict[tuple[str, str], int]


def evaluate(model: TaggingModel, examples: Sequence[Example]) -> Evaluation:
    """Tag labelled reports and compare.

    Args:
        model: the tagger; it must not have seen the reports.
        examples: the labelled reports.

    Returns:
        The figures.
    """
    tagged = model.tag([example.text for example in examples])
    gold = _table(model.codes, [example.labels for example in examples])
    given = _table(model.codes, [[label.code for label in one.labels] for one in tagged])
    scores = np.array([[one.scores[code] for code in model.codes] for one in tagged])
    bins, error = _reliability(scores[given], gold[given])
    kept = np.array([not one.review for one in tagged], dtype=bool)
    flags = [
        one.inaction == example.inaction
        for one, example in zip(tagged, examples, strict=True)
        if example.inaction is not None
    ]
    return Evaluation(
        reports=len(examples),
        codes=tuple(
            _score(code, gold[:, [place]], given[:, [place]])
            for place, code in enumerate(model.codes)
        ),
        micro=_score("micro", gold, given),
        evidence=_overlap(tagged, examples),
        inaction=float(np.mean(flags)) if flags else None,
        error=error,
        bins=bins,
        review=float(1 - kept.mean()) if len(kept) else 0.0,
        rest=_score("rest", gold[kept], given[kept]).f1,
        confusion=_confusion(model.codes, gold, given),
    )


def label_errors(
    examples: Sequence[Example], codebook: Codebook, probabilities: Any, *, most: int = 50
) -> tuple[Disagreement, ...]:
    """List labels that are likely wrong, the surest first.

    Args:
        examples: the labelled reports.
        codebook: the codes.
        probabilities: reports × codes, by cross-validation.
        most: how many to list.

    Returns:
        Disagreements between table and model.
    """
    gold = _table(codebook.ids, [example.labels for example in examples])
    doubt = np.where(gold, 1 - probabilities, probabilities)
    order = np.argsort(-doubt.ravel(), kind="stable")[:most]
    rows, codes = np.unravel_index(order, doubt.shape)
    return tuple(
        Disagreement(
            int(row), codebook.ids[code], bool(gold[row, code]), float(probabilities[row, code])
        )
        for row, code in zip(rows, codes, strict=True)
        if doubt[row, code] > 0.5
    )


def interval(gold: Any, given: Any, *, rounds: int = 1000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of micro F1 over reports.

    Args:
        gold: reports × codes, true or false.
        given: reports × codes.
        rounds: how many samples to draw.

    Returns:
        Low and high end.
    """
    right, total = (gold & given).sum(axis=1), gold.sum(axis=1) + given.sum(axis=1)
    drawn = np.random.default_rng(0).integers(0, len(gold), size=(rounds, len(gold)))
    values = 2 * right[drawn].sum(axis=1) / np.maximum(total[drawn].sum(axis=1), 1)
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _table(codes: Sequence[str], labels: Sequence[Sequence[str]]) -> Any:
    index = {code: place for place, code in enumerate(codes)}
    table = np.zeros((len(labels), len(codes)), dtype=bool)
    for row, own in enumerate(labels):
        table[row, [index[code] for code in own if code in index]] = True
    return table


def _score(code: str, gold: Any, given: Any) -> CodeScore:
    right, support, said = int((gold & given).sum()), int(gold.sum()), int(given.sum())
    precision, recall = right / max(said, 1), right / max(support, 1)
    return CodeScore(code, support, precision, recall, 2 * right / max(support + said, 1))


def _reliability(confidence: Any, right: Any) -> tuple[tuple[Bin, ...], float]:
    """Return the diagram and the expected calibration error (Guo et al. 2017)."""
    place = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins = tuple(
        Bin(
            number / _BINS,
            int((place == number).sum()),
            float(confidence[place == number].mean()),
            float(right[place == number].mean()),
        )
        for number in range(_BINS)
        if (place == number).any()
    )
    gaps = sum(one.count * abs(one.confidence - one.accuracy) for one in bins)
    return bins, float(gaps / max(len(confidence), 1))


def _overlap(tagged: Sequence[Tagging], examples: Sequence[Example]) -> float | None:
    found = [
        any(
            quote.start < end and start < quote.end
            for quote in label.evidence
            for code, start, end in example.evidence
            if code == label.code
        )
        for one, example in zip(tagged, examples, strict=True)
        for label in one.labels
        if any(code == label.code for code, _, _ in example.evidence)
    ]
    return float(np.mean(found)) if found else None


def _confusion(codes: Sequence[str], gold: Any, given: Any) -> dict[tuple[str, str], int]:
    counts = (gold & ~given).astype(int).T @ (given & ~gold).astype(int)
    return {
        (codes[missed], codes[wrong]): int(counts[missed, wrong])
        for missed, wrong in np.argwhere(counts > 0)
    }
