"""Who must or may: the deontic word of the main clause, and the one it binds.

Deontic words inside conditions, relative clauses and noun phrases do not count;
what is bound is the subject before the word, of a sanction the one it falls on.
"""

from __future__ import annotations

import re

from shangxia.document import Language
from shangxia.findings import Quote
from shangxia.provisions.folding import View, view
from shangxia.provisions.grammar import Grammar
from shangxia.provisions.subjects import subject

Span = tuple[int, int]
#: Code points of the longest noun phrase taken for a bearer.
_LONGEST = 160
#: Norms that bind nobody.
_UNBOUND = frozenset({"definition", "scope", "effect"})


def find_modal(text: str, language: Language, *, base: int = 0) -> Quote | None:
    """Find the first deontic expression that governs a main predicate.

    Args:
        text: one provision's own words.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        The expression, or None.
    """
    seen = view(text, language, base=base)
    span = modal(seen.text, 0, len(seen.text), seen.grammar)
    return None if span is None else seen.quote(*span)


def find_bearer(text: str, language: Language, norm: str, *, base: int = 0) -> Quote | None:
    """Find the one who must, may or is sanctioned.

    Args:
        text: one provision's own words.
        language: ``zh``, ``vi`` or ``en``.
        norm: the norm of the provision; a sanction falls on its bearer.
        base: offset of the text in its document, in code points.

    Returns:
        The noun phrase, or None where nobody is named.
    """
    seen = view(text, language, base=base)
    whole = (0, len(seen.text))
    span = bearer(seen, whole, norm, modal(seen.text, *whole, seen.grammar))
    return None if span is None else seen.quote(*span)


def find_conditions(text: str, language: Language, *, base: int = 0) -> tuple[Quote, ...]:
    """Find the conditions and exceptions of a text.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        Clauses such as 情节严重的, "trừ trường hợp …" or "unless …", in text order.
    """
    seen = view(text, language, base=base)
    return tuple(seen.quote(*span) for span in conditions(seen))


def conditions(seen: View) -> list[Span]:
    """Find the spans of conditions in the folded text."""
    found = seen.grammar.clause["conditions"].finditer(seen.text)
    # Where every clause is one or none the pattern takes them all, to go on in one sweep.
    return [match.span() for match in found if match.lastgroup is None]


def modal(text: str, start: int, end: int, grammar: Grammar) -> Span | None:
    """Find the deontic expression of a stretch of folded text."""
    stop, idle = grammar.clause["stop"], grammar.clause["idle"]
    for match in grammar.clause["modal"].finditer(text, start, end):
        before = text[_behind(stop, text, start, match.start()) : match.start()]
        following = stop.search(text, match.end(), end)
        after = text[match.end() : following.start() if following else end]
        if idle.search(f"{before}\0{match[0]}\0{after}") is None:
            return match.span()
    return None


def second_sentence(seen: View, span: Span) -> int:
    """Return where the second sentence of a stretch begins, or the end where there is none."""
    stop = seen.grammar.clause["sentence"].search(seen.text, *span)
    return stop.end() if stop is not None else span[1]


def bearer(
    seen: View, span: Span, norm: str, deontic: Span | None, *, listed: bool = False
) -> Span | None:
    """Find the bearer in a stretch of folded text.

    Args:
        seen: the view of the text.
        span: the provision's own words.
        norm: its norm.
        deontic: its modal.
        listed: whether it is an item of a list.
    """
    if norm in _UNBOUND:
        return None
    patterns = seen.grammar.clause
    label = patterns["label"].match(seen.text, *span)
    start = label.end() if label is not None else span[0]
    if norm == "other":
        # Nobody is bound, unless one body is told to lay down the rest.
        stop = second_sentence(seen, (start, span[1]))
        charged = patterns["charged"].search(seen.text, start, stop)
        return charged.span("np") if charged is not None else None
    found = subject(seen, (start, span[1]), norm, deontic, listed=listed)
    if found is None or not 0 < found[1] - found[0] <= _LONGEST:
        return None
    if norm == "principle" and patterns["body"].search(seen.text, *found) is None:
        return None
    return found


def _behind(stop: re.Pattern[str], text: str, start: int, at: int) -> int:
    """Return the start of the clause that ``at`` stands in."""
    begin = max(start, at - 240)
    for match in stop.finditer(text, begin, at):
        begin = match.end()
    return begin
