"""References to provisions and laws, with what they point to.

A reference is a run of parts (第三条 · 第一款 · 、 · 第二款; điểm a · khoản 1 · Điều 5)
that goes from large to small or from small to large.  The parts are told apart
by pattern; ``references`` joins them to targets.
"""

from __future__ import annotations

from bisect import bisect_left

from shangxia.document import Language
from shangxia.findings import Citation
from shangxia.provisions.folding import View, view
from shangxia.provisions.places import Context, target
from shangxia.provisions.references import Reference, ascending, descending

_NOWHERE = Context()


def find_citations(
    text: str, language: Language, context: Context = _NOWHERE, *, base: int = 0
) -> tuple[Citation, ...]:
    """Find the references of a text and resolve them.

    Args:
        text: any text.
        language: ``zh``, ``vi`` or ``en``.
        context: the place of the text, for 前款 and Điều này, and the nodes that
            a reference can point to.
        base: offset of the text in its document, in code points.

    Returns:
        Citations in text order; one span has several where it names several.
    """
    seen = view(text, language, base=base)
    found: list[Citation] = []
    for reference in scan(seen):
        found += resolve(reference, seen, context)
    return tuple(found)


def scan(seen: View) -> list[Reference]:
    """Find the references of a text, with offsets of the folded text."""
    patterns = seen.grammar.citation
    titles = _titles(seen)
    join = ascending if "ascending" in patterns else descending
    found = join(seen, titles)
    taken = sorted((item.start, item.end) for item in found)
    found += [
        Reference(start, end, ({},), law=law)
        for (start, end), law in titles.items()
        if not _inside(start, end, taken) and _bare(seen, start, end)
    ]
    return sorted(found, key=lambda item: (item.start, item.end))


def resolve(reference: Reference, seen: View, context: Context) -> list[Citation]:
    """Return the citations of a reference made at a place; none where it has no sense there."""
    quote = seen.quote(reference.start, reference.end)
    found = []
    for levels in reference.resolved(context.place):
        name = target(levels, reference.law)
        if name:
            node = None if reference.law else context.nodes.get(name)
            found.append(Citation(quote.text, quote.start, quote.end, name, node))
    return found


def _titles(seen: View) -> dict[tuple[int, int], str]:
    """Return the laws named in a text by their spans."""
    patterns, text = seen.grammar.citation, seen.text
    found: dict[tuple[int, int], str] = {}
    for pattern in ("title", "numbered", "acts"):
        if pattern in patterns:
            for match in patterns[pattern].finditer(text):
                found[match.span()] = seen.quote(*match.span()).text.strip('"“”')
    taken = sorted(found)
    for _, start, end in seen.grammar.titles.find_matches_as_indexes(text):
        start, end = _grown(seen, start, end)
        if not _inside(start, end, taken) and patterns["title_edge"].match(text, end):
            found[start, end] = _bracketed(seen, start, end)
    if "unlisted" in patterns:
        taken = sorted(found)
        for match in patterns["unlisted"].finditer(text):
            if not _inside(*match.span(), taken):
                found[match.span()] = seen.quote(*match.span()).text
    return found


def _grown(seen: View, start: int, end: int) -> tuple[int, int]:
    """Take in the country before and the number behind a title."""
    patterns, text = seen.grammar.citation, seen.text
    if (lead := patterns["title_lead"].search(text[max(0, start - 12) : start])) is not None:
        start -= len(lead[0])
    if (tail := patterns["title_tail"].match(text, end)) is not None:
        end = tail.end()
    return start, end


def _bracketed(seen: View, start: int, end: int) -> str:
    words = seen.quote(start, end).text
    return f"《{words}》" if "bracketed" in seen.grammar.citation else words


def _bare(seen: View, start: int, end: int) -> bool:
    """Tell whether a law named without a provision is cited and not just mentioned."""
    only_after = seen.grammar.citation["only_as_authority"]
    if only_after.fullmatch(seen.text, start, end) is None:
        return True
    authority = seen.grammar.citation["authority"]
    return authority.search(seen.text, max(0, start - 8), start) is not None


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Tell whether a span overlaps one of a sorted list; the lists are short per neighbourhood."""
    index = bisect_left(taken, (end, -1))
    return any(at < end and start < to for at, to in taken[max(0, index - 2) : index])
