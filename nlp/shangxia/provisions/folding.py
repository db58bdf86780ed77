"""The view of a text that the grammars are written for.

A grammar knows one form of every word: composed letters, lower case, simplified
characters, half-width digits, full-width brackets.  A view holds the text in
that form, with as many code points as the composed text, so that what is found
in it is found in the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from shangxia.document import Language
from shangxia.findings import Quote
from shangxia.provisions.grammar import Grammar, grammar_of
from shangxia.spans import Edit, OffsetMap, Span, apply, whole

_DECOMPOSED = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_MARKED = re.compile("[à-ãè-ìíò-õùúýăđĩũơư\u1ea0-\u1ef9]")
_LETTER = re.compile("[a-z]")
_SAMPLE = 4000
#: Below this share of marked letters a Vietnamese text was typed without marks.
_PLAIN_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class View:
    """A text and its folded form.

    Attributes:
        source: the text as given; quotations come from it.
        text: the folded text that patterns run on.
        offsets: from ``source`` to ``text``, or None where they are the same.
        base: what to add to an offset of ``source``.
        grammar: the grammar to read ``text`` with.
    """

    source: str
    text: str
    offsets: OffsetMap | None
    base: int
    grammar: Grammar

    def quote(self, start: int, end: int) -> Quote:
        """Return the words of the source behind a span of the folded text."""
        if self.offsets is not None:
            start, end = self.offsets.to_old(Span(start, end))
        return Quote(self.source[start:end], start + self.base, end + self.base)

    def inward(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the source, counted from ``base``, to the folded text."""
        start, end = start - self.base, end - self.base
        return (start, end) if self.offsets is None else self.offsets.to_new(Span(start, end))


def view(text: str, language: Language, *, base: int = 0) -> View:
    """Fold a text for the grammar of its language.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        base: offset of the text in its document, in code points.

    Returns:
        The view; its folded text is as long as the composed text.
    """
    composed, offsets = text, None
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        composed, offsets = apply(text, _compositions(text))
    folded = fold(composed, language)
    plain = language == "vi" and _is_plain(folded)
    grammar = grammar_of(language, plain=True) if plain else grammar_of(language)
    return View(text, folded, offsets, base, grammar)


def fold(text: str, language: Language) -> str:
    """Return the folded form of a composed text, of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few capitals (İ) have two lower-case code points: they stay.
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    if lowered.isascii():
        return lowered
    lowered = whole(lowered)
    grammar = grammar_of(language)
    table, present = _table(grammar.folding)
    # Few letters change: to look for them is several times as fast as to translate all.
    folded = present.sub(lambda match: table[match[0]], lowered)
    if grammar.respelling is not None:
        folded = grammar.respelling.sub(_respell, folded)
    return folded


@cache
def _table(pairs: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    """Return a grammar's translation of widths, brackets and variants, and what it changes."""
    table = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    table |= {"％": "%", "\u3000": " ", "\xa0": " ", "\u2009": " "}
    table |= {old: new for olds, news in pairs for old, new in zip(olds, news, strict=True)}
    return table, re.compile(f"[{re.escape(''.join(table))}]")


def _compositions(text: str) -> list[Edit]:
    edits = []
    for match in _DECOMPOSED.finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            edits.append(Edit(match.start(), match.end(), composed))
    return edits


def _respell(match: re.Match[str]) -> str:
    """Move the tone mark of an old spelling (khoá) to its new place (khóa)."""
    first, second = match[0][0], unicodedata.normalize("NFD", match[0][1])
    return unicodedata.normalize("NFC", first + second[1:]) + second[0]


def _is_plain(folded: str) -> bool:
    sample = folded[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    marked = len(_MARKED.findall(sample))
    return letters > 0 and marked < _PLAIN_SHARE * (letters + marked)
