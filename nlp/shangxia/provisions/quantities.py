"""Durations and limits: a number, what it counts, and the words that bound it.

One pass finds every number with its unit; the words beside it give the bound,
the words around it correct that; two that make a range become one span with
two values.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from shangxia.document import Language
from shangxia.findings import Deadline, Threshold
from shangxia.provisions.folding import View, view
from shangxia.provisions.grammar import Context, Unit
from shangxia.provisions.numbers import lower_end, read_number
from shangxia.spans import Span

_BOUNDS = {">": "min", ">=": "min", "<": "max", "<=": "max", "=": "exact"}
_OPS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "eq": "="}
_FROM_BOUND = {"min": ">=", "max": "<=", "exact": "="}
_LOOK = 28
_FAR = 100
_STOPS = re.compile(r"[，。；：;:\n]|, ")


class Quantity(NamedTuple):
    """A number with its unit and bound, at its place in the folded text.

    Attributes:
        start: first code point, bounding words included.
        end: code point behind the last, bounding words included.
        core: the number with its unit alone.
        value: the number in units of the result.
        unit: name of the unit in the result.
        op: how the value bounds.
        is_time: whether it is a duration.
        marked: the bounding words that stand beside it.
        second: the upper end, of a range.
        second_op: how the upper end bounds.
    """

    start: int
    end: int
    core: Span
    value: float
    unit: str
    op: str
    is_time: bool
    marked: str = ""
    second: float | None = None
    second_op: str = "<="
    second_unit: str = ""


def find_deadlines(text: str, language: Language, *, base: int = 0) -> tuple[Deadline, ...]:
    """Find the durations of a text: time limits, terms, validity, length of sanctions.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        Durations in text order; a range gives two with the same span.
    """
    seen = view(text, language, base=base)
    return deadlines(seen, scan(seen))


def find_thresholds(text: str, language: Language, *, base: int = 0) -> tuple[Threshold, ...]:
    """Find the numbers of a text that limit something other than time.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        Thresholds in text order; a range gives two with the same span.
    """
    seen = view(text, language, base=base)
    return thresholds(seen, scan(seen))


def deadlines(seen: View, quantities: list[Quantity]) -> tuple[Deadline, ...]:
    """Return those of the quantities that are durations, with offsets of the document."""
    found: list[Deadline] = []
    for item in quantities:
        if item.is_time:
            quote = seen.quote(item.start, item.end)
            place = (quote.text, quote.start, quote.end)
            found += [
                Deadline(*place, value, unit, _BOUNDS[op]) for value, unit, op in _values(item)
            ]
    return tuple(found)


def thresholds(seen: View, quantities: list[Quantity]) -> tuple[Threshold, ...]:
    """Return those of the quantities that are no durations, with offsets of the document."""
    found: list[Threshold] = []
    for item in quantities:
        if not item.is_time:
            quote = seen.quote(item.start, item.end)
            place = (quote.text, quote.start, quote.end)
            found += [Threshold(*place, value, unit, op) for value, unit, op in _values(item)]
    return tuple(found)


def scan(seen: View) -> list[Quantity]:
    """Find every quantity of a text, in order, with offsets of the folded text."""
    found: list[Quantity] = []
    grammar, end = seen.grammar.quantity, 0
    # A search for what can begin a number is several times as fast as one for all of it.
    for first in grammar.start.finditer(seen.text):
        at = first.start()
        if at < end or (at and seen.text[at - 1] in grammar.ordinal):
            continue
        match = grammar.core.match(seen.text, at)
        if match is None:
            continue
        end = match.end()
        item = _read(match, seen)
        if item is None:
            continue
        last = found[-1] if found else None
        if last is not None and _is_range(last, item, seen):
            found[-1] = _range(last, item, seen)
        else:
            found.append(_correct(item, seen, last))
    return found


def _values(item: Quantity) -> list[tuple[float, str, str]]:
    first = (_tidy(item.value), item.unit, item.op)
    if item.second is None:
        return [first]
    return [first, (_tidy(item.second), item.second_unit or item.unit, item.second_op)]


def _tidy(value: float) -> float:
    return int(value) if value == int(value) else round(value, 4)


def _read(match: re.Match[str], seen: View) -> Quantity | None:
    """Read one number with its unit, or return None where it limits nothing."""
    text, grammar = seen.text, seen.grammar.quantity
    unit, value, second = _measure(match, seen)
    if unit is None or value is None:
        return None
    start, end = core = Span(*match.span())
    before, rest = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    around = f"{before}\0{match[0]}\0{rest}"
    if grammar.forbidden.search(around) or (unit.unless and unit.unless.search(around)):
        return None
    left = grammar.before.search(before) if before.endswith(grammar.closers) else None
    right = grammar.after.match(rest)
    if unit.marked and left is None and right is None and second is None:
        return None
    op = "="
    if right is not None:
        end += right.end()
        op = _OPS[right.lastgroup or "eq"]
    if left is not None:
        start -= len(before) - left.start()
        op = _OPS[left.lastgroup or "eq"] if left.lastgroup != "eq" or right is None else op
    marked = f"{left[0] if left else ''}\0{right[0] if right else ''}"
    is_time = unit.kind == "time"
    item = Quantity(start, end, core, value, unit.name, op, is_time, marked)
    if second is not None:
        item = item._replace(op=">=", second=second, second_op="<" if op == "<" else "<=")
    if second is not None or (right is not None and op == ">="):
        return _opened(item, seen)
    return item


def _opened(item: Quantity, seen: View) -> Quantity:
    """Take in the word that opens a range or a lower end: từ, from, between."""
    before = seen.text[max(0, item.start - _LOOK) : item.start]
    opener = seen.grammar.quantity.opener.search(before)
    return item if opener is None else item._replace(start=item.start - len(opener[0]))


def _measure(match: re.Match[str], seen: View) -> tuple[Unit | None, float | None, float | None]:
    """Return the unit, the value and, of a range under one unit, the second value."""
    groups, grammar = match.groupdict(), seen.grammar
    if groups.get("numerator") or groups.get("fraction"):
        return _share(groups, seen)
    if groups.get("half"):
        return grammar.quantity.units["share"], 0.5, None
    number = groups["number"] or groups.get("percent") or ""
    printed = groups["unit"] or "%"
    unit = grammar.quantity.units[printed]
    value = read_number(number, grammar)
    if value is None:
        return None, None, None
    if groups.get("and_half"):
        value += 0.5
    ending = groups.get("second")
    second = read_number(ending, grammar) if ending else None
    scale = unit.factor
    if second is not None and ending:
        value = lower_end(value, second, ending, grammar)
    if second is not None and value > second:
        # "20 to 12" is no range.
        return unit, second * scale, None
    return unit, value * scale, None if second is None else second * scale


def _share(
    groups: dict[str, str | None], seen: View
) -> tuple[Unit | None, float | None, float | None]:
    """Read a fraction; hundredths are percents."""
    grammar = seen.grammar
    below = groups.get("fraction") or groups.get("denominator") or ""
    above = read_number(groups.get("denominator_word") or groups.get("numerator") or "", grammar)
    ending = groups.get("second_share")
    second = read_number(ending, grammar) if ending else None
    if above is None:
        return None, None, None
    if below in grammar.quantity.hundred:
        return grammar.quantity.units["%"], above, second
    whole = grammar.quantity.parts.get(below) or read_number(below, grammar)
    if not whole:
        return None, None, None
    return (
        grammar.quantity.units["share"],
        above / whole,
        None if second is None else second / whole,
    )


def _correct(item: Quantity, seen: View, last: Quantity | None) -> Quantity:
    """Correct the bound by the words around the quantity in its clause."""
    if item.second is not None:
        return item
    text, grammar = seen.text, seen.grammar.quantity
    behind = text[max(0, item.start - _FAR) : item.start]
    stops = [stop.end() for stop in _STOPS.finditer(behind)]
    clause = behind[stops[-1] :] if stops else behind
    if item.is_time:
        ahead = text[item.end : item.end + _FAR]
        for context in grammar.contexts:
            if _fits(context, item.marked, behind, ahead):
                return item._replace(op=_FROM_BOUND[context.bound])
    if item.op == ">" and grammar.negation.search(clause):
        return item._replace(op="<=")
    if item.op != "=":
        return item
    far = list(grammar.far.finditer(clause))
    if far:
        return item._replace(op=_OPS[far[-1].lastgroup or "eq"])
    if last is not None and last.unit == item.unit and last.marked == item.marked:
        listed = text[last.end : item.start] == "、"
        return item._replace(op=last.op) if listed else item
    return item


def _fits(context: Context, marked: str, before: str, after: str) -> bool:
    return (
        (context.own is None or context.own.search(marked) is not None)
        and (context.before is None or context.before.search(before) is not None)
        and (context.after is None or context.after.match(after) is not None)
    )


def _is_range(first: Quantity, second: Quantity, seen: View) -> bool:
    """Tell whether two quantities that follow each other are the ends of a range."""
    if first.second is not None or second.second is not None or first.is_time != second.is_time:
        return False
    gap = seen.text[first.core.end : second.core.start]
    return (
        len(gap) <= _LOOK
        and second.op in ("=", "<", "<=")
        and first.op in ("=", ">", ">=")
        and seen.grammar.quantity.link.fullmatch(gap) is not None
    )


def _range(first: Quantity, second: Quantity, seen: View) -> Quantity:
    joined = first._replace(
        end=second.end,
        op=">" if first.op == ">" else ">=",
        second=second.value,
        second_op="<" if second.op == "<" else "<=",
        second_unit=second.unit,
    )
    return _opened(joined, seen)
