"""Claims of a news item held against the regulation that it reports on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shangxia.alignment.bridge import find_links
from shangxia.alignment.collection import collect
from shangxia.alignment.similarity import Matrix, coverage, harmonic, margin_scores
from shangxia.alignment.units import Unit, units
from shangxia.comparison import ClaimCheck
from shangxia.document import NORM_KINDS, Document, Language, Node
from shangxia.findings import Claim, Deadline, Threshold

#: A list is what a claim counts where its opening words are as like the claim as this.
_ABOUT = 0.3
#: A provision says what a claim says where both are as alike as this.
_SAYS = 0.45
#: Beside all others it may be likest and yet be of something else: this share of the words
#: of what is counted, or of the claim, must be there too.
_HELD = 0.25
#: An item is named where this share of its words is; scores so near are the same.
_NAMED, _NEAR = 0.7, 0.1
_OPENING = 120


@dataclass(frozen=True, slots=True)
class _List:
    """A node with numbered children: the text it opens with, and how many they are."""

    node: Node
    text: str
    count: int


def check_claims(news: Document, regulation: Document) -> tuple[ClaimCheck, ...]:
    """Check every claim of a news item against a regulation.

    What a claim lists is looked for in one provision; a claim of a number of things
    is held against the lists of the regulation, any other against its provisions and
    the figures in them.

    Args:
        news: a document with claims.
        regulation: what it reports on, in any language.

    Returns:
        One check per claim, in the order of the claims.  A claim that the news
        item itself gets wrong (``inconsistency``) is not checked.
    """
    claims = [claim for claim in news.claims if claim.kind != "inconsistency"]
    if not claims:
        return ()
    lists = _lists(regulation)
    pieces = units(regulation, "paragraph")
    spoken = news.source.language, regulation.source.language
    about = _scores([claim.subject or claim.text for claim in claims], lists, spoken)
    said = _scores([claim.text for claim in claims], pieces, spoken)
    checks = []
    for index, claim in enumerate(claims):
        if claim.kind == "count" and claim.value is not None:
            checks.append(
                _check_listed(claim, pieces, spoken) or _check_count(claim, lists, about[index])
            )
        else:
            at = int(said[index].argmax()) if pieces else -1
            score = float(said[index][at]) if pieces else 0.0
            numbers = _numbers(regulation, pieces[at].node) if pieces else []
            checks.append(
                _check_text(claim, pieces[at].node.id if pieces else None, score, numbers)
            )
    return tuple(checks)


def _scores(
    texts: list[str],
    pieces: Sequence[_List | Unit],
    spoken: tuple[Language, Language],
) -> Matrix:
    """Return the likeness of texts and pieces, 0 where a piece holds too little of the text."""
    ours = collect(texts, spoken[0])
    theirs = collect([piece.text for piece in pieces], spoken[1])
    links = find_links(ours, theirs)
    held = coverage(ours, theirs, links)
    found = margin_scores(harmonic(held, coverage(theirs, ours, links.turned()).T))
    scores: Matrix = np.where(held >= _HELD, found, np.float32(0))
    return scores


def _check_listed(
    claim: Claim, pieces: Sequence[Unit], spoken: tuple[Language, Language]
) -> ClaimCheck | None:
    """Look for one provision that names all that the claim lists, in whatever form."""
    if len(claim.listed) < 2 or not pieces:
        return None
    items = collect([one.text for one in claim.listed], spoken[0])
    texts = collect([piece.text for piece in pieces], spoken[1])
    held = coverage(items, texts, find_links(items, texts)) >= _NAMED
    named = held.sum(axis=0)
    best = int(named.argmax())
    if named[best] < len(claim.listed):
        return None
    reason = f"the provision names all {len(claim.listed)} that the claim lists"
    return ClaimCheck(claim, "supported", pieces[best].node.id, reason)


def _check_count(claim: Claim, lists: Sequence[_List], scores: Matrix) -> ClaimCheck:
    about = [
        (float(score), one) for score, one in zip(scores, lists, strict=True) if score >= _ABOUT
    ]
    if not about:
        return ClaimCheck(claim, "not found", None, "no list of the regulation is about this")
    first = max(score for score, _ in about)
    # Of lists that are about as near, the one with the right number is meant.
    near = [pair for pair in about if pair[0] >= first - _NEAR]
    equal = [pair for pair in near if pair[1].count == claim.value]
    score, best = max(equal or near, key=lambda pair: pair[0])
    if equal:
        reason = f"the provision lists {best.count} (score {score:.2f})"
        return ClaimCheck(claim, "supported", best.node.id, reason)
    reason = f"the claim says {claim.value:g}, the provision lists {best.count} (score {score:.2f})"
    return ClaimCheck(claim, "contradicted", best.node.id, reason)


def _check_text(
    claim: Claim, node: str | None, score: float, numbers: Sequence[tuple[float, str]]
) -> ClaimCheck:
    if score < _SAYS or node is None:
        return ClaimCheck(claim, "not found", None, f"no provision is like it ({score:.2f})")
    stated = {value for value, _ in numbers}
    figures = [figure.value for figure in claim.figures]
    missing = [value for value in figures if value not in stated]
    if not missing:
        what = "the same figures" if figures else "the same words"
        return ClaimCheck(claim, "supported", node, f"the provision has {what} ({score:.2f})")
    if stated:
        told = ", ".join(f"{value:g}" for value in missing)
        found = ", ".join(f"{value:g}" for value in sorted(stated))
        return ClaimCheck(claim, "contradicted", node, f"the claim says {told}, the text {found}")
    return ClaimCheck(claim, "not found", None, "the likest provision has no figures")


def _lists(document: Document) -> list[_List]:
    """Return the nodes with at least two numbered children right below them."""
    children: dict[str, list[Node]] = {}
    for node in document.nodes:
        if node.parent is not None and node.kind in NORM_KINDS and node.label:
            children.setdefault(node.parent, []).append(node)
    found = []
    for node in document.nodes:
        below = children.get(node.id, [])
        if len(below) > 1 and below[0].kind in ("paragraph", "item", "subitem"):
            opening = document.text[node.start : below[0].start][-_OPENING:]
            heading = node.heading or ""
            if node.parent is not None and not heading:
                heading = next(
                    (one.heading or "" for one in document.nodes if one.id == node.parent), ""
                )
            found.append(_List(node, f"{heading} {opening}", len(below)))
    return found


def _numbers(document: Document, node: Node) -> list[tuple[float, str]]:
    limits: list[Deadline | Threshold] = []
    for provision in document.provisions:
        if node.start <= provision.start and provision.end <= node.end:
            limits += [*provision.deadlines, *provision.thresholds]
    return [(limit.value, limit.unit) for limit in limits]
