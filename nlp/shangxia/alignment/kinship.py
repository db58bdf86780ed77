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


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two documents are taken for.

    Attributes:
        basis: ``versions``, ``counterparts``, or ``report`` where one of them is news.
        reason: why, in a sentence.
        matter: how far both are about one matter, the cosine of their vectors; None
            where the languages have no vectors.
    """

    basis: str
    reason: str
    matter: float | None


def find_kinship(a: Side, b: Side) -> Kinship:
    """Tell what two documents are to each other.

    Args:
        a: one side.
        b: the other.
    """
    matter = None
    if a.matter is not None and b.matter is not None:
        matter = round(float(a.matter @ b.matter), 4)
    news = [side.document.instrument.kind == "news" for side in (a, b)]
    if news[0] != news[1]:
        return Kinship("report", "One of the two is news.", matter)
    if a.language != b.language:
        return Kinship("counterparts", "They are in two languages.", matter)
    held = _held(a, b)
    if held is None:
        return Kinship("versions", "Both are too short to tell by their phrases.", matter)
    basis = "versions" if held >= _VERSIONS else "counterparts"
    return Kinship(
        basis, f"{held:.0%} of the phrases of the shorter text stand in the other.", matter
    )


def _held(a: Side, b: Side) -> float | None:
    """Return the share of the phrases of the shorter text that stand in the other."""
    ours, theirs = (frozenset().union(*phrases(side)) for side in (a, b))
    fewer = min(len(ours), len(theirs))
    return len(ours & theirs) / fewer if fewer else None
