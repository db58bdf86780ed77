"""The noun phrase that a norm binds, in languages whose heads stand last or first."""

from __future__ import annotations

from shangxia.provisions.folding import View
from shangxia.provisions.openings import opening_subject

Span = tuple[int, int]
_LONGEST = 400
_HEAD = 10


def subject(
    seen: View, span: Span, norm: str, deontic: Span | None, *, listed: bool
) -> Span | None:
    """Find the subject of the first normative predicate.

    Args:
        seen: the view of the text.
        span: the provision's own words, without its number.
        norm: its norm; of a sanction the person sanctioned is looked for.
        deontic: the span of its modal.
        listed: whether the words are an item, whose subject the chapeau may supply.

    Returns:
        The span of the noun phrase, or None.
    """
    span = (span[0], min(span[1], span[0] + _LONGEST))
    if deontic is not None and deontic[0] >= span[1]:
        deontic = None
    first = "head_first" in seen.grammar.clause
    if first:
        return opening_subject(seen, span, norm, deontic, listed=listed)
    if listed and deontic is None:
        return _target(seen, span) if norm == "sanction" else None
    return _head_last(seen, span, norm, deontic)


def _head_last(seen: View, span: Span, norm: str, deontic: Span | None) -> Span | None:
    """Chinese: modifiers, then the head; the predicate follows at once or behind a comma."""
    if norm == "sanction":
        return _sanctioned(seen, _segments(seen, span, None)) or _target(seen, span)
    segments = _segments(seen, span, deontic)
    if deontic is not None and segments:
        start, end = _trimmed(seen, segments[-1][0], deontic[0])
        if end > start:
            return _before_modal(seen, start, end, deontic) or _later(seen, span, deontic)
        segments = segments[:-1]
    elif norm == "right" and (holder := _holder(seen, _sentence(seen, span))) is not None:
        return holder
    agent = _agent(seen, _sentence(seen, span))
    for segment in segments[:3]:
        if agent is not None and agent[0] <= segment[0] + 30:
            return agent
        found = _opening_phrase(seen, segment)
        if found is not None:
            return found
    return agent


def _sanctioned(seen: View, segments: list[Span]) -> Span | None:
    """Return the subject of the offence, which stands before or in the clause in 的."""
    headless = seen.grammar.clause["headless"]
    for segment in segments[:3]:
        found = _opening_phrase(seen, segment)
        if found is not None or headless.search(seen.text, *segment) is not None:
            return found
    return None


def _opening_phrase(seen: View, segment: Span) -> Span | None:
    """Return the noun phrase that opens a clause, or that the clause is."""
    found = _phrase(seen, segment)
    if found is not None or _adverbial(seen, *segment):
        return found
    start, end = _trimmed(seen, *segment)
    clause = seen.grammar.clause
    broken = clause["broken"].search(seen.text, start, end) or clause["acting"].fullmatch(
        seen.text, start, end
    )
    return (start, end) if broken is None and _ends_in_head(seen, start, end) else None


def _agent(seen: View, span: Span) -> Span | None:
    """Return the one by whom something is done: 由 and a noun phrase."""
    match = seen.grammar.clause["agent"].search(seen.text, *span)
    return match.span("np") if match is not None else None


def _holder(seen: View, span: Span) -> Span | None:
    """Return the one who has a right."""
    match = seen.grammar.clause["holder"].search(seen.text, *span)
    if match is None:
        return None
    start, end = _trimmed(seen, *match.span("np"))
    return (start, end) if end > start and _ends_in_head(seen, start, end) else None


def _before_modal(seen: View, start: int, end: int, deontic: Span) -> Span | None:
    """Return the subject that stands right before the modal, in its own clause."""
    patterns, text = seen.grammar.clause, seen.text
    agent = patterns["agent"].search(text, start, deontic[1] + 12)
    if agent is not None and agent.start() == start:
        return agent.span("np")
    if _adverbial(seen, start, end):
        inner = patterns["inner"].search(text, start, end)
        return _trimmed(seen, inner.end(), end) if inner is not None else None
    if _ends_in_head(seen, start, end):
        return start, end
    found = _phrase(seen, (start, end))
    # 当事人就该纠纷可以: what stands between subject and modal is an adverbial.
    aside = found is not None and patterns["aside"].match(text, found[1], end)
    return found if aside else None


