"""Instruments that a text names: titles in title marks and document numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shangxia.document import Language, Mention
from shangxia.provisions.symbols import find_symbols

_TITLE = re.compile(r"《[^《》\n]{2,80}》")


def find_instruments(text: str, language: Language) -> Iterator[Mention]:
    """Find the instruments that a text names.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.

    Yields:
        The mentions in text order.
    """
    found = [
        Mention("instrument", match[0], *match.span(), match[0].strip("《》"))
        for match in _TITLE.finditer(text)
    ]
    found += [
        Mention(
            "instrument", text[s.start : s.end], s.start, s.end, s.canonical, number=s.canonical
        )
        for s in find_symbols(text)
    ]
    yield from sorted(found, key=lambda mention: (mention.start, mention.end))
