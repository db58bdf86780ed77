"""Attacks on a regular expression: strings that make a careless one backtrack.

For each repetition of the pattern strings are made that match up to it, go round
it many times, and then fail; and strings that begin the pattern anew at every
place.  One that does not come back is stopped by a timer.
"""

from __future__ import annotations

import importlib
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

_parser: Any = importlib.import_module("re._parser")

#: Letters that are tried where a class of characters allows several.
_LETTERS = " \n\t\u3000a1A.,，、。；：:;(（）)第一条十年月日《》“”\"'-ăĐ"
_MANY = 16
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_PUMPS = 24
#: CPU seconds after which an attack is stopped.
_LIMIT = 2


class _LateError(Exception):
    """The timer ran out."""


def attacks(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Yield attacks as what stands before, what is repeated, and what comes last."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    seen = set()
    for prefix, body in islice(_repeats(tree, ""), 60):
        choices = list(_samples(body))
        pumps = [("", one) for one in choices] + [(prefix, one) for one in choices]
        pumps += [("", prefix + one) for one in choices[:3]] + [("", prefix)]
        for before, pump in pumps:
            if pump and (before, pump) not in seen:
                seen.add((before, pump))
                yield before, pump, "\x01"


def _repeats(tree: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield what stands before each long repetition, and its body."""
    for op, value in tree:
        name = str(op)
        if name in _REPEATS and value[1] >= _MANY:
            yield prefix, value[2]
        for part in _inside(name, value):
            yield from _repeats(part, prefix)
        prefix += _shortest(name, value)


def _inside(name: str, value: Any) -> list[Any]:
    """Return the trees inside an element."""
    if name in _REPEATS:
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "ATOMIC_GROUP":
        return [value]
    if name == "BRANCH":
        return list(value[1])
    return [value[1]] if name in ("ASSERT", "ASSERT_NOT") else []


def _shortest(name: str, value: Any) -> str:
    """Return a short string that an element matches."""
    if name == "LITERAL":
        return chr(value)
    if name in ("NOT_LITERAL", "ANY", "IN"):
        return _letters(name, value)[0] if _letters(name, value) else ""
    if name.startswith("ASSERT"):
        return ""
    inside = _inside(name, value)
    one = "".join(_shortest(str(op), inner) for op, inner in inside[0]) if inside else ""
    return one * min(max(1, value[0]), 40) if name in _REPEATS else one


def _letters(name: str, value: Any) -> list[str]:
    """Return characters that an element of one character matches."""
    if name == "LITERAL":
        return [chr(value)]
    if name in ("NOT_LITERAL", "ANY"):
        return [one for one in _LETTERS if name == "ANY" or ord(one) != value]
    return list(dict.fromkeys(_class(value))) if name == "IN" else []


def _samples(tree: Any) -> list[str]:
    """Return strings that a tree matches, short and few: a plain one, and one changed place."""
    plain = [_shortest(str(op), value) for op, value in tree]
    found = ["".join(plain)]
    for at, (op, value) in enumerate(tree):
        name = str(op)
        inside = [] if name.startswith("ASSERT") else _inside(name, value)
        choices = _letters(name, value)
        for part in inside[:8]:
            choices += ["".join(_shortest(str(one), inner) for one, inner in part)]
            choices += [letter for one, inner in part for letter in _letters(str(one), inner)]
        found += ["".join((*plain[:at], one, *plain[at + 1 :])) for one in choices]
    return list(dict.fromkeys(one for one in found if one))[:_PUMPS]


def _class(items: Any) -> Iterator[str]:
    source = "".join(_printed(op, value) for op, value in items)
    members = re.compile(f"[{source}]")
    yield from (one for one in _LETTERS if members.match(one))
    for op, value in items:
        if str(op) == "LITERAL":
            yield chr(value)
        elif str(op) == "RANGE":
            yield chr(value[0])


def _printed(op: Any, value: Any) -> str:
    name = str(op)
    if name == "NEGATE":
        return "^"
    if name == "LITERAL":
        return re.escape(chr(value))
    if name == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[str(value).rsplit("_", 1)[1]]
    return "\\" + (letter.upper() if "_NOT_" in str(value) else letter)


def seconds_of(pattern: re.Pattern[str], text: str) -> float | None:
    """Return the CPU seconds of a search for all matches; None where it takes too long."""

    def stop(*_: object) -> None:
        raise _LateError

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LIMIT)
    try:
        began = time.process_time()
        with suppress(_LateError):
            for _ in pattern.finditer(text):
                pass
            return time.process_time() - began
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
