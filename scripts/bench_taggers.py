"""Taggers that learn from the same reports, one group of ``bench_peers.py``."""

from __future__ import annotations

import gc
import json
import logging
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

REPORTS = Path(__file__).resolve().parent.parent / "corpora" / "reports"
#: Writers whose reports are kept from training.
HELD_OUT = ("zh-chen", "vi-an")

Reports = tuple[list[str], list[list[str]]]


def cpu(work: Callable[[], object]) -> float:
    """Return CPU seconds of one run, in which other work on the machine counts little.

    One and not the best of several: what a program remembers of the first would
    make the second too quick.
    """
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def reports(small: bool) -> tuple[Reports, Reports, tuple[str, ...]]:
    """Return reports to learn from, reports of other writers, and the codes."""
    from shangxia.coding import load_codebook

    learned, held = [], []
    for path in [REPORTS / "written.jsonl", *sorted((REPORTS / "hands").glob("*.jsonl"))]:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        (held if path.stem in HELD_OUT else learned).extend(rows)
    random.Random(7).shuffle(learned)
    if small:
        learned, held = learned[:300], held[::6]
    sides = [([row["text"] for row in rows], [row["labels"] for row in rows])
             for rows in (learned, held)]  # fmt: skip
    return sides[0], sides[1], load_codebook("clues").ids


Scores = np.ndarray[Any, Any]
#: Gives texts scores, reports × codes.
Scorer = Callable[[list[str]], Scores]


def micro(found: Scores, gold: Scores) -> float:
    """Return micro F1 of two arrays of booleans."""
    return float(2 * (found & gold).sum() / max(1, found.sum() + gold.sum()))


def in_hindsight(scores: Scores, gold: Scores) -> float:
    """Return micro F1 at the threshold that turns out to be the best: what flatters a peer."""
    levels = np.unique(np.quantile(scores, np.linspace(0.5, 1, 200)))
    return max(micro(scores >= level, gold) for level in levels)


def wanted(labels: Sequence[Sequence[str]], codes: Sequence[str]) -> Scores:
    return np.array([[code in row for code in codes] for row in labels])


def _svm(learned: Reports, codes: Sequence[str]) -> Scorer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    model = OneVsRestClassifier(LinearSVC())
    model.fit(vectors.fit_transform(learned[0]), wanted(learned[1], codes))
    return lambda texts: model.decision_function(vectors.transform(texts))


def _fasttext(learned: Reports, codes: Sequence[str]) -> Scorer:
    import fasttext
    import jieba

    jieba.setLogLevel(logging.ERROR)
    places = {f"__label__{code}": at for at, code in enumerate(codes)}

    def cut(text: str) -> str:
        return " ".join(" ".join(jieba.lcut(text)).split())

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for text, labels in zip(*learned, strict=True):
            marks = " ".join(f"__label__{code}" for code in labels or ["none"])
            file.write(f"{marks} {cut(text)}\n")
        file.flush()
        model = fasttext.train_supervised(
            file.name, loss="ova", epoch=50, lr=0.5, wordNgrams=2, thread=1, verbose=0
        )

    def score(texts: list[str]) -> Scores:
        scores = np.zeros((len(texts), len(codes)))
        for row, (names, values) in enumerate(zip(*model.predict(list(map(cut, texts)), k=-1),
                                                  strict=True)):  # fmt: skip
            for name, value in zip(names, values, strict=True):
                if name in places:
                    scores[row, places[name]] = value
        return scores

    return score


def _textcat(learned: Reports, codes: Sequence[str]) -> Scorer:
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(7)
    # One tokenizer for three languages: characters in Chinese, words in the others.
    nlp = spacy.blank("zh")
    model = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False,
             "ngram_size": 3, "no_output_layer": False}  # fmt: skip
    part = nlp.add_pipe("textcat_multilabel", config={"model": model})
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {c: float(c in labels) for c in codes}})
        for text, labels in zip(*learned, strict=True)
    ]
    for code in codes:
        part.add_label(code)  # type: ignore[attr-defined]
    optimizer = nlp.initialize(lambda: examples)
    for epoch in range(10):
        random.Random(epoch).shuffle(examples)
        for batch in minibatch(examples, 16):
            nlp.update(batch, sgd=optimizer)
    return lambda texts: np.array([[doc.cats[code] for code in codes] for doc in nlp.pipe(texts)])


def tagging_group(*, small: bool) -> list[dict[str, Any]]:
    """Measure taggers that learned from the same reports, on reports of other writers."""
    from shangxia import Tagger

    learned, held, codes = reports(small)
    gold = wanted(held[1], codes)
    work = f"{len(held[0])} reports of other writers, learned from {len(learned[0])}"
    rows = []
    peers = {"TF-IDF + LinearSVC": _svm, "fastText": _fasttext, "spaCy textcat": _textcat}
    for name, maker in peers.items():
        started = time.process_time()
        scorer = maker(learned, codes)
        training = time.process_time() - started
        scorer(learned[0][:9])
        seconds = cpu(lambda scorer=scorer: scorer(held[0]))  # type: ignore[misc]
        score = in_hindsight(scorer(held[0]), gold)
        rows.append({"name": name, "seconds": seconds, "work": work, "score": score,
                     "training": training})  # fmt: skip
    started = time.process_time()
    tagger = Tagger("clues").fit(*learned)
    training = time.process_time() - started
    tagger.tag(learned[0][:9])
    seconds = cpu(lambda: tagger.tag(held[0]))
    found = wanted([[label.code for label in one.labels] for one in tagger.tag(held[0])], codes)
    rows.append({"name": "shangxia: labels, evidence, review", "work": work,
                 "seconds": seconds, "score": micro(found, gold),
                 "training": training})  # fmt: skip
    return rows
