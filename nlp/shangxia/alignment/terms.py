"""The terms that a text is compared by: words, their parts, and numbers.

A text is cut into *parts* (Chinese characters, Vietnamese syllables, English
words) and the parts are joined into the most probable row of known *words*
(unigram model, as in Sproat et al. 1996).  Both are kept: a word says more, a
part is still there where the word is not known.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shangxia import numerals
from shangxia.coding.folding import fold
from shangxia.spans import OffsetMap

_PART = re.compile(r"[㐀-鿿]|\d+(?:[.,]\d+)*|[^\W\d_㐀-鿿]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
#: A part that no list of words knows is this rare.
_UNSEEN = 0.5
_SHORTEST_INFLECTED = 5
#: A word of so many parts can be made of words.
_SHORTEST_COMPOUND = 3


class Term(NamedTuple):
    """A term and its place in the folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one text.

    Attributes:
        words: known words, and parts that are in no word, in text order; numbers as ``#30``.
        inner: known words inside longer ones (干部 in 领导干部), in text order.
        parts: characters or syllables, in text order.
        folded: the folded text, in which the places count.
        offsets: from the text as it came to the folded text.
    """

    words: tuple[Term, ...]
    inner: tuple[Term, ...]
    parts: tuple[Term, ...]
    folded: str
    offsets: OffsetMap

    def between(self, start: int, end: int) -> Terms:
        """Return the terms between two offsets of the folded text."""
        words, inner, parts = (
            tuple(term for term in row[_first(row, start) : _first(row, end)] if term.end <= end)
            for row in (self.words, self.inner, self.parts)
        )
        return Terms(words, inner, parts, self.folded, self.offsets)


@dataclass(frozen=True, slots=True)
class Lexis:
    """What is known of the words of one language.

    Attributes:
        joiner: what stands between the parts of a word.
        numeral: reader of numbers in words.
        units: parts behind which one numeral alone is a number.
        spellings: part → the spelling that is compared.
        suffixes: endings of inflected words with what is put for them.
        function: words that carry no matter.
        modals: words → class of norm strength (duty, ban, option, right), the longest first.
        references: expression for the numbers of cited provisions, on folded text.
        counts: word → how often it was seen.
        word_shares: word → share of segments that hold it, where the words were learned.
        part_shares: part → the same.
        rarest: the share of a word that was seen once.
    """

    joiner: str
    numeral: Callable[[str], int | None]
    units: frozenset[str]
    spellings: Mapping[str, str]
    suffixes: tuple[tuple[str, str], ...]
    function: frozenset[str]
    modals: Mapping[str, str]
    references: re.Pattern[str]
    counts: Mapping[str, int]
    word_shares: Mapping[str, float]
    part_shares: Mapping[str, float]
    rarest: float
    _costs: dict[str, float]
    _openers: dict[str, int]

    def part(self, printed: str) -> str:
        """Return the form in which a folded character, syllable or word is compared."""
        form = self.spellings.get(printed, printed)
        if self.suffixes and len(form) >= _SHORTEST_INFLECTED:
            for ending, instead in self.suffixes:
                if form.endswith(ending) and len(form) - len(ending) >= 3:
                    return form[: len(form) - len(ending)] + instead
        return form

    def key(self, phrase: str) -> str:
        """Return the form in which a phrase of one or more parts is compared."""
        parts = (match[0] for match in _PART.finditer(fold(phrase).text))
        return self.joiner.join(self.part(part) for part in parts)

    def terms(self, text: str) -> Terms:
        """Cut a text into terms.

        Args:
            text: any text of this language.

        Returns:
            Its words, parts and numbers, with their places.
        """
        folded = fold(text)
        words: list[Term] = []
        inner: list[Term] = []
        parts: list[Term] = []
        run: list[Term] = []
        end = 0
        for match in _PART.finditer(folded.text):
            printed, start = match[0], match.start()
            if run and folded.text[end:start].strip():
                words += self._segment(run, inner)
                run = []
            end = match.end()
            if printed[0].isdigit():
                words += self._segment(run, inner)
                run = []
                words.append(Term("#" + plain_number(printed), start, end))
            else:
                part = Term(self.part(printed), start, end)
                run.append(part)
                parts.append(part)
        words += self._segment(run, inner)
        words.sort(key=lambda term: term.start)
        inner.sort(key=lambda term: term.start)
        return Terms(tuple(words), tuple(inner), tuple(parts), folded.text, folded.offsets)

    def _segment(self, run: list[Term], inner: list[Term]) -> list[Term]:
        """Join parts into words, and gather the words inside of those."""
        words: list[Term] = []
        for at, end in self._cut(run):
            words.append(self._joined(run, at, end))
            inner += self._inside(run[at:end])
        return self._with_numbers(run, words)

    def _inside(self, parts: list[Term]) -> Iterator[Term]:
        """Find the words that a longer word is made of, those inside of them too."""
        if len(parts) < _SHORTEST_COMPOUND:
            return
        for at, end in self._cut(parts, longest=len(parts) - 1):
            if end - at > 1:
                yield self._joined(parts, at, end)
                yield from self._inside(parts[at:end])

    def _joined(self, run: Sequence[Term], at: int, end: int) -> Term:
        form = self.joiner.join(part.text for part in run[at:end])
        return Term(form, run[at].start, run[end - 1].end)

    def _cut(self, run: Sequence[Term], longest: int | None = None) -> list[tuple[int, int]]:
        """Cut parts into the cheapest row of words; cost is minus log frequency."""
        size = len(run)
        most = longest or size
        best: list[float] = [0.0] * (size + 1)
        cut = [0] * (size + 1)
        unseen = self._costs[""]
        for at in range(size - 1, -1, -1):
            form = run[at].text
            best[at] = self._costs.get(form, unseen) + best[at + 1]
            cut[at] = at + 1
            reach = min(self._openers.get(form, 1), most, size - at)
            for end in range(at + 2, at + reach + 1):
                form += self.joiner + run[end - 1].text
                cost = self._costs.get(form)
                if cost is not None and cost + best[end] <= best[at]:
                    best[at] = cost + best[end]
                    cut[at] = end
        found: list[tuple[int, int]] = []
        at = 0
        while at < size:
            found.append((at, cut[at]))
            at = cut[at]
        return found

    def _with_numbers(self, run: list[Term], found: list[Term]) -> list[Term]:
        """Add the numbers written in words: 三十日, ba mươi ngày."""
        at = 0
        while at < len(run):
            end = at
            while end < len(run) and self.numeral(run[end].text) is not None:
                end += 1
            counts = end - at > 1 or (end < len(run) and run[end].text in self.units)
            if end > at and counts:
                value = self.numeral(self.joiner.join(part.text for part in run[at:end]))
                if value is not None:
                    found.append(Term(f"#{value}", run[at].start, run[end - 1].end))
            at = max(end, at + 1)
        return found


def _first(row: Sequence[Term], start: int) -> int:
    return bisect_left(row, start, key=lambda term: term.start)


def plain_number(printed: str) -> str:
    """Return digits with separators in one form: 1.000.000, 1,000,000 → 1000000."""
    if _THOUSANDS.fullmatch(printed):
        printed = re.sub("[.,]", "", printed)
    value = printed.replace(",", ".").lstrip("0")
    return value if value and value[0] != "." else "0" + value


def _pairs(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in rows)


def _modals(classes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    pairs = [(fold(word).text, name) for name, words in classes.items() for word in words]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def _shares(counts: Mapping[str, int], segments: int) -> dict[str, float]:
    """Return the share of segments that hold a word, if it falls on them by chance."""
    return {word: -math.expm1(-count / segments) for word, count in counts.items()}


@cache
def _language_table() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("languages.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def make_lexis(language: str, counts: Mapping[str, int], segments: int = 1) -> Lexis:
    """Return the lexis of a language with a list of its words.

    Args:
        language: ``zh``, ``vi`` or ``en``.
        counts: word, in the form that is compared, → how often it was seen.
        segments: in how many segments of text it was seen.
    """
    data = _language_table()[language]
    joiner = str(data["joiner"])
    total = math.log(sum(counts.values()) + 1.0)
    costs = {word: total - math.log(count) for word, count in counts.items()}
    costs[""] = total - math.log(_UNSEEN)
    openers: dict[str, int] = {}
    part_counts: dict[str, int] = {}
    for word, count in counts.items():
        parts = word.split(joiner) if joiner else word
        for part in parts:
            part_counts[part] = part_counts.get(part, 0) + count
        if len(parts) > openers.get(parts[0], 1):
            openers[parts[0]] = len(parts)
    units = str(data["units"])
    return Lexis(
        joiner=joiner,
        numeral=getattr(numerals, str(data["numeral"])),
        units=frozenset(units.split(joiner) if joiner else units),
        spellings=dict(_pairs(data["spellings"])),
        suffixes=_pairs(data["suffixes"]),
        function=frozenset(str(data["function"]).split()),
        modals=_modals(data["modals"]),
        references=re.compile(str(data["references"])),
        counts=counts,
        word_shares=_shares(counts, segments),
        part_shares=_shares(part_counts, segments),
        rarest=1.0 / segments,
        _costs=costs,
        _openers=openers,
    )
