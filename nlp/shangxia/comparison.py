"""The values of a comparison of two documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shangxia.document import Document
from shangxia.findings import Claim, Quote
from shangxia.plain import SCHEMA, to_plain


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
    """One thing that speaks for or against a pair.

    Attributes:
        name: what it is, such as ``wording`` or ``place``.
        value: how much of it there is.  Most are in [0, 1]; ``heading``, less what all
            pairs have of it, may fall to -1, and the surroundings (``chapter``,
            ``around``), two likenesses together, reach 2.
        share: its part of all that speaks for or against the pair, in [-1, 1]: below 0 it
            speaks against.  Without their signs the shares of a pair add up to 1.
    """

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
