"""A document as a column of blocks: what is compared, and what stands between."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from shangxia.document import Document, Node
from shangxia.rendering.comparison.layout import Range, kept, layout_of, without_layout
from shangxia.rendering.outline import Outline


class Leaf(NamedTuple):
    """A run of text: ``text[start:end]`` without the space around it.

    Attributes:
        start: first code point.
        end: code point behind the last.
        role: ``head``, ``text``, ``item``, ``subitem`` or ``frame``.
        unseen: ranges inside of it that are layout of the source, such as ``**``.
    """

    start: int
    end: int
    role: str
    unseen: tuple[Range, ...] = ()


class Block(NamedTuple):
    """Text that stands together in a column.

    Attributes:
        node: the unit that is compared, or the node of what stands between units.
        unit: whether it is compared.
        leaves: its text in order.
    """

    node: Node
    unit: bool
    leaves: tuple[Leaf, ...]


class Column:
    """The blocks of one document, in text order."""

    def __init__(self, document: Document, units: Collection[str]) -> None:
        """Cut a document into blocks.

        Args:
            document: the document.
            units: ids of the nodes that are compared; of two that overlap the inner
                one holds the text.
        """
        self.document = document
        self.outline = Outline(document)
        self._units = frozenset(units)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks in text order."""
        return tuple(self._cut())

    @cached_property
    def _place(self) -> dict[str, int]:
        found = reversed(list(enumerate(self.blocks)))
        return {block.node.id: at for at, block in found if block.unit}

    def block_of(self, node: str | None) -> int | None:
        """Return the index of the block that holds a node, or the first one inside of it.

        Args:
            node: id of any node.

        Returns:
            An index into ``blocks``, or None where the node is in no unit.
        """
        known = self.outline.by_id.get(node or "")
        above = known
        while above is not None:
            if above.id in self._place:
                return self._place[above.id]
            above = self.outline.by_id.get(above.parent or "")
        return self._place.get(self._inner.get(known.id, "")) if known else None

    def block_at(self, offset: int) -> int | None:
        """Return the index of the block that holds an offset, unit or not."""
        for at, block in enumerate(self.blocks):
            if any(leaf.start <= offset < leaf.end for leaf in block.leaves):
                return at
        return None

    def name(self, node: str) -> str:
        """Return what a node is called, such as ``第四条 / (三)``; unknown ids as they are."""
        known = self.outline.by_id.get(node)
        return self.outline.place(known) if known else node

    def words(self, node: str) -> str:
        """Return the text of a node without layout and the space around it."""
        known = self.outline.by_id.get(node)
        text = self.document.text
        return "".join(text[start:end] for start, end in self.shown(known)) if known else ""

    def shown(self, part: Node) -> list[Range]:
        """Return the ranges of a node that a reader sees: all but layout and space around."""
        return kept(self.document.text, part.start, part.end, self._layout)

    def heading(self, node: str) -> str:
        """Return the heading of a node, or an empty string."""
        known = self.outline.by_id.get(node)
        return without_layout((known.heading or "") if known else "")

    @cached_property
    def _layout(self) -> list[Range]:
        # Of the whole text: a pair of ``**`` may begin in one node and end in the next.
        return layout_of(self.document.text)

    def _cut(self) -> list[Block]:
        blocks: list[Block] = []
        for node in self.outline.leaves:
            leaf = self._leaf(node)
            if leaf is None:
                continue
            owner = self._owner(node)
            holder = owner or node
            last = blocks[-1] if blocks else None
            if owner and last and last.unit and last.node.id == owner.id:
                blocks[-1] = last._replace(leaves=(*last.leaves, leaf))
            else:
                blocks.append(Block(holder, owner is not None, (leaf,)))
        return blocks

    def _owner(self, node: Node) -> Node | None:
        path = reversed(self.outline.path(node))
        return next((above for above in path if above.id in self._units), None)

    def _leaf(self, node: Node) -> Leaf | None:
        ranges = self.shown(node)
        if not ranges:
            return None
        unseen = tuple((one[1], two[0]) for one, two in pairwise(ranges))
        return Leaf(ranges[0][0], ranges[-1][1], _role(node), unseen)

    @cached_property
    def _inner(self) -> dict[str, str]:
        """For each node above units the first unit inside of it."""
        first: dict[str, str] = {}
        for node in self.document.nodes:
            if node.id in self._units:
                for above in self.outline.path(node)[:-1]:
                    first.setdefault(above.id, node.id)
        return first


def _role(node: Node) -> str:
    if node.kind == "title":
        return "head" if node.parent else "title"
    if node.kind in ("item", "subitem"):
        return node.kind
    above = (node.parent or "").rsplit("/", 1)[-1].partition("_")[0]
    if node.kind == "preamble" and above in ("item", "subitem"):
        return above
    return (
        "frame"
        if node.kind in ("note", "contents", "signature", "preamble") and (node.parent is None)
        else "text"
    )


def label(column: Column, nodes: Collection[str]) -> str:
    """Return what some nodes are called together: ``第五条, 第六条``.

    Args:
        column: the document that they are in.
        nodes: ids.

    Returns:
        Names with commas between, or an empty string.
    """
    return ", ".join(column.name(node) for node in nodes)


def title(document: Document) -> str:
    """Return the title of a document, or the name of its source."""
    return without_layout(document.instrument.title or "") or document.source.name
