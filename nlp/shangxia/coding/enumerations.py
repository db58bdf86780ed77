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
#: Code points to either side of the count that are looked at.
_REACH = 900
#: Code points before a counted noun in which its number stands.
_COUNT = 40
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
    done = -1
    for announced in _announced(folded, data):
        if announced.start < done:
            continue  # a second count in the same sentence
        segment = _segment(folded, announced, data)
        done = segment.end
        listing = _in_sentence(folded, segment, announced.end - segment.start, data)
        if listing:
            yield listing


def _announced(folded: str, data: LanguageData) -> list[Span]:
    """Return the counts that announce a list, such as "seven channels".

    The nouns are found first and the number looked for before them: numbers are
    everywhere in a law.
    """
    found: set[Span] = set()
    for noun in data.lists.nouns:
        at = folded.find(noun)
        while at >= 0:
            low = max(0, at - _COUNT)
            count = data.lists.trigger.search(folded, low, at + len(noun))
            if count and count.end() == at + len(noun):
                found.add(Span(*count.span()))
            at = folded.find(noun, at + len(noun))
    return sorted(found)


def _segment(folded: str, count: Span, data: LanguageData) -> Span:
    """Return the stretch around a count in which its list may stand."""
    start, end = count
    low, high = max(0, start - _REACH), min(len(folded), end + _REACH)
    left = max(folded.rfind(char, low, start) for char in data.lists.segment) + 1
    stops = (folded.find(char, end, high) for char in data.lists.segment)
    return Span(max(low, left), min((stop for stop in stops if stop >= 0), default=high))


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


def _in_sentence(folded: str, segment: Span, announced: int, data: LanguageData) -> Listing | None:
    """Split ``lead A, B and C tail`` into its items; None where it is no list.

    Where words are set apart the list follows the count ("seven channels,
    including …"); in Chinese the count may as well stand behind it (…等7种渠道).
    """
    lists = data.lists
    text = segment.of(folded)
    start_at = announced if data.boundaries else 0
    first = text.find(lists.separator, start_at)
    if first == announced and data.boundaries:
        first = text.find(lists.separator, announced + 1)
    leads = list(lists.lead.finditer(text, start_at, max(first, 0)))
    lead = leads[-1] if leads else None
    if first < 0 or (lead is None and data.boundaries):
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
