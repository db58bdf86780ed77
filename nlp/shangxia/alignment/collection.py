"""The texts of one side as arrays of weighted terms."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from shangxia.alignment.lexicon import lexis
from shangxia.alignment.terms import Lexis, Terms

#: Marks a part (character, syllable) and a pair of neighbouring parts in a vocabulary.
PART, NEIGHBOURS = ".", "+"
#: A part weighs more than a word of the same rarity: parts are surer to be linked.
_PART_WEIGHT = 1.5
#: The texts at hand count as much for rarity as what the lexis was learned from when there
#: are so many of them.
_EQUAL_SHARE = 20.0
_UNSEEN = 0.3
_SHORT = 120


@dataclass(frozen=True, slots=True)
class Collection:
    """Texts of one language as bags of terms.

    Attributes:
        language: of the texts.
        terms: the terms of each text, with their places.
        vocabulary: term → index; parts and neighbours carry their mark.
        bags: for each text the indices of its words and parts.
        weights: for each text the weight of each of its words and parts.
        targets: for each text the indices of all its terms, neighbours included.
    """

    language: str
    terms: tuple[Terms, ...]
    vocabulary: dict[str, int]
    bags: tuple[NDArray[np.int64], ...]
    weights: tuple[NDArray[np.float32], ...]
    targets: tuple[NDArray[np.int64], ...]


def collect(texts: Sequence[str], language: str) -> Collection:
    """Cut texts into terms and weigh each by its rarity.

    Rarity is the inverse document frequency (Spärck Jones 1972) over the texts
    at hand, smoothed by how rare the term is where the lexis was learned; a
    repeated term counts with the square root of its number.

    Args:
        texts: texts of one language.
        language: ``zh``, ``vi`` or ``en``.
    """
    known = lexis(language)
    cut = (_short(text, language) if len(text) < _SHORT else known.terms(text) for text in texts)
    return collect_terms(list(cut), language)


@lru_cache(maxsize=1 << 13)
def _short(text: str, language: str) -> Terms:
    """Cut a short text; those of one document are met again in every comparison."""
    return lexis(language).terms(text)


def collect_terms(cut: Sequence[Terms], language: str) -> Collection:
    """Weigh the terms of texts that are cut already; see ``collect``."""
    known = lexis(language)
    counts = [_counts(terms) for terms in cut]
    spread = Counter(term for bag in counts for term in bag)
    rarity = {term: _rarity(term, number, len(cut), known) for term, number in spread.items()}
    vocabulary = {term: index for index, term in enumerate(spread)}
    bags, weights, targets = [], [], []
    for terms, bag in zip(cut, counts, strict=True):
        bags.append(np.fromiter((vocabulary[term] for term in bag), np.int64, len(bag)))
        values = [
            rarity[term] * math.sqrt(number) * (_PART_WEIGHT if term[0] == PART else 1.0)
            for term, number in bag.items()
        ]
        weights.append(np.array(values, dtype=np.float32))
        near = {
            vocabulary.setdefault(pair, len(vocabulary)) for pair in neighbours(terms, known.joiner)
        }
        targets.append(np.concatenate([bags[-1], np.fromiter(sorted(near), np.int64, len(near))]))
    return Collection(language, tuple(cut), vocabulary, tuple(bags), tuple(weights), tuple(targets))


def neighbours(terms: Terms, joiner: str) -> list[str]:
    """Return the pairs of parts that stand side by side, marked and in text order."""
    parts = terms.parts
    return [
        f"{NEIGHBOURS}{first.text}|{second.text}"
        for first, second in pairwise(parts)
        if 0 <= second.start - first.end <= len(joiner)
    ]


def _counts(terms: Terms) -> Counter[str]:
    bag = Counter(term.text for term in (*terms.words, *terms.inner))
    bag.update(PART + term.text for term in terms.parts)
    return bag


def _rarity(term: str, spread: int, texts: int, known: Lexis) -> float:
    table = known.part_shares if term[0] == PART else known.word_shares
    share = table.get(term.lstrip(PART), _UNSEEN * known.rarest)
    expected = (spread + _EQUAL_SHARE * share) / (texts + _EQUAL_SHARE)
    return -math.log(min(1.0, expected)) + 0.01
