"""What a worker does with a batch: parse, tag, mask, count, write to bytes."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

from shangxia.errors import ModelError
from shangxia.labels import Tagging
from shangxia.rendering.cells import whole
from shangxia.tagging.batch.columns import Roles
from shangxia.tagging.batch.counts import Counts, count, find_examples
from shangxia.tagging.batch.masking import mask_rows, text_of
from shangxia.tagging.batch.pieces import pieces, some_rows
from shangxia.tagging.batch.rows import Batch, Reject, Rows
from shangxia.tagging.batch.sinks import Sink


class TagsReports(Protocol):
    """What the batch asks of a tagger: ``tagging.model.TaggingModel`` or any like it.

    Attributes:
        name: name and version, as printed in ``Tagging.model``.
        fingerprint: changes when the labels may change.
        codebook: id of the codebook.
        codes: the codes, in the order of the codebook.
    """

    @property
    def name(self) -> str:
        """Name and version."""

    @property
    def fingerprint(self) -> str:
        """Digest of all that decides on labels."""

    @property
    def codebook(self) -> str:
        """Id of the codebook."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order."""

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Tag a batch of reports."""


@dataclass(frozen=True)
class Job:
    """All that a worker has to know; a value that is sent to each worker once.

    Attributes:
        model: name or folder of the model, or a tagger that can be sent.
        roles: which column is which.
        sink: how rows are written.
        redact: mask personal data in what is written.
        review: keep what a person has to look at.
        examples: keep examples for the report.
    """

    model: str | Path | TagsReports
    roles: Roles
    sink: Sink
    redact: bool
    review: bool
    examples: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a batch.

    Attributes:
        records: records of the input that it took.
        rows: rows that came out.
        blobs: bytes for each stream of the journal.
        share: share of the input that is done with it.
    """

    records: int
    rows: int
    blobs: Mapping[str, bytes]
    share: float


def load_tagger(model: str | Path | TagsReports, codebook: str | Path | None = None) -> TagsReports:
    """Return the tagger of a name, of a folder, or the tagger itself.

    Args:
        model: as in ``tagging.named.load_named``, or a tagger.
        codebook: for models that have none of their own.
    """
    if not isinstance(model, str | Path):
        return model
    from shangxia.tagging.named import load_named

    return load_named(model, codebook)


def together(tagger: TagsReports) -> int:
    """Return how many reports to tag and commit at a time, for taggers that say so; 0 for any."""
    return int(getattr(tagger, "together", 0))


class Worker:
    """A tagger with a job."""

    def __init__(self, job: Job, tagger: TagsReports | None = None) -> None:
        """Load the model.

        Args:
            job: what to do.
            tagger: the model, where it is loaded already.
        """
        self._job = job
        self._tagger = tagger or load_tagger(job.model)

    def do(self, batch: Batch) -> Done:
        """Do one batch."""
        return self._done(batch.open(), batch.count, batch.share)

    def do_each(self, batches: Iterator[Batch], done: int) -> Iterator[Done]:
        """Do batches in pieces as small as the tagger wants them.

        Args:
            batches: the batches that are not done.
            done: records of the input that an interrupted run had done.
        """
        size = together(self._tagger)
        share = 0.0
        for batch in batches:
            for piece in pieces(batch, size or batch.count, done):
                reached = share + (batch.share - share) * piece.share
                yield self._done(piece.rows, piece.records, reached)
            share = batch.share

    def _done(self, rows: Rows, records: int, share: float) -> Done:
        job = self._job
        texts = _texts(rows, job.roles)
        rows, texts, taggings = self._tag(rows, texts)
        # Counted before names of places and dates are masked.
        counts = self._counted(rows, taggings)
        replaced: dict[int, list[Any]] = {}
        if job.redact:
            replaced, taggings, texts = mask_rows(rows, job.roles, taggings)
        if job.examples:
            counts.examples = find_examples(taggings, texts, rows.numbers)
        blobs = {
            "rows": job.sink.encode(rows, replaced, taggings) if len(rows) else b"",
            "rejects": b"".join(map(_reject_line, rows.rejects)),
            "review": _review_lines(rows, texts, taggings, job.roles) if job.review else b"",
            "counts": counts.to_json(),
        }
        return Done(records, len(rows), blobs, share)

    def _counted(self, rows: Rows, taggings: Sequence[Tagging]) -> Counts:
        roles = self._job.roles
        counts = count(
            taggings,
            dates=None if roles.date is None else rows.column(roles.date),
            places=None if roles.place is None else rows.column(roles.place),
        )
        counts.rejected = len(rows.rejects)
        return counts

    def _tag(self, rows: Rows, texts: list[str]) -> tuple[Rows, list[str], list[Tagging]]:
        """Tag all rows; one that the model fails on is rejected, and does not stop the rest."""
        if each := getattr(self._tagger, "tag_each", None):
            return _sorted_out(rows, texts, each([whole(text) for text in texts]))
        try:
            return rows, texts, self._tagger.tag(texts) if texts else []
        except (ModelError, MemoryError):
            raise
        except Exception:
            good: list[int] = []
            taggings: list[Tagging] = []
            failed: list[Reject] = []
            for at, text in enumerate(texts):
                try:
                    # Half a surrogate pair, which JSON can hold, is what models fail on.
                    taggings += self._tagger.tag([whole(text)])
                    good.append(at)
                except Exception as error:
                    reason = f"could not be tagged: {type(error).__name__}"
                    failed.append(Reject(rows.numbers[at], reason))
            return (
                some_rows(rows, good, rows.rejects + failed),
                [texts[at] for at in good],
                taggings,
            )


