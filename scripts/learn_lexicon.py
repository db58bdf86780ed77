"""Learn the word lists and translation links of ``models/bridge`` from parallel text.

    python scripts/learn_lexicon.py PARALLEL.tsv.gz [--out models/bridge]

The input has a row per segment: source, Chinese, Vietnamese, English (may be
empty), separated by tabs.  What is written holds single words with numbers, no
sentence.  The words are those of jieba's dictionary that the text holds, the
Vietnamese compounds those whose syllables attract each other (normalised
pointwise mutual information, Bouma 2009), and the terms of our glossary.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import jieba
import numpy as np

import ibm1
from shangxia.alignment.collection import PART
from shangxia.alignment.lexicon import LANGUAGES, SCALE, glossary
from shangxia.alignment.terms import Lexis, make_lexis
from shangxia.coding.folding import fold

#: A strength is this power of the geometric mean of both probabilities.
POWER = 0.35
WEAKEST = 0.1
#: Links kept for each pair of languages.
KEPT = {("zh", "vi"): 250_000, ("zh", "en"): 60_000, ("vi", "en"): 60_000}
#: A glossary term counts as seen this often, so that it is cut out as one word.
GLOSSARY_COUNT = 30
LONGEST_SEGMENT = 160
#: A link through Vietnamese is worth this part of one that was seen.
PIVOT = 0.8

Segment = dict[str, str]
Table = dict[tuple[str, str], float]


def read_segments(path: Path) -> list[Segment]:
    """Read segments; languages without text are left out of a segment."""
    segments = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            source, *texts = line.rstrip("\n").split("\t")
            if source != "source" and len(texts) >= 2:
                segments.append({k: v for k, v in zip(LANGUAGES, texts, strict=False) if v})
    return segments


def glossary_terms(language: str, longest: int) -> dict[str, int]:
    """Return the glossary's words of more than one part as counts."""
    plain = make_lexis(language, {})
    found = {}
    for entry in glossary():
        for variant in entry.variants[language]:
            key = plain.key(variant)
            parts = key.split(plain.joiner) if plain.joiner else list(key)
            if 1 < len(parts) <= longest and not any(part[0].isdigit() for part in parts):
                found[key] = GLOSSARY_COUNT
    return found


def chinese_words(segments: Sequence[Segment]) -> dict[str, int]:
    """Return the words that jieba cuts the text into, with their counts."""
    jieba.setLogLevel(60)
    seen: Counter[str] = Counter()
    for segment in segments:
        seen.update(jieba.cut(fold(segment["zh"]).text, HMM=False))
    words = {
        word: count
        for word, count in seen.items()
        if (count >= 3 or len(word) == 1)
        and len(word) <= 6
        and all("㐀" <= c <= "鿿" for c in word)
    }
    return _with_glossary(words, glossary_terms("zh", 10))


def spaced_words(
    segments: Sequence[Segment], language: str, rounds: int, least: int = 8, bar: float = 0.35
) -> dict[str, int]:
    """Return single words and glossary terms; each round joins neighbours that attract."""
    terms = glossary_terms(language, 8)
    words: dict[str, int] = {}
    for turn in range(rounds + 1):
        lexis = make_lexis(language, words)
        singles: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for segment in segments:
            row = lexis.terms(segment.get(language, "")).words
            singles.update(term.text for term in row if term.text[0] != "#")
            if turn < rounds:
                pairs.update(
                    (one.text, two.text)
                    for one, two in pairwise(row)
                    if two.start == one.end + 1 and "#" not in one.text[0] + two.text[0]
                )
        total = sum(singles.values())
        words = {word: count for word, count in singles.items() if count >= 2}
        for (one, two), count in pairs.items():
            if count >= least and _attraction(count, singles[one], singles[two], total) >= bar:
                joined = f"{one} {two}"
                if joined.count(" ") < 4:
                    words[joined] = count
        words = _with_glossary(words, terms)
    return words


def _with_glossary(words: dict[str, int], terms: dict[str, int]) -> dict[str, int]:
    return words | {term: max(count, words.get(term, 0)) for term, count in terms.items()}


def _attraction(both: int, one: int, two: int, total: int) -> float:
    return math.log(both * total / (one * two)) / -math.log(both / total)


