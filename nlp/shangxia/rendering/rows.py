"""The rows of each table of ``tables``: plain tuples, one document at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shangxia.document import Document
from shangxia.findings import Quote
from shangxia.rendering.outline import Outline, Spanned, covering_codes

Row = tuple[Any, ...]


def instruments(document: Document) -> Iterator[Row]:
    """Yield the rows of the table ``instruments``, cells in the order of its columns."""
    source, about = document.source, document.instrument
    yield (
        source.name,
        about.title,
        about.number,
        about.kind,
        about.issuer,
        about.jurisdiction.country,
        about.jurisdiction.region,
        about.adopted,
        about.promulgated,
        about.effective,
        about.replaces,
        about.status,
        source.language,
        source.script,
        sum(node.kind == "article" for node in document.nodes),
        len(document.provisions),
        len(document.codings),
        len(document.claims),
        float(document.coverage.share),
        source.characters,
        source.encoding,
        source.warnings,
        source.sha256,
    )


def nodes(document: Document) -> Iterator[Row]:
    """Yield the rows of the table ``nodes``, cells in the order of its columns."""
    outline = Outline(document)
    for node in document.nodes:
        leaf = node.id not in outline.children
        yield (
            document.source.name,
            node.id,
            node.kind,
            node.number,
            node.label,
            node.heading,
            document.text[node.start : node.end] if leaf else None,
            node.parent,
            outline.depth[node.id],
            node.page,
            node.start,
            node.end,
        )


def provisions(document: Document) -> Iterator[Row]:
    """Yield the rows of the table ``provisions``, cells in the order of its columns."""
    outline = Outline(document)
    codes = covering_codes(document, document.provisions)
    for provision, found in zip(document.provisions, codes, strict=True):
        node = outline.by_id.get(provision.node)
        yield (
            document.source.name,
            provision.id,
            provision.node,
            outline.place(node) if node else None,
            provision.norm,
            *_quoted(provision.bearer),
            *_quoted(provision.modal),
            provision.text,
            provision.deadlines,
            provision.thresholds,
            provision.conditions,
            provision.sanctions,
            provision.citations,
            tuple(found),
            provision.start,
            provision.end,
        )


def codings(document: Document) -> Iterator[Row]:
    """Yield the rows of the table ``codings``, cells in the order of its columns."""
    outline = Outline(document)
    for coding in document.codings:
        yield (
            document.source.name,
            *_where(outline, coding),
            coding.codebook,
            coding.code,
            coding.text,
            float(coding.score),
            coding.reason,
            coding.start,
            coding.end,
        )


def claims(document: Document) -> Iterator[Row]:
    """Yield the rows of the table ``claims``, cells in the order of its columns."""
    outline = Outline(document)
    for claim in document.claims:
        yield (
            document.source.name,
            *_where(outline, claim),
            claim.kind,
            claim.text,
            claim.subject,
            None if claim.value is None else float(claim.value),
            claim.unit,
            claim.place,
            claim.figures,
            claim.listed,
            claim.verdict,
            claim.reason,
            claim.start,
            claim.end,
        )


def mentions(document: Document) -> Iterator[Row]:
    """Yield the rows of the table ``mentions``, cells in the order of its columns."""
    outline = Outline(document)
    for mention in document.mentions:
        yield (
            document.source.name,
            *_where(outline, mention),
            mention.kind,
            mention.text,
            mention.canonical,
            mention.number,
            mention.date,
            mention.start,
            mention.end,
        )


def _where(outline: Outline, part: Spanned) -> tuple[str | None, str | None]:
    node = outline.innermost(part)
    return (node.id, outline.place(node)) if node else (None, None)


def _quoted(quote: Quote | None) -> tuple[str | None, int | None, int | None]:
    return (quote.text, quote.start, quote.end) if quote else (None, None, None)
