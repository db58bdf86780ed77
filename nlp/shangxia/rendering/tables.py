"""Documents as tables: typed columns, and rows for each document.

Every table begins with ``source``, so that several documents go into one, and
points into the document with ``node`` and with ``start`` and ``end``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from shangxia.document import Document
from shangxia.findings import Citation, Deadline, Figure, Quote, Threshold
from shangxia.rendering import rows
from shangxia.rendering.rows import Row


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: the name of the schema, for programs.
        title: the name for a person.
        type: ``str``, ``int`` or ``float``; or what a list holds.
        is_list: whether a cell holds a tuple of ``type``.
        width: characters wide in a spreadsheet.
        about: what stands in it.
    """

    name: str
    title: str
    type: type
    is_list: bool = False
    width: int = 12
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, and the function that makes the rows of one document."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Document], Iterator[Row]]


def unique_sources(documents: Iterable[Document]) -> Iterator[Document]:
    """Give documents of the same name a number behind it, so that joins are safe.

    Args:
        documents: any documents.

    Yields:
        The documents, with names that no other one has.
    """
    seen: dict[str, int] = {}
    for document in documents:
        name = document.source.name
        count = seen[name] = seen.get(name, 0) + 1
        while count > 1 and f"{name} ({count})" in seen:
            count += 1
        if count > 1:
            name = f"{name} ({count})"
            seen[name] = 1
            document = replace(document, source=replace(document.source, name=name))
        yield document


_SOURCE = Column("source", "Document", str, width=22, about="name of the document")
_NODE = Column("node", "Node", str, width=22, about="id of the node it stands in")
_PLACE = Column("place_in_text", "Where", str, width=18, about="labels of that node, as printed")
_SPAN = (
    Column("start", "Start", int, width=8, about="first code point in the text"),
    Column("end", "End", int, width=8, about="code point behind the last"),
)

INSTRUMENTS = Table(
    "instruments",
    "One row for each document: what it is and what was found in it.",
    (
        _SOURCE,
        Column("title", "Title", str, width=44),
        Column("number", "Number", str, width=18, about="document number, canonical"),
        Column("kind", "Kind", str),
        Column("issuer", "Issuer", str, width=26),
        Column("country", "Country", str, width=9, about="CN or VN"),
        Column("region", "Region", str, width=14),
        Column("adopted", "Adopted", str, about="ISO date"),
        Column("promulgated", "Promulgated", str, about="ISO date"),
        Column("effective", "In force", str, about="ISO date"),
        Column("replaces", "Replaces", str, is_list=True, width=26),
        Column("status", "Status", str),
        Column("language", "Language", str, width=10),
        Column("script", "Script", str, width=8),
        Column("articles", "Articles", int, width=9),
        Column("provisions", "Provisions", int, width=11),
        Column("codings", "Codings", int, width=9),
        Column("claims", "Claims", int, width=9),
        Column("coverage", "Coverage", float, width=10, about="share understood, 0 to 1"),
        Column("characters", "Characters", int, width=11),
        Column("encoding", "Encoding", str),
        Column("warnings", "Warnings", str, is_list=True, width=36),
        Column("sha256", "SHA-256", str, width=20, about="of the bytes as read"),
    ),
    rows.instruments,
)

NODES = Table(
    "nodes",
    "One row for each node of the tree, in text order, parents first.",
    (
        _SOURCE,
        Column("id", "Node", str, width=30, about="path, unique in the document"),
        Column("kind", "Kind", str),
        Column("number", "Number", str, width=9, about="canonical"),
        Column("label", "Label", str, about="the number as printed"),
        Column("heading", "Heading", str, width=36),
        Column(
            "text",
            "Text",
            str,
            width=80,
            about="the words, of nodes without children: joined, the whole document",
        ),
        Column("parent", "Parent", str, width=22),
        Column("depth", "Depth", int, width=8, about="0 at the top"),
        Column("page", "Page", int, width=8),
        *_SPAN,
    ),
    rows.nodes,
)

PROVISIONS = Table(
    "provisions",
    "One row for each norm: a paragraph with its items, and each item.",
    (
        _SOURCE,
        Column("id", "Provision", str, width=10),
        _NODE,
        _PLACE,
        Column("norm", "Norm", str, about="obligation, prohibition, permission, …"),
        Column("bearer", "Who", str, width=22, about="whom it binds or entitles"),
        Column("bearer_start", "Who: start", int, width=8),
        Column("bearer_end", "Who: end", int, width=8),
        Column("modal", "Must or may", str, about="the words that say so"),
        Column("modal_start", "Must or may: start", int, width=8),
        Column("modal_end", "Must or may: end", int, width=8),
        Column("text", "Text", str, width=70),
        Column("deadlines", "By when", Deadline, is_list=True, width=26),
        Column("thresholds", "How many", Threshold, is_list=True, width=26),
        Column("conditions", "Under which condition", Quote, is_list=True, width=36),
        Column("sanctions", "Sanctions and measures", Quote, is_list=True, width=28),
        Column("citations", "Refers to", Citation, is_list=True, width=28),
        Column("codes", "Codes", str, is_list=True, width=28, about="codebook:code inside it"),
        *_SPAN,
    ),
    rows.provisions,
)

CODINGS = Table(
    "codings",
    "One row for each code of a codebook applied to words of a document.",
    (
        _SOURCE,
        _NODE,
        _PLACE,
        Column("codebook", "Codebook", str, width=14),
        Column("code", "Code", str, width=22),
        Column("text", "Words", str, width=60),
        Column("score", "Score", float, width=8, about="0 to 1"),
        Column("reason", "Reason", str, width=50),
        *_SPAN,
    ),
    rows.codings,
)

CLAIMS = Table(
    "claims",
    "One row for each claim that a text makes about an instrument or a place.",
    (
        _SOURCE,
        _NODE,
        _PLACE,
        Column("kind", "Kind", str, width=14, about="count, measure or inconsistency"),
        Column("text", "Words", str, width=60),
        Column("subject", "What", str, width=26),
        Column("value", "Number", float, width=9),
        Column("unit", "Unit", str),
        Column("place", "Place", str, width=20, about="canonical, with its country"),
        Column("figures", "Figures", Figure, is_list=True, width=26),
        Column("listed", "Listed in the text", Quote, is_list=True, width=40),
        Column("verdict", "Verdict", str, about="complete, partial, mismatch or unlisted"),
        Column("reason", "Reason", str, width=50),
        *_SPAN,
    ),
    rows.claims,
)

MENTIONS = Table(
    "mentions",
    "One row for each instrument, place or organ that is named.",
    (
        _SOURCE,
        _NODE,
        _PLACE,
        Column("kind", "Kind", str, about="instrument, place or organ"),
        Column("text", "Words", str, width=40),
        Column("canonical", "Canonical name", str, width=40),
        Column("number", "Number", str, width=20),
        Column("date", "Date", str, about="ISO date"),
        *_SPAN,
    ),
    rows.mentions,
)

TABLES = (INSTRUMENTS, NODES, PROVISIONS, CODINGS, CLAIMS, MENTIONS)
