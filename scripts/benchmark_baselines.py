"""What others would use instead of our taggers: keywords, fastText, TF-IDF."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from shangxia.coding.codebook import load_codebook
from shangxia.coding.coder import Coder
from shangxia.reading.languages import detect_language
from shangxia.tagging.examples import Example

BOOK = load_codebook("clues")
Scores = np.ndarray[Any, Any]
_HAN = re.compile("([\u3400-\u9fff])")
_PART = re.compile(r"[^，。；！？!?;\n,.]{2,}")
_LEAST = 1e-6


class Baseline(Protocol):
    """Learns from reports and scores others, in log-odds."""

    def fit(self, examples: Sequence[Example]) -> None:
        """Learn."""

    def scores(self, texts: Sequence[str]) -> Scores:
        """Return log-odds, reports × codes."""

    def megabytes(self) -> float:
        """Return the size of what was learned."""


def gold(examples: Sequence[Example]) -> Scores:
    """Return the labels, reports × codes."""
    return np.array([[code in one.labels for code in BOOK.ids] for one in examples])


def log_odds(probable: Scores) -> Scores:
    """Return finite log-odds."""
    kept = np.clip(probable, _LEAST, 1 - _LEAST)
    return np.log(kept / (1 - kept))


class Keywords:
    """The cues of the codebook, without learning."""

    def fit(self, examples: Sequence[Example]) -> None:
        """Load the codebook."""
        del examples
        self._coder = Coder(["clues"])

    def scores(self, texts: Sequence[str]) -> Scores:
        """Return the log-odds of the surest cue of each code."""
        scores = np.zeros((len(texts), len(BOOK)))
        for row, text in enumerate(texts):
            for coding in self._coder.code(text, detect_language(text)):
                place = BOOK.ids.index(coding.code)
                scores[row, place] = max(scores[row, place], coding.score)
        return log_odds(scores)

    def megabytes(self) -> float:
        """Return the size of the codebook."""
        from shangxia.resources import corpus

        return corpus("codebooks", "clues.yaml").stat().st_size / 1e6


class TfIdf:
    """TF-IDF of one to three characters and logistic regression over whole reports."""

    def fit(self, examples: Sequence[Example]) -> None:
        """Learn."""
        self._vectors = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(1, 3), min_df=2, sublinear_tf=True
        )
        self._learner = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear"))
        texts, labels = self._rows(examples)
        self._learner.fit(self._vectors.fit_transform(texts), labels)

    def scores(self, texts: Sequence[str]) -> Scores:
        """Return log-odds."""
        return log_odds(self._learner.predict_proba(self._vectors.transform(texts)))

    def megabytes(self) -> float:
        """Return the size of the words with a place, a rarity and a weight a label for each."""
        words = self._vectors.vocabulary_
        numbers = len(words) * (2 + len(BOOK)) * np.dtype(np.float64).itemsize
        return (sum(len(word.encode()) for word in words) + numbers) / 1e6

    def _rows(self, examples: Sequence[Example]) -> tuple[list[str], Scores]:
        reports = [one for one in examples if one.group != "-"]
        return [one.text for one in reports], gold(reports)


class TfIdfClauses(TfIdf):
    """The same over clauses that hold evidence or none; the best clause speaks for its report."""

    def scores(self, texts: Sequence[str]) -> Scores:
        """Return the log-odds of the best clause."""
        own = [[text[a:b] for a, b in _parts(text)] for text in texts]
        scores = super().scores([part for parts in own for part in parts])
        edges = np.cumsum([len(parts) for parts in own])[:-1]
        return np.array([part.max(axis=0) for part in np.split(scores, edges)])

    def _rows(self, examples: Sequence[Example]) -> tuple[list[str], Scores]:
        texts, labels = [], []
        for one in examples:
            for start, end in _parts(one.text):
                texts.append(one.text[start:end])
                codes = {c for c, low, high in one.evidence if min(high, end) - max(low, start) > 1}
                labels.append([code in codes for code in BOOK.ids])
        return texts, np.array(labels)


class FastText:
    """fastText over whole reports, Chinese cut into characters."""

    def fit(self, examples: Sequence[Example]) -> None:
        """Learn."""
        import fasttext

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            rows = [
                " ".join(f"__label__{code}" for code in one.labels or ("none",))
                + " "
                + _line(one.text)
                for one in examples
                if one.group != "-"
            ]
            path.write_text("\n".join(rows), encoding="utf-8")
            self._model = fasttext.train_supervised(
                str(path), loss="ova", epoch=25, lr=0.5, wordNgrams=3, dim=50, thread=1, verbose=0
            )

    def scores(self, texts: Sequence[str]) -> Scores:
        """Return log-odds."""
        scores = np.zeros((len(texts), len(BOOK)))
        for row, text in enumerate(texts):
            for label, value in zip(*self._model.predict(_line(text), k=-1), strict=True):
                if label != "__label__none":
                    scores[row, BOOK.ids.index(label.removeprefix("__label__"))] = value
        return log_odds(scores)

    def megabytes(self) -> float:
        """Return the size of the model's file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.bin"
            self._model.save_model(str(path))
            return path.stat().st_size / 1e6


def _line(text: str) -> str:
    return _HAN.sub(r" \1 ", text.replace("\n", " ").lower())


def _parts(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _PART.finditer(text)] or [(0, len(text))]


BASELINES: dict[str, type[Keywords] | type[TfIdf] | type[FastText]] = {
    "keywords": Keywords,
    "fastText": FastText,
    "TF-IDF, whole reports": TfIdf,
    "TF-IDF, clauses": TfIdfClauses,
}
