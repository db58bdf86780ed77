"""The tree of a document for a person at a terminal, with and without colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from shangxia.document import NORM_KINDS, Document, Node
from shangxia.rendering.outline import Outline, opening
from shangxia.rendering.readable import deadline, threshold

if TYPE_CHECKING:
    from rich.text import Text

#: Columns of a terminal that nobody measured.
WIDTH = 100
_INDENT = 2
_WIDEST_LABEL = 16
_LEAST_TEXT = 24
_MORE = 6
_STYLES = {
    "part": "bold magenta",
    "chapter": "bold magenta",
    "section": "bold blue",
    "subsection": "bold blue",
    "article": "bold cyan",
    "title": "bold",
}


class Piece(NamedTuple):
    """Some words of a line, and the style of ``rich`` that they have."""

    text: str
    style: str


def render_text(document: Document, *, width: int = WIDTH) -> str:
    """Return the tree as plain text.

    Args:
        document: any document.
        width: columns of the terminal; a Chinese character takes two.

    Returns:
        A line for each node, indented by depth: label, heading, the start of the
        text, and the codes and deadlines that fall on it.
    """
    rendered = ("".join(piece.text for piece in line).rstrip() for line in _lines(document, width))
    return "\n".join(rendered) + "\n"


def coloured_text(document: Document, *, width: int = WIDTH) -> Text:
    """Return the same tree with colours, for ``rich.console.Console.print``.

    Args:
        document: any document.
        width: columns of the terminal.

    Returns:
        Text in which nothing of the document is taken for markup.
    """
    from rich.text import Text

    text = Text(no_wrap=True)
    for line in _lines(document, width):
        for piece in line:
            text.append(piece.text, style=piece.style or None)
        text.append("\n")
    return text


def _lines(document: Document, width: int) -> Iterator[list[Piece]]:
    yield [Piece(_fit(_title(document), width), "bold")]
    yield [Piece(_fit(_about(document), width), "dim")]
    yield []
    outline = Outline(document)
    chips = _chips(document, outline)
    shown = [node for node in document.nodes if _is_shown(node, outline)]
    labels = _label_widths(shown, outline)
    for node in shown:
        yield _line(node, outline, chips.get(node.id, []), labels, width)


def _line(
    node: Node, outline: Outline, chips: list[Piece], labels: dict[int, int], width: int
) -> list[Piece]:
    from rich.cells import cell_len

    depth = outline.depth[node.id]
    label = _label(node)
    line = [Piece(" " * (_INDENT * depth), "")]
    if label:
        gap = max(0, labels.get(depth, 0) - cell_len(label)) + 1
        style = _STYLES.get(node.kind, "cyan" if node.kind in NORM_KINDS else "dim")
        line += [Piece(label, style), Piece(" " * gap, "")]
    used = sum(cell_len(piece.text) for piece in line)
    # The words matter more than what was made of them.
    chips = _fitting(chips, max(0, min(width - used - _LEAST_TEXT, width * 2 // 5)))
    chip_room = sum(cell_len(chip.text) + 1 for chip in chips)
    room = max(_LEAST_TEXT, width - used - chip_room)
    heading = _fit(_printable(" ".join((node.heading or "").split())), room)
    if heading:
        line += [Piece(heading, _STYLES.get(node.kind, "bold")), Piece("  ", "")]
        room -= cell_len(heading) + 2
    # A heading with hardly a word behind it reads worse than one alone.
    if room > _INDENT and not (heading and node.kind == "title"):
        line.append(Piece(_fit(_printable(_own_words(node, outline, room)), room), ""))
    for chip in chips:
        line += [Piece(" ", ""), chip]
    return line


def _fitting(chips: list[Piece], room: int) -> list[Piece]:
    """Return the chips that have room on a line, and how many have not."""
    from rich.cells import cell_len

    shown: list[Piece] = []
    for chip in chips:
        room -= cell_len(chip.text) + 1
        # The last places belong to the note that there are more.
        if room < (_MORE if len(shown) + 1 < len(chips) else 0):
            return [*shown, Piece(f"[+{len(chips) - len(shown)}]", "dim")]
        shown.append(chip)
    return shown


def _is_shown(node: Node, outline: Outline) -> bool:
    """Leave out what is shown on the line of the node above."""
    if node.parent is None:
        return True
    if node.kind in ("title", "preamble"):
        return False
    above = outline.by_id.get(node.parent)
    return above is None or not _is_lone(node, above, outline)


def _is_lone(node: Node, above: Node, outline: Outline) -> bool:
    """Tell whether a node is the only paragraph of an article, unnumbered."""
    if node.label or above.kind != "article" or node.id in outline.children:
        return False
    return sum(child.kind in NORM_KINDS for child in outline.children[above.id]) == 1


def _own_words(node: Node, outline: Outline, room: int) -> str:
    """Return the start of what a node says before the nodes below it begin."""
    text = outline.document.text
    start, end = node.start, node.end
    for child in outline.children.get(node.id, ()):
        if child.kind == "title":
            start = child.end
        elif child.kind != "preamble" and not _is_lone(child, node, outline):
            end = child.start
            break
    words = text[start : min(end, start + 4 * room + 40)]
    words = _without(_without(words, node.label), node.heading)
    return opening(words, room + 1)


def _without(words: str, front: str | None) -> str:
    words = words.lstrip()
    return words[len(front) :] if front and words.startswith(front) else words


def _label(node: Node) -> str:
    if node.label:
        return _printable(" ".join(node.label.split()))
    if node.kind in ("paragraph", "title"):
        return ""
    return "" if node.kind == "text" else f"{node.kind} {node.number or ''}".strip()


def _label_widths(nodes: list[Node], outline: Outline) -> dict[int, int]:
    """Return for each depth the columns that labels take, so that texts stand in line."""
    from rich.cells import cell_len

    widths: dict[int, int] = {}
    for node in nodes:
        taken = cell_len(_label(node))
        if taken <= _WIDEST_LABEL and not (node.heading and node.kind != "article"):
            depth = outline.depth[node.id]
            widths[depth] = max(widths.get(depth, 0), taken)
    return widths


def _chips(document: Document, outline: Outline) -> dict[str, list[Piece]]:
    """Return codes, deadlines and thresholds of each node that is shown, each once."""
    chips: dict[str, dict[Piece, None]] = {}

    def add(start: int, end: int, text: str, style: str) -> None:
        node = outline.innermost(_At(start, end))
        while node is not None and not _is_shown(node, outline):
            node = outline.by_id.get(node.parent) if node.parent is not None else None
        if node is not None:
            chips.setdefault(node.id, {})[Piece(f"[{_printable(text)}]", style)] = None

    for coding in document.codings:
        add(coding.start, coding.end, coding.code, "yellow")
    for provision in document.provisions:
        for limit in provision.deadlines:
            add(limit.start, limit.end, deadline(limit), "green")
        for bound in provision.thresholds:
            add(bound.start, bound.end, threshold(bound), "red")
    return {node: list(found) for node, found in chips.items()}


class _At(NamedTuple):
    start: int
    end: int


def _fit(text: str, room: int) -> str:
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= room:
        return text
    return set_cell_size(text, max(1, room - 1)).rstrip() + "…"


def _printable(text: str) -> str:
    """Keep control characters of a text away from the terminal that they would command."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def _title(document: Document) -> str:
    about = document.instrument
    parts = [part for part in (about.title, about.number) if part]
    return _printable("  ".join(parts) or document.source.name)


def _about(document: Document) -> str:
    counted = {
        "provisions": len(document.provisions),
        "codings": len(document.codings),
        "claims": len(document.claims),
        "mentions": len(document.mentions),
    }
    parts = [document.source.name, f"{document.source.language}-{document.source.script}"]
    parts += [part for part in (document.instrument.issuer, document.instrument.effective) if part]
    parts += [f"{count} {name}" for name, count in counted.items() if count]
    parts.append(f"{document.coverage.share:.0%} understood")
    return _printable(" · ".join(parts))
