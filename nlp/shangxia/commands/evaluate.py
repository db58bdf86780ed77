"""``shangxia evaluate``: how a model does on reports that people have labelled."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.commands.console import say
from shangxia.errors import TableError, UsageError
from shangxia.tagging.batch import LabelledReport, read_labelled
from shangxia.tagging.batch.masking import text_of

if TYPE_CHECKING:
    from shangxia.tagging.evaluation import CodeScore, Evaluation
    from shangxia.tagging.examples import Example


def evaluate(
    gold: Path,
    *,
    model: str,
    text: Sequence[str],
    by: str | None,
    format: str | None,  # noqa: A002 - the name of the option
    as_json: bool,
) -> int:
    """Compare a model with a labelled table and print the figures.

    Args:
        gold: the labelled table.
        model: name or folder of the model.
        text: columns that are the report; found where it is empty.
        by: column by whose values the figures are given apart.
        format: format, where the ending does not tell.
        as_json: print JSON.

    Returns:
        The exit code.
    """
    from shangxia.tagging.evaluation import evaluate as compare
    from shangxia.tagging.model import TaggingModel

    tagger = TaggingModel.load(model)
    reports = read_labelled(gold, text=text, format=format)
    check_codes(reports, tagger.codes, gold.name)
    groups = dict(_groups(reports, by, gold.name))
    whole = compare(tagger, examples_of(reports))
    parts = {name: compare(tagger, examples_of(own)) for name, own in groups.items()}
    out = sys.stdout
    if as_json:
        result = {"model": tagger.name, **_plain(whole)}
        if parts:
            result["by"] = {name: _plain(part) for name, part in parts.items()}
        out.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        return 0
    say(f"{tagger.name} on {gold.name}")
    out.write("\n".join(describe(whole)) + "\n")
    if parts:
        out.write(f"\nby {by}\n")
        width = max(map(len, parts))
        for name, part in parts.items():
            out.write(f"  {_line(part.micro, name, width)}  ({part.reports} reports)\n")
    return 0


def describe(figures: Evaluation) -> Iterator[str]:
    """Yield the lines of an evaluation for a person."""
    width = max([len(score.code) for score in figures.codes] + [len("micro")])
    yield f"{'code':<{width}}  support  precision  recall     F1"
    for score in (*figures.codes, figures.micro):
        yield _line(score, score.code, width)
    yield f"{figures.reports} reports; {figures.review:.1%} for a person to review, F1 of the rest {figures.rest:.3f}"  # noqa: E501
    if figures.evidence is not None:
        yield f"evidence overlaps the annotator's in {figures.evidence:.1%} of the right labels"
    if figures.inaction is not None:
        yield f"inaction is right in {figures.inaction:.1%}"
    yield f"expected calibration error of given labels {figures.error:.3f}"
    mixed = sorted(figures.confusion.items(), key=lambda item: (-item[1], item[0]))[:5]
    for (missed, wrong), number in mixed:
        yield f"  {number} times {wrong} was given and {missed} missed"


def examples_of(reports: Sequence[LabelledReport]) -> list[Example]:
    """Return labelled reports as what training and evaluation take."""
    from shangxia.tagging.examples import Example

    return [
        Example(report.text, report.labels, report.evidence or (), report.inaction)
        for report in reports
    ]


def check_codes(reports: Sequence[LabelledReport], codes: Sequence[str], name: str) -> None:
    """Refuse labels that are no codes.

    Raises:
        TableError: there is one; the message names it and its row.
    """
    for row, report in enumerate(reports, 1):
        for label in report.labels:
            if label not in codes:
                raise TableError(
                    f"{name}, row {row}: label {label!r} is no code ({', '.join(codes)}): "
                    "mend it, or name the codebook that has it"
                )


def _groups(
    reports: Sequence[LabelledReport], by: str | None, name: str
) -> Iterator[tuple[str, list[LabelledReport]]]:
    if by is None:
        return
    if not any(by in report.columns for report in reports):
        raise UsageError(f"{name} has no column {by!r}: name one of its columns with --by")
    values: dict[str, list[LabelledReport]] = {}
    for report in reports:
        values.setdefault(text_of(report.columns.get(by)) or "(empty)", []).append(report)
    yield from sorted(values.items())


def _line(score: CodeScore, name: str, width: int) -> str:
    return (
        f"{name:<{width}}  {score.support:>7}  {score.precision:>9.3f}  "
        f"{score.recall:>6.3f}  {score.f1:>5.3f}"
    )


def _plain(figures: Evaluation) -> dict[str, object]:
    values = asdict(figures)
    values["confusion"] = [
        {"missed": missed, "given": wrong, "reports": number}
        for (missed, wrong), number in sorted(figures.confusion.items())
    ]
    return values
