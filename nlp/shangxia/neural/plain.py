"""The form in which our encoder reads text: simplified characters, one for one."""

from __future__ import annotations

from functools import cache

from shangxia.coding.folding import simplified


def plain(text: str) -> str:
    """Return the text with traditional characters simplified; its length stays.

    All else (width, case, normal form) is the tokenizer's, which keeps offsets.
    """
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    return {ord(old): new for old, new in simplified().items()}
