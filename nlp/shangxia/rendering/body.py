"""The text of a document as nested sections, and the outline that leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from shangxia.document import NORM_KINDS, Document, Node
from shangxia.rendering.marks import Mark, marked, ordered
from shangxia.rendering.outline import Outline, opening, short_label
from shangxia.rendering.views import Entry

_ENTRY = 70
_DEEPEST_ENTRY = 5
#: Kinds that a reader jumps to.
_LANDMARKS = frozenset(
    {"part", "subpart", "chapter", "section", "subsection", "article", "annex", "contents"}
)
_DEEPEST_HEADING = 6


def render_body(
    document: Document,
    outline: Outline,
    marks: Sequence[Mark],
    prefix: str,
    norms: dict[str, str],
) -> Markup:
    """Return the text of a document with its marks.

    Args:
        document: the document.
        outline: its index.
        marks: what to mark, in any order.
        prefix: put before node ids to make element ids.
        norms: node id → norm type, for the nodes that are provisions.

    Returns:
        A ``section`` for each node; the text is in those of the leaves.
    """
    pieces: list[str] = []
    open_nodes: list[str] = []
    leaves = _marks_of_leaves(outline, ordered(marks))
    for node in document.nodes:
        while open_nodes and open_nodes[-1] != node.parent:
            open_nodes.pop()
            pieces.append("</section>")
        norm = f' data-norm="{escape(norms[node.id])}"' if node.id in norms else ""
        kind = f"n {node.kind}" if node.kind in NORM_KINDS else f"n frame {node.kind}"
        identity = escape(prefix + node.id)
        pieces.append(f'<section class="{escape(kind)}" id="{identity}"{norm}>')
        open_nodes.append(node.id)
        if node.id not in outline.children:
            pieces.append(_leaf(node, outline, next(leaves)))
    pieces += ["</section>"] * len(open_nodes)
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped


def outline_entries(document: Document, outline: Outline, prefix: str) -> Iterator[Entry]:
    """Yield the lines of the outline: down to the articles, or to the items without them.

    Args:
        document: the document.
        outline: its index.
        prefix: put before node ids to make element ids.

    Yields:
        Entries in text order.
    """
    for node in document.nodes:
        if node is document.nodes[0] and node.kind == "title":
            # The page has the title above everything.
            continue
        level = outline.depth[node.id]
        top = node.parent is None and node.kind not in ("text", "note", "signature")
        norm = node.kind in NORM_KINDS and not outline.has_articles and level < 2
        if node.kind in _LANDMARKS or top or norm:
            words = node.heading or _without_label(document.text, node)
            label = short_label(node) if node.label or node.kind in NORM_KINDS else ""
            yield Entry(
                target=prefix + node.id,
                level=min(level, _DEEPEST_ENTRY),
                label=label,
                text=opening(words, _ENTRY),
            )


def _leaf(node: Node, outline: Outline, marks: list[Mark]) -> str:
    text = outline.document.text
    # Space around a leaf is layout of the file, not of the page.
    words = text[node.start : node.end]
    start = node.start + len(words) - len(words.lstrip())
    end = node.end - len(words) + len(words.rstrip())
    if start >= end:
        return ""
    content = marked(text, start, end, marks)
    if node.kind != "title":
        return f'<div class="w">{content}</div>'
    level = min(_DEEPEST_HEADING, outline.depth[node.id] + 2)
    # 第一条 with its words on the same line: the label runs into the paragraph.
    inline = " run-in" if node.parent is not None and "\n" not in text[end : node.end] else ""
    return f'<div class="w h{inline}" role="heading" aria-level="{level}">{content}</div>'


def _marks_of_leaves(outline: Outline, marks: list[Mark]) -> Iterator[list[Mark]]:
    """Yield for each leaf in turn the marks that touch it."""
    running: list[Mark] = []
    at = 0
    for leaf in outline.leaves:
        running = [mark for mark in running if mark.end > leaf.start]
        while at < len(marks) and marks[at].start < leaf.end:
            if marks[at].end > leaf.start:
                running.append(marks[at])
            at += 1
        yield running


def _without_label(text: str, node: Node) -> str:
    words = text[node.start : min(node.end, node.start + 6 * _ENTRY)].lstrip()
    return words.removeprefix(node.label or "").lstrip()
