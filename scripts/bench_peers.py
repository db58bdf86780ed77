"""Run one group of programs on the same work in one process, and print JSON.

    python scripts/bench_peers.py text-zh|text-vi|tagging|alignment [--small]

A row is {name, seconds, work, score}: CPU seconds for the ``work`` that all rows
of the group do; ``score`` where quality can be compared.
A peer that is not installed is left out and named.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_taggers import cpu, tagging_group

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
Programs = dict[str, Callable[[str], object]]


def texts(language: str, size: int) -> list[str]:
    """Return laws of about ``size`` bytes in all; the bundled sample where there are none."""
    folder = DATA / "regulations" / {"zh": "zh-laws", "vi": "vi-laws"}[language]
    files = sorted(folder.glob("*")) or [ROOT / f"corpora/samples/{language}-regulation.txt"]
    found: list[str] = []
    while sum(len(text.encode()) for text in found) < size:
        found.append(files[len(found) % len(files)].read_text(encoding="utf-8"))
    return found


def text_rows(language: str, size: int) -> tuple[Programs, list[str]]:
    """Return what cuts words or parses, by name, and the texts."""
    from shangxia import parse
    from shangxia.structure import parse_tree

    makers = {"zh": (_jieba, _rjieba, _spacy_zh), "vi": (_pyvi, _underthesea)}[language]
    programs: Programs = {}
    for maker in makers:
        try:
            programs |= maker()
        except ImportError as error:
            sys.stderr.write(f"left out: {error}\n")
    programs["shangxia: tree"] = lambda text: parse_tree(text, language)
    programs["shangxia: all layers"] = lambda text: parse(text, language=language)
    return programs, texts(language, size)


def _jieba() -> Programs:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return {"jieba: words": jieba.lcut}


def _rjieba() -> Programs:
    import rjieba

    return {"rjieba: words": rjieba.cut}


def _spacy_zh() -> Programs:
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    nlp.max_length = 10_000_000
    nlp("词")
    return {"spaCy zh (jieba): words": nlp, "spaCy zh: characters": spacy.blank("zh")}


def _pyvi() -> Programs:
    from pyvi import ViTokenizer

    ViTokenizer.tokenize("một")
    return {"pyvi: words": ViTokenizer.tokenize}


def _underthesea() -> Programs:
    # GPL: no dependency of ours; measured where somebody has installed it.
    from underthesea import word_tokenize

    word_tokenize("một")
    return {"underthesea: words": word_tokenize}


def text_group(language: str, *, small: bool) -> list[dict[str, Any]]:
    """Measure what reads laws."""
    programs, sample = text_rows(language, 100_000 if small else 600_000)
    work = f"{sum(len(text.encode()) for text in sample) / 1e6:.2f} MB of laws"
    rows = []
    for name, program in programs.items():
        program(sample[-1][:500])
        seconds = cpu(lambda program=program: [program(text) for text in sample])  # type: ignore[misc]
        rows.append({"name": name, "seconds": seconds, "work": work, "score": None})
    return rows


def alignment_group(*, small: bool) -> list[dict[str, Any]]:
    """Measure what pairs the articles of a Chinese and a Vietnamese text, texts cut already."""
    from alignment_baselines import by_length, monotone, translated_tfidf
    from shangxia import compare, parse
    from shangxia.alignment.bridge import find_links
    from shangxia.alignment.features import Side
    from shangxia.alignment.similarity import likeness
    from shangxia.alignment.units import units

    size = 2_000 if small else 60_000
    a, b = (parse("\n".join(texts(name, size)), language=name) for name in ("zh", "vi"))  # type: ignore[arg-type]
    one, two = (Side(document, units(document, "article")) for document in (a, b))
    raw = likeness(one.texts, two.texts, find_links(one.texts, two.texts))
    programs: dict[str, Callable[[], object]] = {
        "TF-IDF over the glossary": lambda: translated_tfidf(one, two),
        "length alone (Gale and Church)": lambda: by_length(one, two),
        "monotone path, likeness given": lambda: monotone(raw),
        "shangxia: compare": lambda: compare(a, b),
    }
    compare(parse("第一条　甲。"), parse("Điều 1. A."))
    work = f"{raw.shape[0]} × {raw.shape[1]} articles"
    return [
        {"name": name, "seconds": cpu(program), "work": work, "score": None}
        for name, program in programs.items()
    ]


GROUPS: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "text-zh": lambda **options: text_group("zh", **options),
    "text-vi": lambda **options: text_group("vi", **options),
    "tagging": tagging_group,
    "alignment": alignment_group,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--small", action="store_true", help="less work, to see that it runs")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(json.dumps(GROUPS[options.group](small=options.small)))


if __name__ == "__main__":
    main()
