"""Charts as inline SVG: bars, columns and a heat map, with nothing to load.

Colours are classes of the page's style sheet, so that they follow its dark mode.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

#: Width of every drawing, in its own units, which are pixels on a wide screen.
_WIDTH = 912
_ROW = 30
_PIXELS = 7.3


class Bar(NamedTuple):
    """One bar: its name, its length, and the part of it that is emphasised."""

    name: str
    value: int
    part: int
    note: str = ""


def bars(items: Sequence[Bar]) -> str:
    """Return horizontal bars with their names before and their values behind them.

    Args:
        items: the bars, from above to below.

    Returns:
        An SVG element.
    """
    most = max((item.value for item in items), default=0) or 1
    left = min(330.0, 16 + max((_length(item.name) for item in items), default=0))
    room = _WIDTH - left - 130
    parts = []
    for at, item in enumerate(items):
        y = at * _ROW
        length, inner = (max(1.0, room * n / most) if n else 0.0 for n in (item.value, item.part))
        parts.append(
            f"<g><title>{escape(item.name)}: {item.value:,}</title>"
            f'<text x="{left - 10:.0f}" y="{y + 19}" text-anchor="end">'
            f"{escape(_cut(item.name, left - 16))}</text>"
            f'<rect class="all" x="{left:.0f}" y="{y + 5}" width="{length:.1f}" height="20"/>'
            f'<rect class="labelled" x="{left:.0f}" y="{y + 5}" width="{inner:.1f}" height="20"/>'
            f'<text class="soft" x="{left + length + 8:.1f}" y="{y + 19}">'
            f"{escape(item.note or format(item.value, ','))}</text></g>"
        )
    return _svg(_WIDTH, len(items) * _ROW + 4, parts)


def columns(items: Sequence[Bar]) -> str:
    """Return vertical columns over a time axis.

    Args:
        items: the columns, from left to right.

    Returns:
        An SVG element.
    """
    height, bottom = 170, 28
    most = max((item.value for item in items), default=0) or 1
    step = _WIDTH / max(1, len(items))
    width = min(46.0, step * 0.72)
    # A name under every column, or under every so many.
    every = max(1, round(62 / step + 0.49))
    parts = [f'<line class="axis" x1="0" y1="{height}" x2="{_WIDTH}" y2="{height}"/>']
    for at, item in enumerate(items):
        middle = step * (at + 0.5)
        tall, inner = ((height - 22) * n / most for n in (item.value, item.part))
        parts.append(
            f"<g><title>{escape(item.name)}: {item.value:,} ({item.part:,})</title>"
            f'<rect class="all" x="{middle - width / 2:.1f}" y="{height - tall:.1f}" '
            f'width="{width:.1f}" height="{tall:.1f}"/>'
            f'<rect class="labelled" x="{middle - width / 2:.1f}" y="{height - inner:.1f}" '
            f'width="{width:.1f}" height="{inner:.1f}"/>'
        )
        if step >= 34:
            parts.append(
                f'<text class="soft" x="{middle:.1f}" y="{height - tall - 5:.1f}" '
                f'text-anchor="middle">{item.value:,}</text>'
            )
        if at % every == 0:
            parts.append(
                f'<text class="soft" x="{middle:.1f}" y="{height + 18}" '
                f'text-anchor="middle">{escape(item.name)}</text>'
            )
        parts.append("</g>")
    return _svg(_WIDTH, height + bottom, parts)


def heat_map(rows: Sequence[str], names: Sequence[str], values: Sequence[Sequence[int]]) -> str:
    """Return a table of shaded cells.

    Args:
        rows: names of the rows.
        names: names of the columns.
        values: one number for each row and column.

    Returns:
        An SVG element.
    """
    most = max((value for row in values for value in row), default=0) or 1
    left = min(330.0, 16 + max(map(_length, rows), default=0))
    step = (_WIDTH - left) / max(1, len(names))
    every = max(1, round(62 / step + 0.49))
    parts = []
    for at, (name, numbers) in enumerate(zip(rows, values, strict=True)):
        y = at * _ROW
        parts.append(
            f'<text x="{left - 10:.0f}" y="{y + 20}" text-anchor="end">'
            f"{escape(_cut(name, left - 16))}</text>"
        )
        for column, number in enumerate(numbers):
            x = left + column * step
            shade = 0.06 + 0.94 * number / most if number else 0.03
            parts.append(
                f"<g><title>{escape(name)}, {escape(names[column])}: {number:,}</title>"
                f'<rect class="labelled" x="{x:.1f}" y="{y + 2}" width="{step - 2:.1f}" '
                f'height="{_ROW - 4}" rx="2" fill-opacity="{shade:.2f}"/>'
            )
            if number and step >= 30:
                kind = "on" if shade > 0.55 else "soft"
                parts.append(
                    f'<text class="{kind}" x="{x + step / 2 - 1:.1f}" y="{y + 19}" '
                    f'text-anchor="middle">{number}</text>'
                )
            parts.append("</g>")
    y = len(rows) * _ROW + 16
    parts += [
        f'<text class="soft" x="{left + (at + 0.5) * step:.1f}" y="{y}" text-anchor="middle">'
        f"{escape(name)}</text>"
        for at, name in enumerate(names)
        if at % every == 0
    ]
    return _svg(_WIDTH, y + 8, parts)


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    body = "".join(parts)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-hidden="false">{body}</svg>'


def _length(text: str) -> float:
    """Return about how long a text is drawn, in pixels."""
    return sum(13.2 if east_asian_width(sign) in "WF" else _PIXELS for sign in text)


def _cut(text: str, room: float) -> str:
    if _length(text) <= room:
        return text
    while text and _length(text) > room - 10:
        text = text[:-1]
    return text + "…"
