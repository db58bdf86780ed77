"""Regular expressions that cannot run away.

A pattern of a codebook comes from whoever wrote the file, so it is held to a
subset in which a match is short and its cost bounded: every repetition has an
upper bound, repetitions that vary are not nested, and there are no back
references.  Each pattern also has *anchors*: fixed words one of which every
match holds.  The automaton looks for the anchors, and only where one was seen
does the pattern run, over a window as wide as its longest match: linear in the
text, whatever the pattern (the idea of eyecite's tokenizer, MIT-like BSD-2).
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Any

from shangxia.coding.folding import HAN

_parser: Any = importlib.import_module("re._parser")

#: The most ways in which the repetitions of one pattern may vary together.
_MOST_WAYS = 20_000
_WIDEST = 120
#: The most fixed words that one stretch of a pattern may spell out.
_MOST_WORDS = 96


class PatternError(ValueError):
    """A pattern is outside the subset; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern with its anchors.

    Attributes:
        regex: the compiled expression.
        anchors: words one of which every match contains.
        width: code points of the longest match.
    """

    regex: re.Pattern[str]
    anchors: tuple[str, ...]
    width: int


def compile_pattern(source: str) -> Pattern:
    """Compile a pattern, refusing what could be slow.

    Args:
        source: a Python regular expression over folded text.

    Returns:
        The pattern with its anchors.

    Raises:
        PatternError: it does not compile, could backtrack without bound, matches
            nothing, or has no fixed word.
    """
    try:
        tree = _parser.parse(source)
        regex = re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"does not compile ({error})") from None
    _check(tree, inside=False)
    ways = _ways(tree)
    if ways > _MOST_WAYS:
        raise PatternError(
            f"its repetitions can vary in {ways} ways: shorten the gaps, such as .{{0,8}}"
        )
    low, high = tree.getwidth()
    if low == 0:
        raise PatternError("can match nothing at all: leave at least one word that is not optional")
    if high > _WIDEST:
        raise PatternError(f"can match {high} characters: keep it within {_WIDEST}")
    anchors = _anchors(tree)
    if anchors is None:
        raise PatternError(
            "has no fixed word to look for first: put in two Chinese characters, or a word of "
            "three letters, that every match contains"
        )
    return Pattern(regex, tuple(sorted(anchors)), int(high))


def _check(tree: Any, *, inside: bool) -> None:
    """Refuse back references, repetitions without bound, and nested ones that vary."""
    for op, value in tree:
        name = str(op)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            _, most, part = value
            if most is _parser.MAXREPEAT:
                raise PatternError("repeats without an upper bound: write {0,8} for * or +")
            varies = int(most) > 1
            if varies and inside:
                raise PatternError("has a repetition inside a repetition: write it out flat")
            _check(part, inside=inside or varies)
        elif name == "BRANCH":
            for part in value[1]:
                _check(part, inside=inside)
        elif name == "SUBPATTERN":
            _check(value[3], inside=inside)
        elif name == "ATOMIC_GROUP":
            _check(value, inside=inside)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            _check(value[1], inside=inside)
        elif name in {"GROUPREF", "GROUPREF_EXISTS"}:
            raise PatternError("refers back to a group: write the words out")


def _ways(tree: Any) -> int:
    """Return in how many ways the repetitions and branches can combine, at most."""
    ways = 1
    for op, value in tree:
        name = str(op)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, part = value
            if int(most) <= 1:
                ways *= _ways(part) + int(least == 0)
            else:
                ways *= (int(most) - int(least) + 1) * _ways(part) ** min(int(most), 4)
        elif name == "BRANCH":
            ways *= max(_ways(part) for part in value[1])
        elif name == "SUBPATTERN":
            ways *= _ways(value[3])
        elif name == "ATOMIC_GROUP":
            ways *= _ways(value)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            ways *= _ways(value[1])
        if ways > _MOST_WAYS:
            break
    return ways


def _words(op: Any, value: Any) -> set[str] | None:
    """Return all strings that one element can match, or None where they are too many."""
    name = str(op)
    if name == "LITERAL":
        return {chr(value)}
    if name == "IN":
        if all(str(part) == "LITERAL" for part, _ in value):
            return {chr(code) for _, code in value}
        return None
    if name == "BRANCH":
        found: set[str] = set()
        for part in value[1]:
            words = _spell(part)
            if words is None:
                return None
            found |= words
        return found
    if name == "SUBPATTERN":
        return _spell(value[3])
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        least, most, part = value
        words = _spell(part) if int(most) == 1 else None
        if words is None:
            return None
        return words | {""} if least == 0 else words
    return {""} if name in {"AT", "ASSERT", "ASSERT_NOT"} else None


def _spell(tree: Any) -> set[str] | None:
    """Return all strings that a sequence can match, or None where they are too many."""
    spelled = {""}
    for op, value in tree:
        words = _words(op, value)
        if words is None or len(words) * len(spelled) > _MOST_WORDS:
            return None
        spelled = {left + right for left in spelled for right in words}
    return spelled


def _anchors(tree: Any) -> set[str] | None:
    """Return the best set of words one of which every match holds."""
    found: list[set[str]] = []
    run = {""}
    for op, value in tree:
        words = _words(op, value)
        if words is not None and len(words) * len(run) <= _MOST_WORDS:
            run = {left + right for left in run for right in words}
            continue
        found.append(run)
        run = words if words is not None else {""}
        inner = _inner(op, value)
        if inner is not None:
            found.append(inner)
    found.append(run)
    usable = [words for words in found if all(_long_enough(word) for word in words)]
    if not usable:
        return None
    return max(usable, key=lambda words: (min(map(len, words)), -len(words), sorted(words)))


def _inner(op: Any, value: Any) -> set[str] | None:
    """Return the anchors inside a group that is not optional."""
    name = str(op)
    if name == "SUBPATTERN":
        return _anchors(value[3])
    if name in {"MAX_REPEAT", "MIN_REPEAT"} and int(value[0]) >= 1:
        return _anchors(value[2])
    if name == "BRANCH":
        parts = [_anchors(part) for part in value[1]]
        if all(part is not None for part in parts):
            return {word for part in parts if part for word in part}
    return None


def _long_enough(word: str) -> bool:
    return len(HAN.findall(word)) >= 2 or len(word.strip()) >= 3
