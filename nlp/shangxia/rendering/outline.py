"""The tree of a document, indexed: children, leaves, depth, and what a place is called."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Protocol

from shangxia.document import NORM_KINDS, Document, Node

#: What stands behind a label and is not part of it.
_PUNCTUATION = " \t\u3000.．、,，:："


class Spanned(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """Code point behind the last."""


class Outline:
    """An index over the nodes of one document."""

    def __init__(self, document: Document) -> None:
        """Index a document.

        Args:
            document: its nodes stand in text order, parents first.
        """
        self.document = document
        self.by_id: dict[str, Node] = {node.id: node for node in document.nodes}
        self.children: dict[str | None, list[Node]] = {}
        self.depth: dict[str, int] = {}
        for node in document.nodes:
            self.children.setdefault(node.parent, []).append(node)
            above = self.depth.get(node.parent, -1) if node.parent is not None else -1
            self.depth[node.id] = above + 1

    @cached_property
    def leaves(self) -> list[Node]:
        """Nodes without children, in text order; they tile the text."""
        return [node for node in self.document.nodes if node.id not in self.children]

    @cached_property
    def _starts(self) -> list[int]:
        return [leaf.start for leaf in self.leaves]

    @cached_property
    def has_articles(self) -> bool:
        """Whether the document is divided into articles."""
        return any(node.kind == "article" for node in self.document.nodes)

    def innermost(self, part: Spanned) -> Node | None:
        """Return the smallest norm that holds a part, or the node where there is none.

        Args:
            part: anything with a start and an end.

        Returns:
            A node; the title or the chapeau of a norm gives the norm.
        """
        if not self.leaves:
            return None
        leaf = self.leaves[max(0, bisect_right(self._starts, part.start) - 1)]
        node: Node | None = leaf
        while node is not None and not (
            part.end <= node.end and (node.kind in NORM_KINDS or node.parent is None)
        ):
            node = self.by_id.get(node.parent) if node.parent is not None else None
        # What runs over the end of a top node still begins in it.
        return node or leaf

    def path(self, node: Node) -> list[Node]:
        """Return a node and those above it, outermost first.

        Args:
            node: a node of the document.

        Returns:
            At least the node itself.
        """
        found = [node]
        while found[-1].parent is not None and found[-1].parent in self.by_id:
            found.append(self.by_id[found[-1].parent])
        return found[::-1]

    def place(self, node: Node) -> str:
        """Name a place as a lawyer would, such as ``第五条 / ¶1 / (三)``.

        Args:
            node: a node of the document.

        Returns:
            Labels from the article down; without an article, from the outermost norm.
        """
        path = [part for part in self.path(node) if part.kind in NORM_KINDS]
        kinds = [part.kind for part in path]
        if "article" in kinds:
            path = path[kinds.index("article") :]
        return " / ".join(map(short_label, path)) or node.kind


def short_label(node: Node) -> str:
    """Return the printed label of a node without its full stop, or else kind and number.

    Args:
        node: a norm or a frame node.

    Returns:
        A few characters.
    """
    if node.label:
        return node.label.strip(_PUNCTUATION)
    if node.kind == "paragraph" and node.number:
        return f"¶{node.number}"
    return f"{node.kind} {node.number}" if node.number else node.kind


def opening(text: str, limit: int) -> str:
    """Return the start of a text on one line.

    Args:
        text: any text.
        limit: most characters.

    Returns:
        The text with single spaces, cut with ``…``.
    """
    # Only what can matter is looked at: a text may be a whole law.
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit and len(text) <= 4 * limit else line[: limit - 1] + "…"


def covering_codes(document: Document, parts: Iterable[Spanned]) -> list[list[str]]:
    """Tell which codes fall on each of some parts of a document.

    Args:
        document: its codings are used.
        parts: provisions or other parts, in any order.

    Returns:
        For each part ``codebook:code`` of the codings inside it, in text order, each once.
    """
    codings = sorted(document.codings, key=lambda coding: (coding.start, coding.end))
    starts = [coding.start for coding in codings]
    found = []
    for part in parts:
        codes: dict[str, None] = {}
        for index in range(bisect_left(starts, part.start), bisect_left(starts, part.end)):
            coding = codings[index]
            if coding.end <= part.end:
                codes[f"{coding.codebook}:{coding.code}"] = None
        found.append(list(codes))
    return found
