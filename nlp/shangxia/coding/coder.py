"""The coder: applies codebooks to texts and gives a reason for every coding.

Evidence comes from cues (``cues.py``), weakened where the text denies or only
names them (``context.py``), and from lists, whose items are held against the
definitions (``enumerations.py``, ``similarity.py``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from shangxia.coding.codebook import load_codebook
from shangxia.coding.context import MENTIONED, clause_of, judge
from shangxia.coding.cues import CueFinder, Hit
from shangxia.coding.folding import Folded, fold
from shangxia.coding.languages import LanguageData, language_data
from shangxia.coding.listed import ListCoder
from shangxia.coding.values import Codebook
from shangxia.document import Node
from shangxia.findings import Coding, Provision
from shangxia.spans import Span

#: From this score on a coding asserts its code; below, it is a lead, a mention or denied.
ASSERTED_FROM = 0.5


class Coder:
    """Applies codebooks to texts; build it once and use it for many.

    Args:
        codebooks: codebooks, or names or paths of codebooks.
    """

    def __init__(self, codebooks: Iterable[Codebook | str | Path]) -> None:
        self.codebooks = tuple(
            book if isinstance(book, Codebook) else load_codebook(book) for book in codebooks
        )
        self._finders: dict[str, CueFinder] = {}
        self._lists: dict[str, ListCoder] = {}

    def code(
        self,
        text: str,
        language: str,
        *,
        nodes: Sequence[Node] = (),
        provisions: Sequence[Provision] = (),
    ) -> tuple[Coding, ...]:
        """Code a text.

        Args:
            text: the text that all offsets count in.
            language: ``zh``, ``vi`` or ``en``.
            nodes: the tree of the text; its lists are coded item by item.
            provisions: the provisions, which codebooks of kind ``norm`` go by.

        Returns:
            Codings in text order: score in [0, 1], from ``ASSERTED_FROM`` on asserted.
        """
        folded = fold(text)
        found: list[Coding] = []
        if language not in self._finders:
            self._finders[language] = CueFinder(self.codebooks, language)
            self._lists[language] = ListCoder(self.codebooks, language)
        hits = self._finders[language].find(folded.text)
        coder = self._lists[language]
        lists = coder.lists(folded, nodes)
        for number, book in enumerate(self.codebooks):
            if book.kind == "norm" and provisions:
                found += _norms(book, provisions)
                continue
            own = [hit for hit in hits if hit.owner.book == number]
            absent = _absent(book, folded.text, language) if own or lists else frozenset[int]()
            codings = self._by_cues(book, folded, own, absent, language)
            codings = coder.code(number, folded.text, lists, codings, absent)
            found += [_original(coding, folded) for coding in codings]
        order = {book.id: index for index, book in enumerate(self.codebooks)}
        found.sort(key=lambda c: (c.start, c.end, order[c.codebook], -c.score, c.code))
        return tuple(found)

    def _by_cues(
        self, book: Codebook, folded: Folded, hits: list[Hit], absent: frozenset[int], language: str
    ) -> list[Coding]:
        data = language_data(language)
        against = [hit for hit in hits if hit.owner.against]
        speaking = [hit for hit in hits if not hit.owner.against and hit.owner.code not in absent]
        return [_coding(book, hit, against, folded, data) for hit in longest(speaking)]


def code_document(
    text: str,
    nodes: Sequence[Node],
    language: str,
    codebooks: Sequence[Codebook],
    provisions: Sequence[Provision] = (),
) -> tuple[Coding, ...]:
    """Code a document with its tree.

    Args:
        text: the text that all offsets count in.
        nodes: the nodes of the tree.
        language: ``zh``, ``vi`` or ``en``.
        codebooks: the codebooks to apply.
        provisions: the provisions, where there are any yet.

    Returns:
        Codings in text order.
    """
    return _coder(tuple(codebooks)).code(text, language, nodes=nodes, provisions=provisions)


def code_text(text: str, language: str, codebook: Codebook) -> tuple[Coding, ...]:
    """Code a text without a tree, such as a report, with one codebook.

    Args:
        text: the text.
        language: ``zh``, ``vi`` or ``en``.
        codebook: the codebook.

    Returns:
        Codings in text order.
    """
    return _coder((codebook,)).code(text, language)


@lru_cache(maxsize=16)
def _coder(codebooks: tuple[Codebook, ...]) -> Coder:
    return Coder(codebooks)


def longest(hits: list[Hit]) -> list[Hit]:
    """Settle overlaps: the longest cue wins.

    Within one code any overlap is settled; between codes a phrase gives way only
    to a longer phrase around it, for a pattern with gaps may well span two codes.

    Args:
        hits: hits in text order.

    Returns:
        The hits that stay, in text order.
    """
    kept: list[Hit] = []
    cluster: list[Hit] = []
    reach = -1
    for hit in hits:
        if hit.start >= reach:
            kept += _settle(cluster)
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit.end)
    kept += _settle(cluster)
    return kept


def _settle(cluster: list[Hit]) -> list[Hit]:
    if len(cluster) < 2:
        return cluster
    winners: list[Hit] = []
    ranked = sorted(
        cluster,
        key=lambda hit: (hit.start - hit.end, hit.start, -hit.owner.cue.weight, hit.owner.code),
    )
    for hit in ranked:
        if not any(_beats(winner, hit) for winner in winners):
            winners.append(hit)
    return sorted(winners, key=lambda hit: (hit.start, hit.end, hit.owner.code))


def _beats(winner: Hit, hit: Hit) -> bool:
    if winner.owner.code == hit.owner.code:
        return winner.start < hit.end and hit.start < winner.end
    inside = winner.start <= hit.start and hit.end <= winner.end
    shorter = hit.end - hit.start < winner.end - winner.start
    return inside and shorter and not winner.owner.cue.is_pattern


def _absent(book: Codebook, folded: str, language: str) -> frozenset[int]:
    """Return the codes whose context words are nowhere in the text, by index."""
    return frozenset(
        index
        for index, code in enumerate(book.codes)
        if code.context.get(language)
        and not any(fold(word).text in folded for word in code.context[language])
    )


def _coding(
    book: Codebook, hit: Hit, against: list[Hit], folded: Folded, data: LanguageData
) -> Coding:
    owner = hit.owner
    words = folded.quote(hit.start, hit.end)
    reason = f"pattern matched “{words}”" if owner.cue.is_pattern else f"cue “{words}”"
    if hit.bare:
        reason += " (typed without diacritics)"
    topic = book.kind == "topic"
    share, note = judge(folded.text, hit.start, hit.end, data, topic=topic, bare=hit.bare)
    opposed = _opposed(hit, against, folded, data)
    if opposed and share > MENTIONED:
        share, note = MENTIONED, f"mention only: beside “{opposed}”"
    return Coding(
        codebook=book.id,
        code=book.codes[owner.code].id,
        start=hit.start,
        end=hit.end,
        text=words,
        score=round(owner.cue.weight * share, 3),
        reason=f"{reason}, {note}" if note else reason,
    )


def _opposed(hit: Hit, against: list[Hit], folded: Folded, data: LanguageData) -> str:
    """Return the anti-cue in the same clause, if there is one."""
    if not against:
        return ""
    low, high = clause_of(folded.text, hit.start, hit.end, data)
    for at in range(bisect_left(against, low, key=lambda other: other.start), len(against)):
        other = against[at]
        if other.start >= high:
            break
        if other.owner.code in (-1, hit.owner.code) and other.end <= high:
            return folded.quote(other.start, other.end)
    return ""


def _norms(book: Codebook, provisions: Sequence[Provision]) -> list[Coding]:
    """Code provisions with their norm type, which the provisions room has found."""
    return [
        Coding(
            book.id,
            item.norm,
            item.start,
            item.end,
            item.text,
            1.0,
            f"provision {item.id} is of norm type {item.norm}",
        )
        for item in provisions
        if item.norm in book
    ]


def _original(coding: Coding, folded: Folded) -> Coding:
    """Move a coding from the folded text to the text as it came."""
    span = folded.offsets.to_old(Span(coding.start, coding.end))
    return replace(coding, start=span.start, end=span.end, text=span.of(folded.original))
