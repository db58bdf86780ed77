"""The value types of every result: plain, frozen, and ignorant of files.

Field names are the names in the written results (``"schema": "shangxia/1"``),
because other programs read them.  Offsets count code points of
``Document.text`` and are half-open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

SCHEMA = "shangxia/1"

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
class Quote:
    """Words of the text at their place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duration: ``value`` in ``unit``; ``bound`` is ``max``, ``min`` or ``exact``."""

    text: str
    start: int
    end: int
    value: float
    unit: str
    bound: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that limits: ``op`` is one of ``> >= < <= =``."""

    text: str
    start: int
    end: int
    value: float
    unit: str
    op: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference; ``node`` is the id of what it names where that is in this document."""

    text: str
    start: int
    end: int
    target: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """One norm: a paragraph with its items, or one item."""

    id: str
    node: str
    start: int
    end: int
    text: str
    norm: str
    bearer: Quote | None = None
    modal: Quote | None = None
    deadlines: tuple[Deadline, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    citations: tuple[Citation, ...] = ()
    sanctions: tuple[Quote, ...] = ()
    conditions: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """A code of a codebook applied to a span, with a score in [0, 1] and a reason."""

    codebook: str
    code: str
    start: int
    end: int
    text: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit inside a claim."""

    text: str
    start: int
    end: int
    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text asserts about an instrument or a place, with a verdict.

    Attributes:
        kind: ``count``, ``measure`` or ``inconsistency``.
        text: the words that make the claim.
        start: first code point.
        end: code point behind the last.
        subject: what is counted or done, as printed.
        value: the number claimed.
        unit: what the number counts.
        place: canonical place with its country.
        figures: numbers inside the claim.
        listed: what the text lists to bear the claim out.
        verdict: ``complete``, ``partial``, ``mismatch`` or ``unlisted``.
        reason: why.
    """

    kind: str
    text: str
    start: int
    end: int
    subject: str | None = None
    value: float | None = None
    unit: str | None = None
    place: str | None = None
    figures: tuple[Figure, ...] = ()
    listed: tuple[Quote, ...] = ()
    verdict: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A named instrument, place or organ; ``number`` and ``date`` for instruments."""

    kind: str
    text: str
    start: int
    end: int
    canonical: str
    number: str | None = None
    date: str | None = None


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


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in substance between the two sides of a pair.

    Attributes:
        kind: ``deadline``, ``threshold``, ``norm``, ``scope``, ``bearer``, ``sanction`` or
            ``false-friend``.
        a: what A says, in its words or as a value.
        b: what B says.
        note: what to make of it, in words, such as that the logic is inverted.
        quote_a: the words of A at their place in its text.
        quote_b: the words of B at their place in its text.
    """

    kind: str
    a: str | None
    b: str | None
    note: str = ""
    quote_a: Quote | None = None
    quote_b: Quote | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """One reason for the score of a pair: its value in [0, 1] and its share of the score."""

    name: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """Words of A and of B that mean the same.

    Attributes:
        a: the words of A.
        b: the words of B.
        kind: how they are known to: ``alike``, ``glossary``, ``reading`` or ``learned``.
        reading: the Hán-Việt reading that joins them.
        weight: share of the likeness of the wording, in [0, 1].
    """

    a: Quote
    b: Quote
    kind: str
    reading: str | None = None
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """Words of A that became words of B; a side is empty where words were added or deleted."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Provisions of A and of B that correspond, and why the program thinks so.

    Attributes:
        a: ids of nodes of A.
        b: ids of nodes of B.
        score: in [0, 1].
        relation: in one language ``same``, ``edited``, ``split`` or ``merged``, otherwise
            ``counterpart`` or ``partial``.
        reason: why, in a sentence.
        differences: what differs in substance.
        features: what the score is made of.
        terms: the words that both sides share, the weightiest first.
        changes: word by word, where both sides are in one language.
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    score: float
    relation: str
    reason: str
    differences: tuple[Difference, ...] = ()
    features: tuple[Feature, ...] = ()
    terms: tuple[SharedTerm, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim of a news item held against the regulation it reports on.

    Attributes:
        claim: what the news item claims.
        verdict: ``supported``, ``contradicted`` or ``not found``.
        node: id of the provision of the other document that says so.
        reason: why.
    """

    claim: Claim
    verdict: str
    node: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents side by side.

    Attributes:
        a: the first document.
        b: the second document.
        pairs: what corresponds.
        only_a: ids of nodes of A without a counterpart.
        only_b: ids of nodes of B without a counterpart.
        matrix: ``codebook:code`` → per document the ids of the nodes that it covers.
        claims: claims checked, where one side is news.
        level: ``article``, ``paragraph`` or ``item``.
        basis: what the two were taken for: ``versions`` of one text, ``counterparts``, or
            ``report`` where one of them is news.
        basis_reason: why, in a sentence.
    """

    a: Document
    b: Document
    pairs: tuple[Pair, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    matrix: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    claims: tuple[ClaimCheck, ...] = ()
    level: str = "article"
    basis: str = "counterparts"
    basis_reason: str = ""

    def __repr__(self) -> str:
        """Show what a person wants to know first."""
        counts: dict[str, int] = {}
        for pair in self.pairs:
            counts[pair.relation] = counts.get(pair.relation, 0) + 1
        sizes = [f"{number} {relation}" for relation, number in sorted(counts.items())]
        sizes += [f"{len(self.only_a)} only in A", f"{len(self.only_b)} only in B"]
        return f"<Comparison {self.a!r} | {self.b!r}: {', '.join(sizes)}>"

    def to_dict(self, *, text: bool = True) -> dict[str, Any]:
        """Return the result as JSON-ready values, with both documents.

        Args:
            text: keep the decoded texts that all offsets count in.

        Returns:
            A dictionary of lists, dictionaries, strings, numbers and None.
        """
        result: dict[str, Any] = {"schema": SCHEMA, **to_plain(self)}
        return {**result, "a": self.a.to_dict(text=text), "b": self.b.to_dict(text=text)}


@dataclass(frozen=True, slots=True)
class Label:
    """A code that a report alleges, its probability, and the words that show it."""

    code: str
    score: float
    evidence: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Tagging:
    """The labels of one report: a lead for a reviewer, never a finding."""

    labels: tuple[Label, ...]
    inaction: bool
    review: bool
    review_reason: str
    language: str
    model: str
    scores: dict[str, float] = field(default_factory=dict)


def to_plain(value: Any) -> Any:
    """Return nested dataclasses and tuples as dictionaries and lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def from_plain(kind: Any, value: Any) -> Any:
    """Return the dataclasses and tuples that ``to_plain`` took apart.

    Args:
        kind: the type to build, such as ``Document`` or ``tuple[Node, ...]``.
        value: dictionaries, lists and plain values.
    """
    if value is None:
        return None
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        known = {
            name: from_plain(hint, value[name]) for name, hint in hints.items() if name in value
        }
        return kind(**known)  # type: ignore[operator]
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is tuple:
        repeated = len(arguments) == 2 and arguments[1] is Ellipsis
        kinds = arguments[:1] * len(value) if repeated else arguments
        return tuple(from_plain(inner, item) for inner, item in zip(kinds, value, strict=True))
    if origin is dict:
        return {key: from_plain(arguments[1], item) for key, item in value.items()}
    if origin is UnionType:
        return from_plain(next(a for a in arguments if a is not type(None)), value)
    return value
