"""The same tagger on many machines: parts in, parts out, by Ray Data.

The input is a folder of JSONL or Parquet parts that all machines see, and so is
the output.  A part is tagged by one task of ``map_batches`` with the code of the
local engine and put into place at once, so a task that is run again, because its
worker or its machine was lost, changes nothing; a run that was interrupted goes on
with the parts that are missing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from shangxia.errors import TableError, UsageError
from shangxia.rendering.files import atomic_write
from shangxia.tagging.batch.columns import our_names
from shangxia.tagging.batch.finishing import finish_rows, publish
from shangxia.tagging.batch.formats import ENDINGS
from shangxia.tagging.batch.journal import STREAMS
from shangxia.tagging.batch.labels import cell_names, json_names
from shangxia.tagging.batch.lock import Lock
from shangxia.tagging.batch.plan import Plan, make_plan
from shangxia.tagging.batch.ray_extras import KEPT, kept, write_extras
from shangxia.tagging.batch.ray_map import map_items
from shangxia.tagging.batch.ray_notes import WORK, check_manifest, is_done, note_of
from shangxia.tagging.batch.sources import Source, open_source
from shangxia.tagging.batch.targets import check_extras
from shangxia.tagging.batch.work import Job, TagsReports, Worker, load_tagger

_FORMATS = ("jsonl", "parquet")


@dataclass(frozen=True, slots=True)
class PartsDone:
    """What a run did.

    Attributes:
        rows: rows that came out.
        rejected: rows that could not be read.
        parts: parts of the output.
        resumed: parts that an interrupted run had done.
    """

    rows: int
    rejected: int
    parts: int
    resumed: int


@dataclass(frozen=True)
class _Order:
    """What a task has to know."""

    job: Job
    format: str
    columns: tuple[str, ...]
    output: Path


def tag_partitions(
    source: str | Path,
    output: str | Path,
    *,
    model: str | Path | TagsReports = "clues",
    text: Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the name of the column
    format: str | None = None,  # noqa: A002 - the name of the option
    redact: bool = False,
    review_queue: str | Path | None = None,
    report: str | Path | None = None,
    fresh: bool = False,
) -> PartsDone:
    """Tag all parts of a folder on a Ray cluster.

    Where Ray is running (``ray.init`` was called, or ``RAY_ADDRESS`` is set) that
    cluster is used, and otherwise the cores of this machine.

    Args:
        source: a folder of .jsonl or .parquet files, or one such file.
        output: the folder to write; its parts have the names of those of the input.
        model: name of a model that ships, a folder that all machines see, or a tagger.
        text: columns that are the report; found where it is empty.
        id: column that names the rows.
        format: ``jsonl`` or ``parquet``, where the folder holds both.
        redact: mask personal data.
        review_queue: workbook of the rows that a person has to look at; rows are counted
            through all parts.
        report: HTML page with counts, charts and examples.
        fresh: forget an interrupted run.

    Returns:
        What was done.

    Raises:
        UsageError: Ray is not installed, or an interrupted run had another input,
            model or options.
        TableError: a part cannot be used.
    """
    parts, found = _parts(Path(source), format)
    output = Path(output)
    if output.resolve() == Path(source).resolve():
        raise UsageError(f"{output} is the input: write to another folder")
    extras = {
        "review_queue": Path(review_queue) if review_queue else None,
        "report": Path(report) if report else None,
    }
    check_extras(Path(source), output, extras)
    output.mkdir(parents=True, exist_ok=True)
    lock = Lock(output / WORK / "lock", output)
    try:
        return _run(
            parts, found, output, model, extras, text=text, id=id, redact=redact, fresh=fresh
        )
    finally:
        lock.release()


def _run(
    parts: Sequence[Path],
    format_: str,
    output: Path,
    model: str | Path | TagsReports,
    extras: Mapping[str, Path | None],
    *,
    text: Sequence[str],
    id: str | None,  # noqa: A002 - the name of the column
    redact: bool,
    fresh: bool,
) -> PartsDone:
    tagger = load_tagger(model)
    ours = json_names() if format_ == "jsonl" else cell_names(tagger.codes)
    surveys = map_items(
        _survey, [{"path": str(path)} for path in parts], format_=format_, ours=ours, keys=redact
    )
    plan = _plan(parts, format_, tagger, surveys, text=text, id=id, redact=redact)
    review, examples = (extras[name] is not None for name in ("review_queue", "report"))
    job = Job(model, plan.roles, plan.sink, redact, review=review, examples=examples)
    order = _Order(job, format_, plan.source.columns, output)
    manifest = {
        "schema": "shangxia/1",
        "input": [item["sha256"] for item in surveys],
        "model": tagger.fingerprint,
        "columns": [list(plan.roles.text), plan.roles.id],
        "options": {
            "redact": redact,
            "format": format_,
            "review_queue": review,
            "report": examples,
        },
    }
    check_manifest(output, manifest, fresh=fresh)
    merged = all(path is None or path.exists() for path in extras.values())
    left = [path for path in parts if not is_done(output, path.name)]
    if any(extras.values()) and (left or not merged):
        # What they are made of is removed once they are made: report text must not lie about.
        left = [path for path in parts if path in left or not kept(output / WORK, path.name)]
    if left:
        map_items(_tag_part, [{"path": str(path)} for path in left], order=order)
    notes = [json.loads(note_of(output, path.name).read_bytes()) for path in parts]
    if any(extras.values()) and (left or not merged):
        write_extras(output, output / WORK, [path.name for path in parts], notes, extras, tagger)
    return PartsDone(
        rows=sum(note["rows"] for note in notes),
        rejected=sum(note["rejected"] for note in notes),
        parts=len(parts),
        resumed=len(parts) - len(left),
    )


def _parts(source: Path, named: str | None) -> tuple[list[Path], str]:
    """Return the parts of the input, in order, and their format."""
    if named is not None and named not in _FORMATS:
        raise UsageError(f"--engine ray reads {' and '.join(_FORMATS)}, not {named}")
    if source.is_file():
        files = [source]
    elif source.is_dir():
        files = sorted(path for path in source.iterdir() if path.name[0] not in "._")
    else:
        raise TableError(f"{source} does not exist: check the path")
    by_format: dict[str, list[Path]] = {}
    for path in files:
        found = ENDINGS.get(path.suffix.lower())
        if found in _FORMATS and named in (None, found):
            by_format.setdefault(found, []).append(path)
    if len(by_format) != 1:
        what = "parts of both formats: name one" if by_format else "no .jsonl or .parquet part"
        raise TableError(f"{source} holds {what}" + (" with --format" if by_format else ""))
    ((format_, parts),) = by_format.items()
    return parts, format_


def _survey(path: str, *, format_: str, ours: Sequence[str], keys: bool) -> dict[str, Any]:
    """Return digest, columns and names taken of one part."""
    source = open_source(Path(path), format_)
    if keys:
        source = source.complete()
    schema = None if source.schema is None else str(source.schema.remove_metadata())
    taken = sorted(source.taken_names(ours))
    return {
        "sha256": source.sha256, "columns": source.columns, "taken": taken, "schema": schema,
    }  # fmt: skip


def _plan(
    parts: Sequence[Path],
    format_: str,
    tagger: TagsReports,
    surveys: Sequence[dict[str, Any]],
    *,
    text: Sequence[str],
    id: str | None,  # noqa: A002 - the name of the column
    redact: bool,
) -> Plan:
    """Plan by the first part what holds for all."""
    for path, survey in zip(parts, surveys, strict=True):
        if survey["schema"] != surveys[0]["schema"]:
            raise TableError(f"{path.name} has other columns than {parts[0].name}: make them one")
    source: Source = open_source(parts[0], format_)
    if redact:
        known = dict.fromkeys(key for survey in surveys for key in survey["columns"])
        source.columns = tuple(known)
        source.sample = [[*row, *[None] * (len(known) - len(row))] for row in source.sample]
    plan = make_plan(source, tagger, format_, format_, text=text, id=id)
    ours = json_names() if format_ == "jsonl" else cell_names(tagger.codes)
    taken = {name for survey in surveys for name in survey["taken"]}
    names = tuple(our_names(taken, ours).values())
    return replace(plan, sink=replace(plan.sink, names=names))  # type: ignore[type-var]


@lru_cache(maxsize=1)
def _model(key: str) -> TagsReports:
    return load_tagger(key)


def _tag_part(path: str, *, order: _Order) -> dict[str, Any]:
    """Tag one part and put it into place; can be done twice, also at the same time."""
    source = open_source(Path(path), order.format)
    source.columns = order.columns
    model = order.job.model
    # A process keeps its model from task to task.
    worker = Worker(order.job, _model(str(model)) if isinstance(model, str | Path) else model)
    name = Path(path).name
    ready = order.output / WORK / f"{name}.{secrets.token_hex(4)}"
    ready.mkdir()
    rows = rejected = 0
    try:
        stream, rejects = ready / "rows", ready / "rejects"
        with ExitStack() as stack:
            files = {name: stack.enter_context((ready / name).open("wb")) for name in STREAMS}
            files["rows"].write(order.job.sink.head())
            for done in map(worker.do, source.batches()):
                for stream_name, data in done.blobs.items():
                    files[stream_name].write(data)
                rows, rejected = rows + done.rows, rejected + done.records - done.rows
        made, _ = finish_rows(stream, order.job.sink, source.schema, format_=order.format)
        if order.job.review or order.job.examples:
            for end in KEPT:
                publish(ready / end, order.output / WORK / f"{name}.{end}")
        if rejected:
            publish(rejects, order.output / WORK / f"{name}.rejects.jsonl")
        publish(made, order.output / name)
    finally:
        for file in ready.iterdir():
            file.unlink()
        ready.rmdir()
    result = {"rows": rows, "rejected": rejected}
    with atomic_write(note_of(order.output, name)) as note:
        json.dump(result, note)
    return result
