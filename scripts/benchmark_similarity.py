"""Measure `similarity` on parallel text: retrieval at 1, both ways, and speed.

    python scripts/benchmark_similarity.py NTREX

NTREX is the folder with the parallel test sentences.  Nothing is learned from them.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from shangxia.alignment import similarity

FILES = {"zh": "ref.zho-CN", "zh-Hant": "ref.zho-TW", "vi": "ref.vie", "en": "src.eng"}
PAIRS = (("zh", "vi"), ("zh-Hant", "vi"), ("zh", "en"), ("vi", "en"))


def blocks(sentences: list[str], size: int) -> list[str]:
    """Join sentences that follow each other."""
    return [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]


def retrieval(scores: np.ndarray) -> tuple[float, float]:
    """Return how often the right one is the best, of each row and of each column."""
    right = np.arange(len(scores))
    return (
        float((scores.argmax(axis=1) == right).mean()),
        float((scores.argmax(axis=0) == right).mean()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ntrex", type=Path)
    options = parser.parse_args()
    texts = {
        name: (options.ntrex / f"newstest2019-{file}.txt").read_text(encoding="utf-8").splitlines()
        for name, file in FILES.items()
    }
    print("| languages | texts | there | back | pairs per second |\n|---|---|---|---|---|")
    for one, two in PAIRS:
        for size in (1, 5):
            a, b = blocks(texts[one], size), blocks(texts[two], size)
            started = time.perf_counter()
            scores = similarity(a, b, language_a=one[:2], language_b=two[:2])
            speed = scores.size / (time.perf_counter() - started)
            there, back = retrieval(scores)
            kind = f"{len(a)} " + ("sentences" if size == 1 else f"blocks of {size}")
            print(f"| {one}–{two} | {kind} | {there:.3f} | {back:.3f} | {speed:,.0f} |")


if __name__ == "__main__":
    main()
