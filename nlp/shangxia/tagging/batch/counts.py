"""What a batch counted: by code, by month, by place, with a few examples."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from shangxia.labels import Tagging
from shangxia.spans import OffsetMap, Span
from shangxia.tagging.batch.redaction import redact
from shangxia.tagging.batch.xlsxsource import Moment

#: Examples that are kept for each code.
EXAMPLES = 3
#: Places that are counted apart; of more, a column is no column of places.
MOST_PLACES = 2_000
#: Code points kept on either side of the words that show a label.
_AROUND = 90
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})\s{0,2}[-/.年]\s{0,2}(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:\D|\d{6}|\Z)")
_BETWEEN = frozenset("-/.年")
#: Beside codes: all rows, and those with a label.
ROWS, LABELLED = "rows", "labelled"


@dataclass(frozen=True, slots=True)
class Example:
    """A redacted passage with the words that show a label.

    Attributes:
        score: probability of the label.
        row: number of the row in the input.
        text: the passage.
        evidence: spans in ``text``.
    """

    score: float
    row: int
    text: str
    evidence: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Counts:
    """What was counted; two of them add up.

    Attributes:
        rows: rows that came out.
        rejected: rows that could not be read.
        reviewed: rows sent to a person.
        unlabelled: rows without a label.
        inaction: rows that allege inaction.
        codes: code → rows.
        languages: language → rows.
        months: month (``2024-05``) → code → rows, all rows under ``rows``, those with
            a label under ``labelled``.
        places: place → the same.
        examples: code → best examples.
    """

    rows: int = 0
    rejected: int = 0
    reviewed: int = 0
    unlabelled: int = 0
    inaction: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    months: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[str, Counter[str]] = field(default_factory=dict)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Add what another part counted."""
        for name in ("rows", "rejected", "reviewed", "unlabelled", "inaction"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.codes.update(other.codes)
        self.languages.update(other.languages)
        for mine, theirs in ((self.months, other.months), (self.places, other.places)):
            for key, counter in theirs.items():
                if key in mine or len(mine) <= MOST_PLACES:
                    mine.setdefault(key, Counter()).update(counter)
        for code, examples in other.examples.items():
            self.examples[code] = _best(self.examples.get(code, []) + examples)

    def to_json(self) -> bytes:
        """Return the counts as one line of JSON."""
        values = {name: getattr(self, name) for name in _FIELDS}
        values["examples"] = {
            code: [[item.score, item.row, item.text, item.evidence] for item in items]
            for code, items in self.examples.items()
        }
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return line.encode("utf-8", "backslashreplace") + b"\n"

    @classmethod
    def from_json(cls, line: bytes) -> Counts:
        """Return the counts of a line that ``to_json`` wrote."""
        values: dict[str, Any] = json.loads(line)
        for name in ("codes", "languages"):
            values[name] = Counter(values[name])
        for name in ("months", "places"):
            values[name] = {key: Counter(counts) for key, counts in values[name].items()}
        values["examples"] = {
            code: [
                Example(score, row, text, tuple((start, end) for start, end in evidence))
                for score, row, text, evidence in items
            ]
            for code, items in values["examples"].items()
        }
        return cls(**values)


_FIELDS = (
    "rows", "rejected", "reviewed", "unlabelled", "inaction",
    "codes", "languages", "months", "places", "examples",
)  # fmt: skip


def read_counts(path: Path) -> Counts:
    """Add up the counts of all parts of a run."""
    total = Counts()
    if path.exists():
        with path.open("rb") as stream:
            for line in stream:
                total.add(Counts.from_json(line))
    return total


def count(
    taggings: Sequence[Tagging],
    *,
    dates: Iterable[Any] | None,
    places: Iterable[Any] | None,
) -> Counts:
    """Count rows that were tagged.

    Args:
        taggings: their labels.
        dates: value of the date column of each row, where there is one.
        places: value of the place column of each row, where there is one.

    Returns:
        The counts, without examples.
    """
    counts = Counts(rows=len(taggings))
    for tagging in taggings:
        counts.reviewed += tagging.review
        counts.inaction += tagging.inaction
        counts.unlabelled += not tagging.labels
    counts.codes.update([label.code for tagging in taggings for label in tagging.labels])
    counts.languages.update([tagging.language for tagging in taggings])
    if dates is not None:
        _count_by(counts.months, map(month_of, dates), taggings)
    if places is not None:
        _count_by(counts.places, map(_place, places), taggings)
    return counts


def _count_by(
    table: dict[str, Counter[str]], keys: Iterable[str], taggings: Sequence[Tagging]
) -> None:
    for key, tagging in zip(keys, taggings, strict=True):
        counter = table.get(key)
        if counter is None:
            counter = table[key] = Counter()
        counter[ROWS] += 1
        counter[LABELLED] += bool(tagging.labels)
        for label in tagging.labels:
            counter[label.code] += 1


def month_of(value: Any) -> str:
    """Return the month of a date in any of the usual spellings, ``""`` where there is none.

    Args:
        value: text such as ``2019/2/28 11:25``, ``2019年2月`` or ``28/02/2019``, or a date.

    Returns:
        ``2019-02``.
    """
    if value.__class__ is str and value[4:5] in _BETWEEN and value[:4].isdecimal():
        # The usual case, without a regular expression.
        digits = value[5:7] if value[6:7].isdecimal() else value[5:6]
        if digits.isdecimal() and 1 <= int(digits) <= 12 and 1900 <= int(value[:4]) < 2100:
            return f"{int(value[:4])}-{int(digits):02}"
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}"
    text = value.iso if isinstance(value, Moment) else str(value or "")[:40]
    if found := _YEAR_FIRST.search(text):
        year, month = int(found[1]), int(found[2])
    elif found := _YEAR_LAST.search(text):
        # Day first, as in Vietnam, unless that cannot be.
        year, month = int(found[3]), int(found[2])
        month = month if month <= 12 else int(found[1])
    elif found := _COMPACT.match(text.strip()):
        year, month = int(found[1]), int(found[2])
    else:
        return ""
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else ""


