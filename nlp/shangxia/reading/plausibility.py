"""How much a decoded text looks like writing: the evidence that picks an encoding.

A wrong encoding gives itself away in the letters beyond ASCII: rare characters
for frequent ones, letters of other scripts, marks that no syllable carries.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from shangxia.reading.language_data import words
from shangxia.reading.syllables import is_syllable, plain

_ODD = re.compile("[^\x00-\x7f]")
_MARKED_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]+")
_CHINESE_MARKS = "\u3000、。〈〉《》「」『』【】〔〕〖〗，；：？！（）％．—…“”‘’·～－"
_LATIN_MARKS = "“”‘’„–—…•°©®™«»€£ §\u00a0\u200b\ufeff"
_PLAIN_LATIN = "àâäçèéêëîïñóôöùúûüÉÀÖÜ"


def plausibility(text: str) -> float:
    """Rate how likely a text is to be Chinese, Vietnamese or English prose.

    Args:
        text: a sample of a text, decoded in some way.

    Returns:
        The mean over all characters beyond ASCII: 1 for frequent Han characters
        and for marked letters of frequent Vietnamese words, less for the rare,
        negative for what has no place in prose. 1 for ASCII alone.
    """
    odd = _ODD.findall(text)
    if not odd:
        return 1.0
    weights = _weights()
    total = sum(_weight(letter, weights) for letter in odd if not _is_latin(letter))
    for word in _MARKED_WORD.findall(text):
        if not word.isascii():
            total += _rate_word(unicodedata.normalize("NFC", word.lower()), word)
    # Control characters count against a decoding although they are ASCII.
    total -= sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 12, 13))
    return total / len(odd)


def _is_latin(letter: str) -> bool:
    return (
        "\u00c0" <= letter <= "\u024f"
        or "\u0300" <= letter <= "\u036f"
        or ("\u1e00" <= letter <= "\u1eff")
    )


def _rate_word(word: str, printed: str) -> float:
    """Rate a word with marks, in points per character beyond ASCII."""
    marks = len(_ODD.findall(printed))
    if word in words("vi", "common"):
        return 1.0 * marks
    if is_syllable(word) and len(plain(word)) == len(word):
        return 0.7 * marks
    if marks == 1 and len(word) > 3 and any(letter in _PLAIN_LATIN for letter in word):
        return 0.3  # café: a foreign name
    return -1.0 * marks


def _weight(letter: str, weights: dict[str, float]) -> float:
    known = weights.get(letter)
    if known is not None:
        return known
    if "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000":
        return 0.0 if letter <= "\U0003ffff" else -1.0
    if "\uff01" <= letter <= "\uff5e" or "\u2460" <= letter <= "\u24ff":
        return 0.5
    return -1.0


@cache
def _weights() -> dict[str, float]:
    """Return the points of single characters."""
    # The first levels of GB 2312 and Big5 were chosen by frequency.
    levels = [(range(0xB0, 0xD8), "gb2312"), (range(0xA4, 0xC7), "big5")]
    weights: dict[str, float] = {}
    for leads, codec in levels:
        for lead in leads:
            for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
                weights[bytes((lead, trail)).decode(codec, "ignore")] = 0.5
    weights |= dict.fromkeys(_LATIN_MARKS, 0.3)
    weights |= dict.fromkeys(_CHINESE_MARKS, 0.8)
    weights |= dict.fromkeys("".join(words("zh", "common")), 1.0)
    weights.pop("", None)
    return weights
