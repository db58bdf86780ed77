"""A table of reports in, the same table with labels out."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shangxia.errors import ModelError
from shangxia.tagging.batch.columns import Roles
from shangxia.tagging.batch.formats import format_of_table
from shangxia.tagging.batch.journal import STREAMS, Journal
from shangxia.tagging.batch.outcome import Summary, finish
from shangxia.tagging.batch.plan import Plan, make_plan
from shangxia.tagging.batch.pool import do_all, processes
from shangxia.tagging.batch.sources import open_source
from shangxia.tagging.batch.targets import check_targets, explained
from shangxia.tagging.batch.work import (
    Done,
    Job,
    TagsReports,
    load_tagger,
    together,
)

#: Seconds and bytes after which work is committed: what a kill can cost.
_COMMIT_AFTER = 0.5
_COMMIT_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        rows: records that are done, those of an interrupted run included.
        resumed: records that an interrupted run had done.
        share: share of the input that is done, in [0, 1].
        seconds: time since this run began to tag.
    """

    rows: int
    resumed: int
    share: float
    seconds: float


@dataclass(slots=True)
class _Pending:
    """Work that is done and not yet committed."""

    blobs: dict[str, list[bytes]] = field(default_factory=lambda: {name: [] for name in STREAMS})
    records: int = 0
    rows: int = 0
    size: int = 0
    since: float = field(default_factory=time.monotonic)

    def add(self, done: Done) -> None:
        for name, data in done.blobs.items():
            self.blobs[name].append(data)
            self.size += len(data)
        self.records += done.records
        self.rows += done.rows

    def is_due(self) -> bool:
        return self.size >= _COMMIT_BYTES or time.monotonic() - self.since >= _COMMIT_AFTER


def tag_file(
    source: str | Path,
    output: str | Path,
    *,
    model: str | Path | TagsReports = "clues",
    codebook: str | Path | None = None,
    text: Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the name of the column
    format: str | None = None,  # noqa: A002 - the name of the option
    workers: int | None = 1,
    redact: bool = False,
    review_queue: str | Path | None = None,
    report: str | Path | None = None,
    fresh: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_note: Callable[[str], None] | None = None,
) -> Summary:
    """Tag a table of reports and write it with the labels.

    A run that was interrupted, in whatever way, goes on where it was when it is
    started again in the same way.

    Args:
        source: a CSV, TSV, JSONL, XLSX or Parquet file.
        output: the file to write, in any of these formats.
        model: name of a model that ships, folder of one, classifier of the hub,
            ``llm:URL#NAME``, or a tagger.
        codebook: name or file, for models that have none of their own; ``clues``.
        text: columns that are the report; found where it is empty.
        id: column that names the rows; found where it is None.
        format: format of files whose ending does not tell.
        workers: processes; None decides by the size of the input.  With more than one
            a script needs the usual ``if __name__ == "__main__":``.
        redact: mask personal data in all that is written.
        review_queue: workbook of the rows that a person has to look at.
        report: HTML page with counts, charts and examples.
        fresh: forget an interrupted run.
        on_progress: called after each batch.
        on_note: called with what the person should know before it begins.

    Returns:
        The summary.

    Raises:
        TableError: the input cannot be used.
        UsageError: the arguments do not fit, another run writes the output, or an
            interrupted run had another input, model or options.
        ModelError: the model is missing or damaged.
    """
    source, output = Path(source), Path(output)
    # A link stays a link.
    output = output.resolve() if output.is_symlink() else output
    extras = {
        "review_queue": Path(review_queue) if review_queue else None,
        "report": Path(report) if report else None,
    }
    check_targets(source, output, extras)
    in_format = format_of_table(source, format, named_first=True)
    out_format = format_of_table(output, format, named_first=False)
    tagger = load_tagger(model, codebook)
    table = open_source(source, in_format)
    plan = make_plan(table, tagger, in_format, out_format, text=text, id=id, redact=redact)
    if on_note is not None:
        for note in plan.notes:
            on_note(note)
        if tell := getattr(tagger, "tell", None):
            tell(on_note)
    job = Job(
        tagger if together(tagger) else model,
        plan.roles,
        plan.sink,
        redact,
        bool(review_queue),
        bool(report),
    )
    manifest = _manifest(plan, tagger, job, in_format, out_format)
    with explained(output):
        journal = Journal(output, manifest, fresh=fresh)
    try:
        with explained(output):
            seconds, resumed = _tag(journal, plan, job, tagger, workers, on_progress)
            summary = finish(journal, plan, tagger, output, out_format, extras)
    except BaseException:
        journal.close()
        raise
    return replace(summary, seconds=seconds, resumed=resumed)


def _tag(
    journal: Journal,
    plan: Plan,
    job: Job,
    tagger: TagsReports,
    workers: int | None,
    on_progress: Callable[[Progress], None] | None,
) -> tuple[float, int]:
    """Tag what is not done; return the seconds it took and the records done before."""
    state = journal.state
    began = time.monotonic()
    if state.complete:
        return 0.0, state.records
    if not state.sizes.get("rows"):
        journal.append({"rows": plan.sink.head()}, records=0, rows=0)
    pending = _Pending()
    batches = plan.source.batches(state.records)
    try:
        for done in do_all(
            batches, job, tagger, processes(workers, plan.source.size), state.records
        ):
            pending.add(done)
            plan.check_rows(journal.state.rows + pending.rows)
            if pending.is_due():
                _commit(journal, pending)
                pending = _Pending()
            if on_progress is not None:
                records = journal.state.records + pending.records
                seconds = time.monotonic() - began
                on_progress(Progress(records, state.records, done.share, seconds))
    except ModelError:
        # What was done before the model failed need not be done again.
        _commit(journal, pending)
        raise
    _commit(journal, pending)
    journal.complete()
    return time.monotonic() - began, state.records


def _commit(journal: Journal, pending: _Pending) -> None:
    if pending.records:
        blobs = {name: b"".join(parts) for name, parts in pending.blobs.items()}
        journal.append(blobs, records=pending.records, rows=pending.rows)


def _manifest(
    plan: Plan, tagger: TagsReports, job: Job, in_format: str, out_format: str
) -> dict[str, Any]:
    """Return what the rows depend on; digests instead of names that may be personal."""
    columns = json.dumps([plan.source.columns, plan.sink.names], ensure_ascii=False)
    roles: Roles = plan.roles
    return {
        "schema": "shangxia/1",
        "input": {"sha256": plan.source.sha256, "bytes": plan.source.size},
        "model": tagger.fingerprint,
        "codebook": tagger.codebook,
        "columns": {
            "sha256": hashlib.sha256(columns.encode("utf-8", "surrogatepass")).hexdigest(),
            "text": list(roles.text),
            "id": roles.id,
        },
        "format": [in_format, out_format],
        "options": {
            "redact": job.redact, "review_queue": job.review, "report": job.examples,
        },
    }  # fmt: skip
