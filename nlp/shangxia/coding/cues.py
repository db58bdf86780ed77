"""Cues in text: one automaton for all phrases, patterns only where an anchor was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from shangxia.coding.folding import fold, fold_lines, fold_pattern, has_marks, strip_marks
from shangxia.coding.languages import LanguageData, language_data
from shangxia.coding.patterns import Pattern, compile_pattern
from shangxia.coding.values import Codebook, Cue

#: A line without marks in a marked text counts as typed without marks from here on.
_LEAST_LETTERS = 12
#: A Vietnamese phrase without its marks must be this long to mean anything.
_LEAST_BARE = 6


class Owner(NamedTuple):
    """Whose cue it is: codebook and code by index; ``code`` is -1 for the whole codebook."""

    book: int
    code: int
    cue: Cue
    against: bool


class Hit(NamedTuple):
    """A cue found at ``start:end`` of the folded text; ``bare`` where marks were missing."""

    start: int
    end: int
    owner: Owner
    bare: bool


@dataclass(slots=True)
class _Tables:
    """The phrases and patterns of one form (with or without marks)."""

    phrases: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))
    open_ended: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))
    anchors: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    patterns: list[tuple[Pattern, Owner]] = field(default_factory=list)


class CueFinder:
    """Finds the cues of some codebooks in texts of one language.

    Args:
        codebooks: the codebooks; owners name them by their place here.
        language: ``zh``, ``vi`` or ``en``.
    """

    def __init__(self, codebooks: Sequence[Codebook], language: str) -> None:
        self._language = language
        self._data = language_data(language)
        self._owners = tuple(_owners(codebooks, language))
        self._marked = _Automaton(self._owners, self._data, bare=False)

    @cached_property
    def _bare(self) -> _Automaton:
        return _Automaton(self._owners, self._data, bare=True)

    def find(self, folded: str) -> list[Hit]:
        """Return all cues in a folded text, in text order; they may overlap.

        Args:
            folded: text from ``fold``.

        Returns:
            The hits, sorted by start, end and owner.
        """
        text = fold_lines(folded) if self._data.boundaries else folded
        hits = self._marked.find(text)
        if self._language == "vi":
            for start, end in _lines_without_marks(folded):
                part = strip_marks(text[start:end])
                hits += [
                    hit._replace(start=hit.start + start, end=hit.end + start)
                    for hit in self._bare.find(part)
                ]
        hits.sort(key=lambda hit: (hit.start, hit.end, hit.owner.book, hit.owner.code))
        return hits


class _Automaton:
    def __init__(self, owners: Iterable[Owner], data: LanguageData, *, bare: bool) -> None:
        import ahocorasick_rs

        self._data = data
        self._bare = bare
        self._tables = _Tables()
        for owner in owners:
            self._add(owner)
        tables = self._tables
        self._words = sorted({*tables.phrases, *tables.open_ended, *tables.anchors})
        self._machine: Any = ahocorasick_rs.AhoCorasick(
            self._words, matchkind=ahocorasick_rs.MatchKind.Standard
        )

    def _add(self, owner: Owner) -> None:
        cue = owner.cue
        if cue.is_pattern:
            pattern = compile_pattern(fold_pattern(cue.text, bare=self._bare))
            for anchor in pattern.anchors:
                self._tables.anchors[anchor].append(len(self._tables.patterns))
            self._tables.patterns.append((pattern, owner))
            return
        phrase = fold(cue.text.rstrip("*")).text
        if self._bare:
            phrase = strip_marks(phrase)
            if len(phrase) < _LEAST_BARE:
                return
        table = self._tables.open_ended if cue.text.endswith("*") else self._tables.phrases
        table[phrase].append(owner)

    def find(self, text: str) -> list[Hit]:
        """Return the hits of phrases and patterns in ``text``."""
        tables, hits = self._tables, []
        windows: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for index, start, end in self._machine.find_matches_as_indexes(text, overlapping=True):
            word = self._words[index]
            for number in tables.anchors.get(word, ()):
                windows[number].append((start, end))
            if word in tables.phrases and self._whole(text, start, end):
                hits += [Hit(start, end, owner, self._bare) for owner in tables.phrases[word]]
            if word in tables.open_ended and self._whole(text, start, start):
                stop = self._word_end(text, end)
                hits += [Hit(start, stop, owner, self._bare) for owner in tables.open_ended[word]]
        for number, seen in windows.items():
            pattern, owner = tables.patterns[number]
            hits += [Hit(*span, owner, self._bare) for span in self._run(pattern, text, seen)]
        return hits

    def _run(
        self, pattern: Pattern, text: str, seen: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Run a pattern over the windows around its anchors, each stretch once."""
        at = 0
        for low, high in _merged(seen, pattern.width, len(text)):
            for found in pattern.regex.finditer(text, max(low, at), high):
                start, end = found.span()
                at = end
                if self._whole(text, start, end) and not self._crosses(text, start, end):
                    yield start, end

    def _crosses(self, text: str, start: int, end: int) -> bool:
        """Tell whether a sentence ends inside the match."""
        return any(char in self._data.sentence for char in text[start : end - 1])

    def _whole(self, text: str, start: int, end: int) -> bool:
        """Tell whether words begin and end where the match does."""
        if not self._data.boundaries:
            return True
        if start and text[start - 1].isalnum() and text[start].isalnum():
            return False
        inside = start < end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        return not inside

    def _word_end(self, text: str, end: int) -> int:
        if self._data.boundaries:
            while end < len(text) and text[end].isalnum():
                end += 1
        return end


def _owners(codebooks: Sequence[Codebook], language: str) -> Iterator[Owner]:
    """Yield all cues of a language; a code without any cue goes by its names."""
    for number, book in enumerate(codebooks):
        for cue in book.anti_cues:
            if cue.language == language:
                yield Owner(number, -1, cue, against=True)
        for index, code in enumerate(book.codes):
            cues = code.cues or tuple(Cue(name, lang) for lang, name in code.names.items())
            for cue in cues:
                if cue.language == language:
                    yield Owner(number, index, cue, against=False)
            for cue in code.anti_cues:
                if cue.language == language:
                    yield Owner(number, index, cue, against=True)


def _merged(seen: list[tuple[int, int]], width: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield the windows around the anchors, those that touch made one."""
    low = high = -1
    for start, end in sorted(seen):
        left, right = max(0, end - width), min(length, start + width)
        if left > high:
            if high >= 0:
                yield low, high
            low, high = left, right
        else:
            high = max(high, right)
    if high >= 0:
        yield low, high


def _lines_without_marks(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that were typed without diacritics: the whole text, or lines of it."""
    if not has_marks(folded):
        yield 0, len(folded)
        return
    start = 0
    for line in folded.split("\n"):
        letters = sum(map(str.isalpha, line[:80])) if not has_marks(line) else 0
        if letters >= _LEAST_LETTERS:
            yield start, start + len(line)
        start += len(line) + 1
