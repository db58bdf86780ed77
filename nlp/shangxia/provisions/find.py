"""Every layer of every provision of a document, in one pass over its text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from shangxia.document import Citation, Instrument, Language, Node, Provision
from shangxia.provisions import citations, clauses, quantities, sanctions
from shangxia.provisions.folding import View, view
from shangxia.provisions.frames import Framed, framed
from shangxia.provisions.norms import classify
from shangxia.provisions.places import Context, places, targets
from shangxia.provisions.quantities import Quantity
from shangxia.provisions.references import Reference

Spanned = TypeVar("Spanned", Quantity, Reference)


@dataclass(frozen=True, slots=True)
class _Layers:
    """What was found on the whole folded text, in order, with the starts to look up by."""

    quantities: list[Quantity]
    references: list[Reference]
    sanctions: list[tuple[int, int]]
    conditions: list[tuple[int, int]]
    starts: tuple[list[int], list[int], list[int], list[int]]


def find_provisions(
    text: str, nodes: Sequence[Node], language: Language, instrument: Instrument | None = None
) -> tuple[Provision, ...]:
    """Find the provisions of a document, one per paragraph and one more per item.

    Args:
        text: the text that the offsets of ``nodes`` count in.
        nodes: the tree, parents before children.
        language: ``zh``, ``vi`` or ``en``.
        instrument: the document itself; a reference to its own title is internal.

    Returns:
        Provisions in text order, with ids ``p1``, ``p2`` and so on.
    """
    seen = view(text, language)
    layers = _layers(seen)
    where = places(nodes)
    context = Context(nodes=targets(nodes, where))
    title = instrument.title if instrument is not None else None
    found = []
    for number, part in enumerate(framed(seen, nodes), start=1):
        at = context.at(where[part.node.id])
        found.append(_provision(seen, part, f"p{number}", layers, at, title))
    return tuple(found)


def _layers(seen: View) -> _Layers:
    found = quantities.scan(seen)
    references = citations.scan(seen)
    named = sanctions.scan(seen)
    limits = clauses.conditions(seen)
    starts = (
        [item.start for item in found],
        [item.start for item in references],
        [start for start, _ in named],
        [start for start, _ in limits],
    )
    return _Layers(found, references, named, limits, starts)


def _provision(
    seen: View, part: Framed, name: str, layers: _Layers, context: Context, title: str | None
) -> Provision:
    start, end = part.span
    norm = classify(part.frame, seen.grammar)
    # What a definition says of its term ("which must not …") binds nobody.
    binding = norm != "definition"
    deontic = clauses.modal(seen.text, *part.own, seen.grammar) if binding else None
    listed = part.node.kind == "item"
    bearer = clauses.bearer(seen, part.own, norm, deontic, listed=listed)
    numbers, references, named, limits = (
        slice(bisect_left(at, start), bisect_left(at, end)) for at in layers.starts
    )
    within = [item for item in layers.quantities[numbers] if item.end <= end]
    quote = seen.quote(start, end)
    return Provision(
        id=name,
        node=part.node.id,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        norm=norm,
        bearer=None if bearer is None else seen.quote(*bearer),
        modal=None if deontic is None else seen.quote(*deontic),
        deadlines=quantities.deadlines(seen, within),
        thresholds=quantities.thresholds(seen, within),
        citations=_citations(seen, layers.references[references], end, context, title),
        sanctions=sanctions.distinct(seen, [s for s in layers.sanctions[named] if s[1] <= end]),
        conditions=tuple(seen.quote(*s) for s in layers.conditions[limits] if s[1] <= end),
    )


def _citations(
    seen: View, references: list[Reference], end: int, context: Context, title: str | None
) -> tuple[Citation, ...]:
    found: list[Citation] = []
    for reference in references:
        if reference.end <= end and not (title and _own(reference.law, title)):
            found += citations.resolve(reference, seen, context)
    return tuple(found)


def _own(law: str | None, title: str) -> bool:
    return law is not None and law.strip("《》").casefold() == title.strip("《》").casefold()
