"""Which labels open an article, and which are references that begin a line.

A line that begins with 第十三条 may be article 13, an entry in a table of
contents, or the torn end of 「…依照本法第十三条的规定」.  Each candidate is scored
on what stands around it, and the best chain of increasing numbers is found by
dynamic programming over the candidates: one pass, a constant number of
predecessors each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from shangxia.structure.grammar import HEADINGS, Grammar
from shangxia.structure.lines import Line

_NUMBER = re.compile(r"(\d+)(?:-(\d+)|([a-zđ]))?")
# Weights in one unit: what a sure article is worth.
_BASE = 1.5
_AFTER_SENTENCE = 1.0
_MID_SENTENCE = -2.2
_REFERENCE = -4.0
_MARKED_UP = 2.0
_SPACED = 0.5
_NEXT = 1.5
_GAP = -1.2
_GAP_STEP = -0.15
_RESTART = -4.0
_LATE_START = -1.0
_REACH = 20


class _State(NamedTuple):
    score: float
    line: int
    number: tuple[int, int]
    before: _State | None


def choose_articles(
    text: str, lines: Sequence[Line], grammar: Grammar, quoted: frozenset[int]
) -> frozenset[int]:
    """Return the indices of the lines that open an article.

    Args:
        text: the normalised text.
        lines: its lines.
        grammar: the grammar of its language.
        quoted: indices of lines inside a quotation, such as an amended article.
    """
    best: dict[tuple[int, int], _State] = {}
    overall: _State | None = None
    for index, line in enumerate(lines):
        if line.name != "article" or (number := _parts(line.number)) is None:
            continue
        score = _score(text, lines, index, grammar)
        if index in quoted:
            score += _REFERENCE
        value, before = _extend(number, best, overall)
        state = _State(score + value, index, number, before)
        if number not in best or state.score >= best[number].score:
            best[number] = state
        if overall is None or state.score > overall.score:
            overall = state
    chosen = []
    while overall is not None:
        chosen.append(overall.line)
        overall = overall.before
    return frozenset(chosen)


def _parts(number: str | None) -> tuple[int, int] | None:
    match = _NUMBER.fullmatch(number or "")
    if not match:
        return None
    letter = "abcdđefghiklmnopqrstuvxy".find(match[3]) + 1 if match[3] else 0
    return int(match[1]), int(match[2] or letter)


def _extend(
    number: tuple[int, int], best: dict[tuple[int, int], _State], overall: _State | None
) -> tuple[float, _State | None]:
    """Return the value of joining the best chain, and the chain's last state."""
    main, sub = number
    if overall is not None and (
        overall.number[0] == main - 1 if not sub else overall.number == (main, sub - 1)
    ):
        # The best chain of all ends just before: nothing can beat it.
        return overall.score + _NEXT, overall
    options: list[tuple[float, _State | None]] = [
        (0.0 if number in ((1, 0), (0, 0)) else _LATE_START, None)
    ]
    if sub:
        before = (best.get((main, sub - 1)), best.get((main, 0)))
        options += [(state.score + _NEXT, state) for state in before if state]
    else:
        for extra in range(9, 0, -1):
            # 之一 … 之九 stand between two whole numbers.
            if state := best.get((main - 1, extra)):
                options.append((state.score + _NEXT, state))
        if state := best.get((main - 1, 0)):
            options.append((state.score + _NEXT, state))
    for step in range(2, _REACH + 2):
        if state := best.get((main - step, 0)):
            options.append((state.score + _GAP + _GAP_STEP * step, state))
    if overall is not None:
        jump = overall.score + _RESTART
        far = overall.number < number
        options.append((jump if far or main <= 1 else jump + _RESTART, overall))
    return max(options, key=lambda option: option[0])


def _score(text: str, lines: Sequence[Line], index: int, grammar: Grammar) -> float:
    line = lines[index]
    before = _before(lines, index, text)
    score = _BASE + before
    # Bold or heading marks are set by hand, and not around a torn reference.
    if (
        line.heading
        or text[line.start : line.label[0]].strip(" \t\u3000")
        or (text[line.label[1] : line.after].strip(" \t\u3000"))
    ):
        score += _MARKED_UP
    if line.after < line.end:
        if line.after > line.label[1]:
            score += _SPACED
        follows = line.after
    else:
        follows = lines[index + 1].begin if index + 1 < len(lines) else line.end
    if grammar.reference.match(text, follows):
        alone = line.after == line.end
        sure = before <= 0 if alone else line.after == line.label[1]
        score += _REFERENCE if sure else _REFERENCE / 2
    elif line.after < line.end and text[line.after] in ",，、;；）)":
        score += _REFERENCE
    return score


def _before(lines: Sequence[Line], index: int, text: str) -> float:
    """Score how the text before the line ends: a provision follows a full stop."""
    if index == 0:
        return _AFTER_SENTENCE
    earlier = lines[index - 1]
    # Page numbers between the lines say nothing.
    while index > 1 and is_page_number(text, earlier):
        index -= 1
        earlier = lines[index - 1]
    if earlier.closed or earlier.heading or earlier.name in HEADINGS:
        return _AFTER_SENTENCE
    if earlier.name == "article" and earlier.after == earlier.end:
        return 0.0
    # A short line without a stop may be a heading on a line of its own.
    if index > 1 and lines[index - 2].name in HEADINGS:
        return _AFTER_SENTENCE
    if text[earlier.end - 1] in ",，、":
        return _MID_SENTENCE * 1.5
    return _MID_SENTENCE


_PAGE = re.compile(
    r"[-—–－·.\s第]*\d{1,4}(?:\s*/\s*\d{1,4})?[-—–－·.\s页頁]*$|(?:Trang|Page)\s+\d+.{0,12}$"
)


def is_page_number(text: str, line: Line) -> bool:
    """Tell whether a line holds nothing but a page number."""
    return line.end - line.begin < 24 and _PAGE.match(text, line.begin, line.end) is not None
