"""What a page shows of a document, as plain values for the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Chip:
    """A short note that leads to words of the text, or to a node (``href``)."""

    kind: str
    text: str
    key: int
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of one of the tables; which fields it uses depends on the table.

    Attributes:
        target: element id of the node that it stands in.
        place: what that node is called.
        kind: norm, codebook, claim kind or mention kind.
        text: the start of its words.
        key: number of its mark in the text; None for a whole node.
        name: name of the code, or the canonical name of what is mentioned.
        note: the reason, or what else there is to say.
        badge: score or verdict.
        codes: ``codebook:code`` that it can be filtered by.
        who: chips before the words.
        chips: chips behind the words.
    """

    target: str
    place: str
    kind: str
    text: str
    key: int | None = None
    name: str = ""
    note: str = ""
    badge: str = ""
    codes: tuple[str, ...] = ()
    who: tuple[Chip, ...] = ()
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline."""

    target: str
    level: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """All that the template needs of one document."""

    lang: str
    anchor: str
    title: str
    about: tuple[str, ...]
    body: Markup
    entries: tuple[Entry, ...]
    fields: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    provisions: tuple[RowView, ...]
    codings: tuple[RowView, ...]
    claims: tuple[RowView, ...]
    mentions: tuple[RowView, ...]
    layers: Counter[str]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Facets:
    """What a reader can filter by, each with its count.

    Attributes:
        norms: norm types.
        codes: codebook → (``codebook:code``, name, count).
        layers: kinds of marks in the text.
    """

    norms: tuple[tuple[str, int], ...]
    codes: dict[str, list[tuple[str, str, int]]]
    layers: tuple[tuple[str, int], ...]


#: Layers in the order of the legend; those with several kinds of rows come first.
LAYERS = (
    "coding",
    "modal",
    "deadline",
    "threshold",
    "citation",
    "sanction",
    "bearer",
    "condition",
    "claim",
    "mention",
)


def facets(views: Iterable[DocumentView]) -> Facets:
    """Count what can be filtered by over all documents.

    Args:
        views: the documents.

    Returns:
        Norm types by frequency, codes by codebook, layers in their fixed order.
    """
    norms: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    layers: Counter[str] = Counter()
    names: dict[str, str] = {}
    for view in views:
        norms.update(row.kind for row in view.provisions)
        codes.update(code for row in view.codings for code in row.codes)
        layers.update(view.layers)
        names.update(view.names)
    grouped: dict[str, list[tuple[str, str, int]]] = {}
    for code, count in sorted(codes.items()):
        codebook, _, name = code.partition(":")
        grouped.setdefault(codebook, []).append((code, names.get(code, name), count))
    return Facets(
        norms=tuple(sorted(norms.items(), key=lambda item: (-item[1], item[0]))),
        codes=grouped,
        layers=tuple((layer, layers[layer]) for layer in LAYERS if layers[layer]),
    )
