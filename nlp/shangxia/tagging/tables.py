"""The figures of an evaluation as plain tables, for cards, pages and workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from shangxia.tagging.curve import Point
from shangxia.tagging.evaluation import NOTHING, CodeScore, Evaluation

#: Groups of fewer reports are marked: their figures say little.
SMALL = 30
#: Confusions and likely errors that a page shows.
MOST_MIXED, MOST_ERRORS = 20, 50


class Table(NamedTuple):
    """A table with its name; cells are text and numbers."""

    name: str
    head: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Listed(NamedTuple):
    """What names a report in a list: where it is from, its row and its id; never its text."""

    source: str
    row: int
    id: str


def codes_table(figures: Evaluation) -> Table:
    """Return the figures of each code, and of all together."""
    rows = [_score_row(one) for one in (*figures.codes, figures.micro, figures.macro)]
    return Table("codes", ("code", "support", "precision", "recall", "F1"), rows)


def summary_table(figures: Evaluation) -> Table:
    """Return the figures that are one number each."""
    low, high = figures.interval
    rows: list[tuple[Any, ...]] = [
        ("reports", figures.reports),
        ("micro F1", round(figures.micro.f1, 4)),
        ("micro F1, 95 % from", round(low, 4)),
        ("micro F1, 95 % to", round(high, 4)),
        ("macro F1", round(figures.macro.f1, 4)),
        ("calibration error of given labels (ECE)", round(figures.error, 4)),
    ]
    for name, value in (
        ("right labels whose evidence overlaps", figures.evidence),
        ("inaction right", figures.inaction),
        ("share for a person to review", figures.review),
        ("micro F1 of the rest", figures.rest),
    ):
        if value is not None:
            rows.append((name, round(value, 4)))
    return Table("summary", ("measure", "value"), rows)


def confusion_table(figures: Evaluation, most: int | None = None) -> Table:
    """Return which code was taken for which, the most frequent first."""
    mixed = sorted(figures.confusion.items(), key=lambda item: (-item[1], item[0]))[:most]
    rows = [(gold or "(none)", given or "(none)", number) for (gold, given), number in mixed]
    return Table("confusion", ("labelled", "taken for", "reports"), rows)


def calibration_table(figures: Evaluation) -> Table:
    """Return how often labels are right, by the probability given."""
    rows = [
        (f"{one.low:.1f} to {one.low + 0.1:.1f}", one.count, round(one.confidence, 4),
         round(one.accuracy, 4))
        for one in figures.bins
    ]  # fmt: skip
    return Table("calibration", ("probability", "labels", "mean", "share right"), rows)


def curve_table(points: Sequence[Point]) -> Table:
    """Return the learning curve."""
    rows = [
        (point.reports, round(point.f1, 4), round(point.low, 4), round(point.high, 4))
        for point in points
    ]
    return Table("learning curve", ("reports", "micro F1", "from", "to"), rows)


def errors_table(figures: Evaluation, reports: Sequence[Listed], most: int | None = None) -> Table:
    """Return the reports whose labels may be wrong, the surest first.

    Args:
        figures: the evaluation.
        reports: what names each of its reports.
        most: how many to list.
    """
    rows = [
        (*reports[one.report], ";".join(one.given), ";".join(one.predicted), one.score)
        for one in figures.errors[:most]
    ]
    head = ("source", "row", "id", "given", "predicted", "score")
    return Table("likely label errors", head, rows)


def groups_table(by: str, groups: dict[str, Evaluation]) -> Table:
    """Return the figures of groups of reports; small ones are marked.

    Args:
        by: what they are grouped by.
        groups: the evaluation of each.
    """
    rows = [
        (
            name,
            one.reports,
            one.micro.support,
            *(round(value, 4) for value in (one.micro.precision, one.micro.recall, one.micro.f1)),
            *(round(value, 4) for value in one.interval),
            f"fewer than {SMALL} reports: says little" if one.reports < SMALL else NOTHING,
        )
        for name, one in groups.items()
    ]
    head = (by, "reports", "labels", "precision", "recall", "micro F1", "from", "to", "note")
    return Table(f"by {by}", head, rows)


def markdown(table: Table) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield "| " + " | ".join(map(_cell, table.head)) + " |"
    numbers = [
        all(isinstance(row[at], int | float) for row in table.rows) for at in range(len(table.head))
    ]
    yield "|" + "|".join("--:" if number else "---" for number in numbers) + "|"
    for row in table.rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(str(value).split()).replace("|", "\\|").replace("<", "&lt;")


def _score_row(one: CodeScore) -> tuple[Any, ...]:
    return (one.code, one.support, *(round(x, 4) for x in (one.precision, one.recall, one.f1)))