def _later(seen: View, span: Span, deontic: Span) -> Span | None:
    """Return the first one bound by a later modal, where the first binds a thing."""
    patterns, text = seen.grammar.clause, seen.text
    if patterns["headless"].search(text, span[0], deontic[0]) or _adverbial(seen, *span):
        return None
    for match in patterns["modal"].finditer(text, deontic[1], span[1]):
        behind = max(
            (stop.end() for stop in patterns["stop"].finditer(text, span[0], match.start())),
            default=span[0],
        )
        start, end = _trimmed(seen, behind, match.start())
        if end > start and not _adverbial(seen, start, end) and _ends_in_head(seen, start, end):
            return start, end
    return None


def _adverbial(seen: View, start: int, end: int) -> bool:
    return seen.grammar.clause["adverbial"].match(seen.text, start, end) is not None


def _ends_in_head(seen: View, start: int, end: int) -> bool:
    """Tell whether a phrase ends in a word for a person or a body."""
    heads = seen.grammar.clause["head"].finditer(seen.text, max(start, end - _HEAD), end)
    return any(head.end() == end for head in heads)


def _sentence(seen: View, span: Span) -> Span:
    stop = seen.grammar.clause["sentence"].search(seen.text, *span)
    return span[0], stop.start() if stop is not None else span[1]


def _segments(seen: View, span: Span, deontic: Span | None) -> list[Span]:
    """Return the clauses of the first sentence, or of the one up to the modal."""
    patterns = seen.grammar.clause
    start, end = span
    if deontic is None:
        end = _sentence(seen, span)[1]
    else:
        for match in patterns["sentence"].finditer(seen.text, start, deontic[0]):
            start = match.end()
        end = deontic[1]
    found, at = [], start
    for match in patterns["stop"].finditer(seen.text, start, end):
        found.append((at, match.start()))
        at = match.end()
    if at < end:
        found.append((at, end))
    return [piece for piece in found if piece[1] > piece[0]]


def _trimmed(seen: View, start: int, end: int) -> Span:
    """Cut adverbs behind a subject and a determiner before it."""
    patterns = seen.grammar.clause
    tail = patterns["subject_tail"].search(seen.text, start, end)
    # A tail must end where the phrase ends: patterns search up to ``end``.
    end = tail.start() if tail is not None else end
    lead = patterns["determiner"].match(seen.text, start, end)
    return (lead.end() if lead is not None else start), end


def _phrase(seen: View, segment: Span) -> Span | None:
    """Return the noun phrase that opens a clause, up to its head."""
    patterns, (start, end) = seen.grammar.clause, segment
    if patterns["adverbial"].match(seen.text, start, end):
        return None
    lead = patterns["determiner"].match(seen.text, start, end)
    start = lead.end() if lead is not None else start
    at = start
    while (head := patterns["head"].search(seen.text, at, min(end, start + 80))) is not None:
        if patterns["broken"].search(seen.text, start, head.start()) is not None:
            return None
        at = head.end()
        while (more := patterns["head_more"].match(seen.text, at, end)) is not None:
            at = more.end()
        joined = patterns["head_next"].match(seen.text, at, end)
        if joined is not None:
            at = joined.end()
        elif patterns["noun_after"].match(seen.text, at, end) is None:
            # 录用公务员 is no subject: a verb with its object.
            acting = patterns["acting"].fullmatch(seen.text, start, at) is not None
            return (start, at) if at < end and not acting else None
    return None


def _target(seen: View, span: Span) -> Span | None:
    match = seen.grammar.clause["target"].search(seen.text, *span)
    if match is None:
        return None
    start, end = match.span("np")
    lead = seen.grammar.clause["determiner"].match(seen.text, start, end)
    return (lead.end() if lead is not None else start), end
