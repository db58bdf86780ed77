"""Which words two provisions share, and how each is known to mean the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shangxia.alignment.bridge import ALIKE, GLOSSARY, LEARNED, READING, RELATED, Links
from shangxia.alignment.collection import NEIGHBOURS, PART
from shangxia.alignment.features import Side
from shangxia.alignment.lexicon import lexis, printed_readings
from shangxia.alignment.terms import Term, Terms
from shangxia.comparison import SharedTerm
from shangxia.findings import Quote
from shangxia.spans import Span

_NAMES = {ALIKE: "alike", GLOSSARY: "glossary", READING: "reading", LEARNED: "learned"}
_WEAKEST = 0.4
_SURE = (ALIKE, GLOSSARY)
_MOST = 8
_FEW = 5


class Evidence:
    """Shared terms of the pairs of two sides.

    Args:
        a: one side.
        b: the other.
        links: links of their terms.
    """

    def __init__(self, a: Side, b: Side, links: Links) -> None:
        self._a, self._b = a, b
        order = np.lexsort((-links.strengths, links.kinds, links.b, links.a))
        self._links = Links(
            links.a[order], links.b[order], links.strengths[order], links.kinds[order]
        )
        self._starts = np.searchsorted(self._links.a, np.arange(len(a.texts.vocabulary) + 1))
        self._terms_b = list(b.texts.vocabulary)

    def terms(self, i: int, j: int) -> tuple[SharedTerm, ...]:
        """Return the weightiest shared terms of unit ``i`` of A and unit ``j`` of B."""
        ours, theirs = self._a.texts, self._b.texts
        places = _places(theirs.terms[j], lexis(theirs.language).joiner)
        inside = set(theirs.targets[j].tolist())
        whole = float(ours.weights[i].sum()) or 1.0
        weights = dict(zip(ours.bags[i].tolist(), ours.weights[i].tolist(), strict=True))
        # One character says little where words are written without blanks.
        alone = not lexis(ours.language).joiner
        found: list[tuple[float, Term, Term, int]] = []
        for term in _candidates(ours.terms[i], lexis(ours.language).function):
            index = ours.vocabulary[term.text]
            # A character or syllable that stands alone may be linked as a part.
            forms = (index, ours.vocabulary.get(PART + term.text, index))
            links = [link for form in forms if (link := self._strongest(form, inside))]
            if not links:
                continue
            at, strength = max(links, key=lambda link: link[1])
            if alone and len(term.text) == 1 and self._links.kinds[at] not in _SURE:
                continue
            other = places.get(self._terms_b[int(self._links.b[at])])
            if other is not None:
                weight = weights.get(index, 0.0) * strength / whole
                found.append((weight, term, other, int(self._links.kinds[at])))
        found.sort(key=lambda one: (-one[0], one[1].start))
        return tuple(self._shared(i, j, found))

    def uncovered(self, i: int, j: int) -> tuple[list[str], list[str]]:
        """Return the weightiest words of each unit that nothing in the other answers to."""
        links = self._links
        linked_a = {
            int(links.a[at]) for at in np.flatnonzero(np.isin(links.b, self._b.texts.targets[j]))
        }
        linked_b = {
            int(links.b[at]) for at in np.flatnonzero(np.isin(links.a, self._a.texts.targets[i]))
        }
        return self._missing(self._a, i, linked_a), self._missing(self._b, j, linked_b)

    def _missing(self, side: Side, index: int, linked: set[int]) -> list[str]:
        texts, joiner = side.texts, lexis(side.language).joiner
        weights = dict(zip(texts.bags[index].tolist(), texts.weights[index].tolist(), strict=True))
        found: dict[str, tuple[float, str]] = {}
        for term in texts.terms[index].words:
            at = texts.vocabulary[term.text]
            parts = term.text.split(joiner) if joiner else list(term.text)
            known = at in linked or any(
                texts.vocabulary.get(PART + part, -1) in linked for part in parts
            )
            if not known and len(term.text) > 1 and term.text[0] != "#":
                words = quote(side, index, term.start, term.end).text
                found.setdefault(term.text, (-weights.get(at, 0.0), words))
        return [words for _, words in sorted(found.values())[:_FEW]]

    def _strongest(self, index: int, inside: set[int]) -> tuple[int, float] | None:
        best: tuple[int, float] | None = None
        for at in range(int(self._starts[index]), int(self._starts[index + 1])):
            strength = float(self._links.strengths[at])
            if (
                strength >= _WEAKEST
                and self._links.kinds[at] != RELATED
                and int(self._links.b[at]) in inside
                and (best is None or strength > best[1])
            ):
                best = at, strength
        return best

    def _shared(
        self, i: int, j: int, found: Sequence[tuple[float, Term, Term, int]]
    ) -> list[SharedTerm]:
        shared: list[SharedTerm] = []
        used: list[Span] = []
        for weight, term, other, kind in found:
            span = Span(term.start, term.end)
            if any(span.overlaps(one) for one in used):
                continue
            used.append(span)
            one, two = self._quote(self._a, i, term), self._quote(self._b, j, other)
            shared.append(
                SharedTerm(one, two, _NAMES[kind], self._reading(one, two), round(weight, 4))
            )
            if len(shared) == _MOST:
                break
        return shared

    def _quote(self, side: Side, index: int, term: Term) -> Quote:
        return quote(side, index, term.start, term.end)

    def _reading(self, one: Quote, two: Quote) -> str | None:
        languages = (self._a.language, self._b.language)
        if sorted(languages) != ["vi", "zh"]:
            return None
        chinese, vietnamese = (one, two) if languages[0] == "zh" else (two, one)
        return read_aloud(chinese.text, vietnamese.text)


def quote(side: Side, index: int, start: int, end: int) -> Quote:
    """Return the words of a unit between two offsets of its folded text."""
    unit = side.units[index]
    place = side.texts.terms[index].offsets.to_old(Span(start, end)).shift(unit.start)
    return Quote(place.of(side.document.text), place.start, place.end)


def read_aloud(chinese: str, vietnamese: str) -> str | None:
    """Return the Hán-Việt reading of Chinese words.

    Args:
        chinese: the words.
        vietnamese: what they are linked with: of several readings the one that is in it is taken.

    Returns:
        The syllables, or None where a character has no reading in the table.
    """
    syllables = {term.text for term in lexis("vi").terms(vietnamese).parts}
    key = lexis("vi").key
    spoken = []
    for term in lexis("zh").terms(chinese).parts:
        sounds = printed_readings().get(term.text, ())
        if not sounds:
            return None
        spoken.append(next((sound for sound in sounds if key(sound) in syllables), sounds[0]))
    return " ".join(spoken) or None


def _candidates(terms: Terms, function: frozenset[str]) -> list[Term]:
    """Return each word once, at its first place, without function words."""
    found: dict[str, Term] = {}
    for term in terms.words:
        if term.text not in function:
            found.setdefault(term.text, term)
    return list(found.values())


def _places(terms: Terms, joiner: str) -> dict[str, Term]:
    """Return the first place of every term of a text, by its form in the vocabulary."""
    places: dict[str, Term] = {}
    for term in (*terms.words, *terms.inner):
        places.setdefault(term.text, term)
    for part in terms.parts:
        places.setdefault(PART + part.text, part)
    for first, second in zip(terms.parts, terms.parts[1:], strict=False):
        if second.start - first.end <= len(joiner):
            form = f"{NEIGHBOURS}{first.text}|{second.text}"
            places.setdefault(form, Term(form, first.start, second.end))
    return places
