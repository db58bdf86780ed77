"""The card of a trained model: what it learned from and how good it is, beside its weights.

A model folder may travel, so nothing in it quotes a report.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shangxia.rendering.cells import csv_text
from shangxia.rendering.files import atomic_write
from shangxia.tagging import tables
from shangxia.tagging.curve import Point
from shangxia.tagging.drawing import curve_svg, reliability_svg
from shangxia.tagging.evaluation import Evaluation
from shangxia.tagging.model import TaggingModel

CARD, ERRORS = "README.md", "label_errors.csv"
RELIABILITY, CURVE = "reliability.svg", "learning_curve.svg"
_HOW = {
    "best": "The clause is coded: a report is cut into clauses, and its best clause speaks for it.",
    "blended": "The clause is coded: a report is cut into clauses, and its best clause speaks for "
    "it; three clauses together and the words of the whole report are weighed beside it.",
    "whole": "The whole text is coded: runs of one to three words, and concepts.",
    "all": "The whole text is coded.",
}


@dataclass(frozen=True, slots=True)
class Data:
    """A table that a model learned from: its ``name``, ``sha256`` and number of ``reports``."""

    name: str
    sha256: str
    reports: int


def write_card(
    folder: Path,
    model: TaggingModel,
    figures: Evaluation,
    curve: Sequence[Point],
    data: Sequence[Data],
    reports: Sequence[tables.Listed],
) -> None:
    """Write the card, its diagrams and the list of likely label errors.

    Args:
        folder: of the model.
        model: the model, as loaded from the folder.
        figures: by cross-validation.
        curve: the learning curve.
        data: the tables.
        reports: what names each report.
    """
    for name, text in (
        (CARD, "\n".join(_lines(model, figures, curve, data)) + "\n"),
        (RELIABILITY, reliability_svg(figures.bins)),
        (CURVE, curve_svg(curve)),
    ):
        with atomic_write(folder / name) as stream:
            stream.write(text)
    write_table(tables.errors_table(figures, reports), folder / ERRORS)


def write_table(table: tables.Table, path: Path) -> None:
    """Write one table as CSV in which nothing is a formula."""
    with atomic_write(path) as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        for row in (table.head, *table.rows):
            writer.writerow([csv_text(cell) if isinstance(cell, str) else cell for cell in row])


def _lines(
    model: TaggingModel, figures: Evaluation, curve: Sequence[Point], data: Sequence[Data]
) -> Iterator[str]:
    yield from _origin(model, data)
    yield from _quality(figures)
    yield from ("", "## Would more labels help?", "")
    if curve:
        yield from tables.markdown(tables.curve_table(curve))
        yield from ("", f"![learning curve]({CURVE})")
    else:
        yield "No learning curve was drawn: too few reports, or learning takes too long."
    yield from (
        "",
        "## Likely label errors",
        "",
        f"{len(figures.errors):,} reports on which labels and cross-validation differ stand in "
        f"`{ERRORS}`, by row and id, the surest first. Read these again before anything else.",
    )


def _origin(model: TaggingModel, data: Sequence[Data]) -> Iterator[str]:
    """Yield what the model is and what it learned from."""
    book = model.book
    yield from (
        f"# Model card: `{model.name}`",
        "",
        f"Tags texts with the {len(book)} codes of the codebook `{book.id}`"
        + (f" (version {book.version})" if book.version else "")
        + ", and sends doubtful ones to a person. A tag is a lead for a reviewer, never a finding.",
        "",
        _HOW[model.experts[0].pooling],
        *_judge(model),
        "",
        "## What it learned from",
        "",
        *(f"- `{one.name}`: {one.reports:,} reports, sha256 `{one.sha256}`" for one in data),
        "",
    )


def _judge(model: TaggingModel) -> Iterator[str]:
    """Yield what the neural judge counts, where there is one."""
    mix = getattr(model.experts[0], "mix", None)
    if mix is not None:
        yield (
            f"A neural judge of clauses decides with the linear weights: {mix.share:.0%} of the "
            "log-odds are its own. The figures below are of a fifth of the reports."
        )


def _quality(figures: Evaluation) -> Iterator[str]:
    """Yield the figures: by code, what is taken for what, and whether probabilities are right."""
    low, high = figures.interval
    yield from (
        "## How good it is",
        "",
        "By cross-validation: each report was tagged by a model that had not seen it, with",
        f"probabilities and thresholds chosen without it. Micro F1 {figures.micro.f1:.3f} "
        f"(95 %: {low:.3f} to {high:.3f}).",
        "",
    )
    yield from tables.markdown(tables.codes_table(figures))
    yield from ("", "## Which code is taken for which", "")
    mixed = tables.confusion_table(figures, tables.MOST_MIXED)
    yield from tables.markdown(mixed) if mixed.rows else ["None is."]
    yield from (
        "",
        "## Are its probabilities right?",
        "",
        f"Expected calibration error of given labels: {figures.error:.3f}.",
        "",
        *tables.markdown(tables.calibration_table(figures)),
        "",
        f"![reliability]({RELIABILITY})",
    )
