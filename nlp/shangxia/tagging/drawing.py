"""Two diagrams as SVG files: the reliability of probabilities, and the learning curve."""

from __future__ import annotations

from collections.abc import Sequence

from shangxia.tagging.curve import Point
from shangxia.tagging.evaluation import Bin

_SIZE, _EDGE = 300, 44
_LINE = "#1b6ca8"
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def reliability_svg(bins: Sequence[Bin]) -> str:
    """Draw how often labels are right by the probability given; on the diagonal all is well.

    Args:
        bins: the labels by their probability.

    Returns:
        An SVG document.
    """
    total = max((one.count for one in bins), default=1)
    points = " ".join(_at(one.confidence, one.accuracy) for one in bins)
    dots = [
        _dot(one.confidence, one.accuracy, 3 + 6 * one.count / total, f"{one.count} labels")
        for one in bins
    ]
    parts = [
        *_frame([(tick, f"{tick:.2f}") for tick in _TICKS], "probability given"),
        f'<polyline points="{_at(0, 0)} {_at(1, 1)}" fill="none" stroke="#aaa" '
        'stroke-dasharray="4"/>',
        f'<polyline points="{points}" fill="none" stroke="{_LINE}" stroke-width="2"/>',
        *dots,
    ]
    return _svg("Reliability", "share of labels that is right", parts)


def curve_svg(points: Sequence[Point]) -> str:
    """Draw F1 on held-out reports by the number of reports learned from.

    Args:
        points: the learning curve.

    Returns:
        An SVG document.
    """
    most = max((point.reports for point in points), default=1)
    placed = [(point.reports / most, point) for point in points]
    band = [_at(x, point.low) for x, point in placed]
    band += [_at(x, point.high) for x, point in reversed(placed)]
    line = " ".join(_at(x, point.f1) for x, point in placed)
    parts = [
        *_frame([(x, f"{point.reports:,}") for x, point in placed], "reports learned from"),
        f'<polygon points="{" ".join(band)}" fill="{_LINE}" fill-opacity="0.15"/>',
        f'<polyline points="{line}" fill="none" stroke="{_LINE}" stroke-width="2"/>',
        *(_dot(x, point.f1, 4, f"F1 {point.f1:.3f}") for x, point in placed),
    ]
    return _svg("Learning curve", "micro F1 on held-out reports, 95 %", parts)


def _at(x: float, y: float) -> str:
    return f"{_EDGE + x * _SIZE:.1f},{_EDGE + (1 - y) * _SIZE:.1f}"


def _dot(x: float, y: float, radius: float, title: str) -> str:
    across, down = _at(x, y).split(",")
    return (
        f'<circle cx="{across}" cy="{down}" r="{radius:.1f}" fill="{_LINE}">'
        f"<title>{title}</title></circle>"
    )


def _frame(ticks: Sequence[tuple[float, str]], below: str) -> list[str]:
    parts = [
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIZE}" height="{_SIZE}" fill="#fff" '
        'stroke="#888"/>'
    ]
    free = 0.0
    for x, name in ticks:
        across = _EDGE + x * _SIZE
        # A name that would run into the one before is left out.
        if across - 3 * len(name) >= free:
            free = across + 3 * len(name) + 4
            parts.append(
                f'<text x="{across:.0f}" y="{_EDGE + _SIZE + 16}" text-anchor="middle">'
                f"{name}</text>"
            )
    for y in _TICKS:
        down = _EDGE + (1 - y) * _SIZE
        parts.append(f'<text x="{_EDGE - 6}" y="{down + 4:.0f}" text-anchor="end">{y:.2f}</text>')
    middle, last = _EDGE + _SIZE / 2, _EDGE + _SIZE + 34
    return [*parts, f'<text x="{middle:.0f}" y="{last}" text-anchor="middle">{below}</text>']


def _svg(title: str, above: str, parts: Sequence[str]) -> str:
    width = _SIZE + 2 * _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}" width="{width}" '
        f'height="{width}" font-family="sans-serif" font-size="11" role="img">'
        f"<title>{title}</title>{''.join(parts)}"
        f'<text x="{_EDGE}" y="{_EDGE - 10}">{above}</text></svg>\n'
    )
