"""Provisions in their frames: own words, chapeau, headings and items of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shangxia.document import Node
from shangxia.provisions.folding import View
from shangxia.provisions.norms import Frame

_UNITS = ("paragraph", "item")
_LISTED = ("item", "subitem")
Span = tuple[int, int]
#: The first words decide what a norm is; a paragraph of many lines would cost time.
_DECISIVE = 600
_EDGE = " \t\r\n\u3000\xa0\ufeff*#>"


@dataclass(frozen=True, slots=True)
class Framed:
    """A node that is a provision.

    Attributes:
        node: the paragraph or item.
        span: its words in the folded text, without space around them.
        own: the same without its items.
        begin: where its words begin, behind its number.
        frame: the words that decide its norm.
    """

    node: Node
    span: Span
    own: Span
    begin: int
    frame: Frame


def framed(seen: View, nodes: Sequence[Node]) -> Iterator[Framed]:
    """Yield the provisions among the nodes in text order.

    Args:
        seen: the view of the whole text.
        nodes: the tree, parents before children.
    """
    by_id = {node.id: node for node in nodes}
    children: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        children[node.parent or ""].append(node)
    headings: dict[str, str] = {}
    openings: dict[str, str] = {}
    label = seen.grammar.clause["label"]
    for node in nodes:
        headings[node.id] = _heading(node, headings.get(node.parent or "", ""))
        if node.kind == "article":
            openings[node.id] = _preamble(seen, children[node.id])
        if node.kind not in _UNITS:
            continue
        span = _stripped(seen, seen.inward(node.start, node.end))
        if span[0] >= span[1]:
            continue
        listed = [child for child in children[node.id] if child.kind in _LISTED]
        own = span
        if listed:
            first = seen.inward(listed[0].start, listed[0].end)[0]
            own = _stripped(seen, (span[0], min(span[1], max(first, span[0]))))
        number = label.match(seen.text, *own)
        begin = number.end() if number else own[0]
        words = seen.text[begin : own[1]][:_DECISIVE]
        openings[node.id] = words
        parent = by_id.get(node.parent or "")
        chapeau = openings.get(parent.id, "") if parent is not None else ""
        yield Framed(node, span, own, begin, Frame(words, chapeau, headings[node.id]))


def _heading(node: Node, above: str) -> str:
    """Return the headings over a node, its own last."""
    if not node.heading:
        return above
    return f"{above}\n{node.heading.lower()}".strip()


def _preamble(seen: View, children: Sequence[Node]) -> str:
    """Return an article's words before its numbered paragraphs."""
    spans = [seen.inward(child.start, child.end) for child in children if child.kind == "preamble"]
    return "\n".join(seen.text[start:end].strip() for start, end in spans)


def _stripped(seen: View, span: Span) -> Span:
    """Leave out the white space around a span, and the marks of a Markdown heading or emphasis."""
    start, end = span
    words = seen.text[start:end]
    return start + len(words) - len(words.lstrip(_EDGE)), start + len(words.rstrip(_EDGE))
