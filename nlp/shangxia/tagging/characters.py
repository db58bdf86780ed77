"""What kind of character each code point is, as tables that numpy looks up.

Batches are read as arrays of code points; one look-up folds a letter (case,
width, traditional form), strips its marks, or tells its kind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from shangxia.coding.folding import LATIN, fold, strip_marks
from shangxia.reading.languages import SHORT

#: Kinds of characters.
OTHER, HAN, LETTER, DIGIT, CLAUSE_END, SENTENCE_END, SPACE = range(7)

Codes = np.ndarray[Any, np.dtype[np.uint32]]
Kinds = np.ndarray[Any, np.dtype[np.uint8]]

_SIZE = 0x20000  # code points from here on are Han of the supplementary planes
_CLAUSE_ENDS = "，,；;：:…—\n\r"
_SENTENCE_ENDS = "。．.！!？?\n\r"
#: Where more is Han, a text is Chinese whatever the rest may be.
_MOST = 0.7
# Quotes that are one and the same to a phrase.
_MARKS = (0x2018, 0x2019, 0x201C, 0x201D, 0x02BC, 0xA0)
_HAN = ((0x3005, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))


def code_points(text: str) -> Codes:
    """Return the code points of a text as an array (lone surrogates are kept)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def mostly_han(texts: Sequence[str]) -> list[bool]:
    """Tell of each text whether most of it is common Han, so that its words need no look.

    Of long ones, of which ``detect_language`` reads pieces, it does not tell.
    """
    codes = code_points("".join(texts))
    han = np.cumsum(np.append(False, (codes >= 0x4E00) & (codes < 0xA000)))
    ends = np.cumsum([0, *map(len, texts)])
    length = np.diff(ends)
    most: list[bool] = ((np.diff(han[ends]) > _MOST * length) & (length <= SHORT)).tolist()
    return most


def kinds(codes: Codes) -> Kinds:
    """Return the kind of each code point.

    A point or comma between two digits is no end, and a blank beside a Han
    character ends a clause: that is how titles and lists are set off there.
    """
    found = _kinds()[np.minimum(codes, _SIZE - 1)]
    before, after = np.roll(found, 1), np.roll(found, -1)
    inside = (before == DIGIT) & (after == DIGIT)
    ends = (found == CLAUSE_END) | (found == SENTENCE_END)
    breaks = (found == SPACE) & ((before == HAN) | (after == HAN))
    return np.where(ends & inside, OTHER, np.where(breaks, CLAUSE_END, found)).astype(np.uint8)


def folded(codes: Codes, numerals: str = "") -> Codes:
    """Return the code points in the form words are compared in; the length stays.

    Args:
        codes: code points.
        numerals: letters that stand for numbers; they become ``#``, digits stay.
    """
    table = _folded()
    if numerals:
        table = table.copy()
        table[[ord(letter) for letter in numerals]] = ord("#")
    return np.where(codes < _SIZE, table[np.minimum(codes, _SIZE - 1)], codes).astype(np.uint32)


def as_text(codes: Codes) -> str:
    """Return code points as a string; half a surrogate pair becomes U+FFFD."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "replace")


def bare(codes: Codes) -> Codes:
    """Return the code points folded and without diacritics; all digits become ``0``."""
    known = codes < _SIZE
    return np.where(known, _bare()[np.minimum(codes, _SIZE - 1)], codes).astype(np.uint32)


@cache
def _kinds() -> Kinds:
    table = np.zeros(_SIZE, dtype=np.uint8)
    for low, high in _HAN:
        table[low:high] = HAN
    for code in range(0x2100):
        letter = chr(code)
        if letter.isalpha() or unicodedata.combining(letter):
            table[code] = LETTER
        elif letter.isdigit():
            table[code] = DIGIT
        elif letter.isspace():
            table[code] = SPACE
    table[0xFF10:0xFF1A] = DIGIT
    table[0xFF21:0xFF3B] = LETTER
    table[0xFF41:0xFF5B] = LETTER
    table[0x3000] = SPACE
    table[_SIZE - 1] = HAN
    for mark in _CLAUSE_ENDS:
        table[ord(mark)] = CLAUSE_END
    for mark in _SENTENCE_ENDS:
        table[ord(mark)] = SENTENCE_END
    return table


@cache
def _folded() -> Codes:
    return _table(lambda text: fold(text).text)


@cache
def _bare() -> Codes:
    table = _table(lambda text: strip_marks(fold(text).text))
    table[0x30:0x3A] = table[0xFF10:0xFF1A] = ord("0")
    return table


def _table(change: Callable[[str], str]) -> Codes:
    """Tabulate a folding that works letter by letter."""
    table = np.arange(_SIZE, dtype=np.uint32)
    letters = [*LATIN, *_MARKS, *range(0x3000, 0xA000), *range(0xFF01, 0xFF5F)]
    text = "\ue000".join(map(chr, letters))  # set apart, lest two make one
    changed = change(text).split("\ue000")
    table[letters] = [
        ord(new) if len(new) == 1 else old for old, new in zip(letters, changed, strict=True)
    ]
    return table
