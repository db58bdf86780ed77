"""What two documents are to each other: versions of one text, counterparts, or a report.

Versions are told by evidence: the phrases of the shorter text stand in the
longer one.  How far two documents are about one matter bears on all pairs of
their provisions: a law on mines and one on marriage share procedure and no more.
"""

from __future__ import annotations

from dataclasses import dataclass

from shangxia.alignment.features import Side
from shangxia.alignment.versions import phrases

#: Share of the phrases of the shorter text from which on both are versions of one text.
#: Old and new versions of regulations have 0.26 to 0.97, others of one organ up to 0.23.
_VERSIONS = 0.25
#: Laws of two languages on one matter are at least so near (the annotated ones 0.76 to 0.88,
#: most others below 0.5); those of one language share formulas besides.
_ONE_MATTER, _ONE_LANGUAGE = 0.7, 0.9


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two documents are taken for.

    Attributes:
        basis: ``versions``, ``counterparts``, or ``report`` where one of them is news.
        reason: why, in a sentence.
        distance: how far short of one matter they fall, by the cosine of their vectors;
            0 where they are about one matter, or nothing is known of it.
    """

    basis: str
    reason: str
    distance: float = 0.0


def find_kinship(a: Side, b: Side) -> Kinship:
    """Tell what two documents are to each other.

    Args:
        a: one side.
        b: the other.
    """
    news = [side.document.instrument.kind == "news" for side in (a, b)]
    if news[0] != news[1]:
        # A report is short, and says little of how far both are about one matter.
        return Kinship("report", "One of the two is news.")
    distance = _distance(a, b)
    if a.language != b.language:
        return Kinship("counterparts", "They are in two languages.", distance)
    held = _held(a, b)
    if held is None:
        return Kinship("versions", "Both are too short to tell by their phrases.")
    basis = "versions" if held >= _VERSIONS else "counterparts"
    reason = f"{held:.0%} of the phrases of the shorter text stand in the other."
    return Kinship(basis, reason, distance)


def _distance(a: Side, b: Side) -> float:
    if a.matter is None or b.matter is None:
        return 0.0
    near = _ONE_LANGUAGE if a.language == b.language else _ONE_MATTER
    return round(max(0.0, near - float(a.matter @ b.matter)), 4)


def _held(a: Side, b: Side) -> float | None:
    """Return the share of the phrases of the shorter text that stand in the other."""
    ours, theirs = (frozenset().union(*phrases(side)) for side in (a, b))
    fewer = min(len(ours), len(theirs))
    return len(ours & theirs) / fewer if fewer else None
