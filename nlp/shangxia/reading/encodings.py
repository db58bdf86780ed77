"""Bytes to text: which encoding, and how sure.

A byte-order mark decides, then strict UTF-8, then what the file declares, then
language evidence: each candidate decodes a sample, and the one that reads most
like Chinese or Vietnamese prose wins.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from shangxia.errors import ReadingError
from shangxia.reading.plausibility import plausibility
from shangxia.reading.vietnamese_fonts import from_font, share_of_syllables

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Declared names are often too narrow for what the bytes hold.
_WIDER = {
    **{"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030"},
    **{"iso8859-1": "cp1252", "ascii": "cp1252", "cp950": "big5", "big5hkscs": "big5"},
}
_EXTENTS = {"big5": ("big5", "cp950", "big5hkscs")}
# Ties go to the earlier.
_CANDIDATES = ("gb18030", "big5", "cp1252", "cp1258")
_FONT_CANDIDATES = ("tcvn3", "vni")
_WIDE = ("utf-16-le", "utf-16-be")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 14
_ENOUGH = 0.25
_DAMAGE = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text, the Python name of the encoding, and what may be wrong."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode bytes whose encoding nobody can be sure of.

    Args:
        data: the bytes of a text file.
        declared: the encoding that the file or its sender names, if any.

    Returns:
        The text without a byte-order mark, the encoding as Python names it, and
        warnings, such as a declared encoding that does not fit.

    Raises:
        ReadingError: the bytes are no text in any of the encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, encoding)
    if b"\0" in data:
        return _with_nulls(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    name = _known(declared)
    if name in _CANDIDATES and (decoded := _accept(data, name, at_least=_ENOUGH)):
        return decoded
    found = _damaged_utf8(data) or _by_evidence(data)
    if name and found.encoding not in _EXTENTS.get(name, (name,)):
        said = f"the file declares {declared} but reads as {found.encoding}"
        return Decoded(found.text, found.encoding, (said, *found.warnings))
    return found


def _marked(data: bytes, encoding: str) -> Decoded:
    """Decode after a byte-order mark, replacing what is damaged."""
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    lost = text.count("\ufffd") - data.count("\ufffd".encode(encoding.removesuffix("-sig")))
    if lost > 0 and lost > _DAMAGE * len(text) + 1:
        raise ReadingError(f"the bytes begin with a mark of {encoding} but are not {encoding} text")
    return Decoded(text, encoding)


def _with_nulls(data: bytes) -> Decoded:
    """Decode UTF-16 without a mark, the only text that holds NUL bytes."""
    rated = sorted((_rate(data, encoding), encoding) for encoding in _WIDE)
    score, encoding = rated[-1]
    decoded = _accept(data, encoding, at_least=_ENOUGH) if score > rated[0][0] else None
    if decoded is None or "\0" in decoded.text:
        raise ReadingError("the file holds binary data, not text")
    return decoded


def _damaged_utf8(data: bytes) -> Decoded | None:
    """Take UTF-8 with a few bad bytes for what it is."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    if lost <= _DAMAGE * beyond or (lost == 1 and beyond > 10 and text.endswith("\ufffd")):
        return Decoded(text, "utf-8")
    return None


def _by_evidence(data: bytes) -> Decoded:
    candidates = (*_CANDIDATES, *_FONT_CANDIDATES, *(_WIDE if len(data) % 2 == 0 else ()))
    order = {encoding: -at for at, encoding in enumerate(candidates)}
    rated = [(round(_rate(data, encoding), 2), order[encoding], encoding) for encoding in order]
    for score, _, encoding in sorted(rated, reverse=True):
        if score >= _ENOUGH and (decoded := _accept(data, encoding, at_least=-1.0)):
            return decoded
    raise ReadingError("the bytes are no text in UTF-8, UTF-16, GB18030, Big5 or Windows-1258")


def _rate(data: bytes, encoding: str) -> float:
    """Return the plausibility of a sample; -1 where it cannot be decoded."""
    if encoding in _FONT_CANDIDATES:
        text = data[:_SAMPLE].decode("latin-1")
        return 0.9 * share_of_syllables(from_font(text, encoding))
    start = 0
    if encoding not in _WIDE and (match := _HIGH.search(data)):
        # Everything before is ASCII in all of them, so this is a safe place to cut.
        start = max(0, match.start() - 200)
    decoder = codecs.getincrementaldecoder(_EXTENTS.get(encoding, (encoding,))[-1])("replace")
    text = decoder.decode(data[start : start + _SAMPLE])
    return plausibility(text) - 2.0 * text.count("\ufffd") / max(1, len(text))


def _accept(data: bytes, encoding: str, *, at_least: float) -> Decoded | None:
    """Decode the whole if it is plausible and at most slightly damaged."""
    if encoding in _FONT_CANDIDATES:
        # Fonts are told from the text, later and for all formats alike.
        return Decoded(data.decode("latin-1"), "latin-1")
    if _rate(data, encoding) < at_least:
        return None
    extents = _EXTENTS.get(encoding, (encoding,))
    for extent in extents:
        try:
            return Decoded(data.decode(extent), extent)
        except UnicodeDecodeError:
            continue
    text = data.decode(extents[-1], "replace")
    return Decoded(text, extents[-1]) if text.count("\ufffd") <= _DAMAGE * len(text) else None


def _known(declared: str | None) -> str | None:
    """Return the codec of a declared name in its wider form, if Python knows it."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name)
