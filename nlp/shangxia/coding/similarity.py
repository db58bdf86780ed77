"""How like a definition a list item is: shared terms, weighted, and named.

Terms are pairs of Chinese characters, pairs of Vietnamese syllables or single
English words.  A term counts the more, the fewer codes have it (inverse
document frequency, Spärck Jones 1972).  Two views are taken and the better one
kept: the cosine between item and code, and the share of the code's *name* that
the item holds (a short name in a long item has a low cosine and still says it).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from shangxia.coding.folding import fold
from shangxia.coding.languages import LanguageData, language_data
from shangxia.coding.values import Code

_HAN_RUN = re.compile("[㐀-鿿]+")
_WORD_RUN = re.compile(r"[^\W\d_]+")
#: How much each part of a code adds to its profile.
_NAME, _DEFINITION, _CUE, _NOTE = 2.0, 1.0, 1.0, 0.5
#: A whole name is good evidence, but less than a whole definition.
_NAME_SHARE = 0.8
#: A name of fewer terms is found in too many places.
_FEWEST = 4
#: Less than this share of a name may be any other name.
_MOST = 0.6


class Term(NamedTuple):
    """A term at its place in a folded text."""

    text: str
    start: int
    end: int


class Likeness(NamedTuple):
    """How like a code, by index, a text is: ``value`` in [0, 1]."""

    code: int
    value: float


class Profiles:
    """The terms of all codes of a codebook in one language.

    Args:
        codes: the codes.
        language: ``zh``, ``vi`` or ``en``.
    """

    def __init__(self, codes: Sequence[Code], language: str) -> None:
        self._data = language_data(language)
        counts = [_profile(code, language, self._data) for code in codes]
        spread = Counter(term for profile in counts for term in profile)
        self._rarity = {
            term: math.log((1 + len(codes)) / number) for term, number in spread.items()
        }
        self._unknown = math.log(1 + len(codes))
        self._codes: dict[str, list[tuple[int, float]]] = {}
        for index, profile in enumerate(counts):
            weights = {term: math.sqrt(n) * self._rarity[term] for term, n in profile.items()}
            norm = math.hypot(*weights.values()) or 1.0
            for term, weight in weights.items():
                self._codes.setdefault(term, []).append((index, weight / norm))
        self._names = [self._name_terms(code, language) for code in codes]
        self._wholes = [sum(name.values()) for name in self._names]

    def like(self, found: Sequence[Term]) -> list[Likeness]:
        """Compare a text with every code that shares a term with it.

        Args:
            found: the terms of the text.

        Returns:
            Likenesses in the order of the codes.
        """
        if len({term.text for term in found if term.text in self._codes}) < self._data.together:
            return []
        weights = self._weights(found)
        norm = math.hypot(*weights.values()) or 1.0
        sums: dict[int, float] = {}
        number: Counter[int] = Counter()
        for term, weight in weights.items():
            for index, share in self._codes.get(term, ()):
                sums[index] = sums.get(index, 0.0) + weight / norm * share
                number[index] += 1
        return [
            Likeness(index, min(1.0, max(sums[index], self._name_share(index, weights))))
            for index in sorted(sums)
            if number[index] >= self._data.together  # one pair of syllables is too little
        ]

    def shared(self, folded: str, found: Sequence[Term], code: int) -> tuple[str, ...]:
        """Return the words that a text and a code share, the most telling first.

        Args:
            folded: the folded text that the terms have their places in.
            found: the terms of the text.
            code: index of the code.

        Returns:
            Three words at most; neighbouring terms are joined.
        """
        weights = self._weights(found)
        parts = {
            term: weight * share
            for term, weight in weights.items()
            for index, share in self._codes.get(term, ())
            if index == code
        }
        return _shared_words(folded, found, parts)

    def _weights(self, found: Sequence[Term]) -> dict[str, float]:
        return {
            term: math.sqrt(number) * self._rarity.get(term, self._unknown)
            for term, number in Counter(term.text for term in found).items()
        }

    def _name_terms(self, code: Code, language: str) -> dict[str, float]:
        words = terms(fold(code.names.get(language, "")).text, self._data)
        names = {term.text: self._rarity.get(term.text, 0.0) for term in words}
        return names if len(names) >= _FEWEST else {}

    def _name_share(self, index: int, weights: dict[str, float]) -> float:
        """Return the share of the code's name that the text holds, where it is most of it."""
        name, whole = self._names[index], self._wholes[index]
        if not whole:
            return 0.0
        share = sum(value for term, value in name.items() if term in weights) / whole
        return _NAME_SHARE * share if share >= _MOST else 0.0


def terms(folded: str, data: LanguageData, *, start: int = 0, end: int | None = None) -> list[Term]:
    """Return the terms of a stretch of folded text.

    Args:
        folded: text from ``fold``.
        data: the language.
        start: where the stretch begins.
        end: where it ends; the end of the text without it.

    Returns:
        The terms in text order.
    """
    size = data.together
    end = len(folded) if end is None else end
    if data.unit == "character":
        return [
            Term(folded[at : at + size], at, at + size)
            for found in _HAN_RUN.finditer(folded, start, end)
            for at in range(found.start(), found.end() - size + 1)
        ]
    words = [
        Term(found.group(), *found.span())
        for found in _WORD_RUN.finditer(folded, start, end)
        if found.group() not in data.stop and len(found.group()) > 1
    ]
    if data.clip:
        words = [word._replace(text=word.text[: data.clip]) for word in words]
    runs = zip(*(words[at:] for at in range(size)), strict=False)
    return [Term(" ".join(word.text for word in run), run[0].start, run[-1].end) for run in runs]


def _profile(code: Code, language: str, data: LanguageData) -> Counter[str]:
    """Count the terms of a code, its name most."""
    parts = [
        (code.names.get(language, ""), _NAME),
        (code.definitions.get(language, ""), _DEFINITION),
        (code.inclusion.get(language, ""), _NOTE),
    ]
    parts += [
        (cue.text, _CUE) for cue in code.cues if cue.language == language and not cue.is_pattern
    ]
    profile: Counter[str] = Counter()
    for text, weight in parts:
        for term in terms(fold(text).text, data):
            profile[term.text] += weight  # type: ignore[assignment]
    return profile


def _shared_words(folded: str, found: Sequence[Term], parts: dict[str, float]) -> tuple[str, ...]:
    """Join neighbouring shared terms into words, and put the most telling first."""
    runs: list[tuple[int, int, float]] = []
    for term, start, end in found:
        if term not in parts:
            continue
        if runs and start < runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]), runs[-1][2] + parts[term])
        else:
            runs.append((start, end, parts[term]))
    runs.sort(key=lambda run: (-run[2], run[0]))
    return tuple(dict.fromkeys(folded[start:end] for start, end, _ in runs))[:3]