def _texts(rows: Rows, roles: Roles) -> list[str]:
    columns = [rows.column(at) for at in roles.text]
    if len(columns) == 1:
        return [value if value.__class__ is str else text_of(value) for value in columns[0]]
    return ["\n".join(map(text_of, values)) for values in zip(*columns, strict=True)]


def _sorted_out(
    rows: Rows, texts: Sequence[str], found: Sequence[Any]
) -> tuple[Rows, list[str], list[Tagging]]:
    """Part the reports that were tagged from those that a tagger says it failed on."""
    good = [at for at, one in enumerate(found) if isinstance(one, Tagging)]
    failed = [
        Reject(rows.numbers[at], f"could not be tagged: {one.reason}")
        for at, one in enumerate(found)
        if not isinstance(one, Tagging)
    ]
    kept = some_rows(rows, good, rows.rejects + failed)
    return kept, [texts[at] for at in good], [found[at] for at in good]


def _reject_line(reject: Reject) -> bytes:
    return json.dumps(reject._asdict(), ensure_ascii=False).encode() + b"\n"


def _review_lines(
    rows: Rows, texts: Sequence[str], taggings: Sequence[Tagging], roles: Roles
) -> bytes:
    """Return what the review queue needs of the rows that a person has to look at."""
    wanted = [at for at, tagging in enumerate(taggings) if tagging.review]
    if not wanted:
        return b""
    ids = rows.column(roles.id) if roles.id is not None else rows.numbers
    lines = []
    for at in wanted:
        tagging = taggings[at]
        item = {
            "row": rows.numbers[at],
            "id": text_of(ids[at]),
            "text": texts[at],
            "labels": [
                [label.code, label.score, [[quote.start, quote.end] for quote in label.evidence]]
                for label in tagging.labels
            ],
            "scores": tagging.scores,
            "inaction": tagging.inaction,
            "reason": tagging.review_reason,
            "language": tagging.language,
        }
        lines.append(json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    return b"".join(lines)


_worker: Worker | None = None


def start_worker(job: Job) -> None:
    """Load the model in a process of a pool."""
    global _worker
    # Ctrl-C reaches all processes of a terminal; the first one decides what happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(job)


def _end_with_parent() -> None:
    """End this process when its parent was killed: nobody would ever send it work again."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def do_batch(batch: Batch) -> Done:
    """Do one batch in a process of a pool."""
    if _worker is None:
        raise RuntimeError("the process was not started as a worker")
    return _worker.do(batch)
