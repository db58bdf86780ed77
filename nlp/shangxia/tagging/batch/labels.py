"""Taggings as columns and as JSON: the names that other programs read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from shangxia.document import Tagging

#: Digits behind the point of a score: more would say more than is known.
DIGITS = 4
_LAST = ("inaction", "review", "review_reason", "language", "model")
_dump = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def cell_names(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of our columns in tables of cells."""
    return ("labels", *(f"score_{code}" for code in codes), "evidence", *_LAST)


def json_names(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of our members in JSONL."""
    del codes
    return ("labels", "scores", *_LAST)


def cells_of(tagging: Tagging, codes: Sequence[str]) -> list[Any]:
    """Return a tagging as cells, in the order of ``cell_names``.

    Args:
        tagging: the labels of one report.
        codes: the codes of the codebook.

    Returns:
        Strings, numbers and truth values; None where a code has no score.
    """
    return [
        ";".join(label.code for label in tagging.labels),
        *_scores(tagging, codes),
        _dump(evidence_of(tagging)) if tagging.labels else "[]",
        tagging.inaction,
        tagging.review,
        tagging.review_reason,
        tagging.language,
        tagging.model,
    ]


def members_of(tagging: Tagging, codes: Sequence[str]) -> list[str]:
    """Return a tagging as JSON values, in the order of ``json_names``."""
    labels = [
        {
            "code": label.code,
            "score": round(label.score, DIGITS),
            "evidence": [
                {"start": quote.start, "end": quote.end, "text": quote.text}
                for quote in label.evidence
            ],
        }
        for label in tagging.labels
    ]
    return [
        _dump(labels) if labels else "[]",
        _dump(dict(zip(codes, _scores(tagging, codes), strict=True))),
        "true" if tagging.inaction else "false",
        "true" if tagging.review else "false",
        _dump(tagging.review_reason),
        _dump(tagging.language),
        _dump(tagging.model),
    ]


def evidence_of(tagging: Tagging) -> list[dict[str, Any]]:
    """Return the evidence of all labels as one list, each with its code."""
    return [
        {"code": label.code, "start": quote.start, "end": quote.end, "text": quote.text}
        for label in tagging.labels
        for quote in label.evidence
    ]


def _scores(tagging: Tagging, codes: Sequence[str]) -> list[float | None]:
    scores = tagging.scores
    if not scores:
        scores = {label.code: label.score for label in tagging.labels}
    return [round(scores[code], DIGITS) if code in scores else None for code in codes]
