"""What a text asserts about instruments and places, checked against itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from shangxia.coding.claims_counts import Counted, find_counts
from shangxia.coding.claims_language import ClaimWords, claim_words
from shangxia.coding.folding import Folded, fold
from shangxia.coding.inconsistencies import (
    Slip,
    find_count_slips,
    find_date_slips,
    find_type_slips,
)
from shangxia.coding.measures import Measure, Spot, find_measures
from shangxia.document import Language, Node
from shangxia.findings import Claim, Figure, Mention, Quote
from shangxia.spans import Span

_ITEM_KINDS = ("item", "subitem")
#: Code points before a count that tell whether it is a part of another.
_PARTLY = 20
#: Code points of the longest sentence.
_LONGEST = 3000


def find_claims(
    text: str, nodes: Sequence[Node], language: Language, mentions: Sequence[Mention]
) -> tuple[Claim, ...]:
    """Find the claims of a text and say how far it bears them out itself.

    Args:
        text: any text.
        nodes: its tree.
        language: ``zh``, ``vi`` or ``en``.
        mentions: what ``find_mentions`` found in it.

    Returns:
        Counts, measures by place and inconsistencies, in text order.
    """
    words = claim_words(language)
    folded = fold(text)
    sentences = find_sentences(folded.text, words)
    counts = list(find_counts(folded.text, sentences, _groups(nodes, folded), words))
    found = [_count_claim(counted, folded) for counted in counts]
    found += _measures(folded, sentences, nodes, language, mentions)
    found += _slips(folded, counts, mentions, words)
    return tuple(sorted(found, key=lambda claim: (claim.start, claim.end, claim.kind)))


def _measures(
    folded: Folded,
    sentences: Sequence[Span],
    nodes: Sequence[Node],
    language: Language,
    mentions: Sequence[Mention],
) -> list[Claim]:
    """Return what places did; the articles of a rule say what they shall do."""
    if any(node.kind == "article" for node in nodes):
        return []
    spots = [
        Spot(*folded.offsets.to_new(Span(one.start, one.end)), one.canonical)
        for one in mentions
        if one.kind == "place"
    ]
    words = claim_words(language)
    found = find_measures(folded.text, sentences, spots, language, words)
    return [_measure_claim(measure, folded) for measure in found]


def _slips(
    folded: Folded, counts: Sequence[Counted], mentions: Sequence[Mention], words: ClaimWords
) -> list[Claim]:
    """Return what does not agree, with offsets of the text as it came."""
    text = folded.original
    instruments = [mention for mention in mentions if mention.kind == "instrument"]
    slips = [*find_type_slips(folded, instruments, words), *find_date_slips(instruments)]
    told = list(_told_of(folded, counts, instruments, words))
    found = [_slip_claim(Quote(text[slice(*slip.span)], *slip.span), slip) for slip in slips]
    return found + [_slip_claim(_quote(folded, slip.span), slip) for slip in find_count_slips(told)]


def _told_of(
    folded: Folded, counts: Sequence[Counted], instruments: Sequence[Mention], words: ClaimWords
) -> Iterator[tuple[str, Counted]]:
    """Pair each count with the instrument that its sentence names before it."""
    starts = [mention.start for mention in instruments]
    for counted in counts:
        number = _quote(folded, counted.number).start
        at = bisect_left(starts, number) - 1
        low = max(counted.sentence.start, counted.number.start - _PARTLY)
        partly = words.partly.search(folded.text[low : counted.number.start])
        if at >= 0 and starts[at] >= _quote(folded, counted.sentence).start and not partly:
            yield instruments[at].canonical, counted


def _slip_claim(quote: Quote, slip: Slip) -> Claim:
    return Claim(
        kind="inconsistency",
        text=quote.text,
        start=quote.start,
        end=quote.end,
        subject=slip.subject,
        reason=slip.reason,
    )


def find_sentences(folded: str, words: ClaimWords) -> list[Span]:
    """Return the sentences of a folded text, in order, without the space around them."""
    found, start = [], 0
    for end in [*(match.end() for match in words.sentence.finditer(folded)), len(folded)]:
        # What never ends is no sentence: it is cut, so that the cost stays linear.
        while end - start > _LONGEST:
            found.append(Span(start, start + _LONGEST))
            start += _LONGEST
        stop = end
        while start < stop and folded[start].isspace():
            start += 1
        while stop > start and folded[stop - 1].isspace():
            stop -= 1
        if stop > start:
            found.append(Span(start, stop))
        start = end
    return found


def _groups(nodes: Sequence[Node], folded: Folded) -> list[list[Span]]:
    """Return the lists of the tree: the items below one parent."""
    groups: dict[str | None, list[Span]] = {}
    for node in nodes:
        if node.kind in _ITEM_KINDS:
            span = folded.offsets.to_new(Span(node.start, node.end))
            groups.setdefault(node.parent, []).append(span)
    return sorted(groups.values(), key=lambda group: group[0].start)


def _count_claim(counted: Counted, folded: Folded) -> Claim:
    sentence, number = _quote(folded, counted.sentence), _quote(folded, counted.number)
    return Claim(
        kind="count",
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        subject=_quote(folded, counted.subject).text,
        value=counted.value,
        unit=counted.unit,
        figures=(Figure(number.text, number.start, number.end, counted.value, counted.unit),),
        listed=tuple(_quotes(folded, counted.listed)),
        verdict=counted.verdict,
        reason=counted.reason,
    )


def _measure_claim(measure: Measure, folded: Folded) -> Claim:
    whole = _quote(folded, measure.span)
    figures = (
        (_quote(folded, number.span), number.value, number.unit) for number in measure.figures
    )
    return Claim(
        kind="measure",
        text=whole.text,
        start=whole.start,
        end=whole.end,
        subject=_quote(folded, measure.done).text,
        place=measure.place,
        figures=tuple(Figure(q.text, q.start, q.end, value, unit) for q, value, unit in figures),
        reason=measure.reason,
    )


def _quotes(folded: Folded, spans: Sequence[Span]) -> Iterator[Quote]:
    for span in spans:
        yield _quote(folded, span)


def _quote(folded: Folded, span: Span) -> Quote:
    start, end = folded.offsets.to_old(span)
    return Quote(folded.original[start:end], start, end)
