"""Broader and narrower codes: both directions say the same, and there are no circles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shangxia.coding.values import Code


def link(codes: Sequence[Code]) -> tuple[tuple[Code, ...], list[tuple[str, str]]]:
    """Make broader and narrower codes point at each other.

    Args:
        codes: the codes of one codebook.

    Returns:
        The codes with both directions filled in; and what is wrong, as pairs of
        the id of a code and a sentence.
    """
    ids = [code.id for code in codes]
    pairs = {(code.id, wide) for code in codes for wide in code.broader}
    pairs |= {(narrow, code.id) for code in codes for narrow in code.narrower}
    wrong = [
        (code.id, f"code {code.id!r} points at {other!r}, which is no code here: correct the id")
        for code in codes
        for other in (*code.broader, *code.narrower)
        if other not in ids
    ]
    wrong += _circle(ids, pairs)
    linked = []
    for code in codes:
        wider = (wide for wide in ids if (code.id, wide) in pairs)
        narrower = tuple(narrow for narrow in ids if (narrow, code.id) in pairs)
        broader = tuple(dict.fromkeys((*code.broader, *wider)))
        linked.append(replace(code, broader=broader, narrower=narrower))
    return tuple(linked), wrong


def _circle(ids: Sequence[str], pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a complaint about the first code that is broader than itself."""
    wider: dict[str, list[str]] = {}
    for narrow, wide in sorted(pairs):
        wider.setdefault(narrow, []).append(wide)
    for code in ids:
        seen, todo = set[str](), list(wider.get(code, ()))
        while todo:
            at = todo.pop()
            if at == code:
                return [(code, f"code {code!r} is broader than itself: break the circle")]
            if at not in seen:
                seen.add(at)
                todo += wider.get(at, ())
    return []
