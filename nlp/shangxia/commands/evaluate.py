"""``shangxia evaluate``: how a model does on reports that people have labelled."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.commands.console import say, with_progress
from shangxia.errors import TableError, UsageError
from shangxia.tagging.batch import LabelledReport, read_labelled
from shangxia.tagging.batch.masking import text_of
from shangxia.tagging.batch.work import load_tagger

if TYPE_CHECKING:
    from shangxia.labels import Tagging
    from shangxia.tagging.batch.work import TagsReports
    from shangxia.tagging.evaluation import CodeScore, Evaluation
    from shangxia.tagging.examples import Example
    from shangxia.tagging.results import Results
    from shangxia.tagging.tables import Listed

#: Reports that are tagged together.
_TOGETHER = 256
#: Confusions and likely label errors that are printed.
_SHOWN = 5
#: Groups of reports by length, where the table has no such column: code points below which.
_LENGTHS = ((100, "under 100 characters"), (300, "100 to 299"), (1000, "300 to 999"))
_LONGER = "1,000 and more"


def evaluate(
    gold: Path,
    *,
    model: str,
    codebook: str | None,
    text: Sequence[str],
    by: str | None,
    output: Path | None,
    labels: str | None,
    format: str | None,  # noqa: A002 - the name of the option
    as_json: bool,
) -> int:
    """Compare a model with a labelled table and print the figures.

    Args:
        gold: the labelled table.
        model: name or folder of the model, classifier of the hub, or endpoint.
        codebook: name or file, for models that have none of their own.
        text: columns that are the report; found where it is empty.
        by: column by whose values the figures are given apart; or ``length`` or ``language``.
        output: file for all figures, by its ending.
        labels: column of the labels.
        format: format, where the ending does not tell.
        as_json: print JSON.

    Returns:
        The exit code.
    """
    from shangxia.tagging import results
    from shangxia.tagging.evaluation import compare

    if output is not None:
        results.check_ending(output)
    tagger = load_tagger(model, codebook)
    if tell := getattr(tagger, "tell", None):
        tell(lambda note: say(f"note: {note}"))
    reports = read_labelled(gold, text=text, labels=labels, format=format)
    check_codes(reports, tagger.codes, gold.name)
    examples = examples_of(reports)
    _check_by(reports, by, gold.name)
    tagged = _tagged(tagger, examples)
    whole = compare(tagger.codes, examples, tagged)
    groups = {
        name: compare(tagger.codes, [examples[at] for at in own], [tagged[at] for at in own])
        for name, own in _groups(reports, tagged, by)
    }
    result = results.Results(tagger.name, gold.name, whole, listed(reports), by or "", groups)
    if output is not None:
        results.write_results(result, output)
        say(f"{output}: all figures, and {len(whole.errors):,} likely label errors")
    if as_json:
        sys.stdout.write(json.dumps(results.plain(result), ensure_ascii=False, indent=2) + "\n")
        return 0
    say(f"{tagger.name} on {gold.name}")
    sys.stdout.write("\n".join([*describe(whole), *_described(result)]) + "\n")
    return 0


def describe(figures: Evaluation) -> Iterator[str]:
    """Yield the lines of an evaluation for a person."""
    width = max([len(score.code) for score in figures.codes] + [len("micro")])
    yield f"{'code':<{width}}  support  precision  recall     F1"
    for score in (*figures.codes, figures.micro, figures.macro):
        yield _line(score, score.code, width)
    low, high = figures.interval
    yield f"{figures.reports} reports; micro F1 is {low:.3f} to {high:.3f} (95 %)"
    if figures.review is not None:
        yield f"{figures.review:.1%} for a person to review, F1 of the rest {figures.rest:.3f}"
    if figures.evidence is not None:
        yield f"evidence overlaps the annotator's in {figures.evidence:.1%} of the right labels"
    if figures.inaction is not None:
        yield f"inaction is right in {figures.inaction:.1%}"
    yield f"expected calibration error of given labels {figures.error:.3f}"
    pairs = [item for item in figures.confusion.items() if all(item[0])]
    for (missed, wrong), number in sorted(pairs, key=lambda item: (-item[1], item[0]))[:_SHOWN]:
        yield f"  {number} times {wrong} was given and {missed} missed"


def listed(reports: Sequence[LabelledReport]) -> list[Listed]:
    """Return what names reports in a list, without their words."""
    from shangxia.tagging.tables import Listed

    return [Listed(report.source, report.row, report.id) for report in reports]


def examples_of(reports: Sequence[LabelledReport]) -> list[Example]:
    """Return labelled reports as what training and evaluation take."""
    from shangxia.tagging.examples import Example

    return [
        Example(report.text, report.labels, report.evidence or (), report.inaction)
        for report in reports
    ]


def check_codes(reports: Sequence[LabelledReport], codes: Sequence[str], name: str) -> None:
    """Refuse labels, and evidence, that are no codes.

    Raises:
        TableError: there is one; the message names it and its row.
    """
    for row, report in enumerate(reports, 1):
        for label in (*report.labels, *(code for code, _, _ in report.evidence or ())):
            if label not in codes:
                raise TableError(
                    f"{report.source or name}, row {report.row or row}: label {label!r} is no code "
                    f"({', '.join(codes)}): mend it, or name the codebook that has it"
                )


def _tagged(tagger: TagsReports, examples: Sequence[Example]) -> list[Tagging]:
    starts = range(0, len(examples), _TOGETHER)
    return [
        one
        for start in with_progress(starts, total=len(starts), what="tagging")
        for one in tagger.tag([example.text for example in examples[start : start + _TOGETHER]])
    ]


def _check_by(reports: Sequence[LabelledReport], by: str | None, name: str) -> None:
    if by in (None, "length", "language") or any(by in report.columns for report in reports):
        return
    raise UsageError(f"{name} has no column {by!r}: name one of its columns with --by")


def _groups(
    reports: Sequence[LabelledReport], tagged: Sequence[Tagging], by: str | None
) -> Iterator[tuple[str, list[int]]]:
    """Yield groups with the places of their reports, by a column or by what a report shows."""
    if by is None:
        return
    values: dict[str, list[int]] = {}
    own = any(by in report.columns for report in reports)
    if by == "length" and not own:
        values |= {name: [] for name in (*(name for _, name in _LENGTHS), _LONGER)}
    for at, report in enumerate(reports):
        if own:
            value = text_of(report.columns.get(by)) or "(empty)"
        elif by == "length":
            size = len(report.text)
            value = next((name for most, name in _LENGTHS if size < most), _LONGER)
        else:
            value = tagged[at].language
        values.setdefault(value, []).append(at)
    found = [(name, places) for name, places in values.items() if places]
    yield from found if by == "length" and not own else sorted(found)


def _described(result: Results) -> Iterator[str]:
    """Yield the groups, and the first of the likely label errors."""
    from shangxia.tagging.tables import SMALL

    if result.groups:
        yield from ("", f"by {result.by}")
        width = max(map(len, result.groups))
        for name, one in result.groups.items():
            low, high = one.interval
            note = ", few: says little" if one.reports < SMALL else ""
            yield (
                f"  {_line(one.micro, name, width)}  "
                f"({one.reports} reports, {low:.3f} to {high:.3f}{note})"
            )
    if result.figures.errors:
        yield from ("", "likely label errors, the surest first (all of them with -o):")
        for error in result.figures.errors[:_SHOWN]:
            report = result.reports[error.report]
            named = f"row {report.row}" + (f" ({report.id})" if report.id else "")
            yield (
                f"  {named}: labelled {'; '.join(error.given) or 'nothing'}, "
                f"model says {'; '.join(error.predicted) or 'nothing'} ({error.score:.2f})"
            )


def _line(score: CodeScore, name: str, width: int) -> str:
    return (
        f"{name:<{width}}  {score.support:>7}  {score.precision:>9.3f}  "
        f"{score.recall:>6.3f}  {score.f1:>5.3f}"
    )
