"""Measure the speed of parsing beside that of jieba, on the same text in one run.

    python scripts/benchmark.py [--texts DIR] [--megabytes 3]

Ratios carry over to other machines; absolute figures do not.
"""

from __future__ import annotations

import argparse
import gc
import logging
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path

from shangxia import parse
from shangxia.structure import parse_tree

_ROOT = Path(__file__).resolve().parent.parent
_LAWS = _ROOT.parent / "shared" / "data" / "regulations" / "zh-laws"


def texts(folder: Path | None, size: float) -> list[str]:
    """Return Chinese laws of about ``size`` megabytes of UTF-8 in all."""
    folder = folder or _LAWS
    if folder.is_dir():
        found = [p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.md"))]
    else:
        found = [(_ROOT / "corpora/samples/zh-regulation.txt").read_text(encoding="utf-8")]
    chosen: list[str] = []
    total = 0
    while total < size * 1e6:
        text = found[len(chosen) % len(found)]
        chosen.append(text)
        total += len(text.encode())
    return chosen


def rate(work: Callable[[str], object], sample: list[str]) -> float:
    """Return megabytes of UTF-8 a second: the best of three runs."""
    size = sum(len(text.encode()) for text in sample)
    best = float("inf")
    for _ in range(3):
        gc.collect()
        started = time.perf_counter()
        for text in sample:
            work(text)
        best = min(best, time.perf_counter() - started)
    return size / best / 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--texts", type=Path, help="a folder of Chinese laws")
    parser.add_argument("--megabytes", type=float, default=3.0)
    options = parser.parse_args()
    sample = texts(options.texts, options.megabytes)

    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    article = re.compile(r"[\s*#]*第[〇零一二三四五六七八九十百千]+条")
    few = sample[: max(1, len(sample) // 4)]
    rates = {
        "regular expression a line": rate(
            lambda text: [article.match(line) for line in text.split("\n")], sample
        ),
        "parse_tree (text to tree)": rate(lambda text: parse_tree(text, "zh"), sample),
        "parse (all layers)": rate(lambda text: parse(text, language="zh"), few),
        "jieba.lcut": rate(jieba.lcut, few),
    }
    print(f"{'what':28} {'MB/s':>8} {'x jieba':>8}")
    for name, value in rates.items():
        print(f"{name:28} {value:8.2f} {value / rates['jieba.lcut']:8.2f}")
    one = "\n".join(sample)
    ten = one * 10
    growth = rate(lambda text: parse_tree(text, "zh"), [one]) / rate(
        lambda text: parse_tree(text, "zh"), [ten]
    )
    print(f"\n10 x the text takes {10 * growth:.1f} x the time")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
