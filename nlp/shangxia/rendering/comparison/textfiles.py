"""Comparisons as plain text, for a terminal and for ``diff``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shangxia.comparison import Comparison
from shangxia.rendering.cells import whole
from shangxia.rendering.comparison.columns import Column, title
from shangxia.rendering.comparison.pagedata import taken_for
from shangxia.rendering.comparison.rows import PairRow, Table, in_words
from shangxia.rendering.files import atomic_write
from shangxia.rendering.marks import visible
from shangxia.rendering.outline import opening
from shangxia.rendering.registry import Results

_START = 44
_CLAIM = 60


def write_text(results: Results[Comparison], path: Path, *, text: bool) -> None:
    """Write each comparison as a list of pairs, with an empty line between two.

    Args:
        results: the comparisons; taken one by one.
        path: the file.
        text: without effect: only the beginnings of provisions are shown.
    """
    del text
    with atomic_write(path) as stream:
        before = ""
        for comparison in results.items:
            stream.write(before + whole(render_comparison(comparison)))
            before = "\n"


def render_comparison(comparison: Comparison) -> str:
    """Return a comparison for a person: counts, pairs with differences, what is missing.

    Args:
        comparison: the comparison.

    Returns:
        Lines, with a line break at the end; control characters are signs.
    """
    return "\n".join(visible(line) for line in _lines(Table(comparison))) + "\n"


def _lines(table: Table) -> Iterator[str]:
    comparison = table.comparison
    yield f"A  {title(comparison.a)}"
    yield f"B  {title(comparison.b)}"
    counts = Counter(pair.relation for pair in comparison.pairs)
    sizes = [f"{number} {relation}" for relation, number in sorted(counts.items())]
    sizes += [f"{len(table.only_a)} only in A", f"{len(table.only_b)} only in B"]
    yield ", ".join(sizes)
    yield taken_for(comparison)
    yield ""
    for row in table.rows():
        yield _pair_line(table, row)
        for difference in row.pair.differences if row.pair else ():
            yield f"      {in_words(difference)}"
    if comparison.claims:
        yield ""
        for check in comparison.claims:
            node = f" → {check.node}" if check.node else ""
            yield f"{check.verdict}: {opening(check.claim.text, _CLAIM)}{node}"


def _pair_line(table: Table, row: PairRow) -> str:
    score = f"{row.pair.score:.2f}" if row.pair else "    "
    sides = " ↔ ".join(
        _side(column, nodes) for column, nodes in ((table.a, row.a), (table.b, row.b))
    )
    return f"{score}  {row.relation:<11} {sides}"


def _side(column: Column, nodes: tuple[str, ...]) -> str:
    if not nodes:
        return "—"
    names = ", ".join(column.name(node) for node in nodes)
    said = column.heading(nodes[0])
    return f"{names} {opening(said, _START)}" if said else names
