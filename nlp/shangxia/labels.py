"""The values of tagging: what a report alleges."""

from __future__ import annotations

from dataclasses import dataclass, field

from shangxia.findings import Quote


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
