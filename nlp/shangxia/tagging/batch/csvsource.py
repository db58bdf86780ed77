"""CSV and TSV in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from shangxia.errors import TableError
from shangxia.tagging.batch.rows import UNDECODED, CellBatch, Limit, Reject
from shangxia.tagging.batch.sources import SAMPLE
from shangxia.tagging.batch.survey import open_text, survey_text

_DELIMITERS = (",", "\t", ";", "|")
#: Longest cell, in characters: beyond it a quotation mark was left open.
LONGEST_CELL = 10_000_000
#: Rows that are taken from the reader at once: their characters are counted in between.
_STEP = 32
#: Characters of the head that the delimiter is found in.
_HEAD = 1 << 16


class CsvSource:
    """A file of delimited text, in any encoding that the reader of texts knows."""

    total: int | None = None
    schema = None

    def __init__(self, path: Path, *, tab: bool) -> None:
        """Look at a file.

        Args:
            path: the file.
            tab: its cells are expected to be separated by tabs.

        Raises:
            TableError: it is missing, empty, holds only a header or is no text.
        """
        self.path = path
        survey = survey_text(path)
        self.sha256, self.size = survey.sha256, survey.size
        self._encoding, self._clean = survey.encoding, survey.clean
        # Excel takes a file without a mark for its local encoding.
        self.marked = survey.encoding != "utf-8"
        self.delimiter: str | None = self._sniff("\t" if tab else ",")
        with self._open() as stream:
            reader = self._reader(stream)
            header, first = _header(reader, path.name), _read_some(reader)[0][:SAMPLE]
        self.columns = tuple(header)
        self.sample: Sequence[Sequence[str]] = [row for row in first if row]
        if not self.sample:
            raise TableError(f"{path.name} holds only a header: there is no row to tag")

    def taken_names(self, ours: Sequence[str]) -> set[str]:
        """Return the names of the columns."""
        del ours
        return set(self.columns)

    def complete(self) -> CsvSource:
        """Return the source: the header names all columns."""
        return self

    def batches(self, skip: int = 0) -> Iterator[CellBatch]:
        """Read the records behind the first ``skip``."""
        raw, stream = open_text(self.path, self._encoding, newline="")
        with stream:
            reader = self._reader(stream)
            _header(reader, self.path.name)
            done = 0
            while True:
                records, errors = _read_some(reader)
                if not records:
                    return
                done += len(records)
                if done > skip:
                    # Batches are always the same ones, so a journal never ends inside one.
                    yield self._batch(records, errors, done, raw.tell())

    def _batch(
        self, records: list[list[str]], errors: dict[int, str], done: int, at: int
    ) -> CellBatch:
        first = done - len(records) + 1
        share = min(1.0, at / self.size)
        width = len(self.columns)
        numbers: Sequence[int] = range(first, done + 1)
        rejects: list[Reject] = []
        if errors or not self._clean or set(map(len, records)) != {width}:
            kept = []
            good = []
            for at_, record in enumerate(records):
                reason = errors.get(at_) or self._mend(record, width)
                if reason:
                    rejects.append(Reject(first + at_, reason))
                else:
                    kept.append(record)
                    good.append(first + at_)
            records, numbers = kept, good
        return CellBatch(
            first, done - first + 1, share, self.columns, list(records), rejects, numbers
        )

    def _mend(self, record: list[str], width: int) -> str:
        """Give a row the width of the header; return why it cannot be read, or ``""``."""
        if not self._clean and any(map(UNDECODED.search, record)):
            return f"holds bytes that are no {self._encoding} text"
        while len(record) > width and not record[-1]:
            record.pop()
        if len(record) > width:
            return (
                f"has {len(record)} cells where the header has {width}: "
                "is a cell with a delimiter or a line break left without quotation marks?"
            )
        record.extend([""] * (width - len(record)))
        return ""

    def _open(self) -> io.TextIOWrapper:
        return open_text(self.path, self._encoding, newline="")[1]

    def _reader(self, stream: io.TextIOWrapper) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST_CELL)
        return csv.reader(stream, delimiter=self.delimiter or ",")

    def _sniff(self, expected: str) -> str:
        """Find the delimiter that gives the most rows of the header's width."""
        with self._open() as stream:
            head = stream.read(_HEAD)
        cut = head.rfind("\n")
        if len(head) == _HEAD and cut > 0:
            head = head[: cut + 1]
        best, best_score = expected, 0.0
        for delimiter in sorted(_DELIMITERS, key=lambda sign: sign != expected):
            widths = _widths(head, delimiter)
            width = widths[0] if widths else 0
            # The header has no running text: what splits it is a delimiter.
            if width > 1:
                score = Counter(widths)[width] / len(widths)
                if score > best_score + 0.01:
                    best, best_score = delimiter, score
        return best


def _widths(head: str, delimiter: str) -> list[int]:
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    widths: list[int] = []
    # A cell that is too long ends the look, not the reading.
    with suppress(csv.Error):
        widths.extend(len(row) for row in islice(rows, SAMPLE) if row)
    return widths


def _header(reader: Iterator[list[str]], name: str) -> list[str]:
    try:
        for row in reader:
            if row:
                return [row[0].removeprefix("\ufeff"), *row[1:]]
    except csv.Error as error:
        raise TableError(f"{name}: its first line cannot be read as CSV: {error}") from None
    raise TableError(f"{name} is empty: there is no row to tag")


def _read_some(reader: Iterator[list[str]]) -> tuple[list[list[str]], dict[int, str]]:
    """Read one batch of records; return them and what went wrong at which of them."""
    limit = Limit()
    records: list[list[str]] = []
    errors: dict[int, str] = {}
    while True:
        some: list[list[str]] = []
        try:
            some.extend(islice(reader, _STEP))
            at_end = len(some) < _STEP
        except csv.Error as error:
            at_end = False
            records += filter(None, some)
            errors[len(records)] = f"cannot be read: {error}"
            records.append([])
            limit.add(1, 0)
            continue
        if not all(some):
            some = list(filter(None, some))
        records += some
        if limit.add(len(some), sum(map(len, chain.from_iterable(some)))) or at_end:
            return records, errors
