"""Time limits and thresholds of two provisions compared as numbers, in any two languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from shangxia.comparison import Difference
from shangxia.findings import Deadline, Quote, Threshold

#: Length of units in days, to say which of two limits is longer; a week has five working days.
_DAYS = {"hour": 1 / 24, "day": 1.0, "working_day": 1.4, "month": 30.4, "year": 365.0}
_TURNED = {">": "<", ">=": "<", "<": ">", "<=": ">", "=": "="}
_SHARES = {"percent": 100.0, "fraction": 1.0}
#: Shares that differ by less are written with more or fewer digits.
_ROUNDING = 0.002

Limit = TypeVar("Limit", Deadline, Threshold)


def compare_deadlines(a: Sequence[Deadline], b: Sequence[Deadline]) -> list[Difference]:
    """Compare time limits by value and unit; those that no equal answers to are told.

    Args:
        a: time limits of A, in text order.
        b: time limits of B.

    Returns:
        Differences of the kind ``deadline``.
    """
    left, right = _unequal(a, b, lambda x, y: x.value == y.value and x.unit == y.unit)
    found = []
    for one, two in _side_by_side(left, right):
        note = _alone("time limit", a, b) if one is None or two is None else _which_longer(one, two)
        found.append(_difference("deadline", one, two, note))
    return found


def compare_thresholds(a: Sequence[Threshold], b: Sequence[Threshold]) -> list[Difference]:
    """Compare thresholds as numbers; percents and fractions are both shares of one.

    A threshold that counts from below where the other counts from above is
    told even where the numbers are equal, because its logic is inverted.

    Args:
        a: thresholds of A, in text order.
        b: thresholds of B.

    Returns:
        Differences of the kind ``threshold``.
    """
    left, right = _unequal(a, b, _same_threshold)
    found = []
    for kind in dict.fromkeys(_kind(one) for one in (*left, *right)):
        ours = [one for one in left if _kind(one) == kind]
        theirs = [one for one in right if _kind(one) == kind]
        for one, two in _side_by_side(ours, theirs):
            note = _alone("threshold", a, b) if one is None or two is None else _which_way(one, two)
            found.append(_difference("threshold", one, two, note))
    return found


def _alone(name: str, a: Sequence[Limit], b: Sequence[Limit]) -> str:
    """Say that no limit answers: where the other side has some, they are other ones."""
    return f"no such {name} on the other side" + (", which has others" if a and b else "")


def _unequal(
    a: Sequence[Limit], b: Sequence[Limit], equal: Callable[[Limit, Limit], bool]
) -> tuple[list[Limit], list[Limit]]:
    """Take out what both sides say; what one side repeats needs to be said once."""
    left = [one for one in a if not any(equal(one, two) for two in b)]
    right = [two for two in b if not any(equal(one, two) for one in a)]
    return _once(left, equal), _once(right, equal)


def _once(limits: Sequence[Limit], equal: Callable[[Limit, Limit], bool]) -> list[Limit]:
    kept: list[Limit] = []
    for one in limits:
        if not any(equal(one, other) for other in kept):
            kept.append(one)
    return kept


def _side_by_side(
    a: Sequence[Limit], b: Sequence[Limit]
) -> list[tuple[Limit | None, Limit | None]]:
    size = max(len(a), len(b))
    return [(a[at] if at < len(a) else None, b[at] if at < len(b) else None) for at in range(size)]


def _kind(threshold: Threshold) -> str:
    return "share" if threshold.unit in _SHARES else threshold.unit


def _value(threshold: Threshold) -> float:
    return threshold.value / _SHARES.get(threshold.unit, 1.0)


def _same_threshold(one: Threshold, two: Threshold) -> bool:
    near = abs(_value(one) - _value(two)) <= _ROUNDING * max(1.0, abs(_value(one)))
    return _kind(one) == _kind(two) and near and _direction(one) in (_direction(two), "=")


def _direction(threshold: Threshold) -> str:
    return threshold.op[0]


def _which_longer(one: Deadline, two: Deadline) -> str:
    if one.value == two.value and one.unit == two.unit:
        return "the bound is another"
    lengths = [limit.value * _DAYS.get(limit.unit, 1.0) for limit in (one, two)]
    if abs(lengths[0] - lengths[1]) < 0.05 * max(lengths):
        return "about as long, in another unit"
    return f"{(one if lengths[0] > lengths[1] else two).text} is longer"


def _which_way(one: Threshold, two: Threshold) -> str:
    if _direction(one) != "=" and _TURNED[one.op][0] == _direction(two):
        kind = "inverted logic" if _kind(one) == "share" else "opposite bounds"
        return f"{kind}: {' against '.join(sorted(map(_words, (one, two))))}"
    if _value(one) == _value(two):
        return "the bound is another"
    return f"{(one if _value(one) > _value(two) else two).text} is higher"


def _words(threshold: Threshold) -> str:
    return f"{threshold.op} {_value(threshold):.4g}"


def _difference(kind: str, one: Limit | None, two: Limit | None, note: str) -> Difference:
    return Difference(
        kind,
        one.text if one else None,
        two.text if two else None,
        note,
        _quote(one),
        _quote(two),
    )


def _quote(limit: Limit | None) -> Quote | None:
    return Quote(limit.text, limit.start, limit.end) if limit else None
