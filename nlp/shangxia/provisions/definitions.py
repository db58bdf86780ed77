"""Terms that a text defines, and how far each definition reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shangxia.document import Language
from shangxia.provisions.folding import View, view


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term at the place where it is defined.

    Attributes:
        text: the term as printed.
        start: first code point.
        end: code point behind the last.
        scope: what the definition holds for as printed (本法, "Luật này"), or None
            for the whole text.
    """

    text: str
    start: int
    end: int
    scope: str | None = None


def find_terms(text: str, language: Language, *, base: int = 0) -> tuple[DefinedTerm, ...]:
    """Find the terms that a text defines.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        Terms of 本法所称X，是指, 以下简称X, "sau đây gọi là X", "hereinafter X" in
        text order, each once per place.
    """
    seen = view(text, language, base=base)
    found = {term.start: term for term in _found(seen)}
    return tuple(found[start] for start in sorted(found))


def _found(seen: View) -> Iterator[DefinedTerm]:
    for pattern in reversed(seen.grammar.terms):
        scoped = "scope" in pattern.groupindex
        for match in pattern.finditer(seen.text):
            quote = seen.quote(*match.span("term"))
            scope = None
            if scoped and match["scope"]:
                scope = seen.quote(*match.span("scope")).text
            yield DefinedTerm(quote.text, quote.start, quote.end, scope)
