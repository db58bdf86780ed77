"""What the page of a comparison shows, as JSON-ready values: texts once, pairs by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shangxia.comparison import ClaimCheck, Comparison, Pair
from shangxia.findings import Quote
from shangxia.rendering import readable
from shangxia.rendering.cells import whole
from shangxia.rendering.comparison.columns import Column, title
from shangxia.rendering.comparison.matrix import (
    MatrixRow,
    documents,
    identity,
    matrix_rows,
)
from shangxia.rendering.page import language_tag

#: Shared terms of a pair that the page shows.
_TERMS = 24
Plain = dict[str, Any]


def page_data(comparisons: Sequence[Comparison]) -> Plain:
    """Return all that the page needs.

    Offsets count code points of the whole document; ``a`` and ``b`` of pairs are
    indices of blocks.

    Args:
        comparisons: the comparisons, in the order of the chooser.

    Returns:
        Lists, dictionaries, strings and numbers only.
    """
    found = documents(comparisons)
    places = {identity(document): at for at, document in enumerate(found)}
    units: list[dict[str, None]] = [{} for _ in found]
    for one in comparisons:
        for document, side, alone in ((one.a, "a", one.only_a), (one.b, "b", one.only_b)):
            paired = (node for pair in one.pairs for node in getattr(pair, side))
            units[places[identity(document)]].update(dict.fromkeys((*paired, *alone)))
    columns = [Column(document, ids) for document, ids in zip(found, units, strict=True)]
    rows = matrix_rows(comparisons)
    shown = [_document(column) for column in columns]
    for row in rows:
        for column, plain, cell in zip(columns, shown, row.cells, strict=True):
            for at in {column.block_of(node) for node in cell} - {None}:
                plain["blocks"][at].setdefault("codes", []).append(row.key)
    return {
        "documents": shown,
        "comparisons": [
            _comparison(
                one, places, columns[places[identity(one.a)]], columns[places[identity(one.b)]]
            )
            for one in comparisons
        ],
        "matrix": [_matrix_row(row, columns) for row in rows],
    }


def _document(column: Column) -> Plain:
    document = column.document
    about = document.instrument
    dates = (about.effective, about.promulgated, about.adopted)
    # News may name a day without its year; that says too little here.
    date = next((date for date in dates if date and not date.startswith("-")), None)
    return {
        "title": whole(title(document)),
        "lang": language_tag(document.source),
        "about": [whole(part) for part in (about.number, about.issuer, date) if part],
        "name": whole(document.source.name),
        "news": about.kind == "news",
        "blocks": [_block(column, at) for at in range(len(column.blocks))],
    }


def _block(column: Column, at: int) -> Plain:
    block = column.blocks[at]
    text = column.document.text
    plain: Plain = {
        "id": whole(block.node.id),
        "kind": block.node.kind,
        "leaves": [
            [leaf.start, leaf.role, whole(text[leaf.start : leaf.end])] for leaf in block.leaves
        ],
    }
    unseen = [list(one) for leaf in block.leaves for one in leaf.unseen]
    if unseen:
        plain["unseen"] = unseen
    if block.unit:
        plain["name"] = whole(column.name(block.node.id))
        if heading := column.heading(block.node.id):
            plain["heading"] = whole(heading)
    elif block.node.kind == "title" and block.node.parent is not None:
        plain["part"] = True
    return plain


def _comparison(one: Comparison, places: dict[Any, int], a: Column, b: Column) -> Plain:
    paired = sorted(one.pairs, key=lambda pair: (_first(a, pair.a), _first(b, pair.b)))
    return {
        "a": places[identity(one.a)],
        "b": places[identity(one.b)],
        "level": one.level,
        "basis": whole(taken_for(one)),
        "pairs": [_pair(pair, a, b) for pair in paired],
        "only_a": sorted(_blocks(a, one.only_a)),
        "only_b": sorted(_blocks(b, one.only_b)),
        "claims": [_claim(check, one, a, b) for check in one.claims],
    }


def taken_for(one: Comparison) -> str:
    """Return what the two documents were taken for, and why, as a sentence or two."""
    names = {
        "versions": "Taken for two versions of one text.",
        "counterparts": "Taken for two texts of their own, paired by meaning and structure.",
        "report": "Taken for a report and the text it is about.",
    }
    return " ".join(part for part in (names.get(one.basis, ""), one.basis_reason) if part)


def _pair(pair: Pair, a: Column, b: Column) -> Plain:
    plain: Plain = {
        "a": _blocks(a, pair.a),
        "b": _blocks(b, pair.b),
        "score": round(float(pair.score), 3),
        "relation": whole(pair.relation),
        "reason": whole(pair.reason),
    }
    if pair.differences:
        plain["differences"] = [
            {
                "kind": whole(one.kind),
                "a": _said(one.a),
                "b": _said(one.b),
                "note": whole(one.note),
                "at_a": _span(one.quote_a),
                "at_b": _span(one.quote_b),
            }
            for one in pair.differences
        ]
    if pair.features:
        plain["features"] = [
            [whole(one.name), round(float(one.value), 3), round(float(one.share), 3)]
            for one in pair.features
        ]
    if pair.terms:
        plain["terms"] = [
            [*_ends(one.a), *_ends(one.b), whole(one.kind), whole(one.reading or "")]
            for one in pair.terms[:_TERMS]
        ]
    if pair.changes:
        plain["changes"] = [
            [one.a_start, one.a_end, one.b_start, one.b_end] for one in pair.changes
        ]
    return plain


def _claim(check: ClaimCheck, one: Comparison, a: Column, b: Column) -> Plain:
    from_a = claims_from_a(one, check)
    news, source = (a, b) if from_a else (b, a)
    claim = check.claim
    return {
        "side": "a" if from_a else "b",
        "said": whole(readable.counted(claim)),
        "text": whole(claim.text),
        "at": [claim.start, claim.end],
        "block": news.block_at(claim.start),
        "kind": whole(claim.kind),
        "listed": [_ends(quote) for quote in claim.listed],
        "verdict": whole(check.verdict),
        "reason": whole(check.reason or claim.reason or ""),
        "node": None if check.node is None else whole(source.name(check.node)),
        "node_block": source.block_of(check.node),
    }


def claims_from_a(one: Comparison, check: ClaimCheck) -> bool:
    """Tell whether a checked claim stands in the first document."""
    if check.claim in one.a.claims:
        return True
    return check.claim not in one.b.claims and one.a.instrument.kind == "news"


def _matrix_row(row: MatrixRow, columns: Sequence[Column]) -> Plain:
    languages = dict.fromkeys(column.document.source.language for column in columns)
    names = dict.fromkeys(row.name(language) for language in ("en", *languages))
    return {
        "key": whole(row.key),
        "codebook": whole(row.codebook),
        "names": [whole(name) for name in names],
        "cells": [
            [[column.block_of(node), whole(column.name(node))] for node in cell]
            for column, cell in zip(columns, row.cells, strict=True)
        ],
    }


def _blocks(column: Column, nodes: Iterable[str]) -> list[int]:
    found = (column.block_of(node) for node in nodes)
    return list(dict.fromkeys(at for at in found if at is not None))


def _first(column: Column, nodes: Sequence[str]) -> int:
    return min(_blocks(column, nodes), default=len(column.blocks))


def _said(words: str | None) -> str | None:
    return None if words is None else whole(words)


def _span(quote: Quote | None) -> list[int] | None:
    return None if quote is None else _ends(quote)


def _ends(quote: Quote) -> list[int]:
    return [quote.start, quote.end]
