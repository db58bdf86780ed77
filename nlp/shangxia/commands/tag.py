"""``shangxia tag``: a table of reports in, the same table with labels out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shangxia.commands.console import say
from shangxia.tagging.batch import Progress, Summary, tag_file
from shangxia.tagging.batch.work import TagsReports, load_tagger

#: Seconds between two lines of progress where there is no terminal.
_EVERY = 10.0
#: Longest bar of the summary, in characters.
_BAR = 30


def tag(
    source: Path,
    output: Path,
    *,
    model: str,
    codebook: str | None,
    text: Sequence[str],
    id: str | None,  # noqa: A002 - the name of the option
    format: str | None,  # noqa: A002 - the name of the option
    workers: int | None,
    redact: bool,
    review_queue: Path | None,
    report: Path | None,
    fresh: bool,
    engine: str,
) -> int:
    """Tag a table and say what was found.

    Args:
        source: the table.
        output: the table to write.
        model: name or folder of a model, classifier of the hub, or endpoint.
        codebook: name or file, for models that have none of their own.
        text: columns that are the report; found where it is empty.
        id: column that names the rows.
        format: format of files whose ending does not tell.
        workers: processes.
        redact: mask personal data.
        review_queue: workbook of what a person has to look at.
        report: page with counts and charts.
        fresh: forget an interrupted run.
        engine: ``local`` or ``ray``.

    Returns:
        The exit code.
    """
    if engine == "ray":
        return _tag_by_ray(source, output, model=_told(model, codebook), text=text, id=id,
                           format=format, redact=redact, fresh=fresh, review_queue=review_queue,
                           report=report)  # fmt: skip
    try:
        with _progress() as on_progress:
            summary = tag_file(
                source,
                output,
                model=model,
                codebook=codebook,
                text=text,
                id=id,
                format=format,
                workers=workers,
                redact=redact,
                review_queue=review_queue,
                report=report,
                fresh=fresh,
                on_progress=on_progress,
                on_note=_note,
            )
    except KeyboardInterrupt:
        say("shangxia: interrupted; the same command goes on from here")
        return 130
    for line in describe(summary):
        say(line)
    if review_queue is not None:
        say(f"{review_queue}: {summary.counts.reviewed:,} reports for a person to decide")
    if report is not None:
        say(f"{report}: counts, charts and examples")
    return 0


def _note(note: str) -> None:
    say(f"note: {note}")


def _told(model: str, codebook: str | None) -> str | TagsReports:
    """Return what to send to other machines, once the person was told what there is to know."""
    tagger = load_tagger(model, codebook)
    if (tell := getattr(tagger, "tell", None)) is None:
        return model
    tell(_note)
    return tagger


def _tag_by_ray(
    source: Path,
    output: Path,
    *,
    model: str | TagsReports,
    text: Sequence[str],
    id: str | None,  # noqa: A002 - the name of the option
    format: str | None,  # noqa: A002 - the name of the option
    redact: bool,
    fresh: bool,
    review_queue: Path | None,
    report: Path | None,
) -> int:
    from shangxia.tagging.batch.ray_engine import tag_partitions

    done = tag_partitions(
        source, output, model=model, text=text, id=id, format=format, redact=redact, fresh=fresh,
        review_queue=review_queue, report=report,
    )  # fmt: skip
    say(f"{output}: {done.rows:,} reports in {done.parts:,} parts, {done.rejected:,} rejected")
    if review_queue is not None:
        say(f"{review_queue}: the reports for a person to decide")
    if report is not None:
        say(f"{report}: counts, charts and examples")
    return 0


def describe(summary: Summary) -> Iterator[str]:
    """Yield the lines that sum up a run for a person."""
    counts = summary.counts
    rows = max(1, counts.rows)
    rate = (counts.rows + counts.rejected - summary.resumed) / max(summary.seconds, 1e-9)
    yield f"{summary.output}: {counts.rows:,} reports, read from {', '.join(summary.columns)}"
    if summary.resumed:
        yield f"  {summary.resumed:,} of them were done by an interrupted run"
    if summary.seconds >= 1:
        yield f"  {rate:,.0f} reports/s with {summary.model}"
    most = max([counts.codes[code] for code in summary.codes], default=0) or 1
    width = max(map(len, summary.codes), default=0)
    for code in summary.codes:
        number = counts.codes[code]
        bar = "█" * round(_BAR * number / most)
        yield f"  {code:<{width}} {number:>9,} {number / rows:>6.1%} {bar}".rstrip()
    for name, number in (
        ("without a label", counts.unlabelled),
        ("allege inaction", counts.inaction),
        ("for a person to review", counts.reviewed),
    ):
        yield f"  {number:,} ({number / rows:.1%}) {name}"
    for note in summary.notes:
        yield f"  note: {note}"
    if summary.rejects is not None:
        yield f"  {counts.rejected:,} rows could not be read: {summary.rejects} says why"
    yield "A tag is a lead for a reviewer, never a finding about a person."


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Give what shows the progress: a bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("tagging"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rows]:,} reports, {task.fields[rate]:,.0f}/s,"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("tagging", total=1.0, rows=0, rate=0.0)

        def show(progress: Progress) -> None:
            bar.update(task, completed=progress.share, rows=progress.rows, rate=_rate(progress))

        yield show


def _lines() -> Callable[[Progress], None]:
    last = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last < _EVERY:
            return
        last = time.monotonic()
        rate = f"{_rate(progress):,.0f}/s"
        say(f"{progress.share:.0%}: {progress.rows:,} reports, {rate}{_left(progress)}")

    return show


def _rate(progress: Progress) -> float:
    return (progress.rows - progress.resumed) / max(progress.seconds, 1e-9)


def _left(progress: Progress) -> str:
    """Return how long it will take, from the rows of this run alone."""
    done = progress.rows - progress.resumed
    if not progress.share or not done:
        return ""
    total = progress.rows / progress.share
    seconds = round((total - progress.rows) * progress.seconds / done)
    hours, rest = divmod(seconds, 3600)
    return f", {hours}:{rest // 60:02}:{rest % 60:02} left"
