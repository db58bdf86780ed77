"""A comparison seen from the other side."""

from __future__ import annotations

from dataclasses import replace

from shangxia.comparison import Change, Comparison, Difference, SharedTerm

_TURNED = {"split": "merged", "merged": "split"}


def turned(comparison: Comparison) -> Comparison:
    """Return a comparison of B with A from one of A with B."""
    place = {node.id: index for index, node in enumerate(comparison.b.nodes)}
    pairs = [
        replace(
            pair,
            a=pair.b,
            b=pair.a,
            relation=_TURNED.get(pair.relation, pair.relation),
            differences=tuple(
                Difference(one.kind, one.b, one.a, one.note, one.quote_b, one.quote_a)
                for one in pair.differences
            ),
            terms=tuple(
                SharedTerm(one.b, one.a, one.kind, one.reading, one.weight) for one in pair.terms
            ),
            changes=tuple(
                Change(one.b_start, one.b_end, one.a_start, one.a_end) for one in pair.changes
            ),
        )
        for pair in comparison.pairs
    ]
    return replace(
        comparison,
        a=comparison.b,
        b=comparison.a,
        pairs=tuple(sorted(pairs, key=lambda pair: place[pair.a[0]])),
        only_a=comparison.only_b,
        only_b=comparison.only_a,
        matrix={code: found[::-1] for code, found in comparison.matrix.items()},
    )
