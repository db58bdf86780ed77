"""Values in words for a person: ``≤ 30 days`` for a deadline, one line for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shangxia.findings import Citation, Claim, Deadline, Figure, Quote, Threshold

_BOUNDS = {"max": "≤ ", "min": "≥ ", "exact": ""}
_OPS = {">=": "≥", "<=": "≤", "=": "="}
_UNITS = {"percent": "%", "times": "×", "working_day": "working day"}


def number(value: float) -> str:
    """Return a number without a useless ``.0`` and without an exponent.

    Args:
        value: any number.

    Returns:
        Digits, such as ``30`` or ``0.6667``.
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.4f}".rstrip("0").rstrip(".") if 1e-4 <= abs(value) < 1e15 else f"{value:g}"


def deadline(value: Deadline) -> str:
    """Return a deadline such as ``≤ 30 days``."""
    unit = _UNITS.get(value.unit, value.unit)
    plural = "" if value.value == 1 else "s"
    return f"{_BOUNDS.get(value.bound, '')}{number(value.value)} {unit}{plural}"


def threshold(value: Threshold) -> str:
    """Return a threshold such as ``> 30 %``."""
    op = _OPS.get(value.op, value.op)
    unit = (
        "" if value.unit in ("count", "fraction", "other") else _UNITS.get(value.unit, value.unit)
    )
    return f"{op} {number(value.value)} {unit}".rstrip()


def counted(claim: Claim) -> str:
    """Return what a claim counts, such as ``7 种 渠道``: one sentence may count several things."""
    digits = number(claim.value) if claim.value is not None else None
    subject = claim.subject if claim.subject != claim.unit else None
    return " ".join(part for part in (claim.place, digits, claim.unit, subject) if part)


def in_words(value: Any) -> str:
    """Return any value that stands in a list of a table, with its words.

    Args:
        value: a deadline, threshold, citation, figure, quote or string.

    Returns:
        One line, such as ``三十日内 (≤ 30 days)``.
    """
    match value:
        case Deadline():
            return f"{one_line(value.text)} ({deadline(value)})"
        case Threshold():
            return f"{one_line(value.text)} ({threshold(value)})"
        case Citation():
            return f"{one_line(value.text)} → {value.node or value.target}"
        case Figure() | Quote():
            return one_line(value.text)
        case _:
            return str(value)


def lines(values: Iterable[Any]) -> str:
    """Return values in words, one to a line.

    Args:
        values: what ``in_words`` takes.

    Returns:
        Lines without a line break at the end; bullets where there are several.
    """
    written = [in_words(value) for value in values]
    return written[0] if len(written) == 1 else "\n".join(f"• {line}" for line in written)


def one_line(text: str) -> str:
    """Return words with every run of blanks and line breaks as one blank."""
    return " ".join(text.split())
