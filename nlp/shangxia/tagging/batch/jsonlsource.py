"""JSONL in: one object a line, kept to the byte."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import islice
from pathlib import Path
from typing import Any

from shangxia.errors import TableError
from shangxia.tagging.batch.rows import Limit, LineBatch
from shangxia.tagging.batch.sources import SAMPLE
from shangxia.tagging.batch.survey import open_text, survey_text

_STEP = 32
_LONGEST_NAME = 100


class JsonlSource:
    """A file of one JSON object a line."""

    total: int | None = None
    schema = None
    delimiter: str | None = None
    marked = False

    def __init__(self, path: Path) -> None:
        """Look at a file.

        Args:
            path: the file.

        Raises:
            TableError: it is missing, empty or holds no object.
        """
        self.path = path
        survey = survey_text(path)
        self.sha256, self.size = survey.sha256, survey.size
        self._encoding, self._clean = survey.encoding, survey.clean
        first = list(islice(self._objects(), SAMPLE))
        if not first:
            raise TableError(
                f"{path.name} holds no line that is a JSON object: is it really JSONL?"
            )
        self.columns = tuple(dict.fromkeys(key for item in first for key in item))
        self.sample: Sequence[Sequence[Any]] = [
            [item.get(column) for column in self.columns] for item in first
        ]

    def taken_names(self, ours: Sequence[str]) -> set[str]:
        """Return the names of the sample, and those of ours that any later row has."""
        taken = set(self.columns)
        open_ = {json.dumps(name, ensure_ascii=False): name for name in ours if name not in taken}
        if not any(self._hold(open_)):
            return taken
        with self._open() as stream:
            for line in stream:
                for name in [name for printed, name in open_.items() if printed in line]:
                    if name in (_object(line) or ()):
                        taken.add(name)
        return taken

    def _hold(self, words: Iterable[str]) -> Iterator[bool]:
        """Tell, block by block, whether the file holds one of some words at all."""
        before = ""
        with self._open() as stream:
            while block := stream.read(1 << 20):
                yield any(word in before + block for word in words)
                before = block[-_LONGEST_NAME:]

    def complete(self) -> JsonlSource:
        """Return the same file with the keys of all its objects as columns."""
        keys = dict.fromkeys(self.columns)
        for item in self._objects():
            if item.keys() - keys.keys():
                keys.update(dict.fromkeys(item))
        whole = copy(self)
        whole.columns = tuple(keys)
        return whole

    def batches(self, skip: int = 0) -> Iterator[LineBatch]:
        """Read the lines behind the first ``skip`` that are not blank."""
        done = 0
        raw, stream = open_text(self.path, self._encoding, newline="\n")
        with stream:
            while True:
                lines = _read_some(stream)
                if not lines:
                    return
                done += len(lines)
                if done > skip:
                    first = done - len(lines) + 1
                    share = min(1.0, raw.tell() / self.size)
                    yield LineBatch(first, len(lines), share, self.columns, lines, self._clean)

    def _open(self) -> io.TextIOWrapper:
        return open_text(self.path, self._encoding, newline="\n")[1]

    def _objects(self) -> Iterator[dict[str, Any]]:
        with self._open() as stream:
            for line in stream:
                item = _object(line)
                if item is not None:
                    yield item


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _read_some(stream: Iterator[str]) -> list[str]:
    """Return the lines of one batch, without the blank ones."""
    limit = Limit()
    lines: list[str] = []
    while True:
        some = list(islice(stream, _STEP))
        at_end = len(some) < _STEP
        some = [line for line in some if line and not line.isspace()]
        lines += some
        if limit.add(len(some), sum(map(len, some))) or at_end:
            return lines
