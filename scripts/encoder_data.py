"""The text that the encoder learns from, as streams of the `datasets` library.

Kinds of text are streams of their own, so that the rare and dear (reports) can be
taken more often than the many (laws).  Never read: NTREX, GlobaLeaks, a dev split.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from datasets import IterableDataset

from shangxia.reading.languages import detect_language
from shangxia.resources import corpus

#: Segments of the parallel text kept apart, to see how well translations are found.
HELD_OUT = 1000
#: A line of a law shorter than this joins the next one, in characters.
_SHORT = 200
_MARKUP = re.compile(r"[*#>|`]+|<[^>]{0,80}>|^---$")


class Pair(NamedTuple):
    """A segment in up to three languages; ``""`` where there is none."""

    source: str
    zh: str
    vi: str
    en: str


def stream(kind: str, data: Path, without: Collection[str] = ()) -> IterableDataset:
    """Return rows {text, language} of one of ``KINDS``, without the reports of some writers."""
    makers = {
        "laws-zh": lambda: _laws(data, ("zh-laws", "zh-party"), "zh"),
        "laws-vi": lambda: _laws(data, ("vi-laws",), "vi"),
        "messages": lambda: _messages(data),
        "reports": lambda: _reports(without),
    }
    return IterableDataset.from_generator(makers[kind])


KINDS = ("laws-zh", "laws-vi", "messages", "reports")


def _laws(data: Path, folders: tuple[str, ...], language: str) -> Iterator[dict[str, str]]:
    for folder in folders:
        for path in sorted((data / "regulations" / folder).glob("*.[mt][dx]*")):
            held = ""
            for line in path.read_text(encoding="utf-8").splitlines():
                line = _MARKUP.sub("", line).strip()
                if not line:
                    continue
                held = f"{held} {line}" if held else line
                if len(held) >= _SHORT:
                    yield {"text": held, "language": language}
                    held = ""
            if held:
                yield {"text": held, "language": language}


def _messages(data: Path) -> Iterator[dict[str, str]]:
    for row in _rows(data / "reports" / "zh_messages.jsonl"):
        yield {"text": row["text"], "language": "zh"}
    for row in _rows(data / "reports" / "labelled_zh.jsonl"):
        if row["split"] == "train":
            yield {"text": row["text"], "language": "zh"}


def _reports(without: Collection[str]) -> Iterator[dict[str, str]]:
    folder = corpus("reports")
    for path in [*sorted(folder.glob("*.jsonl")), *sorted((folder / "hands").glob("*.jsonl"))]:
        for row in _rows(path) if path.stem not in without else ():
            if "text" in row:
                language = row.get("lang") or detect_language(row["text"])
                yield {"text": row["text"], "language": language[:2]}


def pairs(path: Path) -> tuple[list[Pair], list[Pair]]:
    """Read the parallel text.

    Returns:
        What to learn from, and ``HELD_OUT`` segments of which no side occurs in it.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [Pair(*(*line.rstrip("\n").split("\t"), "", "")[:4]) for line in lines]
    rows = [row for row in rows if row.source != "source" and row.zh and row.vi]
    long = [at for at, row in enumerate(rows) if len(row.zh) >= 8 and row.source != "l10n:cldr"]
    step = max(1, len(long) // HELD_OUT)
    held, zh, vi = [], set[str](), set[str]()
    for at in long[::step]:
        if rows[at].zh not in zh and rows[at].vi not in vi:
            held.append(rows[at])
            zh.add(rows[at].zh)
            vi.add(rows[at].vi)
    held = held[:HELD_OUT]
    zh, vi = {row.zh for row in held}, {row.vi for row in held}
    return [row for row in rows if row.zh not in zh and row.vi not in vi], held


def glossary_pairs() -> list[Pair]:
    """Return the terms of our glossary as segments."""
    with corpus("lexicons", "glossary.tsv").open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines][1:]
    first = [[cell.split("|")[0].strip() for cell in row[:3]] for row in rows]
    return [Pair("glossary", *row) for row in first if row[0] and row[1]]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
