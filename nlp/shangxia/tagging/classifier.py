"""A sequence classifier of transformers as a tagger.

Its labels have to be those of the codebook.  It judges whole reports; the words that
show a label are the clauses that it finds most telling when it reads them alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shangxia.coding import load_codebook
from shangxia.coding.values import Codebook
from shangxia.errors import UsageError
from shangxia.labels import Label, Tagging
from shangxia.neural.hub import Classifier, load_classifier
from shangxia.reading.languages import detect_language
from shangxia.tagging.evidence import evidence
from shangxia.tagging.experts import log_odds
from shangxia.tagging.review import reasons
from shangxia.tagging.scoring import Floats, Reader, Seen

#: From this probability on a code is given; log-odds around it within which a person decides.
EVEN, MARGIN = 0.5, 0.85
#: Labels that a classifier may have besides the codes.
INACTION, NONE = "inaction", "none"


class ClassifierTagger:
    """Tags reports by a classifier.

    Args:
        classifier: the classifier.
        codebook: whose codes its labels are.

    Attributes:
        together: reports of a batch.

    Raises:
        UsageError: the labels do not match.
    """

    together = 64

    def __init__(self, classifier: Classifier, codebook: Codebook) -> None:
        self.classifier, self.book = classifier, codebook
        self.codes = codebook.ids
        self._columns, self._inaction = _matched(classifier, codebook)
        told = (classifier.revision, classifier.name, codebook.id, *self.codes)
        self.fingerprint = hashlib.sha256("\0".join(told).encode()).hexdigest()
        self.name = f"{Path(classifier.name).name}-{classifier.revision[:8]}"
        self._readers: dict[str, Reader] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as a name: a worker loads the model itself."""
        own = self.classifier
        name = own.name if Path(own.name).is_dir() else f"{own.name}@{own.revision}"
        return _again, (name, self.book)

    @property
    def codebook(self) -> str:
        """The id of the codebook."""
        return self.book.id

    def tell(self, say: Callable[[str], None]) -> None:
        """Say what a person should know of this model."""
        own = self.classifier
        if not own.pinned:
            say(f"the revision is not pinned: {own.name}@{own.revision} is what was loaded")
        if self._inaction is None:
            say(f"{self.name} has no label {INACTION}: that column says false throughout")
        say(f"the probabilities of {self.name} are as it gives them, not calibrated on reports")

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Tag reports.

        Args:
            texts: the reports.

        Returns:
            One result per report, in order.
        """
        places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            places[detect_language(text)].append(place)
        found: dict[int, Tagging] = {}
        for language, own in places.items():
            tagged = self._tag([texts[place] for place in own], language)
            found |= dict(zip(own, tagged, strict=True))
        return [found[place] for place in range(len(texts))]

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, reports × codes."""
        table: Floats = self.classifier.probabilities(texts)[:, self._columns]
        return table

    def decide(self, texts: Sequence[str]) -> Any:
        """Return whether each code is given, reports × codes."""
        return self.scores(texts) >= EVEN

    def _tag(self, texts: Sequence[str], language: str) -> Iterator[Tagging]:
        if language not in self._readers:
            self._readers[language] = Reader(language, self.book)
        seen = self._readers[language].see(texts)
        given = self.classifier.probabilities(texts)
        probable = given[:, self._columns]
        first = np.searchsorted(seen.clauses.report, np.arange(len(texts) + 1)).tolist()
        silent = np.diff(first) == 0
        probable[silent] = 0
        why = reasons(self.codes, probable, EVEN, MARGIN, seen)
        telling = self._telling(seen, texts, (probable >= EVEN).any(axis=1))
        rounded = np.round(probable.astype(np.float64), 4).tolist()
        for row, text in enumerate(texts):
            clauses = range(first[row], first[row + 1])
            labels = tuple(
                Label(
                    self.codes[code],
                    rounded[row][code],
                    evidence(seen, text, clauses, telling[:, code]),
                )
                for code in np.flatnonzero(probable[row] >= EVEN)
            )
            inaction = self._inaction is not None and given[row, self._inaction] >= EVEN
            yield Tagging(
                labels=labels,
                inaction=bool(inaction and not silent[row]),
                review=bool(why[row]),
                review_reason=why[row],
                language=language,
                model=self.name,
                scores=dict(zip(self.codes, rounded[row], strict=True)),
            )

    def _telling(self, seen: Seen, texts: Sequence[str], wanted: Any) -> Floats:
        """Return the log-odds of each clause read alone; only of reports with a label."""
        telling = np.zeros((len(seen.clauses), len(self.codes)), dtype=np.float32)
        own = np.flatnonzero(wanted[seen.clauses.report])
        quoted = [seen.span(at).of(texts[seen.clauses.report[at]]) for at in own.tolist()]
        if quoted:
            telling[own] = log_odds(self.scores(quoted))
        return telling


def load_classifier_tagger(name: str, codebook: str | Path) -> ClassifierTagger:
    """Load a classifier from a folder or the hub, for a codebook.

    Args:
        name: as in ``neural.hub.load_classifier``.
        codebook: name or file.

    Raises:
        ModelError: the model cannot be had or trusted.
        UsageError: its labels do not match the codebook.
    """
    book = load_codebook(codebook)
    return ClassifierTagger(load_classifier(name), book)


def _again(name: str, book: Codebook) -> ClassifierTagger:
    return ClassifierTagger(load_classifier(name), book)


def _matched(classifier: Classifier, book: Codebook) -> tuple[list[int], int | None]:
    """Return the output of each code, and that of inaction where there is one."""
    known = {_plain(code.id): code.id for code in book}
    for code in book:
        known |= {_plain(name): code.id for name in code.names.values()}
    known |= {INACTION: INACTION, NONE: NONE}
    column = {known.get(_plain(label)): at for at, label in enumerate(classifier.labels)}
    strange = [label for label in classifier.labels if _plain(label) not in known]
    missing = [code for code in book.ids if code not in column]
    if strange or missing:
        wrong = f"{strange[0]!r} is no code" if strange else f"none of them is {missing[0]!r}"
        raise UsageError(
            f"the labels of {classifier.name} ({', '.join(classifier.labels[:12])}) do not match "
            f"the codebook {book.id}: {wrong}; name the right one with --codebook, or mend "
            "id2label in config.json"
        )
    return [column[code] for code in book.ids], column.get(INACTION)


def _plain(label: str) -> str:
    return "-".join(label.casefold().replace("_", " ").replace("-", " ").split())
