"""Instruments, places and organs that a text names."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Protocol

from shangxia.coding.folding import Folded, fold
from shangxia.coding.mentions_instruments import find_instruments
from shangxia.coding.mentions_language import MentionWords, mention_words
from shangxia.coding.mentions_organs import find_organs
from shangxia.coding.mentions_places import find_places
from shangxia.document import Language
from shangxia.findings import Mention
from shangxia.reading.normalise import normalise
from shangxia.spans import Span


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def find_mentions(text: str, language: Language) -> tuple[Mention, ...]:
    """Find the instruments, places and organs that a text names.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.

    Returns:
        The mentions in text order.  ``canonical`` of a place is its name, what it
        lies in and the country (``Nanyang, Henan, CN``), of an organ its English
        name with its place, of an instrument its number or its title in full.
    """
    words = mention_words(language)
    folded = fold(text)
    places = find_places(folded, language, words)
    found = [_mention("place", one, one.place.canonical, folded) for one in places]
    organs = find_organs(folded, places, words)
    found += [_mention("organ", one, one.canonical, folded) for one in organs]
    found += _instruments(text, words)
    return tuple(sorted(found, key=lambda mention: (mention.start, -mention.end, mention.kind)))


def _instruments(text: str, words: MentionWords) -> list[Mention]:
    if unicodedata.is_normalized("NFC", text):
        return find_instruments(text, words.titles)
    normal = normalise(text)
    found = []
    for one in find_instruments(normal.text, words.titles):
        start, end = normal.map.to_old(Span(one.start, one.end))
        found.append(replace(one, text=text[start:end], start=start, end=end))
    return found


def _mention(kind: str, found: _Spanned, canonical: str, folded: Folded) -> Mention:
    start, end = folded.offsets.to_old(Span(found.start, found.end))
    return Mention(kind, folded.original[start:end], start, end, canonical)
