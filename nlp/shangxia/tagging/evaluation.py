"""How good a tagger is: per code, all in all, calibrated or not, and where labels may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shangxia.labels import Tagging
from shangxia.tagging.examples import Example
from shangxia.tagging.model import TaggingModel

_BINS = 10
#: Samples that the bootstrap draws.
_ROUNDS = 1000
#: Stands in the confusion for no code.
NOTHING = ""


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
    """A report whose labels may be wrong: the model says otherwise.

    Attributes:
        report: its place among the reports, from 0.
        given: its codes by the table.
        predicted: its codes by the model, which had not seen it.
        score: how sure the model is of the code in which they differ most, in [0, 1].
    """

    report: int
    given: tuple[str, ...]
    predicted: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one evaluation.

    Attributes:
        reports: how many.
        codes: a score per code.
        micro: all codes together.
        macro: the mean of the codes that occur.
        interval: 95 % bootstrap interval of micro F1 over reports.
        evidence: share of right labels whose evidence overlaps the annotator's; None without.
        inaction: share of reports with the right flag; None if nobody says.
        error: expected calibration error over given labels.
        bins: reliability diagram.
        review: share sent to review.
        rest: micro F1 of the others.
        confusion: (gold code, tagged code) → reports with the one missed and the other wrong;
            the code is ``NOTHING`` where the other has none to stand against it.
        errors: reports whose labels may be wrong, the surest first.
    """

    reports: int
    codes: tuple[CodeScore, ...]
    micro: CodeScore
    macro: CodeScore
    interval: tuple[float, float]
    evidence: float | None
    inaction: float | None
    error: float
    bins: tuple[Bin, ...]
    review: float | None
    rest: float | None
    confusion: dict[tuple[str, str], int]
    errors: tuple[Disagreement, ...]


def evaluate(model: TaggingModel, examples: Sequence[Example]) -> Evaluation:
    """Tag labelled reports and compare.

    Args:
        model: the tagger; it must not have seen the reports.
        examples: the labelled reports.

    Returns:
        The figures.
    """
    return compare(model.codes, examples, model.tag([example.text for example in examples]))


def compare(
    codes: Sequence[str], examples: Sequence[Example], tagged: Sequence[Tagging]
) -> Evaluation:
    """Compare labelled reports with what a tagger says of them.

    Args:
        codes: the codes.
        examples: the labelled reports.
        tagged: their tags.

    Returns:
        The figures.
    """
    gold = table_of(codes, [example.labels for example in examples])
    given = table_of(codes, [[label.code for label in one.labels] for one in tagged])
    scores = np.array([[one.scores[code] for code in codes] for one in tagged])
    kept = np.array([not one.review for one in tagged], dtype=bool)
    flags = [
        one.inaction == example.inaction
        for one, example in zip(tagged, examples, strict=True)
        if example.inaction is not None
    ]
    return replace(
        measure(codes, gold, given, scores.reshape(gold.shape)),
        evidence=_overlap(tagged, examples),
        inaction=float(np.mean(flags)) if flags else None,
        review=float(1 - kept.mean()) if len(kept) else 0.0,
        rest=_score("rest", gold[kept], given[kept]).f1,
    )


def measure(codes: Sequence[str], gold: Any, given: Any, probable: Any) -> Evaluation:
    """Return the figures that labels and probabilities alone give.

    Args:
        codes: the codes.
        gold: reports × codes, true or false.
        given: what a tagger gave, alike.
        probable: its probabilities, alike.

    Returns:
        The figures; those on evidence, inaction and review are None.
    """
    each = tuple(
        _score(code, gold[:, [place]], given[:, [place]]) for place, code in enumerate(codes)
    )
    bins, error = _reliability(probable[given], gold[given])
    return Evaluation(
        reports=len(gold),
        codes=each,
        micro=_score("micro", gold, given),
        macro=_macro(each, given.any(axis=0)),
        interval=interval(gold, given),
        evidence=None,
        inaction=None,
        error=error,
        bins=bins,
        review=None,
        rest=None,
        confusion=_confusion(codes, gold, given),
        errors=label_errors(codes, gold, given, probable),
    )


def label_errors(
    codes: Sequence[str], gold: Any, given: Any, probable: Any
) -> tuple[Disagreement, ...]:
    """List reports whose labels are likely wrong, the surest first.

    Args:
        codes: the codes.
        gold: reports × codes, true or false.
        given: by a model that had not seen the reports, alike.
        probable: its probabilities, alike.

    Returns:
        The reports whose codes differ.
    """
    doubt = np.where(gold, 1 - probable, probable) * (gold != given)
    score = doubt.max(axis=1, initial=0.0)
    rows = np.flatnonzero((gold != given).any(axis=1))
    rows = rows[np.argsort(-score[rows], kind="stable")]

    def named(row: Any) -> tuple[str, ...]:
        return tuple(codes[place] for place in np.flatnonzero(row).tolist())

    return tuple(
        Disagreement(row, named(gold[row]), named(given[row]), round(float(score[row]), 4))
        for row in rows.tolist()
    )


def interval(gold: Any, given: Any) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of micro F1 over reports.

    Args:
        gold: reports × codes, true or false.
        given: reports × codes.

    Returns:
        Low and high end.
    """
    if not len(gold):
        return 0.0, 1.0
    right, total = (gold & given).sum(axis=1), gold.sum(axis=1) + given.sum(axis=1)
    drawn = np.random.default_rng(0).integers(0, len(gold), size=(_ROUNDS, len(gold)))
    values = 2 * right[drawn].sum(axis=1) / np.maximum(total[drawn].sum(axis=1), 1)
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def table_of(codes: Sequence[str], labels: Sequence[Sequence[str]]) -> Any:
    """Return labels as a table, reports × codes, true or false."""
    index = {code: place for place, code in enumerate(codes)}
    table = np.zeros((len(labels), len(codes)), dtype=bool)
    for row, own in enumerate(labels):
        table[row, [index[code] for code in own if code in index]] = True
    return table


def _score(code: str, gold: Any, given: Any) -> CodeScore:
    right, support, said = int((gold & given).sum()), int(gold.sum()), int(given.sum())
    precision, recall = right / max(said, 1), right / max(support, 1)
    return CodeScore(code, support, precision, recall, 2 * right / max(support + said, 1))


def _macro(each: Sequence[CodeScore], given: Any) -> CodeScore:
    """Return the mean over the codes that the table or the tagger has."""
    known = [one for one, said in zip(each, given, strict=True) if one.support or said]
    means = [
        float(np.mean([getattr(one, name) for one in known])) if known else 0.0
        for name in ("precision", "recall", "f1")
    ]
    return CodeScore("macro", sum(one.support for one in each), *means)


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
    missed, wrong = gold & ~given, given & ~gold
    # What has nothing to be taken for, or to stand for, has a column and a row of its own.
    missed = np.column_stack([missed, wrong.any(axis=1) & ~missed.any(axis=1)])
    wrong = np.column_stack([wrong, missed[:, :-1].any(axis=1) & ~wrong.any(axis=1)])
    counts = missed.astype(int).T @ wrong.astype(int)
    names = (*codes, NOTHING)
    return {
        (names[one], names[other]): int(counts[one, other])
        for one, other in np.argwhere(counts > 0)
    }
