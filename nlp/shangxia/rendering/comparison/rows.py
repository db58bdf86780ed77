"""The rows of a comparison, for workbooks, tables and plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shangxia.comparison import Change, Comparison, Difference, Pair
from shangxia.rendering.comparison.columns import Column
from shangxia.rendering.readable import one_line

#: Relations of rows that have one side only.
ONLY_A, ONLY_B = "only_a", "only_b"


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair, or a provision without counterpart.

    Attributes:
        a: ids of the nodes of A; none where the row is only in B.
        b: ids of the nodes of B.
        relation: as of the pair, or ``only_a`` or ``only_b``.
        pair: the pair, where there is one.
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    relation: str
    pair: Pair | None = None


class Table:
    """Both documents of a comparison and its rows.

    Attributes:
        comparison: what is shown.
        a: the first document.
        b: the second document.
        pairs: the pairs in the order of A.
        only_a: provisions without counterpart in the order of A.
        only_b: the same of B.
    """

    def __init__(self, comparison: Comparison) -> None:
        """Order the rows of a comparison."""
        self.comparison = comparison
        self.a = Column(comparison.a, comparison.only_a)
        self.b = Column(comparison.b, comparison.only_b)
        key = _order(self.a), _order(self.b)
        pairs = sorted(comparison.pairs, key=lambda pair: (key[0](pair.a), key[1](pair.b)))
        self.pairs = [PairRow(pair.a, pair.b, pair.relation, pair) for pair in pairs]
        self.only_a = [PairRow((node,), (), ONLY_A) for node in _sorted(self.a, comparison.only_a)]
        self.only_b = [PairRow((), (node,), ONLY_B) for node in _sorted(self.b, comparison.only_b)]

    def rows(self) -> Iterator[PairRow]:
        """Yield pairs and provisions only in A in the order of A, then those only in B."""
        key = _order(self.a)
        yield from sorted((*self.pairs, *self.only_a), key=lambda row: key(row.a))
        yield from self.only_b


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one side of a pair.

    Attributes:
        text: the words.
        change: ``gone`` or ``was`` in A, ``new`` or ``now`` in B, or an empty string.
    """

    text: str
    change: str = ""


def pieces(
    column: Column, nodes: Sequence[str], changes: Sequence[Change], side: str
) -> list[Piece]:
    """Cut the words of one side of a pair where they changed.

    Args:
        column: the document.
        nodes: ids of the nodes of that side.
        changes: changes of the pair.
        side: ``a`` or ``b``.

    Returns:
        Pieces that together are the words of the nodes, each on a line of its own.
    """
    marks = sorted(_marks(changes, side))
    found: list[Piece] = []
    for node_id in nodes:
        node = column.outline.by_id.get(node_id)
        if node is None:
            continue
        if found:
            found.append(Piece("\n"))
        for start, end in column.shown(node):
            found += _cut(column.document.text, start, end, marks)
    return found


def _marks(changes: Iterable[Change], side: str) -> Iterator[tuple[int, int, str]]:
    for change in changes:
        ours, theirs = (change.a_start, change.a_end), (change.b_start, change.b_end)
        if side == "b":
            ours, theirs = theirs, ours
        if ours[0] < ours[1]:
            alone = theirs[0] == theirs[1]
            yield (
                *ours,
                ("gone" if alone else "was") if side == "a" else ("new" if alone else "now"),
            )


def _cut(text: str, start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> list[Piece]:
    inside = [mark for mark in marks if mark[0] < end and mark[1] > start]
    bounds = {start, end, *(at for mark in inside for at in mark[:2] if start < at < end)}
    found = []
    for first, last in pairwise(sorted(bounds)):
        change = next((mark[2] for mark in inside if mark[0] <= first and mark[1] >= last), "")
        found.append(Piece(text[first:last], change))
    return found


def in_words(difference: Difference) -> str:
    """Return a difference on one line, such as ``deadline: 三十日 ≠ 10 ngày (…)``."""
    # False friends look alike; nothing says that the two provisions differ.
    sign = " ~ " if difference.kind == "false-friend" else " ≠ "
    sides = sign.join(
        "—" if said is None else one_line(said) for said in (difference.a, difference.b)
    )
    note = f" ({one_line(difference.note)})" if difference.note else ""
    return f"{difference.kind.replace('-', ' ')}: {sides}{note}"


def _order(column: Column) -> Callable[[Sequence[str]], int]:
    places = {node.id: at for at, node in enumerate(column.document.nodes)}
    return lambda nodes: min((places.get(node, len(places)) for node in nodes), default=len(places))


def _sorted(column: Column, nodes: Iterable[str]) -> list[str]:
    key = _order(column)
    return sorted(nodes, key=lambda node: (key((node,)), node))
