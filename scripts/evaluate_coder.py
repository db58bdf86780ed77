"""Measure the coder: how well cues find labelled clues, and how fast they are.

Reads reports with ``text``, ``lang`` and ``labels`` (JSON lines) and texts for
the speed, for example::

    python scripts/evaluate_coder.py --reports labelled.jsonl --texts laws/*.txt --language vi
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shangxia.coding import Coder, load_codebook
from shangxia.coding.coder import ASSERTED_FROM
from shangxia.coding.cues import CueFinder
from shangxia.coding.folding import fold

BOOKS = ("channels", "situations", "clues")


def score(path: Path, split: str | None) -> None:
    """Print precision and recall per code of the assertions by cues alone."""
    book = load_codebook("clues")
    coder = Coder([book])
    right, found, labelled = Counter[str](), Counter[str](), Counter[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if split and row.get("split") != split:
            continue
        codings = coder.code(row["text"], row["lang"][:2])
        codes = {coding.code for coding in codings if coding.score >= ASSERTED_FROM}
        found.update(codes)
        labelled.update(row["labels"])
        right.update(codes & set(row["labels"]))
    print(f"{path.name}: assertions by cues alone")
    print(f"{'code':24}{'labels':>7}{'precision':>11}{'recall':>8}")
    for code in book.ids:
        show(code, right[code], found[code], labelled[code])
    show("all", right.total(), found.total(), labelled.total())


def show(name: str, right: int, found: int, labels: int) -> None:
    """Print one line of the table."""
    print(f"{name:24}{labels:7}{right / max(found, 1):11.2f}{right / max(labels, 1):8.2f}")


def speed(paths: Iterable[Path], language: str) -> None:
    """Print megabytes per second for folding, finding cues and all of coding."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    size = sum(len(text.encode()) for text in texts) / 1e6
    books = [load_codebook(name) for name in BOOKS]
    finder, coder = CueFinder(books, language), Coder(books)
    coder.code("", language)
    started = time.perf_counter()
    folded = [fold(text).text for text in texts]
    folding = time.perf_counter()
    hits = sum(len(finder.find(text)) for text in folded)
    finding = time.perf_counter()
    codings = sum(len(coder.code(text, language)) for text in texts)
    coding = time.perf_counter()
    print(f"{size:.1f} MB of {language}, {', '.join(BOOKS)}: {hits} cues, {codings} codings")
    for name, seconds in (
        ("fold", folding - started),
        ("find", finding - folding),
        ("code, all of it", coding - finding),
    ):
        print(f"{name:16}{size / seconds:8.1f} MB/s")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, nargs="*", default=[])
    parser.add_argument("--split", help="only rows of this split")
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--language", default="zh")
    options = parser.parse_args()
    for path in options.reports:
        score(path, options.split)
    if options.texts:
        speed(options.texts, options.language)


if __name__ == "__main__":
    main()
