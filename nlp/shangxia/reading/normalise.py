r"""One form for what looks alike, with every change of offset recorded.

Rules and grammars look at the normalised text; what they find is mapped back
through the ``OffsetMap``.  Where nothing has to change this costs one search.

    >>> normalise("第 一 章　总　则\r\n（一）").text
    '第一章 总则\n(一)'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from shangxia import numerals
from shangxia.spans import Edit, OffsetMap, apply


@dataclass(frozen=True, slots=True)
class Normalised:
    """A changed text and the map between its offsets and the original's."""

    text: str
    map: OffsetMap


# ASCII letters, digits, brackets and signs of full width; the Chinese marks
# ，；：！？ keep theirs, because they are what Chinese prose is written with.
_WIDE_KEPT = "，；：！？"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_SWAPS = (
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _WIDE_KEPT}
    | dict.fromkeys(
        "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "
    )
    | dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
)
_SWAP = re.compile(
    f"[\x0b\x0c\x85\u2028\u2029{_SPACES}\uff02-\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uff5e]"
)
_DROP = re.compile(f"\r\n?|[{_INVISIBLE}]+")
_ANY = re.compile(f"\r|[{_INVISIBLE}]")

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_DIGIT = f"[{numerals.CHINESE_DIGITS}0-9]"
# Spaces that scanning, or a taste for wide headings, put between characters: in
# a numbered label, in a heading of single characters, in a run of four or more.
_NUMBERED = re.compile(f"第(?:[ \t]{{0,4}}{_DIGIT}){{1,12}}[ \t]{{0,4}}[编編章节節条條款项項目]")
_LABELLED = "|".join(f"(?<=[章节節编編]{' ' * count})" for count in range(1, 5))
_HEADING = (
    f"(?:{_LABELLED}|(?<=\n)|(?<=\n )|\\A){_HAN}(?:[ \t]{{1,8}}{_HAN}){{1,7}}(?=[ \t]*(?:\n|\\Z))"
)
_RUN = f"(?<!{_HAN}){_HAN}(?: {_HAN}){{3,}}(?!{_HAN})"
_WIDE = re.compile(f"{_HEADING}|{_RUN}")
# Every such heading or run ends in a character on its own: few lines have one.
_ALONE = re.compile(f"[ \t]{_HAN}(?=[ \t\n]|\\Z)")
_GAP = re.compile("[ \t]+")

# Letters that are in canonical form whatever stands beside them: a test cheaper
# than is_normalized for what our texts are made of.
_STABLE = (
    "\x00-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2460-\u2ab0\u2e80-\u3029\u3030-\u3098"
    "\u309b-\u9fff\uff00-\uffef"
)
_UNSTABLE = re.compile(f"[^{_STABLE}]")

_OLD_TONES = {
    first + second: new
    for vowels in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
    for first in (vowels[0], vowels[0].upper())
    for plain in (vowels[1], vowels[1].upper())
    for second in [unicodedata.normalize("NFC", plain + tone)]
    for new in [unicodedata.normalize("NFC", first + tone) + plain]
}
_OLD_TONE = re.compile(f"(?<![qQ])(?:{'|'.join(_OLD_TONES)})(?![^\\W\\d_])")


def normalise(text: str) -> Normalised:
    """Bring a text into the form that rules are written for.

    Canonical composition (NFC), invisible characters dropped, every kind of
    space plain, ASCII of full width to half, line ends to line feeds, and the
    spaces closed that scanning leaves inside Chinese labels and headings.

    Args:
        text: any text.

    Returns:
        The text in that form with the map of offsets.
    """
    length = len(text)
    if text.isascii() and "\r" not in text and "\x0b" not in text and "\x0c" not in text:
        return Normalised(text, OffsetMap.identity(length))
    # One character for one leaves every offset where it is: no record needed.
    text = _SWAP.sub(lambda match: _SWAPS[match[0]], text)
    result = Normalised(text, OffsetMap.identity(length))
    if _ANY.search(text):
        result = _then(result, _dropped(text))
    if _UNSTABLE.search(result.text) and not unicodedata.is_normalized("NFC", result.text):
        result = _then(result, _composed(result.text))
    if gaps := _gaps(result.text):
        result = _then(result, (Edit(start, end, "") for start, end in sorted(gaps)))
    return result


def modern_tones(text: str) -> Normalised:
    """Write hoà, khoẻ, uỷ as hòa, khỏe, ủy.

    Vietnamese is printed with either; the change keeps all offsets.

    Args:
        text: text in NFC.

    Returns:
        The text with the marks on the first vowel, and its map.
    """
    edits = (Edit(*match.span(), _OLD_TONES[match[0]]) for match in _OLD_TONE.finditer(text))
    return Normalised(*apply(text, edits))


def _then(first: Normalised, edits: Iterable[Edit]) -> Normalised:
    text, later = apply(first.text, edits)
    return Normalised(text, later if first.map.is_identity else first.map.then(later))


def _dropped(text: str) -> Iterator[Edit]:
    for match in _DROP.finditer(text):
        start, end = match.span()
        if match[0] == "\r\n":
            yield Edit(start, start + 1, "")
        else:
            yield Edit(start, end, "\n" if match[0] == "\r" else "")


def _composed(text: str) -> Iterator[Edit]:
    """Compose each base with its marks, and replace single characters that must be."""
    letters = set(text)
    # Only marks and the vowels and finals of Hangul compose with what precedes.
    marks = [c for c in letters if unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff"]
    single = [c for c in letters if unicodedata.normalize("NFC", c) != c]
    changing = re.compile(f"[{''.join(map(re.escape, sorted({*marks, *single})))}]+")
    end = 0
    for match in changing.finditer(text):
        # A mark joins the letter before it.
        start = max(end, match.start() - (match[0][0] in marks))
        end = match.end()
        composed = _nfc(text[start:end])
        if composed != text[start:end]:
            yield Edit(start, end, composed)


def _gaps(text: str) -> set[tuple[int, int]]:
    """Return the spaces to close, as spans."""
    found = [match.span() for match in _NUMBERED.finditer(text)]
    # The space behind a label parts it from its heading and stays.
    labels = {end for _, end in found}
    line_end = -1
    for alone in _ALONE.finditer(text):
        if alone.start() < line_end:
            continue
        start = text.rfind("\n", 0, alone.start()) + 1
        line_end = text.find("\n", alone.end())
        line_end = len(text) if line_end < 0 else line_end
        found += (match.span() for match in _WIDE.finditer(text, start, line_end))
    gaps = {gap.span() for span in found for gap in _GAP.finditer(text, *span)}
    return {gap for gap in gaps if gap[0] not in labels}


@lru_cache(maxsize=1 << 12)
def _nfc(piece: str) -> str:
    return unicodedata.normalize("NFC", piece)
