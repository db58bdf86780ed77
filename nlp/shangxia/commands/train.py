"""``shangxia train``: labelled reports and decided reviews in, a model out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.commands.console import say
from shangxia.commands.evaluate import check_codes, examples_of
from shangxia.errors import UsageError
from shangxia.tagging.batch import LabelledReport, read_labelled, read_queue

if TYPE_CHECKING:
    from shangxia.coding.values import Codebook


def train(
    labelled: Path | None,
    output: Path,
    *,
    codebook: str | None,
    reviews: Sequence[Path],
    text: Sequence[str],
    format: str | None,  # noqa: A002 - the name of the option
) -> int:
    """Train a model and write it.

    Args:
        labelled: the labelled table.
        output: folder of the model.
        codebook: name or file of the codebook; None takes ``clues`` where it has all
            labels, and otherwise the labels as they are.
        reviews: review queues that a person has filled in.
        text: columns that are the report; found where it is empty.
        format: format of the table, where its ending does not tell.

    Returns:
        The exit code.
    """
    if labelled is None and not reviews:
        raise UsageError("nothing to learn from: give a labelled table, or --from-review FILE.xlsx")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file: name a folder for the model")
    reports = read_labelled(labelled, text=text, format=format) if labelled else []
    decided = [item for path in reviews for item in read_queue(path)]
    reports += [
        LabelledReport(item.text, item.labels, item.inaction, item.evidence) for item in decided
    ]
    book = _codebook(codebook, reports)
    check_codes(reports, book.ids, labelled.name if labelled else reviews[0].name)
    _train(reports, book, output)
    say(f"{output}: a model of {book.id} from {len(reports):,} reports")
    if decided:
        say(f"  {len(decided):,} of them were decided in review")
    return 0


def _train(reports: Sequence[LabelledReport], book: Codebook, output: Path) -> None:
    from shangxia.tagging.training import train as learn

    model, _ = learn(examples_of(reports), book, name=output.name)
    model.save(output)


def _codebook(named: str | None, reports: Sequence[LabelledReport]) -> Codebook:
    """Return the codebook that is named, or the one that has the labels."""
    from shangxia.coding import load_codebook
    from shangxia.coding.values import Code, Codebook

    if named is not None:
        return load_codebook(named)
    labels = sorted({label for report in reports for label in report.labels})
    clues = load_codebook("clues")
    if all(label in clues for label in labels):
        return clues
    return Codebook(
        "labels", {"en": "labels"}, tuple(Code(label, {"en": label}) for label in labels),
        kind="topic",
    )  # fmt: skip
