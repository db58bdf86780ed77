"""Enumerations in running text: "First, … The second is …", 一是…二是…, Một là….

Translated plans and news count without labels at line starts.  The ordinals are
read in order with a stack of open lists, two levels deep; styles tell the levels
apart where an ordinal would fit both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shangxia import numerals
from shangxia.structure.grammar import ORDINAL_WORDS, Grammar
from shangxia.structure.outline import Event

_READERS = (numerals.chinese, ORDINAL_WORDS.get, numerals.vietnamese, numerals.english)
#: A list may pause for so many paragraphs without an ordinal.
_LONGEST_PAUSE = 3


class _Ordinal(NamedTuple):
    start: int
    end: int
    value: int
    style: str


@dataclass
class _Chain:
    """A list that is being read; ``last`` is the ordinal seen last."""

    style: str
    parent: _Chain | None
    last: int = 0
    items: list[_Ordinal] = field(default_factory=list)
    implied: bool = False

    @property
    def holds(self) -> bool:
        return len(self.items) + self.implied >= 2


def add_enumerations(text: str, events: list[Event], grammar: Grammar) -> list[Event]:
    """Add items for the ordinals of running text.

    Args:
        text: the normalised text.
        events: events of a text without articles, in order.
        grammar: the grammar of its language.

    Returns:
        The events, with paragraphs inside an item taken up into it.
    """
    ordinals = _find(text, grammar)
    if len(ordinals) < 2:
        return events
    starts = [event.start for event in events if event.kind == "paragraph"]
    chains = [chain for chain in _read(ordinals, starts) if chain.holds]
    # A list changes events of its own stretch alone: what lies behind waits.
    done: list[Event] = []
    taken = 0
    for chain in chains:
        reached = bisect_right(events, chain.items[-1].start, taken, key=_start)
        done += events[taken:reached]
        taken = reached
        depth, parent = 0, chain.parent
        while parent is not None:
            depth, parent = depth + parent.holds, parent.parent
        _insert(text, done, chain, min(depth, 1))
    return done + events[taken:]


def _start(event: Event) -> int:
    return event.start


def _find(text: str, grammar: Grammar) -> list[_Ordinal]:
    found = []
    for style, pattern in grammar.running.items():
        for match in pattern.finditer(text):
            word = match[1].lower()
            for reader in _READERS:
                value = reader(word)
                if value:
                    found.append(_Ordinal(match.start(), match.end(), value, style))
                    break
    return sorted(found)


def _read(ordinals: Sequence[_Ordinal], starts: Sequence[int]) -> list[_Chain]:
    chains: list[_Chain] = []
    stack: list[_Chain] = []
    for index, ordinal in enumerate(ordinals):
        while stack and _pause(stack[-1], ordinal, starts) > _LONGEST_PAUSE:
            stack.pop()
        chain = _continued(stack, ordinal)
        if chain is None:
            if ordinal.value != 1:
                continue
            while stack and (_pause(stack[-1], ordinal, starts) > 0 or len(stack) > 1):
                stack.pop()
            chain = _Chain(ordinal.style, stack[-1] if stack else None)
        elif chain.style != ordinal.style and _belongs_deeper(ordinals, index, chain):
            chain = _Chain(ordinal.style, chain, implied=True)
        else:
            while stack[-1] is not chain:
                stack.pop()
        if not stack or stack[-1] is not chain:
            stack.append(chain)
            chains.append(chain)
        chain.items.append(ordinal)
        chain.last = ordinal.value
    return chains


def _continued(stack: Sequence[_Chain], ordinal: _Ordinal) -> _Chain | None:
    """Return the open list that the ordinal continues; of two, the one of its style."""
    fitting = [chain for chain in reversed(stack) if chain.last + 1 == ordinal.value]
    same = [chain for chain in fitting if chain.items[-1].style == ordinal.style]
    return next(iter(same or fitting), None)


def _belongs_deeper(ordinals: Sequence[_Ordinal], index: int, chain: _Chain) -> bool:
    """Tell whether "the second is" leaves "Second," to come for the outer list."""
    ordinal = ordinals[index]
    if ordinal.value != 2 or chain.parent is not None:
        return False
    following = ordinals[index + 1] if index + 1 < len(ordinals) else None
    return (
        following is not None
        and following.value == ordinal.value
        and following.style == chain.style
    )


def _pause(chain: _Chain, ordinal: _Ordinal, starts: Sequence[int]) -> int:
    """Count the paragraphs without an ordinal between a list and what may continue it."""
    return bisect_right(starts, ordinal.start) - bisect_right(starts, chain.items[-1].start) - 1


def _insert(text: str, events: list[Event], chain: _Chain, depth: int) -> None:
    """Put the items of a list among the events, and take the paragraphs between them out."""
    first, last = chain.items[0].start, chain.items[-1].start
    begin = bisect_left(events, first, key=_start)
    end = bisect_right(events, last, begin, key=_start)
    inner = events[begin:end]
    if any(event.kind not in ("paragraph", "item", "subitem") for event in inner):
        return
    before = events[begin - 1] if begin else None
    holder = inner[0] if inner and inner[0].start == first else None
    if holder is None or depth:
        holder = before or holder
    elif (
        before is not None
        and before.kind == "paragraph"
        and (text[before.start : first].rstrip()[-1:] in (":", "："))
    ):
        holder = before
    if holder is None or (depth == 0 and holder.kind != "paragraph"):
        return
    rank = holder.rank if depth == 0 else holder.rank - (holder.kind == "subitem")
    kind = ("item", "subitem")[depth]
    items = [
        Event(kind, item.start, rank + 1, str(item.value), (item.start, item.end))
        for item in chain.items
    ]
    kept = [event for event in inner if event is holder or event.kind != "paragraph"]
    # A holder that begins with its first item comes before it.
    events[begin:end] = sorted([*kept, *items], key=lambda event: (event.start, event.rank))