def _place(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())[:60]


def find_examples(
    taggings: Sequence[Tagging], texts: Sequence[str], numbers: Sequence[int]
) -> dict[str, list[Example]]:
    """Return the best examples of each code, redacted.

    Args:
        taggings: labels of rows.
        texts: their texts, in which the evidence counts.
        numbers: their numbers in the input.

    Returns:
        At most ``EXAMPLES`` for each code that occurs.
    """
    best: dict[str, list[tuple[float, int, int]]] = {}
    for at, tagging in enumerate(taggings):
        for index, label in enumerate(tagging.labels):
            if label.evidence:
                best.setdefault(label.code, []).append((-round(label.score, 4), at, index))
    # One letter that was sent many times is one example, in however many parts it comes.
    first = {text: at for at, text in reversed(list(enumerate(texts)))}
    return {
        code: _best(
            [
                _example(taggings[at], index, texts[at], numbers[at])
                for _, at, index in islice(
                    (hit for hit in sorted(hits) if first[texts[hit[1]]] == hit[1]), 2 * EXAMPLES
                )
            ]
        )
        for code, hits in best.items()
    }


def _example(tagging: Tagging, index: int, text: str, number: int) -> Example:
    """Cut the passage around the first evidence out of the redacted text."""
    label = tagging.labels[index]
    hidden = redact(text, language=tagging.language)
    # Map the ends of the evidence; what it quotes may hold a marker now.
    spans = [_mapped(hidden.map, quote.start, quote.end) for quote in label.evidence]
    start = max(0, spans[0][0] - _AROUND)
    end = min(len(hidden.text), spans[0][1] + _AROUND)
    inside = sorted(
        (max(first, start) - start, min(last, end) - start)
        for first, last in spans
        if first < end and last > start
    )
    return Example(round(label.score, 4), number, hidden.text[start:end], tuple(inside))


def _mapped(offsets: OffsetMap, start: int, end: int) -> tuple[int, int]:
    span = offsets.to_new(Span(start, end))
    return span.start, span.end


def _best(examples: list[Example]) -> list[Example]:
    """Return the examples with the highest scores; of one letter sent twice, the first."""
    ordered = sorted(examples, key=lambda item: (-item.score, item.row))
    distinct: dict[str, Example] = {}
    for item in ordered:
        distinct.setdefault(item.text, item)
    return list(distinct.values())[:EXAMPLES]
