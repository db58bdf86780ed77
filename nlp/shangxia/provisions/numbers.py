"""Numbers as provisions print them: whole, broken, decimal, in words, with 万 or triệu."""

from __future__ import annotations

import re

from shangxia.provisions.grammar import Grammar

_DIGITS = re.compile(r"[0-9]")
#: 三至五百 may be 3 to 500; from a thousand on the multiplier counts for both ends.
_LEAST_SHARED = 1000
_ARABIC = re.compile(r"([0-9][0-9., ]*)(.*)", re.DOTALL)


def read_number(text: str, grammar: Grammar) -> float | None:
    """Read the printed form of a number.

    Args:
        text: folded numeral, such as ``5万``, ``三千五百``, ``1.000.000``, ``0,5``,
            ``hai mươi``, ``2 triệu`` or ``20 12``, which a translation broke.
        grammar: grammar of the language.

    Returns:
        The number, or None where ``text`` is none.
    """
    text = text.strip()
    if text in grammar.quantity.halves:
        return 0.5
    if not _DIGITS.match(text):
        return _in_words(text, grammar)
    match = _ARABIC.fullmatch(text)
    if match is None:
        return None
    value = _arabic(match[1], grammar.quantity.decimal)
    tail = match[2].strip()
    if value is None or not tail:
        return value
    # 5万 and "2 triệu": what follows the digits multiplies them.
    times = grammar.numeral(grammar.quantity.one + tail)
    return value * times if times is not None else None


def lower_end(value: float, upper: float, printed: str, grammar: Grammar) -> float:
    """Return the lower end of a range, which may leave its multiplier to the upper one.

    Args:
        value: the lower end as it was read: 3 in 三至五万, "3 đến 5 triệu", "3 to 5 million".
        upper: the upper end.
        printed: the upper end as printed.
        grammar: grammar of the language.

    Returns:
        The value, multiplied where the upper end is and the two are still a range.
    """
    # Where words are not parted, a multiplier is one sign, and wants a digit before it.
    last = printed[-1] if grammar.quantity.one else printed.split()[-1]
    times = grammar.numeral(grammar.quantity.one + last) or 1
    return value * times if times >= _LEAST_SHARED and value * times < upper else value


def _in_words(text: str, grammar: Grammar) -> float | None:
    whole, point, part = text.partition("点")
    value = grammar.numeral(whole)
    if value is None or not point:
        return None if value is None else float(value)
    digits = [grammar.numeral(digit) for digit in part]
    if not digits or any(digit is None or digit > 9 for digit in digits):
        return None
    return float(f"{value}.{''.join(map(str, digits))}")


def _arabic(text: str, decimal: str) -> float | None:
    """Read digits with separators; one that is not the decimal mark groups thousands."""
    thousands = "." if decimal == "," else ","
    digits = text.replace(" ", "").strip(thousands + decimal)
    whole, _, part = digits.partition(decimal)
    if part and decimal in part:
        # 50,000,000 in a Vietnamese text: English grouping.
        whole, part = digits.replace(decimal, ""), ""
    groups = whole.split(thousands)
    if len(groups) == 2 and len(groups[1]) != 3 and not part:
        # 0.5 in a text that writes 0,5: the other decimal mark.
        whole, part = groups
        groups = [whole]
    try:
        return float(f"{''.join(groups)}.{part or 0}")
    except ValueError:
        return None
