"""Folding: the form in which words are compared, with offsets kept.

Case, traditional characters, full width, curly quotes and the place of a
Vietnamese tone mark (hoà, hòa) are folded code point by code point, so offsets
stay.  Only the normal form and runs of blanks change the length; both are recorded
in an ``OffsetMap`` while they are made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from shangxia.resources import corpus
from shangxia.spans import Edit, OffsetMap, Span, apply, whole

#: A Han character: where words stand without blanks between them.
HAN = re.compile("[\u3400-\u9fff]")
#: Letters with and without marks; Vietnamese needs both blocks.
LATIN = (*range(0x41, 0x250), *range(0x1E00, 0x1F00))
# Quotes and blanks that are one and the same to a cue.
_ALIKE = (("'", "’‘ʼ"), ('"', "“”„"), (" ", "\t\r\xa0\u3000"))
_EAST_ASIAN = re.compile("[\u3400-\u9fff\uff10-\uff5a]")
# Decomposed letters, the single code points that have another normal form, and
# blanks and line breaks (of any kind) that a phrase is not to stumble over.
_UNNORMAL = re.compile(
    "[^\u0300-\u036f][\u0300-\u036f]+"
    "|[\u0340\u0341\u0374\u037e\u0387\u2126\u212a\u212b\uf900-\ufaff]"
)
_BLANKS = re.compile("[ \t\xa0]*\r\n?[ \t\xa0]*|[ \t\xa0]+\n[ \t\xa0]*|\n[ \t\xa0]+|[ \t\xa0]{2,}")
# Old style puts the mark on the second vowel of an open syllable (hoà, khoẻ, uỷ).
_OLD_MARKS = [
    (first + old, new + second)
    for first, second, olds, news in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for old, new in zip(olds, news, strict=True)
]
_VOWEL_MARKS = re.compile("[àáảãạèéẻẽẹỳýỷỹỵ]")
_MARKED = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
_ONE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


class Folded(NamedTuple):
    """A folded text and the way back to the text as it came."""

    text: str
    offsets: OffsetMap
    original: str

    def quote(self, start: int, end: int) -> str:
        """Return what ``start:end`` of the folded text was in the text as it came."""
        return self.offsets.to_old(Span(start, end)).of(self.original)


#: The last long text: a document is folded for its cues, its mentions and its claims alike.
_last: list[Folded] = []
_LONG = 1000


def fold(text: str) -> Folded:
    """Fold a text for comparison.

    Args:
        text: any text.

    Returns:
        The folded text; ``offsets.to_old`` maps its spans back.
    """
    if len(text) < _LONG:
        return _fold(text)
    known = _last[-1:]
    if not known or known[0].original is not text:
        known = [_fold(text)]
        _last[:] = known
    return known[0]


def _fold(text: str) -> Folded:
    original = text
    offsets = OffsetMap.identity(len(text))
    if not unicodedata.is_normalized("NFC", text):
        text, offsets = apply(text, _edits(_UNNORMAL, text))
    if _BLANKS.search(text):
        text, evened = apply(text, _edits(_BLANKS, text))
        offsets = offsets.then(evened)
    folded = text.lower()
    if len(folded) != len(text):  # İ and a few others grow
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    folded = whole(folded)
    if _EAST_ASIAN.search(folded):
        table, present = _table()
        # Few letters change: to look for them is several times as fast as to translate all.
        folded = present.sub(lambda found: table[found[0]], folded)
    for plain, others in _ALIKE:
        for other in others:
            folded = folded.replace(other, plain)
    if _VOWEL_MARKS.search(folded):
        for old, new in _OLD_MARKS:
            folded = folded.replace(old, new)
    return Folded(folded, offsets, original)


def _edits(expression: re.Pattern[str], text: str) -> Iterator[Edit]:
    for found in expression.finditer(text):
        old = found.group()
        if old.isspace():
            new = "\n" if "\n" in old or "\r" in old else " "
        else:
            new = unicodedata.normalize("NFC", old)
        yield Edit(found.start(), found.end(), new)


def fold_lines(text: str) -> str:
    """Let words run over a single line break, as in wrapped text; the length stays."""
    return _ONE_BREAK.sub(" ", text)


def strip_marks(folded: str) -> str:
    """Take the diacritics off folded text, letter by letter; the length stays."""
    return folded.translate(_bare_table())


def has_marks(text: str) -> bool:
    """Tell whether a text holds any Vietnamese letter with a mark."""
    return _MARKED.search(text) is not None


def fold_pattern(source: str, *, bare: bool = False) -> str:
    r"""Fold a regular expression like the text it is for; escapes such as ``\S`` stay."""
    pieces = re.split(r"(\\.)", source)
    folded = [piece if piece.startswith("\\") else fold(piece).text for piece in pieces]
    if bare:
        folded = [piece if piece.startswith("\\") else strip_marks(piece) for piece in folded]
    return "".join(folded)


@cache
def simplified() -> dict[str, str]:
    """Return the table of traditional characters and variants with their simplified form."""
    lines = corpus("lexicons", "trad_simp.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the simplified and half-width forms, and what finds the letters that have one."""
    table = dict(simplified())
    for code in range(0xFF10, 0xFF5B):  # full-width digits and letters
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain.isalnum():
            table[chr(code)] = plain.lower()
    return table, re.compile(f"[{re.escape(''.join(table))}]")


@cache
def _bare_table() -> dict[int, str]:
    table = {ord("đ"): "d"}
    for code in LATIN:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    return table
