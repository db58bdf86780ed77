"""Labelled reports as lessons for a neural judge of clauses.

Its outputs are the codes, then whether inaction is alleged, then whether a clause is
evidence of anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from shangxia.coding.folding import fold, strip_marks
from shangxia.coding.values import Codebook
from shangxia.reading.languages import detect_language
from shangxia.spans import Span
from shangxia.tagging.characters import as_text
from shangxia.tagging.examples import Example
from shangxia.tagging.scoring import Floats, Reader, Seen

if TYPE_CHECKING:
    from shangxia.neural.finetune import Lessons

#: What comes behind the codes among the outputs.
INACTION, EVIDENCE = 0, 1
EXTRA = 2
_TOGETHER = 400
#: Code points that a clause must share with evidence, or half of either, to carry its code.
_SHARED = 4


def lessons(
    examples: Sequence[Example],
    codebook: Codebook,
    tokenizer: Any,
    longest: int,
    registers: Sequence[str],
) -> Lessons:
    """Turn labelled reports into lessons.

    Args:
        examples: the reports.
        codebook: the codes.
        tokenizer: of the encoder.
        longest: tokens of a window at most.
        registers: the registers there are.

    Returns:
        The lessons, in the order of the reports.
    """
    from shangxia.neural.finetune import Lessons
    from shangxia.neural.windows import windows

    texts, clauses, marks = _cut(examples, codebook)
    wanted = np.zeros((len(examples), len(codebook.ids) + EXTRA), dtype=np.float32)
    index = {code: place for place, code in enumerate(codebook.ids)}
    inaction, evidence = len(index) + INACTION, len(index) + EVIDENCE
    rows = []
    for place, example in enumerate(examples):
        own = marks[place]
        wanted[place, [index[code] for code in example.labels]] = 1
        wanted[place, evidence] = bool(example.labels)
        wanted[place, inaction] = np.nan if example.inaction is None else example.inaction
        told = np.hstack([own, np.zeros((len(own), EXTRA), dtype=np.float32)])
        located = {code for code, _, _ in example.evidence}
        hidden = [index[code] for code in example.labels if code not in located]
        told[:, hidden] = 1 if len(own) == 1 else np.nan
        told[:, evidence] = np.nan if hidden and len(own) > 1 else told[:, : len(index)].any(axis=1)
        # Where inaction is alleged nobody says in which clause.
        silent = example.inaction is False or len(own) == 1
        told[:, inaction] = wanted[place, inaction] if silent else np.nan
        rows.append(told)
    return Lessons(
        windows=windows(tokenizer, texts, clauses, longest),
        text=np.repeat(np.arange(len(examples)), [len(one) for one in clauses]),
        clause_wanted=np.vstack(rows).astype(np.float32),
        text_wanted=wanted,
        register=np.array([registers.index(example.register) for example in examples]),
        weight=np.array([example.weight for example in examples], dtype=np.float32),
    )


def clauses_of(seen: Seen, reports: int) -> tuple[list[str], list[list[tuple[int, int]]]]:
    """Return the texts of a batch in their normal form, and the clauses of each.

    Args:
        seen: the batch.
        reports: how many reports it has.
    """
    cut = seen.clauses
    edges = np.searchsorted(cut.report, np.arange(reports + 1)).tolist()
    texts, spans = [], []
    for report in range(reports):
        low, high = int(cut.offset[report]), int(cut.offset[report + 1])
        texts.append(as_text(cut.codes[low:high]))
        own = slice(edges[report], edges[report + 1])
        starts, ends = cut.start[own] - low, cut.end[own] - low
        spans.append(list(zip(starts.tolist(), ends.tolist(), strict=True)))
    return texts, spans


def bare_copies(examples: Sequence[Example], share: float, seed: int) -> list[Example]:
    """Return copies of some Vietnamese reports as they are typed without diacritics."""
    rng = np.random.default_rng(seed)
    copies = []
    for example in examples:
        language = example.language or detect_language(example.text)
        if language == "vi" and rng.random() < share:
            text = strip_marks(fold(example.text).text)
            if len(text) == len(example.text):  # else the evidence would stand elsewhere
                copies.append(replace(example, text=text))
    return copies


def _cut(
    examples: Sequence[Example], codebook: Codebook
) -> tuple[list[str], list[list[tuple[int, int]]], list[Floats]]:
    """Return text, clauses and labels of clauses of each report."""
    languages = [example.language or detect_language(example.text) for example in examples]
    texts, spans = [""] * len(examples), [list[tuple[int, int]]() for _ in examples]
    marks = [np.zeros((0, len(codebook.ids)), dtype=np.float32) for _ in examples]
    index = {code: place for place, code in enumerate(codebook.ids)}
    for language in sorted(set(languages)):
        reader = Reader(language, codebook)
        own = [place for place, name in enumerate(languages) if name == language]
        for start in range(0, len(own), _TOGETHER):
            part = own[start : start + _TOGETHER]
            seen = reader.see([examples[place].text for place in part])
            plain, cut = clauses_of(seen, len(part))
            edges = np.searchsorted(seen.clauses.report, np.arange(len(part) + 1)).tolist()
            for row, place in enumerate(part):
                texts[place], spans[place] = plain[row], cut[row]
                found = range(edges[row], edges[row + 1])
                marks[place] = _marks([seen.span(at) for at in found], examples[place], index)
    return texts, spans, marks


def _marks(clauses: Sequence[Span], example: Example, index: dict[str, int]) -> Floats:
    marks = np.zeros((len(clauses), len(index)), dtype=np.float32)
    for row, clause in enumerate(clauses):
        for code, start, end in example.evidence:
            shared = min(clause.end, end) - max(clause.start, start)
            least = min(_SHARED, (clause.end - clause.start) / 2, (end - start) / 2)
            if shared >= max(least, 1):
                marks[row, index[code]] = 1
    return marks
