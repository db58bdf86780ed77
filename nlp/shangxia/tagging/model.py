"""The tagger at work: folder → model → labels, with numpy alone.

This is the light half of the classifier: what ``tag`` and the batch engine
import.  ``estimator.Tagger`` wraps it for scikit-learn and for training.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.document import Label, Tagging
from shangxia.reading.languages import detect_language
from shangxia.tagging.evidence import evidence
from shangxia.tagging.experts import Expert
from shangxia.tagging.review import reason
from shangxia.tagging.scoring import Floats, Reader, Seen, Weights, summary

#: Reports that are scored together; more needs more memory and is no faster.
TOGETHER = 256


class TaggingModel:
    """A trained tagger; immutable, and safe to share between threads.

    Args:
        codebook: what is tagged.
        experts: one for every register; the first is for texts of no special one.
        router: weights that tell the second register from the first, or None.
        name: name of the model.
        fingerprint: sha256 (hex) over weights and settings: what a manifest keeps.

    Attributes:
        codes: the codes in codebook order.
    """

    def __init__(
        self,
        codebook: Codebook,
        experts: Sequence[Expert],
        *,
        router: Weights | None = None,
        name: str = "tagger",
        fingerprint: str = "",
    ) -> None:
        self.book = codebook
        self.experts = tuple(experts)
        self.router = router
        self.fingerprint = fingerprint
        self.name = f"{name}-{fingerprint[:8]}" if fingerprint else name
        self.codes = codebook.ids
        self._readers: dict[str, Reader] = {}

    @property
    def codebook(self) -> str:
        """The id of the codebook."""
        return self.book.id

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Tag reports; a few hundred a call is fastest.

        Args:
            texts: the reports.

        Returns:
            One result per report, in order.
        """
        result: list[Tagging | None] = [None] * len(texts)
        for language, places in self._by_language(texts):
            part = [texts[place] for place in places]
            for place, tagging in zip(places, self._tag(part, language), strict=True):
                result[place] = tagging
        return [tagging for tagging in result if tagging is not None]

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, reports × codes."""
        table = np.zeros((len(texts), len(self.codes)), dtype=np.float32)
        for language, places in self._by_language(texts):
            seen = self.reader(language).see([texts[place] for place in places])
            for expert, rows in self._routed(seen, len(places)):
                pooled = expert.score(seen, len(places))[1]
                at = np.array(places)[rows]
                table[at] = expert.probabilities(pooled[rows], language)
        return table

    def thresholds(self, texts: Sequence[str]) -> Floats:
        """Return per report the probability from which its codes are tagged."""
        found = np.zeros(len(texts), dtype=np.float32)
        for language, places in self._by_language(texts):
            seen = self.reader(language).see([texts[place] for place in places])
            for expert, rows in self._routed(seen, len(places)):
                found[np.array(places)[rows]] = expert.threshold.get(language, 0.5)
        return found

    def reader(self, language: str) -> Reader:
        """Return the reader of a language, made on first use."""
        if language not in self._readers:
            self._readers[language] = Reader(language, self.book)
        return self._readers[language]

    def _by_language(self, texts: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            places[detect_language(text)].append(place)
        for language in sorted(places):
            own = places[language]
            for start in range(0, len(own), TOGETHER):
                yield language, own[start : start + TOGETHER]

    def _routed(self, seen: Seen, reports: int) -> Iterator[tuple[Expert, np.ndarray[tuple[int], np.dtype[np.int64]]]]:
        """Yield the experts with the reports that are theirs."""
        if self.router is None or len(self.experts) == 1:
            yield self.experts[0], np.arange(reports)
            return
        votes = self.router.score(seen.features)[:, 0]
        mean = np.bincount(seen.clauses.report, votes, reports)
        for number, expert in enumerate(self.experts):
            rows = np.flatnonzero((mean > 0) == bool(number))
            if len(rows):
                yield expert, rows

    def _tag(self, texts: Sequence[str], language: str) -> list[Tagging]:
        seen = self.reader(language).see(texts)
        result: list[Tagging | None] = [None] * len(texts)
        words = np.bincount(
            seen.clauses.report[seen.clauses.word_clause], minlength=len(texts)
        )
        for expert, rows in self._routed(seen, len(texts)):
            scores, pooled = expert.score(seen, len(texts))
            probable = expert.probabilities(pooled, language)
            inactive = expert.inactive(summary(seen, pooled))
            first = np.searchsorted(seen.clauses.report, np.arange(len(texts) + 1))
            threshold = expert.threshold.get(language, 0.5)
            margin = expert.margin.get(language, 0.0)
            for row in rows:
                clauses = range(int(first[row]), int(first[row + 1]))
                labels = tuple(
                    Label(
                        self.codes[code],
                        round(float(probable[row, code]), 4),
                        evidence(seen, texts[row], clauses, scores[:, code]),
                    )
                    for code in np.flatnonzero(probable[row] >= threshold)
                    if len(clauses)
                )
                why = reason(self.codes, probable[row], threshold, margin, int(words[row]))
                result[row] = Tagging(
                    labels=labels,
                    inaction=bool(inactive[row] >= 0.5),  # noqa: PLR2004
                    review=bool(why),
                    review_reason=why,
                    language=language,
                    model=self.name,
                    scores={
                        code: round(float(value), 4)
                        for code, value in zip(self.codes, probable[row], strict=True)
                    },
                )
        return [tagging for tagging in result if tagging is not None]

    @staticmethod
    def load(name_or_path: str | Path = "clues") -> TaggingModel:
        """Load a model that ships, by name, or a folder written by ``save``.

        Raises:
            ModelError: there is no such model, or it was damaged or changed.
        """
        from shangxia.tagging.storage import load_model

        return load_model(name_or_path)

    def save(self, folder: str | Path) -> None:
        """Write the model to a folder: weights without pickle, settings, hashes."""
        from shangxia.tagging.storage import save_model

        save_model(self, folder)
