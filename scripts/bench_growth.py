"""Measure how time and memory grow with the size of the input, and draw it as SVG.

Each point is a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SIZES = (1, 2, 4, 8)
#: What the smallest size of each job is, in bytes of text or in reports.
UNITS = {"tree": 400_000, "all layers": 100_000, "compare": 12_000, "tag": 2_000}
_COLOURS = {"tree": "#0f766e", "all layers": "#1d4ed8", "compare": "#b45309", "tag": "#9d174d"}
_DASHES = {"tree": "", "all layers": "7 3", "compare": "2 3", "tag": "9 3 2 3"}
_WIDTH, _HEIGHT, _EDGE = 560, 360, 56

_POINT = r"""
import json, re, sys, time
sys.path.insert(0, sys.argv[1])
from bench_peers import texts
from bench_taggers import reports
job, size = sys.argv[2], int(sys.argv[3])
from shangxia import Tagger, compare, parse
from shangxia.structure import parse_tree
if job == "tag":
    rows = reports(False)[0][0]
    work, tagger = [rows[at % len(rows)] for at in range(size)], Tagger.load("clues")
    tagger.tag(work[:10])
    run = lambda: tagger.tag(work)
elif job == "compare":
    sides = [parse("\n".join(texts(name, size)), language=name) for name in ("zh", "vi")]
    sides = [parse(side.text[:size // 3], language=side.source.language) for side in sides]
    compare(parse("第一条　甲。"), parse("Điều 1. A."))
    run = lambda: compare(*sides)
else:
    text = "\n".join(texts("zh", size))[: size // 3]
    one = parse_tree if job == "tree" else lambda text, language: parse(text, language=language)
    one(text[:2000], "zh")
    run = lambda: one(text, "zh")
started = time.process_time()
run()
seconds = time.process_time() - started
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps({"seconds": seconds, "megabytes": peak}))
"""

Points = dict[str, list[dict[str, float]]]


def measure(*, small: bool) -> Points:
    """Return seconds of CPU and megabytes of each job at each size."""
    found: Points = {}
    for job, unit in UNITS.items():
        found[job] = []
        for times in SIZES:
            size = unit * times // (8 if small else 1)
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", _POINT, str(Path(__file__).parent), job,
                 str(size)], capture_output=True, text=True, check=True,
            )  # fmt: skip
            found[job].append({"size": size, **json.loads(done.stdout)})
    return found


def exponent(points: Sequence[dict[str, float]]) -> float:
    """Return p of time ~ size^p, fitted to all points: 1 is linear, 2 quadratic."""
    sizes = [math.log(point["size"]) for point in points]
    times = [math.log(point["seconds"]) for point in points]
    return statistics.linear_regression(sizes, times).slope


def draw(points: Points, key: str, title: str) -> str:
    """Draw what grows, relative to the smallest size, on double logarithmic axes."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_EDGE}" y="20" font-size="14">{title}</text>',
    ]
    for times in SIZES:
        x, y = _place(times, times)
        parts += [
            f'<line x1="{x:.0f}" x2="{x:.0f}" y1="40" y2="{_HEIGHT - _EDGE}" stroke="#ddd"/>',
            f'<text x="{x:.0f}" y="{_HEIGHT - 36}" text-anchor="middle">{times} ×</text>',
            f'<line x1="{_EDGE}" x2="{_WIDTH - 150}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>',
            f'<text x="{_EDGE - 8}" y="{y + 4:.0f}" text-anchor="end">{times} ×</text>',
        ]
    (left, low), (right, high) = _place(1, 1), _place(8, 8)
    parts.append(
        f'<line x1="{left:.0f}" y1="{low:.0f}" x2="{right:.0f}" y2="{high:.0f}" stroke="#888" '
        'stroke-dasharray="1 4"/>'
    )
    for row, (job, line) in enumerate(points.items()):
        first = line[0]
        at = [_place(p["size"] / first["size"], max(0.9, p[key] / first[key])) for p in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        look = f'stroke="{_COLOURS[job]}" stroke-dasharray="{_DASHES[job]}" stroke-width="2"'
        y = 60 + 24 * row
        parts += [
            f'<polyline points="{path}" fill="none" {look}/>',
            f'<line x1="{_WIDTH - 135}" x2="{_WIDTH - 105}" y1="{y}" y2="{y}" {look}/>',
            f'<text x="{_WIDTH - 98}" y="{y + 4}">{job}</text>',
        ]
    parts.append(f'<text x="{_EDGE}" y="{_HEIGHT - 14}">size of the input; dotted: linear</text>')
    return "\n".join([*parts, "</svg>", ""])


def _place(x: float, y: float) -> tuple[float, float]:
    """Return where a point is drawn; both axes go from 1 to 16 in powers of two."""
    across = (_WIDTH - 150 - _EDGE) * math.log2(x) / 3
    up = (_HEIGHT - _EDGE - 40) * math.log2(y) / 4
    return _EDGE + across, _HEIGHT - _EDGE - up
