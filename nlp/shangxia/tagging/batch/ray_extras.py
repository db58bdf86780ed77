"""The review queue and the report of many parts: what each part kept, put together in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shangxia.tagging.batch.counts import Counts
from shangxia.tagging.batch.outcome import Summary
from shangxia.tagging.batch.work import TagsReports

#: Streams that each part keeps until these files are made.
KEPT = ("review", "counts")


def kept(work: Path, name: str) -> bool:
    """Tell whether a part still has what these files are made of."""
    return all((work / f"{name}.{end}").exists() for end in KEPT)


def write_extras(
    output: Path,
    work: Path,
    names: Sequence[str],
    notes: Sequence[Mapping[str, int]],
    extras: Mapping[str, Path | None],
    tagger: TagsReports,
) -> None:
    """Write the review queue and the report, and remove what they were made of.

    Rows are counted through all parts, as if these were one table.

    Args:
        output: the folder of parts.
        work: the work folder in it.
        names: the parts, in order.
        notes: rows and rejected rows of each.
        extras: ``review_queue`` and ``report``, where they are wanted.
        tagger: the model.
    """
    counts = Counts()
    queue = work / "review"
    before = 0
    with queue.open("wb") as out:
        for name, note in zip(names, notes, strict=True):
            with (work / f"{name}.review").open("rb") as lines:
                out.writelines(_moved(line, before) for line in lines)
            with (work / f"{name}.counts").open("rb") as lines:
                for line in lines:
                    counts.add(_counted(line, before))
            before += note["rows"] + note["rejected"]
    if path := extras["review_queue"]:
        from shangxia.tagging.batch.review import write_queue

        write_queue(queue, path, tagger.codebook, tagger.codes)
    if path := extras["report"]:
        from shangxia.tagging.batch.report import write_report

        write_report(
            Summary(output, counts, tagger.codes, tagger.codebook, tagger.name, (), 0, 0.0), path
        )
    queue.unlink()
    for name in names:
        for end in KEPT:
            (work / f"{name}.{end}").unlink()


def _moved(line: bytes, before: int) -> bytes:
    if not before:
        return line
    item = json.loads(line.decode("utf-8", "surrogatepass"))
    if item["id"] == str(item["row"]):  # the number stands for an id that the table lacks
        item["id"] = str(item["row"] + before)
    item["row"] += before
    return json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _counted(line: bytes, before: int) -> Counts:
    counts = Counts.from_json(line)
    counts.examples = {
        code: [replace(item, row=item.row + before) for item in items]
        for code, items in counts.examples.items()
    }
    return counts
