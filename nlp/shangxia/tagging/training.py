"""Learning a tagger from labelled reports.

A label is learned where its evidence stands.  Without any evidence the whole text is
learned; where some labels have evidence, clauses or whole texts, whichever does better
on reports held out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.errors import TableError
from shangxia.tagging import clause_training as clauses
from shangxia.tagging.calibration import calibrate, cross_calibrated
from shangxia.tagging.examples import Example, Matrix, duplicates, matrix
from shangxia.tagging.experts import Expert
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.scoring import Floats, Weights
from shangxia.tagging.ways import Way, best_way, ways_to_learn

FOLDS = 5
#: Weight of reports of another register, in the languages that the register has.
_AWAY = 0.05


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model said of reports that it had not seen.

    Attributes:
        expert: which expert, by its register.
        rows: the examples.
        scores: pooled log-odds, rows × codes.
        probable: probabilities, calibrated without their own fold, rows × codes.
        tagged: whether the code would have been tagged, rows × codes.
    """

    expert: str
    rows: np.ndarray[Any, Any]
    scores: Floats
    probable: Floats
    tagged: np.ndarray[Any, Any]


def train(
    examples: Sequence[Example], codebook: Codebook, *, name: str = "tagger"
) -> tuple[TaggingModel, list[HeldOut]]:
    """Train a tagger.

    Args:
        examples: labelled reports; with registers, each register gets an expert of its own.
        codebook: the codes.
        name: name of the model.

    Returns:
        The model, and its held-out scores by cross-validation.

    Raises:
        TableError: there is nothing to learn from.
    """
    if len(examples) < 2 * FOLDS or not any(example.labels for example in examples):
        labelled = sum(bool(example.labels) for example in examples)
        raise TableError(
            f"{len(examples)} reports, {labelled} of them with a label, are too few to train on: "
            f"give at least {2 * FOLDS}, and labels"
        )
    if len(kinds := {frozenset(example.labels) for example in examples}) == 1:
        raise TableError(
            f"all {len(examples)} reports have the same label, {', '.join(sorted(*kinds))}: "
            "give reports that do not have it as well"
        )
    data = matrix(examples, codebook)
    register = np.array([example.register for example in examples])
    weight = np.array([example.weight for example in examples])
    folds = folds_of(examples)
    experts, heldout = [], []
    for own in sorted(set(register)):
        expert, scores = _expert(data, examples, codebook, own, register, weight, folds)
        experts.append(expert)
        heldout.append(scores)
    router = learn_router(data.words, register) if len(experts) > 1 else None
    return TaggingModel(codebook, experts, router=router, name=name), heldout


def _expert(
    data: Matrix,
    examples: Sequence[Example],
    codebook: Codebook,
    own: str,
    register: Any,
    weight: Any,
    folds: Any,
) -> tuple[Expert, HeldOut]:
    spoken = np.isin(data.language, data.language[register == own])
    weight = np.where(register == own, weight, weight * _AWAY * spoken)
    rows = np.flatnonzero((register == own) & (folds >= 0))
    tried = ways_to_learn(data, examples, codebook, rows, weight, folds)
    chosen = best_way(tried, data.labels[rows])
    scores, language = chosen.scores, data.language[rows]
    kept = calibrate(scores, data.labels[rows], language, exclusive=chosen.exclusive)
    probable, tagged = cross_calibrated(
        scores, data.labels[rows], language, folds[rows], exclusive=chosen.exclusive
    )
    words, inaction = _inaction(data, examples, rows, weight, folds, chosen)
    expert = chosen.fit()(
        name=own,
        pooling=chosen.pooling,
        slope=kept.slope,
        intercept=kept.intercept,
        shift=kept.shift,
        threshold=kept.threshold,
        margin=kept.margin,
        words=words,
        inaction=inaction,
    )
    return expert, HeldOut(own, rows, scores, probable, tagged)


def _inaction(
    data: Matrix, examples: Sequence[Example], rows: Any, weight: Any, folds: Any, chosen: Way
) -> tuple[Weights, Floats]:
    """Learn the flag from whole reports: words first, then these with scores and concepts."""
    from sklearn.linear_model import LogisticRegression

    wanted = np.array([bool(example.inaction) for example in examples])
    known = np.array([example.inaction is not None for example in examples])
    places = np.flatnonzero(known[rows])
    own = rows[places]
    if len(set(wanted[own])) < 2:
        nothing = np.zeros((0, 1), dtype=np.float32)
        return Weights(np.zeros(0, dtype=np.int64), nothing, nothing.sum(axis=0)), nothing[:, 0]
    flags = data._replace(labels=wanted[:, None].astype(np.float32))
    weight = weight * known
    words = clauses.cross_validate(flags, own, weight, folds, "all")
    if chosen.flag is not None:
        words = np.hstack([words, chosen.flag[places]])
    scores = chosen.scores
    described = data.summaries[own].copy()
    described[:, : scores.shape[1]] = np.maximum(scores[places], -6) / 4
    learner = LogisticRegression(C=0.3, solver="liblinear", random_state=0)
    learner.fit(np.hstack([words, described]), wanted[own])
    head = np.append(learner.coef_[0], learner.intercept_[0]).astype(np.float32)
    return clauses.clause_weights(flags, np.arange(len(examples)), weight, "all"), head


def learn_router(words: Any, register: Any) -> Weights:
    """Learn to tell the second register from the first by the words of whole reports.

    Args:
        words: scipy CSR matrix, reports × buckets: how often each holds a word.
        register: per report.

    Returns:
        Weights of one output, for ``by_words``.
    """
    second = register == sorted(set(register))[1]
    return clauses.fit_clauses(unit_rows(words), second[:, None], np.ones(len(second)))


def unit_rows(words: Any) -> Any:
    """Divide each row by the square root of its sum, as ``Weights.by_words`` does."""
    from scipy import sparse

    length = np.sqrt(np.maximum(np.asarray(words.sum(axis=1)).ravel(), 1))
    return (sparse.diags(1 / length) @ words).tocsr().astype(np.float32)


def folds_of(examples: Sequence[Example]) -> Any:
    """Deal groups out to folds, the largest first; ``-`` as group is never held out."""
    alike = duplicates([example.text for example in examples])
    if len(set(alike)) < max(2 * FOLDS, len(alike) // 4):  # of one mould: better no groups
        alike = list(range(len(alike)))
    names = [
        example.group or f"{number:06d}" for example, number in zip(examples, alike, strict=True)
    ]
    folds = np.full(len(examples), -1)
    sizes = [0] * FOLDS
    for group, members in _groups(names):
        if group != "-":
            fold = int(np.argmin(sizes))
            folds[members] = fold
            sizes[fold] += len(members)
    return folds


def _groups(names: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    members: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        members.setdefault(name, []).append(place)
    yield from sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
