"""Codes items of lists by their definitions, their cues and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from shangxia.coding.enumerations import Listing, listings
from shangxia.coding.folding import Folded
from shangxia.coding.languages import language_data
from shangxia.coding.similarity import Likeness, Profiles, Term, terms
from shangxia.coding.values import Codebook
from shangxia.document import Node
from shangxia.findings import Coding
from shangxia.spans import Span

#: From this likeness on an item may be an instance of a code.
_LIKE = 0.25
#: An item at the place that the code has in its own list is the likelier for it.
_IN_PLACE = 1.25
#: A list is of a codebook's kind where two items and this share of them fit it.
_SHARE = 0.4
#: From this likeness on an item is as good as quoted.
_QUOTED = 0.6
_CUE_BONUS = 0.1


#: A list and the terms of its items.
Listed = tuple[Listing, tuple[list[Term], ...]]


class _Match(NamedTuple):
    number: int
    item: Span
    cued: tuple[int, ...]
    like: Likeness | None


class ListCoder:
    """Codes lists with some codebooks in one language.

    Args:
        codebooks: the codebooks.
        language: ``zh``, ``vi`` or ``en``.
    """

    def __init__(self, codebooks: Sequence[Codebook], language: str) -> None:
        self._books = tuple(codebooks)
        self._data = language_data(language)
        self._profiles = [Profiles(book.codes, language) for book in codebooks]
        self._series = [_series(book) for book in codebooks]

    def lists(self, folded: Folded, nodes: Sequence[Node]) -> list[Listed]:
        """Return the lists of a text.

        Args:
            folded: the folded text.
            nodes: the tree, with offsets of the text as it came.

        Returns:
            Lists with the terms of their items, with offsets of the folded text.
        """
        if not folded.offsets.is_identity:
            nodes = [_moved(node, folded) for node in nodes]
        found = []
        for listing in listings(folded.text, nodes, self._data):
            spans = ((item.start, item.end) for item in listing.items)
            parts = (terms(folded.text, self._data, start=start, end=end) for start, end in spans)
            found.append((listing, tuple(parts)))
        return found

    def code(
        self,
        number: int,
        folded: str,
        lists: Sequence[Listed],
        codings: list[Coding],
        absent: frozenset[int] = frozenset(),
    ) -> list[Coding]:
        """Add what lists show to the codings that cues gave.

        Args:
            number: place of the codebook.
            folded: the folded text.
            lists: the lists of the text.
            codings: codings by cues, with offsets of the folded text, in text order.
            absent: codes, by index, that the text is not about.

        Returns:
            The codings, those inside lists with a better score and a fuller reason,
            and new ones for items that only their definition gives away.
        """
        if self._books[number].kind == "norm":
            return codings
        result = list(codings)
        for listed in lists:
            for match in self._matches(number, listed, result, absent):
                self._apply(number, listed, match, folded, result)
        return result

    def _matches(
        self,
        number: int,
        listed: Listed,
        codings: list[Coding],
        absent: frozenset[int],
    ) -> list[_Match]:
        """Match the items with the one list of codes that they fit best."""
        book = self._books[number]
        listing, found = listed
        likes = [
            [like for like in self._profiles[number].like(words) if like.code not in absent]
            for words in found
        ]
        cued = [
            tuple(
                at
                for at, coding in enumerate(codings)
                if item.start <= coding.start and coding.end <= item.end
            )
            for item in listing.items
        ]
        best: list[_Match] = []
        best_sum = 0.0
        for series in self._series[number]:
            matches = []
            total = 0.0
            for at, item in enumerate(listing.items):
                ours = tuple(n for n in cued[at] if codings[n].code in series.ids)
                like = _best(likes[at], series, at + 1, book)
                if ours or like:
                    matches.append(_Match(at + 1, item, ours, like))
                    total += max(like.value if like else 0.0, 0.5 if ours else 0.0)
            if total > best_sum and _enough(matches, len(listing.items)):
                best, best_sum = matches, total
        return best

    def _apply(
        self, number: int, listed: Listed, match: _Match, folded: str, codings: list[Coding]
    ) -> None:
        book = self._books[number]
        listing, found = listed
        place = f"item {match.number} of the list of {len(listing.items)}"
        place += f" under “{listing.lead}”" if listing.lead else ""
        if match.cued:
            for at in match.cued:
                coding = codings[at]
                score = coding.score + _CUE_BONUS
                if match.like and coding.code == book.codes[match.like.code].id:
                    score = max(score, _score(match.like))
                score = min(1.0, round(score, 3))
                codings[at] = replace(coding, score=score, reason=f"{coding.reason}; {place}")
            return
        if match.like is None:
            return
        code = book.codes[match.like.code]
        words = found[match.number - 1]
        shared = ", ".join(self._profiles[number].shared(folded, words, match.like.code))
        codings.append(
            Coding(
                codebook=book.id,
                code=code.id,
                start=match.item.start,
                end=match.item.end,
                text=match.item.of(folded),
                score=_score(match.like),
                reason=f"{place} matches the definition of {code.id}: shared terms {shared}",
            )
        )


class _Series(NamedTuple):
    """Codes that form one list: those of one source that have positions."""

    indexes: frozenset[int]
    ids: frozenset[str]


def _series(book: Codebook) -> list[_Series]:
    groups: dict[str | None, list[int]] = {}
    for index, code in enumerate(book.codes):
        groups.setdefault(code.source, []).append(index)
    return [
        _Series(frozenset(group), frozenset(book.codes[index].id for index in group))
        for group in groups.values()
    ]


def _best(likes: list[Likeness], series: _Series, place: int, book: Codebook) -> Likeness | None:
    best: Likeness | None = None
    for like in likes:
        if like.code not in series.indexes:
            continue
        in_place = book.codes[like.code].position == place
        value = min(1.0, like.value * (_IN_PLACE if in_place else 1.0))
        if value >= _LIKE and (best is None or value > best.value):
            best = Likeness(like.code, value)
    return best


def _score(like: Likeness) -> float:
    """Return the score of an item: asserted from the threshold on, never quite certain."""
    return round(0.5 + 0.45 * min(1.0, like.value / _QUOTED), 3)


def _enough(matches: list[_Match], items: int) -> bool:
    return len(matches) >= max(2, _SHARE * items)


def _moved(node: Node, folded: Folded) -> Node:
    span = folded.offsets.to_new(Span(node.start, node.end))
    return replace(node, start=span.start, end=span.end)
