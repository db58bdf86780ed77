"""Every layer of every provision of a document, in one pass over its text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shangxia.document import Instrument, Language, Node
from shangxia.findings import Citation, Deadline, Provision, Threshold
from shangxia.provisions import citations, clauses, quantities, sanctions
from shangxia.provisions.folding import View, view
from shangxia.provisions.frames import Framed, framed
from shangxia.provisions.grammar import grammar_of
from shangxia.provisions.learned import Case, norm_model
from shangxia.provisions.norms import OTHER, fitting
from shangxia.provisions.places import Context, places, targets
from shangxia.provisions.pointing import Asked, bearer_model
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


@dataclass(frozen=True, slots=True)
class Part:
    """What was read off one provision before its norm is settled.

    Attributes:
        framed: the provision in its frame.
        case: what decides its norm.
        modal: its deontic word, if what the rules say of its norm holds.
        bearer: whom the rules find bound.
        deadlines: in text order.
        thresholds: in text order.
        references: to other provisions, not yet resolved.
        sanctions: spans in the folded text.
        conditions: likewise.
    """

    framed: Framed
    case: Case
    modal: Span | None
    bearer: Span | None
    deadlines: tuple[Deadline, ...]
    thresholds: tuple[Threshold, ...]
    references: Sequence[Reference]
    sanctions: list[Span]
    conditions: list[Span]


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
    where = places(nodes)
    context = Context(nodes=targets(nodes, where))
    title = instrument.title if instrument is not None else None
    parts = read(seen, nodes)
    norms = settle(seen, parts)
    bearers = bind(seen, parts, norms)
    found = []
    for number, (part, norm, bearer) in enumerate(zip(parts, norms, bearers, strict=True), start=1):
        at = context.at(where[part.framed.node.id])
        found.append(_provision(seen, part, norm, bearer, f"p{number}", at, title))
    return tuple(found)


def read(seen: View, nodes: Sequence[Node]) -> list[Part]:
    """Read off every provision what does not depend on its norm.

    Args:
        seen: the view of the whole text.
        nodes: the tree, parents before children.
    """
    layers = _layers(seen)
    return [_part(seen, one, layers) for one in framed(seen, nodes)]


def settle(seen: View, parts: Sequence[Part]) -> list[str]:
    """Tell the norm of each provision: what the model makes of it, where there is one."""
    learned = norm_model(seen.grammar.language) if _is_learned(seen) else None
    cases = [part.case for part in parts]
    if learned is None:
        return [case.said for case in cases]
    return learned.judge(cases, seen.grammar.language)


def bind(seen: View, parts: Sequence[Part], norms: Sequence[str]) -> list[Span | None]:
    """Find the bearer of each provision likewise, as spans of the folded text."""
    learned = bearer_model(seen.grammar.language) if _is_learned(seen) else None
    if learned is None:
        return [part.bearer for part in parts]
    asked = [
        Asked(part.case, norm, _inside(part.bearer, part.framed))
        for part, norm in zip(parts, norms, strict=True)
    ]
    pointed = learned.point(asked, seen.grammar.language)
    begins = (part.framed.begin for part in parts)
    return [
        (begin + span[0], begin + span[1]) if span is not None else None
        for begin, span in zip(begins, pointed, strict=True)
    ]


def _is_learned(seen: View) -> bool:
    """Tell whether the models have read such text: none of Vietnamese without marks."""
    return seen.grammar is grammar_of(seen.grammar.language)


def _layers(seen: View) -> _Layers:
    found, references = quantities.scan(seen), citations.scan(seen)
    named, limits = sanctions.scan(seen), clauses.conditions(seen)
    return _Layers(
        _Layer(found, [(item.start, item.end) for item in found]),
        _Layer(references, [(item.start, item.end) for item in references]),
        _Layer(named, named),
        _Layer(limits, limits),
    )


def _part(seen: View, one: Framed, layers: _Layers) -> Part:
    start, end = one.span
    rule = fitting(one.frame, seen.grammar)
    said = rule.norm if rule is not None else OTHER
    deontic = _modal(seen, one, said)
    found = layers.quantities.within(start, end)
    deadlines = quantities.deadlines(seen, found) if found else ()
    thresholds = quantities.thresholds(seen, found) if found else ()
    references = layers.references.within(start, end)
    named = layers.sanctions.within(start, end)
    limits = layers.conditions.within(start, end)
    present = {
        "deadlines": deadlines, "thresholds": thresholds, "citations": references,
        "sanctions": named, "conditions": limits,
    }  # fmt: skip
    case = Case(
        frame=one.frame,
        said=said,
        rule=rule.name if rule is not None else "",
        modal=_inside(deontic, one),
        kind=one.node.kind,
        layers=tuple(name for name, what in present.items() if what),
        siblings=_list_of(one),
    )
    listed = one.node.kind == "item"
    bearer = clauses.bearer(seen, one.own, said, deontic, listed=listed)
    return Part(one, case, deontic, bearer, deadlines, thresholds, references, named, limits)


def _list_of(one: Framed) -> str:
    """Name the list that a provision is an item of: by the node above it."""
    if one.node.kind != "item" or not one.frame.chapeau:
        return ""
    return one.node.id.rpartition("/")[0] or one.node.id


def _modal(seen: View, one: Framed, norm: str) -> Span | None:
    # What a definition says of its term ("which must not …") binds nobody.
    first = one.own[0] if norm != "definition" else clauses.second_sentence(seen, one.own)
    return clauses.modal(seen.text, first, one.own[1], seen.grammar)


def _inside(span: Span | None, one: Framed) -> Span | None:
    """Return a span of the folded text in the words that decide the norm."""
    if span is None or span[0] < one.begin or span[1] - one.begin > len(one.frame.own):
        return None
    return span[0] - one.begin, span[1] - one.begin


def _provision(
    seen: View,
    part: Part,
    norm: str,
    bearer: Span | None,
    name: str,
    context: Context,
    title: str | None,
) -> Provision:
    one, deontic = part.framed, part.modal
    if norm != part.case.said and "definition" in (norm, part.case.said):
        deontic = _modal(seen, one, norm)
    quote = seen.quote(*one.span)
    return Provision(
        id=name,
        node=one.node.id,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        norm=norm,
        bearer=None if bearer is None else seen.quote(*bearer),
        modal=None if deontic is None else seen.quote(*deontic),
        deadlines=part.deadlines,
        thresholds=part.thresholds,
        citations=_citations(seen, part.references, context, title) if part.references else (),
        sanctions=sanctions.distinct(seen, part.sanctions) if part.sanctions else (),
        conditions=tuple(seen.quote(*limit) for limit in part.conditions),
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
