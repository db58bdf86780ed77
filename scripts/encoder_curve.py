"""Draw the log of a training run as an SVG, without a plotting library."""

from __future__ import annotations

import csv
from pathlib import Path

_WIDTH, _HEIGHT, _EDGE = 640, 360, 48
_LINES = (
    ("guess", "masked words: loss", "#1f5f8b", False),
    ("rank", "translations: loss", "#c0392b", False),
    ("found_zh_vi", "translations found (zh to vi), right axis", "#2e7d32", True),
)


def draw(log: Path, output: Path) -> None:
    """Draw losses on the left axis and shares on the right one, over minutes."""
    with log.open(encoding="utf-8") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    rows = [row for row in rows if row["guess"] > 0]
    if not rows:
        return
    last = max(row["seconds"] for row in rows)
    top = max(max(row["guess"], row["rank"]) for row in rows) * 1.05
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    inner_width, inner_height = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    for tenth in range(0, 11, 2):
        y = _HEIGHT - _EDGE - inner_height * tenth / 10
        parts += [
            f'<line x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>',
            f'<text x="{_EDGE - 6}" y="{y + 4:.0f}" text-anchor="end">{top * tenth / 10:.1f}'
            "</text>",
            f'<text x="{_WIDTH - _EDGE + 6}" y="{y + 4:.0f}">{tenth / 10:.1f}</text>',
        ]
    for number, (name, label, colour, share) in enumerate(_LINES):
        points = " ".join(
            f"{_EDGE + inner_width * row['seconds'] / max(last, 1):.1f},"
            f"{_HEIGHT - _EDGE - inner_height * row[name] / (1 if share else top):.1f}"
            for row in rows
        )
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
            f'<text x="{_EDGE}" y="{14 + 14 * number}" fill="{colour}">{label}</text>',
        ]
    parts += [
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 14}" text-anchor="middle">'
        f"minutes, to {last / 60:.0f}"
        "</text>",
        "</svg>",
    ]
    output.write_text("\n".join(parts) + "\n", encoding="utf-8")
