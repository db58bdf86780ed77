"""The noun phrase that a norm binds, in languages whose heads stand first: Vietnamese, English.

The head opens the phrase, which runs up to the predicate.  Where a condition or
another adverbial opens the sentence, the subject takes up behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

from shangxia.provisions.folding import View

Span = tuple[int, int]


def opening_subject(
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
    pieces = list(_pieces(seen, span))
    if deontic is not None and norm != "sanction" and pieces:
        # The modal's sentence decides, unless the first one opens with its own subject.
        first = pieces[0]
        heads = seen.grammar.clause["head_first"]
        opened = heads.match(seen.text, *first) is not None or _adverbial(seen, first)
        rest = [piece for piece in pieces if piece[1] > deontic[0]]
        pieces = ([first] if opened and first[1] <= deontic[0] else []) + rest
    if listed and deontic is None:
        pieces = [piece for piece in pieces[:1] if not _adverbial(seen, piece)]
    for piece in pieces:
        found = _in_piece(seen, piece, norm, deontic)
        if found is not None:
            return found
    return None


def _adverbial(seen: View, piece: Span) -> bool:
    return seen.grammar.clause["adverbial"].match(seen.text, *piece) is not None


def _pieces(seen: View, span: Span) -> Iterator[Span]:
    """Yield the sentences; a semicolon between subjects divides none."""
    patterns, text, start = seen.grammar.clause, seen.text, span[0]
    for stop in patterns["sentence"].finditer(text, *span):
        opened = stop[0] == ";" and patterns["head_first"].match(text, start, stop.start())
        if opened and patterns["predicate"].search(text, start, stop.start()) is None:
            continue
        if start < stop.start():
            yield _unspaced(text, start, stop.start())
        start = stop.end()
    if start < span[1]:
        yield _unspaced(text, start, span[1])


def _unspaced(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _in_piece(seen: View, piece: Span, norm: str, deontic: Span | None) -> Span | None:
    """Return the subject of one sentence: what opens it, takes up later, or acts in it."""
    patterns, text = seen.grammar.clause, seen.text
    start, end = piece
    modal = deontic[0] if deontic is not None and start < deontic[0] < end else None
    if patterns["thing"].match(text, start, end) is None:
        if (anyone := patterns["anyone"].match(text, start, end)) is not None:
            return anyone.span()
        found = None if _adverbial(seen, piece) else _noun_phrase(seen, piece, norm, modal)
        if found is None and (_adverbial(seen, piece) or patterns["then"].search(text, start, end)):
            found = _resumed(seen, piece, norm, modal) or _supposed(seen, piece)
        if found is not None:
            return found
    agent = patterns["agent"].search(text, start, end) if modal is None else None
    return agent.span("np") if agent is not None else None


def _resumed(seen: View, piece: Span, norm: str, modal: int | None) -> Span | None:
    """Return the subject that follows an adverbial: behind a comma or "then"."""
    patterns, text = seen.grammar.clause, seen.text
    start, limit = piece[0], piece[1] if modal is None else modal
    for then in patterns["then"].finditer(text, start, limit):
        # What stands before "then" is still part of the condition.
        start = then.start()
        if modal is None:
            break
    for comma in patterns["resume"].finditer(text, start, limit):
        found = _noun_phrase(seen, (comma.end(), piece[1]), norm, modal)
        if found is not None:
            return found
    return None


def _supposed(seen: View, piece: Span) -> Span | None:
    """Return the subject of a condition whose consequence names no other."""
    patterns, text = seen.grammar.clause, seen.text
    match = patterns["supposed"].match(text, *piece)
    if match is None:
        return None
    cut = _predicate(seen, match.end(), piece[1], "sanction", None)
    return _tidied(seen, match.end(), cut) if cut is not None else None


def _noun_phrase(seen: View, piece: Span, norm: str, modal: int | None) -> Span | None:
    """Return the noun phrase for a person or a body that opens a stretch."""
    patterns, text = seen.grammar.clause, seen.text
    start, end = piece
    head = patterns["head_first"].match(text, start, end if modal is None else modal)
    if head is None:
        return None
    cut = _predicate(seen, start, end, norm, modal)
    return _tidied(seen, start, cut) if cut is not None else None


def _tidied(seen: View, start: int, end: int) -> Span | None:
    tail = seen.grammar.clause["subject_tail"].search(seen.text, start, end)
    end = tail.start() if tail is not None else end
    return (start, end) if end > start else None


def _predicate(seen: View, start: int, limit: int, norm: str, modal: int | None) -> int | None:
    """Return where the subject ends: at the modal, a condition, an offence or a verb."""
    patterns, text = seen.grammar.clause, seen.text
    name = "predicate" if modal is None else "until"
    if norm == "sanction":
        name = "offence"
    elif modal is not None:
        limit = modal
        if patterns["joined"].search(text, start, modal) is not None:
            # "does this and may do that": the subject ends at the first of both.
            name = "predicate"
    last = None
    for cut in patterns[name].finditer(text, start, limit):
        last = cut.start()
        # After a bare "person" or "body" the verb tells which one is meant.
        bare = patterns["general"].search(text, start, last) is not None
        if not bare or patterns["surely"].match(text, last, limit) is not None:
            return last
    return limit if modal is not None and norm != "sanction" else last
