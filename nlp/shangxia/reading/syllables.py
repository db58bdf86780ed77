"""The shape of a Vietnamese syllable: onset, rhyme, tone.

Nearly every written word of Vietnamese is one syllable from a small closed
set.  That tells it from other languages and a right decoding from a wrong one,
without a dictionary.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from shangxia.reading.language_data import words

TONES = "\u0300\u0301\u0303\u0309\u0323"
_CHECKED_TONES = "\u0301\u0323"  # a syllable that ends in a stop is sắc or nặng
_STOPS = ("c", "ch", "p", "t")


@cache
def _shapes() -> tuple[frozenset[str], frozenset[str]]:
    """Return onset + rhyme of all syllables, with and without vowel marks."""
    onsets = [*sorted(words("vi", "onsets")), ""]
    marked = {onset + rhyme for onset in onsets for rhyme in words("vi", "rhymes")}
    return frozenset(marked), frozenset(plain(shape) for shape in marked)


@lru_cache(maxsize=1 << 15)
def plain(word: str) -> str:
    """Return a lower-case word without tone and vowel marks, đ as d."""
    letters = unicodedata.normalize("NFD", word)
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return kept.replace("đ", "d")


def is_plain_syllable(word: str) -> bool:
    """Tell whether an unmarked lower-case word could be a Vietnamese syllable."""
    return word in _shapes()[1]


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Tell whether a lower-case word, with its marks, is a possible syllable.

    Args:
        word: letters in any normal form.

    Returns:
        True where onset, rhyme and tone go together.
    """
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in TONES]
    shape = unicodedata.normalize("NFC", "".join(x for x in letters if x not in TONES))
    if len(tones) > 1 or shape not in _shapes()[0]:
        return False
    checked = shape.endswith(_STOPS)
    # Without any mark the word may still be plain Latin: that is not held against it.
    return not (checked and tones and tones[0] not in _CHECKED_TONES)
