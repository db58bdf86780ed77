"""The lists of an article: which label is the next of which list, at which level."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Depth of the kinds that lists are made of.
_DEPTH = {"section": 0, "paragraph": 1, "item": 2, "subitem": 3}
_DEEPER = {"paragraph": "item", "item": "subitem", "subitem": "subitem"}
_LETTERS = "abcdđeghiklmnopqrstuvxy"
#: How many numbers a list may lose to a bad scan.
_LARGEST_GAP = 3


@dataclass
class Lists:
    """The open lists, by the name of their labels.

    Attributes:
        last: the number seen last.
        kinds: the node kind that the labels stand for here.
        paused: the lists that a paragraph seemed to end.
    """

    last: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    paused: Lists | None = None

    def pause(self) -> Lists:
        """Return fresh lists that remember these: a paragraph has begun."""
        return Lists(paused=self if self.last else self.paused)

    def resumes(self, name: str, number: str) -> bool:
        """Tell whether a label goes on with the list that a paragraph seemed to end."""
        if self.paused is None or name in self.last:
            return False
        before = ordinal(self.paused.last.get(name, ""))
        return before is not None and ordinal(number) == before + 1

    def accepts(self, name: str, number: str, *, stopped: bool) -> bool:
        """Tell whether a label is the next of its list, or begins one.

        Args:
            name: the label's name in the grammar.
            number: its canonical number.
            stopped: whether the line before ends as a sentence or an item does.
        """
        if "." in number:
            return stopped
        place = ordinal(number)
        if place is None:
            return False
        if name not in self.last:
            return place == 1 or (stopped and place <= _LARGEST_GAP)
        last = ordinal(self.last[name])
        if last is None:
            return False
        if place == last + 1:
            return True
        return stopped and (place == 1 or last < place <= last + _LARGEST_GAP)

    def level(self, name: str, kind: str, *, promoted: bool) -> str:
        """Return the kind a label stands for here: lists may nest in either order.

        Args:
            name: the label's name.
            kind: what it stands for where nothing is open.
            promoted: whether the outermost list of a paragraph is always of items.
        """
        if name in self.kinds:
            return self.kinds[name]
        if kind == "subitem" and promoted and "item" not in self.kinds.values():
            return "item"
        if kind in self.kinds.values() and kind in _DEEPER:
            return _DEEPER[kind]
        return kind

    def add(self, name: str, number: str, kind: str) -> None:
        """Record an item and end the lists inside the one before it."""
        for other, other_kind in list(self.kinds.items()):
            if _DEPTH[other_kind] > _DEPTH[kind]:
                del self.kinds[other], self.last[other]
        self.kinds[name] = kind
        self.last[name] = number


def ordinal(number: str) -> int | None:
    """Return the place of a number or of a Vietnamese point letter in its list."""
    if number.isdecimal():
        return int(number)
    if len(number) == 1:
        found = _LETTERS.find(number)
        return found + 1 if found >= 0 else None
    if len(number) == 2 and number[0] in _LETTERS:
        # d1 stands between d and đ.
        return _LETTERS.find(number[0]) + 1
    return None
