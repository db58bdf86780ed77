"""Taggings as columns and as JSON: the names that other programs read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from shangxia.labels import Tagging

#: Digits behind the point of a score: more would say more than is known.
DIGITS = 4
_LAST = ("inaction", "review", "review_reason", "language", "model")
_dump = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
#: Reasons, languages and models are few, and repeat.
_dump_again = lru_cache(maxsize=1024)(_dump)


def cell_names(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of our columns in tables of cells."""
    return ("labels", *(f"score_{code}" for code in codes), "evidence", *_LAST)


def json_names() -> tuple[str, ...]:
    """Return the names of our members in JSONL."""
    return ("labels", "scores", *_LAST)


def cells_of(tagging: Tagging, codes: Sequence[str]) -> list[Any]:
    """Return a tagging as cells, in the order of ``cell_names``.

    Args:
        tagging: the labels of one report.
        codes: the codes of the codebook.

    Returns:
        Strings, numbers and truth values; None where a code has no score.
    """
    labels = tagging.labels
    return [
        ";".join([label.code for label in labels]) if labels else "",
        *_scores(tagging, codes),
        _evidence(tagging) if labels else "[]",
        tagging.inaction,
        tagging.review,
        tagging.review_reason,
        tagging.language,
        tagging.model,
    ]


def members_of(tagging: Tagging, codes: Sequence[str]) -> list[str]:
    """Return a tagging as JSON values, in the order of ``json_names``.

    Args:
        tagging: the labels of one report.
        codes: the codes of the codebook, quoted as JSON.

    Returns:
        One JSON value for each name.
    """
    scores = ", ".join(
        [
            f"{code}: {'null' if score is None else repr(score)}"
            for code, score in zip(codes, _scores(tagging, _unquoted(tuple(codes))), strict=True)
        ]
    )
    return [
        _labels(tagging) if tagging.labels else "[]",
        f"{{{scores}}}",
        "true" if tagging.inaction else "false",
        "true" if tagging.review else "false",
        _dump_again(tagging.review_reason),
        _dump_again(tagging.language),
        _dump_again(tagging.model),
    ]


@lru_cache(maxsize=16)
def _unquoted(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(json.loads(code) for code in codes)


def _labels(tagging: Tagging) -> str:
    labels = [
        {
            "code": label.code,
            "score": round(float(label.score), DIGITS),
            "evidence": [
                {"start": quote.start, "end": quote.end, "text": quote.text}
                for quote in label.evidence
            ],
        }
        for label in tagging.labels
    ]
    return _dump(labels)


def _evidence(tagging: Tagging) -> str:
    """Return the evidence of all labels as one list, each with its code."""
    found = [
        {"code": label.code, "start": quote.start, "end": quote.end, "text": quote.text}
        for label in tagging.labels
        for quote in label.evidence
    ]
    return _dump(found)


def _scores(tagging: Tagging, codes: Sequence[str]) -> list[float | None]:
    scores = tagging.scores or {label.code: label.score for label in tagging.labels}
    try:
        return [round(float(scores[code]), DIGITS) for code in codes]
    except KeyError:
        return [round(float(scores[code]), DIGITS) if code in scores else None for code in codes]
