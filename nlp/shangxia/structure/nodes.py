"""From events to nodes: ends, parents, ids and coverage."""

from __future__ import annotations

from collections.abc import Sequence

from shangxia.document import NORM_KINDS, Coverage, Node
from shangxia.spans import OffsetMap, Span
from shangxia.structure.outline import Event

#: Kinds whose own words, before their first child, are a title.
_TITLED = ("annex", "part", "subpart", "chapter", "section", "subsection", "article")
_PARENTS = (*NORM_KINDS, "annex")


class _Open:
    """A node that is not closed yet."""

    __slots__ = ("children", "counted", "event", "id", "index")

    def __init__(self, event: Event, id_: str, index: int) -> None:
        self.event = event
        self.id = id_
        self.index = index
        self.children = False
        self.counted = 0


def build_nodes(original: str, events: Sequence[Event], offsets: OffsetMap) -> tuple[Node, ...]:
    """Turn events into nodes that tile the text.

    Args:
        original: the text as decoded.
        events: openings in the normalised text, each at or behind the one before.
        offsets: from the original to the normalised text.

    Returns:
        The nodes in text order, parents first, with offsets in the original text.
    """
    drafts: list[list[object]] = []
    stack: list[_Open] = []
    used: dict[str, int] = {}
    top = _Open(Event("body", 0, -1), "", -1)

    def close(rank: int, at: int) -> None:
        while stack and (stack[-1].event.rank >= rank or stack[-1].event.kind not in _PARENTS):
            drafts[stack.pop().index][6] = at

    def printed(piece: tuple[int, int] | None) -> str | None:
        return offsets.to_old(Span(*piece)).of(original).strip() if piece else None

    def add(event: Event, number: str | None, parent: _Open, id_: str) -> int:
        heading, label = printed(event.heading), printed(event.label)
        drafts.append([id_, event.kind, number, label, heading, event.start, -1, parent.id or None])
        return len(drafts) - 1

    for event in events:
        close(event.rank, event.start)
        parent = stack[-1] if stack else top
        if stack and not parent.children and parent.event.start < event.start:
            _own_words(drafts, parent, event.start, used)
        parent.children = True
        number = event.number
        if event.kind == "paragraph" and number is None:
            parent.counted += 1
            number = str(parent.counted)
        id_ = _name(event.kind, number, parent.id, used)
        index = add(event, number, parent, id_)
        stack.append(_Open(event, id_, index))
    close(-1, offsets.new_length)
    if not offsets.is_identity:
        _to_original(drafts, offsets)
    return tuple(Node(*draft) for draft in drafts)  # type: ignore[arg-type]


def _own_words(drafts: list[list[object]], parent: _Open, stop: int, used: dict[str, int]) -> None:
    """Give a parent's label, heading or opening words a leaf of their own."""
    kind = "title" if parent.event.kind in _TITLED else "preamble"
    id_ = _name(kind, None, parent.id, used)
    drafts.append([id_, kind, None, None, None, parent.event.start, stop, parent.id])


def _name(kind: str, number: str | None, parent: str, used: dict[str, int]) -> str:
    """Return a path id that is unique in the document."""
    part = NORM_KINDS.get(kind, kind)
    own = f"{part}_{number}" if number is not None else part
    path = f"{parent}/{own}" if parent else own
    seen = used.get(path, 0) + 1
    used[path] = seen
    return path if seen == 1 else f"{path}~{seen}"


def _to_original(drafts: list[list[object]], offsets: OffsetMap) -> None:
    """Map each cut once, so that nodes that touched still touch."""
    cuts: dict[object, int] = {0: 0, offsets.new_length: offsets.old_length}
    for draft in drafts:
        for place in (5, 6):
            at: int = draft[place]  # type: ignore[assignment]
            if at not in cuts:
                cuts[at] = offsets.to_old(Span(at, at + 1)).start
            draft[place] = cuts[at]


def measure_coverage(text: str, nodes: Sequence[Node]) -> Coverage:
    """Return the share of characters inside a recognised node, and the lines outside."""
    outside = [
        Span(node.start, node.end)
        for node in nodes
        if node.kind == "text" and (node.parent is None)
    ]
    total = len(text) - text.count("\n")
    if not total:
        return Coverage(1.0)
    missed = sum(span.end - span.start - text.count("\n", span.start, span.end) for span in outside)
    ranges = []
    line = at = 0
    for span in outside:
        line += text.count("\n", at, span.start)
        words = span.of(text).rstrip()
        ranges.append((line + 1, line + 1 + words.count("\n")))
        at = span.start
    return Coverage(round(1 - missed / total, 4), tuple(ranges))
