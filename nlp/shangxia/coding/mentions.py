"""Instruments, places and organs that a text names."""

from __future__ import annotations

from shangxia.coding.instruments import find_instruments
from shangxia.document import Language, Mention


def find_mentions(text: str, language: Language) -> tuple[Mention, ...]:
    """Find the instruments, places and organs that a text names.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.

    Returns:
        The mentions in text order.
    """
    return tuple(find_instruments(text, language))
