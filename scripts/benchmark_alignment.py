"""Retrieval at 1: the lexicon that ships, an encoder, and both together.

On NTREX, news sentences, and on the annotated pairs of laws: how often the best-scored
Vietnamese article is a counterpart of a Chinese one that has a direct counterpart.  The
weights of the lexicon's features are those learned on the other pairs of laws.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from dev_pairs import law_pairs
from learn_pairs import cross_fit
from shangxia.alignment import similarity
from shangxia.alignment.encoding import add_encoder, encoded
from shangxia.alignment.similarity import Encode, margin_scores
from shangxia.neural import load_encoder

FILES = {"zh": "ref.zho-CN", "vi": "ref.vie", "en": "src.eng"}
PAIRS = (("zh", "vi"), ("zh", "en"), ("vi", "en"))
#: What the encoder counts beside the lexicon; set before anything was measured.
SHARE = 0.3


def found(scores: np.ndarray) -> str:
    """Return how often the right one is the best, there and back."""
    right = np.arange(len(scores))
    there, back = (scores.argmax(axis=1) == right).mean(), (scores.argmax(axis=0) == right).mean()
    return f"{there:.3f} / {back:.3f}"


def alignment_table(data: Path, encoder: str) -> list[str]:
    """Return the lines of the table."""
    folder = data / "parallel" / "ntrex"
    texts = {
        name: (folder / f"newstest2019-{file}.txt").read_text(encoding="utf-8").splitlines()
        for name, file in FILES.items()
    }
    encode = load_encoder(encoder)
    began = time.perf_counter()
    vectors = {name: encode(rows) for name, rows in texts.items()}
    spent = time.perf_counter() - began
    lines = [
        "| P@1, NTREX, there / back | "
        + " | ".join(f"{one}–{other}" for one, other in PAIRS)
        + " |",
        "|---|---|---|---|",
    ]
    rows: dict[str, list[str]] = {"bridge (lexicon and readings)": [], "neural": [], "both": []}
    for one, other in PAIRS:
        lexical = similarity(texts[one], texts[other], language_a=one, language_b=other)
        neural = margin_scores(np.clip(vectors[one] @ vectors[other].T, 0, 1))
        both = (1 - SHARE) * lexical + SHARE * neural
        for name, scores in zip(rows, (lexical, neural, both), strict=True):
            rows[name].append(found(scores))
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    speed = sum(map(len, texts.values())) / spent
    lines += ["", f"The encoder reads {speed:,.0f} sentences a second.", ""]
    return [*lines, *_laws(data, encode)]


def _laws(data: Path, encode: Encode) -> list[str]:
    head = "| best article right | bridge | neural | both |"
    lines = [head, "|---|---|---|---|"]
    for pair, model in cross_fit(law_pairs(data)):
        standings = model.standings(pair.features)
        cosines = encoded(pair.a, pair.b, encode)
        tried = (standings, margin_scores(cosines), add_encoder(standings, cosines))
        cells = " | ".join(f"{pair.figures([], one)['best right']:.3f}" for one in tried)
        lines.append(f"| {pair.name} | {cells} |")
    return lines
