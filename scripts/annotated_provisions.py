"""The annotated provisions of ``corpora/provisions`` as the program reads them.

The texts are looked up in the collection that the annotations count in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shangxia.provisions.find import Part, read
from shangxia.provisions.folding import View, view
from shangxia.provisions.learned import Case
from shangxia.resources import corpus
from shangxia.structure.tree import parse_tree

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """An annotated provision and what the program read off it.

    Attributes:
        case: its words and what the rules made of them.
        norm: as annotated.
        bearer: as annotated, a span of its words, or None.
        found: the bearer that the rules find, likewise.
        source: the law it stands in.
    """

    case: Case
    norm: str
    bearer: Span | None
    found: Span | None
    source: str


def rows(data: Path, language: Any) -> tuple[list[Row], int]:
    """Return the annotated provisions of a language, and how many the program does not find."""
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(corpus("provisions").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["lang"] == language and "norm" in row:
                wanted[row["source_file"]].append(row)
    found, lost = [], 0
    for name, annotated in sorted(wanted.items()):
        text = (data / name).read_bytes().decode("utf-8-sig")
        seen = view(text, language)
        parts = [
            (seen.quote(*part.framed.span), part)
            for part in read(seen, parse_tree(text, language).nodes)
        ]
        for row in annotated:
            quote, part = max(parts, key=lambda one: _overlap(one[0], row["start"], row["end"]))
            if _overlap(quote, row["start"], row["end"])[0] > 0:
                found.append(_row(row, part, seen, name))
            else:
                lost += 1
    return found, lost


def _row(row: dict[str, Any], part: Part, seen: View, source: str) -> Row:
    begin = part.framed.begin

    def relative(span: Span | None) -> Span | None:
        return None if span is None else (span[0] - begin, span[1] - begin)

    bearer = row.get("bearer")
    # Laws have lists of the same names.
    siblings = part.case.siblings and f"{source} {part.case.siblings}"
    return Row(
        case=replace(part.case, siblings=siblings),
        norm=row["norm"],
        bearer=relative(seen.inward(*bearer)) if bearer else None,
        found=relative(part.bearer),
        source=source,
    )


def _overlap(quote: Any, start: int, end: int) -> tuple[int, int]:
    """Return how much a quote shares with a span; of equals the shorter one is meant."""
    return min(quote.end, end) - max(quote.start, start), quote.start - quote.end
