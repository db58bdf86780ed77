"""Vietnamese typed for TCVN3 (ABC) and VNI fonts, before Unicode.

Such a file holds Western letters that only look Vietnamese in a special font:
"Céng hßa x· héi" for "Cộng hòa xã hội".  A decoding is taken where nearly every
word becomes a possible syllable; otherwise the reader refuses, because half a
decoding would quote words that nobody wrote.
"""

from __future__ import annotations

import re
from functools import cache

from shangxia.errors import ReadingError
from shangxia.reading.language_data import font_table, words
from shangxia.reading.plausibility import plausibility
from shangxia.reading.syllables import is_syllable

_FONTS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}
_RELIABLE = 0.93
_RECOGNISED = 0.6
_WORD = re.compile("[A-Za-z\u0080-\u1eff]+")
_WESTERN = re.compile("[\u00a1-\u00ff]")
# Where real Unicode Vietnamese stands in the text it was not typed for a font.
_UNICODE = re.compile("[đơưĐƠƯ\u1ea0-\u1ef9]")
_SAMPLE = 20_000


def decode_fonts(text: str, name: str) -> tuple[str, str | None]:
    """Decode a text typed for a Vietnamese font; return others unchanged.

    Args:
        text: text as decoded from its bytes.
        name: file name, for the message.

    Returns:
        The text in Unicode and ``tcvn3`` or ``vni``, or the text and None.

    Raises:
        ReadingError: the text is font-encoded but cannot be decoded reliably.
    """
    if text.isascii() or not _WESTERN.search(text, 0, _SAMPLE):
        return text, None
    sample = text[:_SAMPLE]
    if len(_UNICODE.findall(sample)) * 10 > len(_WESTERN.findall(sample)):
        return text, None
    before = plausibility(sample)
    best, font = max((share_of_syllables(from_font(sample, font)), font) for font in _FONTS)
    if best < _RECOGNISED or before > 0.5:
        return text, None
    if best < _RELIABLE:
        raise ReadingError(
            f"{name} is Vietnamese typed for {_FONTS[font]} fonts and cannot be decoded "
            "reliably: convert it to Unicode, for example with UniKey, and read it again"
        )
    return from_font(text, font), font


def share_of_syllables(text: str) -> float:
    """Return the share of words with marks that are Vietnamese syllables.

    Zero where fewer than two of them are frequent words: chance makes syllables.
    """
    marked = [word.lower() for word in _WORD.findall(text) if not word.isascii()]
    frequent = sum(word in words("vi", "common") for word in marked)
    if frequent < 2 or frequent * 8 < len(marked):
        return 0.0
    return sum(map(is_syllable, marked)) / len(marked)


def from_font(text: str, font: str) -> str:
    """Turn font-encoded text into Unicode.

    Args:
        text: letters as Windows-1252 shows them.
        font: ``tcvn3`` or ``vni``.

    Returns:
        Unicode text.  TCVN3 has no capitals with tones, capital fonts drew
        them: in a word whose other letters are capitals they become capitals.
    """
    table = font_table(font)
    decoded = _pattern(font).sub(lambda match: table[match[0]], text)
    return _WORD.sub(_match_case, decoded) if font == "tcvn3" else decoded


def _match_case(match: re.Match[str]) -> str:
    word = match[0]
    letters = [letter for letter in word if letter.isascii()]
    if word.isascii() or not letters:
        return word
    capital = all(letter.isupper() for letter in letters)
    return word.upper() if capital and (len(letters) > 1 or word[0].isupper()) else word


@cache
def _pattern(font: str) -> re.Pattern[str]:
    longest_first = sorted(font_table(font), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
