"""What may be wrong with a text that could be read: lost and garbled characters."""

from __future__ import annotations

import re

from shangxia.reading.plausibility import plausibility

_LOST = re.compile("\ufffd|[\ue000-\uf8ff]|[\U000f0000-\U0010ffff]|\\(cid:\\d{1,6}\\)")
# The bytes of one UTF-8 character as Windows-1252 shows them.
_TAIL = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
    "\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_TWICE = re.compile(f"[\u00c3-\u00df]{_TAIL}|[\u00e0-\u00ef]{_TAIL}{{2}}|\u00f0{_TAIL}{{3}}")
_BEYOND = re.compile("[^\x00-\x7f]")
_SAMPLE = 20_000
_MOST = 0.5


def damage_warnings(text: str) -> tuple[str, ...]:
    """Say what is damaged in a text.

    Args:
        text: the text as read.

    Returns:
        Sentences for ``Source.warnings``; none for a sound text.
    """
    if text.isascii() and "(cid:" not in text:
        return ()
    warnings = []
    lost = len(_LOST.findall(text))
    if lost:
        shown = sum(not letter.isspace() for letter in text)
        warnings.append(
            f"{lost} of {shown} characters ({lost / shown:.1%}) are damaged "
            "(U+FFFD, private use or cid codes): check quotations against the original"
        )
    if garbled := _garbled(text[:_SAMPLE]):
        warnings.append(garbled)
    return tuple(warnings)


def _garbled(sample: str) -> str | None:
    """Recognise UTF-8 that was once read in another encoding and saved so."""
    beyond = len(_BEYOND.findall(sample))
    pieces = _TWICE.findall(sample)
    if len(pieces) >= 3 and sum(map(len, pieces)) > _MOST * beyond:
        return (
            "the text was encoded in UTF-8 twice (it shows Ã, â€ or á» for letters): "
            "save the original again as UTF-8"
        )
    if beyond >= 12 and _utf8_as_gb(sample):
        return (
            "the text is UTF-8 that was read as GBK and saved so: save the original again as UTF-8"
        )
    return None


def _utf8_as_gb(sample: str) -> bool:
    # Whole lines only: a cut character would spoil the proof.
    lines = [line for line in sample.splitlines() if _BEYOND.search(line)][:20]
    try:
        back = "\n".join(lines).encode("gb18030").decode("utf-8")
    except UnicodeError:
        return False
    return plausibility(back) > plausibility(sample)
