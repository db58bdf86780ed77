"""Redacting rows: every column but the id, with the evidence moved along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shangxia.findings import Quote
from shangxia.labels import Tagging
from shangxia.spans import OffsetMap, Span
from shangxia.tagging.batch.columns import Roles
from shangxia.tagging.batch.redaction import Redacted, marker, redact
from shangxia.tagging.batch.rows import Rows


def mask_rows(
    rows: Rows, roles: Roles, taggings: Sequence[Tagging]
) -> tuple[dict[int, list[Any]], list[Tagging], list[str]]:
    """Mask the personal data of rows.

    Columns that by their name hold personal data are masked whole; in all others
    but the id the patterns are looked for.

    Args:
        rows: the rows.
        roles: which column is which.
        taggings: their labels, with offsets in the text as it was.

    Returns:
        New values by column, the labels with offsets in the masked text, and the
        masked texts.
    """
    languages = [tagging.language for tagging in taggings]
    replaced: dict[int, list[Any]] = {}
    kinds = dict(roles.personal)
    for at in range(len(rows.columns)):
        if at != roles.id and at not in roles.text and _may_hold_text(rows, at, kinds):
            pairs = zip(rows.column(at), languages, strict=True)
            replaced[at] = [
                _marked(value, kinds[at], language) if at in kinds else _masked(value, language)
                for value, language in pairs
            ]
    parts: list[list[Redacted]] = []
    for at in roles.text:
        values = rows.column(at)
        redacted = [
            redact(text_of(value), language=language)
            for value, language in zip(values, languages, strict=True)
        ]
        replaced[at] = [
            item.text if item.kinds else value for item, value in zip(redacted, values, strict=True)
        ]
        parts.append(redacted)
    whole = [_joined(items) for items in zip(*parts, strict=True)]
    moved = [_moved(tagging, item) for tagging, item in zip(taggings, whole, strict=True)]
    return replaced, moved, [item.text for item in whole]


def text_of(value: Any) -> str:
    """Return a cell as text to tag."""
    if isinstance(value, str):
        return value
    return "" if value is None else str(value)


def _may_hold_text(rows: Rows, at: int, kinds: dict[int, str]) -> bool:
    if rows.table is None or at in kinds:
        return True
    import pyarrow.types as types

    kind = rows.table.schema.field(at).type
    checks = (types.is_string, types.is_large_string, types.is_nested, types.is_dictionary)
    return any(check(kind) for check in checks)


def _marked(value: Any, kind: str, language: str) -> Any:
    return value if value is None or value == "" else marker(kind, language)


def _masked(value: Any, language: str) -> Any:
    if isinstance(value, str):
        return redact(value, language=language).text
    if isinstance(value, dict):
        return {key: _masked(item, language) for key, item in value.items()}
    if type(value) is list:
        return [_masked(item, language) for item in value]
    return value


def _joined(items: Sequence[Redacted]) -> Redacted:
    """Join the redacted columns of one row as their texts are joined: by line breaks."""
    if len(items) == 1:
        return items[0]
    old: list[tuple[int, int]] = []
    new: list[tuple[int, int]] = []
    at_old = at_new = 0
    for item in items:
        old += [(start + at_old, end + at_old) for start, end in item.map.old]
        new += [(start + at_new, end + at_new) for start, end in item.map.new]
        at_old += item.map.old_length + 1
        at_new += item.map.new_length + 1
    text = "\n".join(item.text for item in items)
    kinds = tuple(kind for item in items for kind in item.kinds)
    return Redacted(text, OffsetMap(tuple(old), tuple(new), at_old - 1, at_new - 1), kinds)


def _moved(tagging: Tagging, redacted: Redacted) -> Tagging:
    if redacted.map.is_identity:
        return tagging
    labels = tuple(
        replace(label, evidence=tuple(_quote(quote, redacted) for quote in label.evidence))
        for label in tagging.labels
    )
    return replace(tagging, labels=labels)


def _quote(quote: Quote, redacted: Redacted) -> Quote:
    span = redacted.map.to_new(Span(quote.start, quote.end))
    return replace(quote, start=span.start, end=span.end, text=span.of(redacted.text))
