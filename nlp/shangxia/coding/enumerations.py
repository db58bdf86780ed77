"""Lists in a text: items of the tree below a chapeau, and lists inside a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shangxia.coding.languages import LanguageData
from shangxia.document import Node
from shangxia.spans import Span

_ITEM_KINDS = ("item", "subitem")
#: Items of a list inside a sentence are short, and there are at least so many.
_LONGEST_ITEM = {True: 160, False: 40}
_FEWEST = 3
#: Words of the lead that a reason quotes.
_LEAD = 24


class Listing(NamedTuple):
    """A list: the words that announce it, and its items as spans of the folded text."""

    lead: str
    items: tuple[Span, ...]


def listings(folded: str, nodes: Sequence[Node], data: LanguageData) -> Iterator[Listing]:
    """Yield the lists of a text in text order: those of the tree, then those in sentences.

    Args:
        folded: folded text.
        nodes: nodes with offsets into ``folded``.
        data: the language.

    Yields:
        Lists with two items or more in the tree, three or more in a sentence.
    """
    yield from _in_tree(folded, nodes, data)
    for segment in data.lists.segment.finditer(folded):
        if segment.group().count(data.lists.separator) >= _FEWEST - 2:
            listing = _in_sentence(folded, Span(*segment.span()), data)
            if listing:
                yield listing


def _in_tree(folded: str, nodes: Sequence[Node], data: LanguageData) -> Iterator[Listing]:
    """Yield the items of one parent whose chapeau announces a list."""
    by_id = {node.id: node for node in nodes}
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        if node.kind in _ITEM_KINDS and node.parent is not None:
            groups.setdefault(node.parent, []).append(node)
    for parent, items in groups.items():
        if len(items) < 2 or parent not in by_id:
            continue
        chapeau = folded[by_id[parent].start : items[0].start].strip()
        if data.lists.chapeau.search(chapeau[-120:]):
            yield Listing(
                _short(chapeau), tuple(_trim(folded, item.start, item.end) for item in items)
            )


def _in_sentence(folded: str, segment: Span, data: LanguageData) -> Listing | None:
    """Split ``lead A, B and C tail`` into its items; None where it is no list."""
    lists = data.lists
    text = segment.of(folded)
    announced = lists.trigger.search(text)
    lead = lists.lead.search(text, announced.end() if announced and data.boundaries else 0)
    if not announced or (lead is None and data.boundaries):
        return None
    start = lead.end() if lead else 0
    tail = lists.tail.search(text, start)
    end = tail.start() if tail else len(text)
    items: list[Span] = []
    at = start
    while at < end:
        comma = text.find(lists.separator, at, end)
        stop = comma if comma >= 0 else end
        items += _last_split(text, at, stop, data) if comma < 0 else [Span(at, stop)]
        at = stop + len(lists.separator)
    spans = tuple(
        span
        for item in items
        if (span := _trim(folded, segment.start + item.start, segment.start + item.end))
        and span.start < span.end
    )
    longest = _LONGEST_ITEM[data.boundaries]
    if len(spans) < _FEWEST or any(span.end - span.start > longest for span in spans):
        return None
    return Listing(_short(text[: start or spans[0].start - segment.start].strip()), spans)


def _last_split(text: str, start: int, end: int, data: LanguageData) -> list[Span]:
    """Split the last item at its 和 / và / and, where there is one."""
    joint = data.lists.last.search(text, start, end)
    if joint is None:
        return [Span(start, end)]
    if joint.start() - start < 2:
        return [Span(joint.end(), end)]
    return [Span(start, joint.start()), Span(joint.end(), end)]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",，、;；。.:："):
        end -= 1
    return Span(start, end)


def _short(lead: str) -> str:
    flat = " ".join(lead.split())
    return flat if len(flat) <= _LEAD * 2 else "…" + flat[-_LEAD * 2 :]
