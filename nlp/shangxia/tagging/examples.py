"""Labelled reports to learn from, and their clauses as a matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from shangxia.coding.values import Codebook
from shangxia.reading.languages import detect_language
from shangxia.spans import Span
from shangxia.tagging.clauses import Ints
from shangxia.tagging.features import BITS
from shangxia.tagging.scoring import SILENT, Floats, Reader, Seen, summary

#: Code points that a clause must share with evidence, or half of either, to carry its code.
_SHARED = 4
_TOGETHER = 400
_GRAM = 6
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled report.

    Attributes:
        text: the report.
        labels: ids of its codes.
        evidence: (code, start, end), half-open code points; may be empty.
        inaction: whether it alleges inaction, if known.
        language: ``zh``, ``vi`` or ``en``; None to be detected.
        register: ``""``, or the name of a kind of report with a model of its own.
        weight: how much it counts.
        group: examples of one group are held out together; None for itself alone.
    """

    text: str
    labels: tuple[str, ...]
    evidence: tuple[tuple[str, int, int], ...] = ()
    inaction: bool | None = None
    language: str | None = None
    register: str = ""
    weight: float = 1.0
    group: str | None = None


class Matrix(NamedTuple):
    """Examples as arrays; clauses of one example stand together.

    Attributes:
        features: scipy CSR matrix, clauses × buckets.
        scale: per clause, what each of its features counts.
        terms: scipy CSR matrix, clauses × buckets: how often each holds a word or concept.
        words: scipy CSR matrix, examples × buckets: how often each holds a single word.
        report: example of each clause.
        clause_labels: clauses × codes, from evidence.
        labels: examples × codes.
        located: examples × codes: the label has evidence.
        summaries: examples × description, without scores (these are zero).
        language: per example.
    """

    features: Any
    scale: Any
    terms: Any
    words: Any
    report: np.ndarray[Any, Any]
    clause_labels: Floats
    labels: Floats
    located: Floats
    summaries: Floats
    language: np.ndarray[Any, Any]


def matrix(examples: Sequence[Example], codebook: Codebook) -> Matrix:
    """Turn examples into arrays, grouped by language and otherwise in order."""
    from scipy import sparse

    index = {code: place for place, code in enumerate(codebook.ids)}
    labels = np.zeros((len(examples), len(index)), dtype=np.float32)
    located = np.zeros_like(labels)
    for place, example in enumerate(examples):
        labels[place, [index[code] for code in example.labels]] = 1
        located[place, [index[code] for code, _, _ in example.evidence]] = 1
    languages = np.array(
        [example.language or detect_language(example.text) for example in examples]
    )
    blocks, scales, reports, marks, terms, words = [], [], [], [], [], []
    summaries: Floats | None = None
    for language in sorted(set(languages)):
        reader = Reader(language, codebook)
        own = np.flatnonzero(languages == language)
        for start in range(0, len(own), _TOGETHER):
            part = own[start : start + _TOGETHER]
            seen = reader.see([examples[place].text for place in part])
            blocks.append(_sparse(seen))
            scales.append(seen.features.scale)
            reports.append(part[seen.clauses.report])
            terms.append(_terms(seen))
            words.append(_words(seen, part))
            marks.append(_marks(seen, [examples[place] for place in part], index))
            described = summary(seen, np.full((len(part), len(index)), SILENT, dtype=np.float32))
            if summaries is None:
                summaries = np.zeros((len(examples), described.shape[1]), dtype=np.float32)
            summaries[part] = described
    assert summaries is not None
    holders, held = np.hstack(words)
    return Matrix(
        features=sparse.vstack(blocks).tocsr(),
        scale=np.concatenate(scales),
        terms=sparse.vstack(terms).tocsr(),
        words=ones(holders, held, (len(examples), 2**BITS)),
        report=np.concatenate(reports),
        clause_labels=np.vstack(marks),
        labels=labels,
        located=located,
        summaries=summaries,
        language=languages,
    )


def duplicates(texts: Sequence[str]) -> list[int]:
    """Group texts that are nearly the same, so that folds do not share them.

    Args:
        texts: the texts.

    Returns:
        The number of its group for each.
    """
    grams = [
        {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))} for text in texts
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    group = list(range(len(texts)))
    for place, own in enumerate(grams):
        shared: dict[int, int] = defaultdict(int)
        for gram in own:
            for other in holders[gram][:20]:
                shared[other] += 1
            holders[gram].append(place)
        for other, count in shared.items():
            if count > _ALIKE * min(len(own), len(grams[other])):
                old, new = group[place], group[other]
                group = (
                    [new if number == old else number for number in group] if old != new else group
                )
    return group


def _sparse(seen: Seen) -> Any:
    from scipy import sparse

    features = seen.features
    values = features.scale[features.clause]
    shape = (len(seen.clauses), 2**BITS)
    return sparse.csr_matrix((values, (features.clause, features.bucket)), shape=shape)


def _terms(seen: Seen) -> Any:
    features = seen.features
    plain = slice(features.plain)
    shape = (len(seen.clauses), 2**BITS)
    return ones(features.clause[plain], features.bucket[plain], shape)


def _words(seen: Seen, examples: Ints) -> Ints:
    """Return example and bucket of each word, which are the first of the features."""
    clauses = seen.clauses
    bucket = seen.features.bucket[: len(clauses.word_clause)]
    return np.stack([examples[clauses.report[clauses.word_clause]], bucket])


def ones(rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    """Return a scipy CSR matrix that counts its entries."""
    from scipy import sparse

    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _marks(seen: Seen, examples: Sequence[Example], index: dict[str, int]) -> Floats:
    marks = np.zeros((len(seen.clauses), len(index)), dtype=np.float32)
    for place in range(len(seen.clauses)):
        span = seen.span(place)
        for code, start, end in examples[seen.clauses.report[place]].evidence:
            if _overlap(span, Span(start, end)):
                marks[place, index[code]] = 1
    return marks


def _overlap(clause: Span, evidence: Span) -> bool:
    shared = min(clause.end, evidence.end) - max(clause.start, evidence.start)
    least = min(_SHARED, (clause.end - clause.start) / 2, (evidence.end - evidence.start) / 2)
    return shared >= max(least, 1)