def learn_links(
    segments: Sequence[Segment], lexes: dict[str, Lexis], pair: tuple[str, str]
) -> Table:
    """Learn the links of words, and of characters or syllables, of two languages."""
    both = [one for one in segments if pair[0] in one and pair[1] in one]
    words: tuple[list[list[str]], ...] = ([], [])
    parts: tuple[list[list[str]], ...] = ([], [])
    for segment in both:
        for side, language in enumerate(pair):
            terms = lexes[language].terms(segment[language])
            fits = len(terms.words) < LONGEST_SEGMENT
            row = [term.text for term in terms.words if term.text[0] != "#"] if fits else []
            words[side].append(row)
            parts[side].append([PART + term.text for term in terms.parts] if fits else [])
    table = _strengths(ibm1.train(*words))
    if "en" not in pair:
        table |= _strengths(ibm1.train(*parts))
    else:
        table |= _strengths(ibm1.train(parts[0], words[1]))
    return table


def _strengths(links: ibm1.Links) -> Table:
    strength = (links.forward.astype(float) * links.backward) ** (POWER / 2)
    found = {}
    for at in np.flatnonzero(strength >= WEAKEST):
        left, right = links.left[links.rows[at]], links.right[links.columns[at]]
        if not (left.lstrip(PART).isascii() and left == right):
            found[left, right] = min(1.0, float(strength[at]))
    return found


def pivot(first: Table, second: Table) -> Table:
    """Chain links of words by the language between them."""
    onward: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (left, right), strength in second.items():
        onward[left].append((right, strength))
    found: Table = {}
    for (left, middle), strength in first.items():
        for right, other in onward[middle]:
            value = PIVOT * strength * other
            if value >= 2 * WEAKEST and value > found.get((left, right), 0.0):
                found[left, right] = value
    return found


def save_links(path: Path, table: Table, kept: int) -> int:
    """Write the strongest links, by left term; return how many."""
    best = sorted(table.items(), key=lambda item: (-item[1], item[0]))[:kept]
    best.sort(key=lambda item: (item[0][0], -item[1], item[0][1]))
    left = sorted({one for (one, _), _ in best})
    right = sorted({two for (_, two), _ in best})
    place = {term: index for index, term in enumerate(right)}
    spread = Counter(one for (one, _), _ in best)
    np.savez_compressed(
        path,
        left=packed(left),
        right=packed(right),
        links=np.array([spread[term] for term in left], dtype=np.uint16),
        columns=np.array([place[two] for (_, two), _ in best], dtype=np.uint16),
        strengths=np.array([round(SCALE * value) for _, value in best], dtype=np.uint8),
    )
    return len(best)


def save_words(path: Path, words: dict[str, int], segments: int) -> None:
    """Write a word list with its counts."""
    terms = sorted(words)
    counts = np.array([words[term] for term in terms], dtype=np.uint32)
    np.savez_compressed(
        path, terms=packed(terms), counts=counts, segments=np.array(segments, dtype=np.uint32)
    )


def packed(terms: Sequence[str]) -> np.ndarray:
    """Return words as the bytes of one text, a word on a line."""
    return np.frombuffer("\n".join(terms).encode("utf-8"), dtype=np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parallel", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/bridge"))
    options = parser.parse_args()
    segments = read_segments(options.parallel)
    words = {
        "zh": chinese_words(segments),
        "vi": spaced_words(segments, "vi", rounds=2),
        "en": spaced_words(segments, "en", rounds=0),
    }
    holding = {language: sum(language in one for one in segments) for language in LANGUAGES}
    options.out.mkdir(parents=True, exist_ok=True)
    facts: dict[str, object] = {"segments": holding}
    for language in LANGUAGES:
        save_words(options.out / f"{language}.npz", words[language], holding[language])
    facts["words"] = {language: len(words[language]) for language in LANGUAGES}
    lexes = {k: make_lexis(k, words[k], holding[k]) for k in LANGUAGES}
    tables = {pair: learn_links(segments, lexes, pair) for pair in KEPT}
    chained = pivot(tables["zh", "vi"], tables["vi", "en"])
    tables["zh", "en"] = chained | tables["zh", "en"]
    facts["links"] = {
        "-".join(pair): save_links(options.out / f"{'-'.join(pair)}.npz", tables[pair], KEPT[pair])
        for pair in KEPT
    }
    facts["links_found"] = {"-".join(pair): len(tables[pair]) for pair in KEPT}
    facts["bytes"] = sum(path.stat().st_size for path in options.out.glob("*.npz"))
    json.dump(facts, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
