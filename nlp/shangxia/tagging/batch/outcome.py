"""How a run ends: its files in place, and the summary of what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from shangxia.tagging.batch.counts import Counts, read_counts
from shangxia.tagging.batch.finishing import finish_rows, publish
from shangxia.tagging.batch.journal import Journal
from shangxia.tagging.batch.plan import Plan
from shangxia.tagging.batch.work import TagsReports


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        output: the table with labels.
        counts: by code, month and place.
        codes: the codes, in the order of the codebook.
        codebook: id of the codebook.
        model: name and version of the model.
        columns: the columns that were taken for the text.
        resumed: records that an interrupted run had done already.
        seconds: time this run took to tag.
        notes: sentences that the person should read.
        rejects: the file of rows that could not be read, where there are any.
    """

    output: Path
    counts: Counts
    codes: tuple[str, ...]
    codebook: str
    model: str
    columns: tuple[str, ...]
    resumed: int
    seconds: float
    notes: tuple[str, ...] = ()
    rejects: Path | None = None


def finish(
    journal: Journal,
    plan: Plan,
    tagger: TagsReports,
    output: Path,
    out_format: str,
    extras: Mapping[str, Path | None],
) -> Summary:
    """Publish what the streams hold; can be done again after a kill in the middle.

    Args:
        journal: the work folder; it is removed at the end.
        plan: how rows were read and written.
        tagger: the model.
        output: the table to write.
        out_format: its format.
        extras: ``review_queue`` and ``report``, where they are wanted.

    Returns:
        The summary, without times.
    """
    rejects = output.with_name(output.name + ".rejects.jsonl")
    has_rejects = journal.path("rejects").exists() and journal.path("rejects").stat().st_size > 0
    counts = read_counts(journal.path("counts"))
    notes: list[str] = []
    summary = Summary(
        output=output,
        counts=counts,
        codes=tagger.codes,
        codebook=tagger.codebook,
        model=tagger.name,
        columns=tuple(plan.source.columns[at] for at in plan.roles.text),
        resumed=0,
        seconds=0.0,
        rejects=rejects if has_rejects else None,
    )
    if journal.path("rows").exists():
        if has_rejects:
            _publish_copy(journal.path("rejects"), rejects)
        else:
            rejects.unlink(missing_ok=True)
        if queue := extras["review_queue"]:
            from shangxia.tagging.batch.review import write_queue

            notes += write_queue(journal.path("review"), queue, tagger.codebook, tagger.codes)
        if page := extras["report"]:
            from shangxia.tagging.batch.report import write_report

            write_report(summary, page)
        ready, cut = finish_rows(
            journal.path("rows"), plan.sink, plan.source.schema, format_=out_format
        )
        if cut:
            notes.append(
                f"{cut} cells are longer than a workbook can hold and were cut: write .csv instead"
            )
        publish(ready, output)
    journal.remove()
    return replace(summary, notes=tuple(notes))


def _publish_copy(stream: Path, target: Path) -> None:
    ready = stream.with_name(stream.name + ".ready")
    ready.write_bytes(stream.read_bytes())
    publish(ready, target)
