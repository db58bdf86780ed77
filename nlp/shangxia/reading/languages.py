"""Which language and which script a text is written in.

One vote per word: a Han character counts as a good half of a word, a Latin
word votes for Vietnamese or English by its marks, by the lists of frequent
words and, where neither helps, by whether it could be a Vietnamese syllable.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from shangxia.document import Language, Script
from shangxia.reading.language_data import words
from shangxia.reading.syllables import is_plain_syllable, is_syllable, plain

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_WORD = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]+")
_CJK_MARK = re.compile("[\u3001-\u301f\u3040-\u30ff\uff01-\uff60]")
_ONLY_VIETNAMESE = re.compile("[đơưă\u1ea0-\u1ef9]")
_WORDS_PER_HAN = 0.6
_PIECE = 2000
#: Longer texts are not read whole.
SHORT = 3 * _PIECE


def detect_language(text: str) -> Language:
    """Guess the language of a text, also of one short sentence.

    Vietnamese is recognised without its marks and in chat spelling; of a mixed
    text the language that most of it is written in is returned.

    Args:
        text: any text; of a long one three pieces are looked at.

    Returns:
        ``zh``, ``vi`` or ``en`` (also where there is nothing to go by).
    """
    sample = _sample(text)
    if not sample.isascii():
        sample = unicodedata.normalize("NFC", sample)
        han = sum(map(len, _HAN.findall(sample)))
        if han * _WORDS_PER_HAN > len(sample) - han:
            return "zh"  # even if every other character were a word
    else:
        han = 0
    latin = _WORD.findall(sample.lower())
    if han * _WORDS_PER_HAN > len(latin) or (not latin and _CJK_MARK.search(sample)):
        return "zh"
    return "vi" if sum(map(_vote, latin)) > 0 else "en"


def detect_script(text: str, language: Language) -> Script:
    """Guess the script of a text.

    Args:
        text: any text; of a long one three pieces are looked at.
        language: what ``detect_language`` returned for it.

    Returns:
        ``Latn`` for Vietnamese and English; for Chinese ``Hant`` where more
        characters are traditional only than simplified only, else ``Hans``.
    """
    if language != "zh":
        return "Latn"
    simplified, traditional = _one_script_only()
    sample = _sample(text)
    more = sum(map(traditional.__contains__, sample)) - sum(map(simplified.__contains__, sample))
    return "Hant" if more > 0 else "Hans"


def _sample(text: str) -> str:
    if len(text) <= SHORT:
        return text
    middle = (len(text) - _PIECE) // 2
    return f"{text[:_PIECE]} {text[middle : middle + _PIECE]} {text[-_PIECE:]}"


@lru_cache(maxsize=1 << 16)
def _vote(word: str) -> float:
    """Weigh one lower-case word: positive for Vietnamese, negative for English."""
    if not word.isascii():
        return 2.0 if _ONLY_VIETNAMESE.search(word) or is_syllable(word) else -0.3
    vietnamese = word in _unmarked_common() or word in words("vi", "chat")
    english = word in words("en", "common")
    if vietnamese or english:
        return 1.0 * vietnamese - 1.2 * english
    return 0.35 if is_plain_syllable(word) else -0.6


@cache
def _unmarked_common() -> frozenset[str]:
    return frozenset(map(plain, words("vi", "common")))


@cache
def _one_script_only() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of one script alone, simplified and traditional.

    The national character sets know them: GB 2312 was made for the one script
    and Big5 for the other, and what only one of them holds is the difference.
    """
    pairs = bytes(
        byte
        for lead in range(0xA4, 0xFA)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        for byte in (lead, trail)
    )
    double = [pairs[at : at + 2] for at in range(0, len(pairs), 2)]
    mainland = {pair.decode("gb2312", "ignore") for pair in double if pair[0] >= 0xB0}
    taiwan = {pair.decode("big5", "ignore") for pair in double}
    hans, hant = mainland - taiwan, taiwan - mainland
    return _han_only(hans), _han_only(hant)


def _han_only(letters: set[str]) -> frozenset[str]:
    return frozenset(letter for letter in letters if len(letter) == 1 and _HAN.match(letter))
