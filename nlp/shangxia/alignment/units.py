"""What is compared with what: the articles, paragraphs or items of a document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from shangxia.document import NORM_KINDS, Document, Node
from shangxia.errors import UsageError
from shangxia.findings import Provision

Level = Literal["article", "paragraph", "item"]

_RANK = {kind: rank for rank, kind in enumerate(NORM_KINDS)}
#: A subitem is compared where items are.
_DEEPEST = {"article": "article", "paragraph": "paragraph", "item": "subitem"}
#: Nodes outside the norms that say something of their own.
_SAYING = ("text", "preamble", "annex")
_MARKUP = " \t\r\n\u3000*#>_"


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of a document that is compared as a whole.

    Attributes:
        node: the node.
        text: its text; labels are blanked, so that offsets from ``start`` hold.
        start: offset of the text in the document, in code points.
        heading: its own heading, or that of the article it is in.
        above: headings of what it is in, outermost first.
        position: place among the units, from 0 to 1.
        provisions: the provisions inside.
        inside: ids of the node and of everything in it.
    """

    node: Node
    text: str
    start: int
    heading: str
    above: tuple[str, ...]
    position: float
    provisions: tuple[Provision, ...]
    inside: frozenset[str]


def units(document: Document, level: Level) -> tuple[Unit, ...]:
    """Cut a document into what is compared.

    Where a branch of the tree does not reach the level, its deepest node is
    taken; where it starts below (news, notices), its highest.

    Args:
        document: any document.
        level: ``article``, ``paragraph`` or ``item``.

    Returns:
        Units in text order; they do not overlap.

    Raises:
        UsageError: there is no such level.
    """
    if level not in get_args(Level):
        raise UsageError(f"there is no level {level!r}: give one of {', '.join(get_args(Level))}")
    chosen = _chosen(document.nodes, _RANK[_DEEPEST[level]])
    if not chosen:
        chosen = [node for node in document.nodes if node.kind in _SAYING]
        chosen = [node for node in chosen if document.quote(node)]
    index = _Index(document)
    last = max(1, len(chosen) - 1)
    return tuple(_unit(index, node, place / last) for place, node in enumerate(chosen))


class _Index:
    """Look-ups in a document: nodes by id, what lies inside of what."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.by_id = {node.id: node for node in document.nodes}
        self._place = {node.id: place for place, node in enumerate(document.nodes)}
        self._provisions = sorted(document.provisions, key=lambda one: one.start)
        self._starts = [one.start for one in self._provisions]

    def inside(self, node: Node) -> list[Node]:
        """Return a node and all below it: they follow each other in text order."""
        nodes = self.document.nodes
        at = end = self._place[node.id]
        while end < len(nodes) and (end == at or nodes[end].id.startswith(node.id + "/")):
            end += 1
        return list(nodes[at:end])

    def provisions(self, node: Node) -> tuple[Provision, ...]:
        """Return the provisions that start inside a node."""
        first, last = (bisect_left(self._starts, at) for at in (node.start, node.end))
        return tuple(self._provisions[first:last])


def _chosen(nodes: tuple[Node, ...], deepest: int) -> list[Node]:
    """Return the deepest nodes down to a rank; one that starts below it is taken whole."""
    norms = {node.id for node in nodes if node.kind in _RANK}
    ranked = [
        (node, _RANK.get(node.kind, len(_RANK)))
        for node in nodes
        if node.kind in _RANK or (node.kind == "preamble" and node.parent in norms)
    ]
    kept: list[Node] = []
    for place, (node, rank) in enumerate(ranked):
        if kept and node.start < kept[-1].end:
            continue
        inner = (kind for other, kind in ranked[place + 1 : place + 3] if other.start < node.end)
        if rank >= deepest or not any(kind <= deepest for kind in inner):
            kept.append(node)
    return kept


def _unit(index: _Index, node: Node, position: float) -> Unit:
    inner = index.inside(node)
    above = tuple(_headings(node, index.by_id))
    return Unit(
        node=node,
        text=_without_labels(index.document.text, node, inner),
        start=node.start,
        heading=node.heading or (above[-1] if above else ""),
        above=above,
        position=position,
        provisions=index.provisions(node),
        inside=frozenset(other.id for other in inner),
    )


def _headings(node: Node, by_id: dict[str, Node]) -> Iterator[str]:
    if node.parent is not None:
        parent = by_id[node.parent]
        yield from _headings(parent, by_id)
        if parent.heading:
            yield parent.heading


def _without_labels(text: str, node: Node, inner: list[Node]) -> str:
    """Blank the labels at the start of a node and of the nodes in it."""
    letters = list(text[node.start : node.end])
    for other in inner:
        if other.label:
            at = other.start
            while at < other.end and text[at] in _MARKUP:
                at += 1
            if text.startswith(other.label, at):
                begin = at - node.start
                letters[begin : begin + len(other.label)] = " " * len(other.label)
    return "".join(letters)
