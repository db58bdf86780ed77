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
from dataclasses import dataclass

from shangxia.coding.folding import fold
from shangxia.coding.languages import LanguageData, language_data
from shangxia.coding.values import Code

_HAN_RUN = re.compile("[㐀-鿿]+")
_WORD_RUN = re.compile(r"[^\W\d_]+")
#: How much each part of a code adds to its profile.
_NAME, _DEFINITION, _CUE, _NOTE = 2.0, 1.0, 1.0, 0.5
#: A whole name is good evidence, but less than a whole definition.
_NAME_SHARE = 0.8
#: Less than this share of a name may be any other name.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a code a text is.

    Attributes:
        code: index of the code.
        value: in [0, 1].
        shared: the words they share, most telling first.
    """

    code: int
    value: float
    shared: tuple[str, ...]


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

    def like(self, folded: str) -> list[Likeness]:
        """Compare a folded text with every code that shares a term with it.

        Args:
            folded: text from ``fold``.

        Returns:
            Likenesses in the order of the codes.
        """
        found = terms(folded, self._data)
        weights = {
            term: math.sqrt(n) * self._rarity.get(term, self._unknown)
            for term, n in Counter(term for term, _, _ in found).items()
        }
        norm = math.hypot(*weights.values()) or 1.0
        parts: dict[int, dict[str, float]] = {}
        for term, weight in weights.items():
            for index, share in self._codes.get(term, ()):
                parts.setdefault(index, {})[term] = weight / norm * share
        return [
            Likeness(
                index,
                min(1.0, max(sum(parts[index].values()), self._name_share(index, weights))),
                _shared_words(folded, found, parts[index]),
            )
            for index in sorted(parts)
        ]

    def _name_terms(self, code: Code, language: str) -> dict[str, float]:
        words = terms(fold(code.names.get(language, "")).text, self._data)
        return {term: self._rarity.get(term, 0.0) for term, _, _ in words}

    def _name_share(self, index: int, weights: dict[str, float]) -> float:
        """Return the share of the code's name that the text holds, where it is most of it."""
        name = self._names[index]
        held = [value for term, value in name.items() if term in weights]
        whole = sum(name.values())
        share = sum(held) / whole if len(held) > 1 and whole else 0.0
        return _NAME_SHARE * share if share >= _MOST else 0.0


def terms(folded: str, data: LanguageData) -> list[tuple[str, int, int]]:
    """Return the terms of a folded text with their places.

    Args:
        folded: text from ``fold``.
        data: the language.

    Returns:
        (term, start, end) in text order.
    """
    size = data.together
    if data.unit == "character":
        return [
            (found.group()[at : at + size], found.start() + at, found.start() + at + size)
            for found in _HAN_RUN.finditer(folded)
            for at in range(len(found.group()) - size + 1)
        ]
    words = [
        (found.group(), *found.span())
        for found in _WORD_RUN.finditer(folded)
        if found.group() not in data.stop and len(found.group()) > 1
    ]
    if data.clip:
        words = [(word[: data.clip], start, end) for word, start, end in words]
    runs = zip(*(words[at:] for at in range(size)), strict=False)
    return [(" ".join(word for word, _, _ in run), run[0][1], run[-1][2]) for run in runs]


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
        for term, _, _ in terms(fold(text).text, data):
            profile[term] += weight  # type: ignore[assignment]
    return profile


def _shared_words(
    folded: str, found: list[tuple[str, int, int]], parts: dict[str, float]
) -> tuple[str, ...]:
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
