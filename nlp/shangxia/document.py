"""A document: its source, its tree, and the layers found on it.

Field names are the names in the written results (``"schema": "shangxia/1"``),
because other programs read them.  Offsets count code points of
``Document.text`` and are half-open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shangxia.findings import Claim, Coding, Mention, Provision, Quote
from shangxia.plain import SCHEMA, from_plain, to_plain

Language = Literal["zh", "vi", "en"]
Script = Literal["Hans", "Hant", "Latn"]

#: Node kinds that are part of the norms, outermost first, with their id prefix.
NORM_KINDS: dict[str, str] = {
    "part": "part",
    "subpart": "subpart",
    "chapter": "ch",
    "section": "sec",
    "subsection": "subsec",
    "article": "art",
    "paragraph": "par",
    "item": "item",
    "subitem": "subitem",
}
#: Node kinds outside the norms.
FRAME_KINDS = ("title", "note", "preamble", "contents", "signature", "annex", "text")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from.

    Attributes:
        name: file name or another label, never a full path.
        sha256: hex digest of the bytes as read.
        encoding: the encoding that was chosen.
        characters: code points of the decoded text.
        language: ``zh``, ``vi`` or ``en``.
        script: ``Hans``, ``Hant`` or ``Latn``.
        warnings: sentences about what may be wrong with the text.
    """

    name: str
    sha256: str
    encoding: str
    characters: int
    language: Language
    script: Script
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The country (``CN``, ``VN``) and canonical region an instrument comes from."""

    country: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a document says about itself.

    Dates are ISO 8601: ``2022-09-08``, ``2022-09``, and ``--09-08`` where the text
    names no year.  ``revisions`` are the dates on which the text was amended.
    """

    title: str | None = None
    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    jurisdiction: Jurisdiction = Jurisdiction()
    adopted: str | None = None
    promulgated: str | None = None
    effective: str | None = None
    replaces: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the tree.  Leaves tile the text; parents cover their children.

    Attributes:
        id: path id, unique in the document, such as ``ch_2/art_5/par_1``.
        kind: one of ``NORM_KINDS`` or ``FRAME_KINDS``.
        number: canonical number such as ``"5"``, ``"120-1"`` or ``"đ"``.
        label: the number as printed.
        heading: the heading as printed, without the label.
        start: first code point.
        end: code point behind the last.
        parent: id of the parent, or None at the top.
        page: page of the first code point, where the source has pages.
    """

    id: str
    kind: str
    number: str | None
    label: str | None
    heading: str | None
    start: int
    end: int
    parent: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much the grammar understood.

    Attributes:
        share: part of the characters, in [0, 1], inside a node that is not ``text``.
        outside: 1-based, inclusive line ranges that were not understood.
    """

    share: float
    outside: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its tree, and the layers found on it."""

    text: str = field(repr=False)
    source: Source
    instrument: Instrument
    nodes: tuple[Node, ...]
    provisions: tuple[Provision, ...] = ()
    codings: tuple[Coding, ...] = ()
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    coverage: Coverage = Coverage(0.0)

    def __iter__(self) -> Iterator[Node]:
        """Iterate over the nodes in text order, parents first."""
        return iter(self.nodes)

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.nodes)

    def __repr__(self) -> str:
        """Show what a person wants to know first."""
        counted = {
            "articles": sum(node.kind == "article" for node in self.nodes),
            "nodes": len(self.nodes),
            "provisions": len(self.provisions),
            "codings": len(self.codings),
            "claims": len(self.claims),
        }
        sizes = ", ".join(f"{value} {name}" for name, value in counted.items() if value)
        title = self.instrument.title or self.source.name
        return f"<Document {title!r} {self.source.language}-{self.source.script}: {sizes}>"

    def node(self, tail: str) -> Node:
        """Return the node whose id ends with ``tail``.

        Args:
            tail: a whole id or any tail of one that is unique, such as ``art_5``.

        Returns:
            The node.

        Raises:
            KeyError: no node, or more than one, has this tail.
        """
        found = [node for node in self.nodes if node.id == tail or node.id.endswith("/" + tail)]
        exact = [node for node in found if node.id == tail]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise KeyError(f"no node {tail!r} in {self.source.name}")
        some = ", ".join(node.id for node in found[:4])
        raise KeyError(f"{len(found)} nodes end with {tail!r} ({some} …): give a longer tail")

    def quote(self, part: Node | Provision | Quote | Coding | Claim | Mention) -> str:
        """Return the words of any part of this document, without the space around them."""
        return self.text[part.start : part.end].strip()

    def to_dict(self, *, text: bool = True) -> dict[str, Any]:
        """Return the result as JSON-ready values, with the names of the schema.

        Args:
            text: keep the decoded text that all offsets count in.

        Returns:
            A dictionary of lists, dictionaries, strings, numbers and None.
        """
        result: dict[str, Any] = {"schema": SCHEMA, **to_plain(self)}
        if not text:
            del result["text"]
        return result

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, text: str | None = None) -> Document:
        """Return the document that ``to_dict`` wrote.

        Args:
            data: the dictionary, also as read back from JSON.
            text: the text, where it was left out.

        Returns:
            An equal document.

        Raises:
            ValueError: ``data`` is not of this schema.
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(f"expected schema {SCHEMA!r}, got {data.get('schema')!r}")
        values = dict(data) if text is None else {**data, "text": text}
        return from_plain(cls, values)  # type: ignore[no-any-return]

    def to_json(self, *, text: bool = True, indent: int | None = None) -> str:
        """Return ``to_dict`` as JSON: UTF-8 letters as they are, keys in schema order."""
        return json.dumps(self.to_dict(text=text), ensure_ascii=False, indent=indent)
