"""The tagger at work: folder → model → labels, with numpy and sparse sums.

This is the light half of the classifier: what ``tag`` and the batch engine
import.  ``estimator.Tagger`` wraps it for scikit-learn and for training.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.labels import Label, Tagging
from shangxia.reading.languages import detect_language
from shangxia.tagging.characters import mostly_han
from shangxia.tagging.cued import raised
from shangxia.tagging.evidence import evidence
from shangxia.tagging.experts import Expert
from shangxia.tagging.review import reasons
from shangxia.tagging.scoring import Floats, Reader, Seen, Weights

#: Reports that are scored together; more needs more memory and is no faster.
TOGETHER = 256
#: From this probability on a report alleges inaction (and a code, where nothing else was learned).
EVEN = 0.5


Places = np.ndarray[Any, np.dtype[np.int64]]


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
                pooled = expert.score(seen, len(places), rows).reports
                probable = self._probable(expert, pooled, seen, language)
                table[np.array(places)[rows]] = probable[rows]
        return table

    def decide(self, texts: Sequence[str]) -> Any:
        """Return whether each code is tagged, reports × codes."""
        tagged = np.zeros((len(texts), len(self.codes)), dtype=bool)
        for row, one in enumerate(self.tag(texts)):
            tagged[row, [self.codes.index(label.code) for label in one.labels]] = True
        return tagged

    def reader(self, language: str) -> Reader:
        """Return the reader of a language, made on first use."""
        if language not in self._readers:
            self._readers[language] = Reader(language, self.book)
        return self._readers[language]

    def _by_language(self, texts: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
        places: dict[str, list[int]] = defaultdict(list)
        for start in range(0, len(texts), TOGETHER):
            for place, han in enumerate(mostly_han(texts[start : start + TOGETHER]), start):
                places["zh" if han else detect_language(texts[place])].append(place)
        for language in sorted(places):
            own = places[language]
            for start in range(0, len(own), TOGETHER):
                yield language, own[start : start + TOGETHER]

    def _routed(self, seen: Seen, reports: int) -> Iterator[tuple[Expert, Places]]:
        """Yield the experts with the reports that are theirs."""
        if self.router is None or len(self.experts) == 1:
            yield self.experts[0], np.arange(reports)
            return
        # Where no word speaks for either, the first expert is asked.
        least = max(0.0, float(self.router.bias[0]))
        second = self.router.by_words(seen, reports)[:, 0] > least
        for number, expert in enumerate(self.experts):
            rows = np.flatnonzero(second == bool(number))
            if len(rows):
                yield expert, rows

    def _probable(self, expert: Expert, pooled: Floats, seen: Seen, language: str) -> Floats:
        """Return probabilities, reports × codes: what was learned, and plain cues of conduct."""
        probable = expert.probabilities(pooled, language)
        if self.book.kind != "conduct" or expert.exclusive:
            return probable
        return raised(probable, expert.threshold.get(language, EVEN), seen)

    def _tag(self, texts: Sequence[str], language: str) -> list[Tagging]:
        seen = self.reader(language).see(texts)
        result: list[Tagging | None] = [None] * len(texts)
        for expert, rows in self._routed(seen, len(texts)):
            for row, tagging in self._judge(expert, rows, seen, texts, language):
                result[row] = tagging
        return [tagging for tagging in result if tagging is not None]

    def _judge(
        self, expert: Expert, rows: Places, seen: Seen, texts: Sequence[str], language: str
    ) -> Iterator[tuple[int, Tagging]]:
        """Yield what one expert says of the reports that are its own."""
        scored = expert.score(seen, len(texts), rows)
        probable = self._probable(expert, scored.reports, seen, language)
        inactive = expert.inactive(seen, scored) >= EVEN
        threshold = expert.threshold.get(language, EVEN)
        margin = expert.margin.get(language, 0.0)
        decided = expert.decided(probable)
        why = reasons(self.codes, decided, threshold, margin, seen)
        first = np.searchsorted(seen.clauses.report, np.arange(len(texts) + 1)).tolist()
        tagged = decided >= threshold
        telling = expert.telling(seen, scored)
        rounded = np.round(probable.astype(np.float64), 4).tolist()
        given: dict[int, list[int]] = defaultdict(list)
        for row, code in np.argwhere(tagged).tolist():
            given[row].append(code)
        for row in rows.tolist():
            clauses = range(first[row], first[row + 1])
            labels = tuple(
                Label(
                    self.codes[code],
                    rounded[row][code],
                    evidence(seen, texts[row], clauses, telling[:, code]),
                )
                for code in given.get(row, ())
                if len(clauses)
            )
            yield (
                row,
                Tagging(
                    labels=labels,
                    inaction=bool(inactive[row]),
                    review=bool(why[row]),
                    review_reason=why[row],
                    language=language,
                    model=self.name,
                    scores=dict(zip(self.codes, rounded[row], strict=True)),
                ),
            )

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
