"""What is found in a document: provisions and their layers, codings, claims and mentions."""

from __future__ import annotations

from dataclasses import dataclass


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
