"""What a report talks about: words and phrases by concept, found in one pass.

The concepts (a public body, a company, a promise, time gone by, no answer …)
are the same in every language, so what is learned of them in one language
holds in the others.  Codebook cues are found in the same pass, one concept per
code.  Method: the Aho-Corasick automaton over a whole batch of reports.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shangxia.coding.folding import strip_marks
from shangxia.coding.values import WEIGHT, Codebook
from shangxia.tagging.characters import Codes, as_text, code_points, folded

_FOLDER = Path(__file__).parent / "data"
_GAP = {False: 8, True: 30}  # characters that "…" may stand for, without and with blanks
_DIGITS = "0123456789"
_ENDS = re.compile("[，。；！？,;!?\n]")
#: Shorter phrases mean too much without their marks.
_LEAST_BARE = 6

Ints = np.ndarray[Any, np.dtype[np.int64]]


class Hits(NamedTuple):
    """What was found: parallel arrays in order of ``start``."""

    start: Ints
    end: Ints
    concept: Ints


@cache
def concepts() -> tuple[str, ...]:
    """Return the names of the concepts, in order."""
    return tuple(name for name in _load("zh") if name != "numbers")


class Lexicon:
    """The phrases of one language.

    Args:
        language: ``zh``, ``vi`` or ``en``.
        codebook: whose cues are found as well: concept ``len(concepts()) + index of the code``;
            and once more ``firm +`` this index, where the cue is firm.

    Attributes:
        firm: number of the first concept that tells firm cues.
    """

    def __init__(self, language: str, codebook: Codebook | None = None) -> None:
        import ahocorasick_rs

        words = _load(language)
        self._spaced = language != "zh"
        self.numerals = "" if self._spaced else words["numbers"]
        numbers = [*_DIGITS, *(_split(words["numbers"]) if self._spaced else ())]
        phrases: dict[str, set[int]] = defaultdict(set)
        self._gaps: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.firm = len(concepts()) + len(codebook or ())
        listed = [*_phrases(words, numbers), *self._cued(codebook, language)]
        folded = self._forms([phrase for phrase, _ in listed])
        for phrase, (_, concept) in zip(folded, listed, strict=True):
            self._add(phrases, phrase, concept)
        self._table = _Table(phrases, self._gaps)
        self._machine: Any = ahocorasick_rs.AhoCorasick(list(self._table.words))

    def _cued(self, codebook: Codebook | None, language: str) -> Iterator[tuple[str, int]]:
        for phrase, code, firm in _cues(codebook, language):
            yield phrase, len(concepts()) + code
            if firm:
                yield phrase, self.firm + code

    def _add(self, phrases: dict[str, set[int]], phrase: str, concept: int) -> None:
        forms = {phrase}
        if self._spaced and len(phrase) >= _LEAST_BARE:
            forms.add(strip_marks(phrase))
        for form in forms:
            head, gap, tail = form.strip("…").partition("…")
            if gap:
                self._gaps[head].append((tail, concept))
            else:
                phrases[head].add(concept)

    def _forms(self, phrases: Sequence[str]) -> Iterator[str]:
        """Yield phrases in the form they are compared in; folded at once, which is much faster."""
        text = self.form(code_points("".join(phrases)))
        ends = accumulate(map(len, phrases), initial=0)
        return (text[start:end] for start, end in pairwise(ends))

    def form(self, codes: Codes) -> str:
        """Return code points as the text that phrases are looked for in; the length stays."""
        return as_text(folded(codes, self.numerals))

    def find(self, codes: Codes) -> Hits:
        """Find all phrases in a text; they may overlap.

        Args:
            codes: code points of one text, or of many set apart by two line breaks.

        Returns:
            The hits, each concept of a phrase on its own.
        """
        text = self.form(codes)
        found = self._machine.find_matches_as_indexes(text, overlapping=True)
        if not found:
            empty = np.zeros(0, dtype=np.int64)
            return Hits(empty, empty, empty)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
        word, start, end = flat.reshape(-1, 3).T
        if self._spaced:
            keep = self._whole(text, word, start, end)
            word, start, end = word[keep], start[keep], end[keep]
        table = self._table
        times = table.counts[word]
        take = np.repeat(table.first[word], times) + _within(times)
        start, end = np.repeat(start, times), np.repeat(end, times)
        concept = table.concepts[take]
        gaps = np.flatnonzero(concept < 0)
        if len(gaps):
            concept, end = self._close(text, gaps, end, concept)
        keep = concept >= 0
        order = np.argsort(start[keep], kind="stable")
        return Hits(start[keep][order], end[keep][order], concept[keep][order])

    def _whole(self, text: str, word: Ints, start: Ints, end: Ints) -> Any:
        """Tell which matches begin and end with a word."""
        codes = np.append(code_points(text), 0)
        letters = _alphanumeric()[np.minimum(codes, 0x1FFF)]
        digits = (codes >= ord("0")) & (codes <= ord("9"))
        before = letters[start - 1] & (start > 0) & letters[start]
        # The number that a phrase begins with may have more digits.
        before &= ~(digits[start - 1] & digits[start])
        after = letters[end] & letters[end - 1] & ~self._table.open_ended[word]
        return ~(before | after)

    def _close(self, text: str, gaps: Ints, end: Ints, concept: Ints) -> tuple[Ints, Ints]:
        """Look for the second part of "A…B" behind each A."""
        limit = _GAP[self._spaced]
        end = end.copy()
        concept = concept.copy()
        near = self._near(text, gaps, end, concept, limit)
        concept[gaps[~near]] = -1
        for at in gaps[near]:
            tail, owner = self._table.gaps[-concept[at] - 1]
            found = text.find(tail, end[at], end[at] + limit + len(tail))
            if found >= 0 and not _ENDS.search(text, end[at], found):
                end[at], concept[at] = found + len(tail), owner
            else:
                concept[at] = -1
        return concept, end

    def _near(self, text: str, gaps: Ints, end: Ints, concept: Ints, limit: int) -> Any:
        """Tell where at least the first two letters of the second part are near enough."""
        codes = np.append(code_points(text), np.zeros(limit + 2, dtype=np.uint32))
        behind = codes[end[gaps][:, None] + np.arange(limit + 2)]
        first, second = self._table.openings[:, -concept[gaps] - 1, None]
        here = (behind[:, :-1] == first) & ((behind[:, 1:] == second) | (second == 0))
        return here.any(axis=1)


class _Table:
    """Automaton patterns and the concepts of each; a gap is a negative concept."""

    def __init__(
        self, phrases: dict[str, set[int]], gaps: dict[str, list[tuple[str, int]]]
    ) -> None:
        self.gaps: list[tuple[str, int]] = []
        owned: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for phrase in sorted(phrases):
            owned[phrase.rstrip("*"), phrase.endswith("*")] += sorted(phrases[phrase])
        for head in sorted(gaps):
            for gap in gaps[head]:
                self.gaps.append(gap)
                owned[head, True].append(-len(self.gaps))
        # The first two letters of each second part; 0 where there is but one.
        self.openings = np.array(
            [[ord(tail[at : at + 1] or "\0") for tail, _ in self.gaps] for at in (0, 1)],
            dtype=np.uint32,
        )
        keys = [key for key in owned if key[0]]
        self.words = [key[0] for key in keys]
        self.open_ended = np.array([key[1] for key in keys])
        self.counts = np.array([len(owned[key]) for key in keys])
        self.first = np.cumsum(self.counts) - self.counts
        self.concepts = np.array([concept for key in keys for concept in owned[key]])


def _within(counts: Ints) -> Ints:
    """Return 0, 1, … count-1 for each count, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _phrases(words: dict[str, str], numbers: Iterable[str]) -> Iterator[tuple[str, int]]:
    for index, name in enumerate(concepts()):
        for phrase in _split(words[name]):
            yield phrase, index
            if "#" in phrase:
                for number in numbers:
                    yield phrase.replace("#", number), index


def _cues(codebook: Codebook | None, language: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the phrases of a codebook; its patterns would cost more time than all the rest.

    A cue is firm from the weight on that cues have unless their author says less.
    """
    for index, code in enumerate(codebook or ()):
        for cue in code.cues:
            if cue.language == language and not cue.is_pattern:
                yield cue.text.lower(), index, cue.weight >= WEIGHT


def _split(phrases: str) -> list[str]:
    return [phrase for part in phrases.split(",") if (phrase := part.strip(" "))]


@cache
def _load(language: str) -> dict[str, str]:
    path = _FOLDER / f"concepts_{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _alphanumeric() -> Any:
    return np.array([chr(code).isalnum() for code in range(0x2000)])
