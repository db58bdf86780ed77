"""Every layer of every provision of a document, in one pass over its text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shangxia.document import Instrument, Language, Node
from shangxia.findings import Citation, Provision
from shangxia.provisions import citations, clauses, quantities, sanctions
from shangxia.provisions.folding import View, view
from shangxia.provisions.frames import Framed, framed
from shangxia.provisions.norms import classify
from shangxia.provisions.places import Context, places, targets
from shangxia.provisions.quantities import Quantity
from shangxia.provisions.references import Reference

Span = tuple[int, int]
Found = TypeVar("Found")


class _Layer(Generic[Found]):
    """What one scan found on the whole folded text, in order, to be looked up by place."""

    def __init__(self, found: list[Found], spans: list[tuple[int, int]]) -> None:
        self.found = found
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def within(self, start: int, end: int) -> list[Found]:
        """Return what lies wholly in a span."""
        first = bisect_left(self.starts, start)
        # Most provisions hold nothing of most layers.
        if first == len(self.starts) or self.starts[first] >= end:
            return []
        last = bisect_left(self.starts, end, first)
        return [self.found[at] for at in range(first, last) if self.ends[at] <= end]


@dataclass(frozen=True, slots=True)
class _Layers:
    """What was found on the whole folded text."""

    quantities: _Layer[Quantity]
    references: _Layer[Reference]
    sanctions: _Layer[Span]
    conditions: _Layer[Span]


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
    found, references = quantities.scan(seen), citations.scan(seen)
    named, limits = sanctions.scan(seen), clauses.conditions(seen)
    return _Layers(
        _Layer(found, [(item.start, item.end) for item in found]),
        _Layer(references, [(item.start, item.end) for item in references]),
        _Layer(named, named),
        _Layer(limits, limits),
    )


def _provision(
    seen: View, part: Framed, name: str, layers: _Layers, context: Context, title: str | None
) -> Provision:
    start, end = part.span
    norm = classify(part.frame, seen.grammar)
    # What a definition says of its term ("which must not …") binds nobody.
    first = part.own[0] if norm != "definition" else clauses.second_sentence(seen, part.own)
    deontic = clauses.modal(seen.text, first, part.own[1], seen.grammar)
    listed = part.node.kind == "item"
    bearer = clauses.bearer(seen, part.own, norm, deontic, listed=listed)
    found = layers.quantities.within(start, end)
    references = layers.references.within(start, end)
    named = layers.sanctions.within(start, end)
    limits = layers.conditions.within(start, end)
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
        deadlines=quantities.deadlines(seen, found) if found else (),
        thresholds=quantities.thresholds(seen, found) if found else (),
        citations=_citations(seen, references, context, title) if references else (),
        sanctions=sanctions.distinct(seen, named) if named else (),
        conditions=tuple(seen.quote(*limit) for limit in limits) if limits else (),
    )


def _citations(
    seen: View, references: Sequence[Reference], context: Context, title: str | None
) -> tuple[Citation, ...]:
    found: list[Citation] = []
    for reference in references:
        if not (title and _own(reference.law, title)):
            found += citations.resolve(reference, seen, context)
    return tuple(found)


def _own(law: str | None, title: str) -> bool:
    return law is not None and law.strip("《》").casefold() == title.strip("《》").casefold()
