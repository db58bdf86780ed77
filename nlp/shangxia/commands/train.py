"""``shangxia train``: labelled reports and decided reviews in, a model and its card out."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.commands.console import epochs_bar, say, with_progress
from shangxia.commands.evaluate import check_codes, describe, examples_of, listed
from shangxia.errors import UsageError
from shangxia.rendering.files import atomic_folder, make_room_for
from shangxia.tagging.batch import LabelledReport, read_labelled, read_queue

if TYPE_CHECKING:
    from shangxia.coding.values import Codebook
    from shangxia.tagging.card import Data
    from shangxia.tagging.curve import Point
    from shangxia.tagging.examples import Example


def train(
    labelled: Path | None,
    output: Path,
    *,
    codebook: str | None,
    reviews: Sequence[Path],
    text: Sequence[str],
    labels: str | None,
    model: str = "linear",
    format: str | None,  # noqa: A002 - the name of the option
) -> int:
    """Train a model, measure it by cross-validation, and write both.

    Args:
        labelled: the labelled table.
        output: folder of the model.
        codebook: name or file of the codebook; None takes ``clues`` where it has all
            labels, and otherwise the labels as they are.
        reviews: review queues that a person has filled in.
        text: columns that are the report; found where it is empty.
        labels: column of the labels.
        model: ``linear``; or the encoder that a neural judge starts from: ``neural``, a
            folder, or a hub name.
        format: format of the table, where its ending does not tell.

    Returns:
        The exit code.
    """
    if labelled is None and not reviews:
        raise UsageError("nothing to learn from: give a labelled table, or --from-review FILE.xlsx")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file: name a folder for the model")
    # Before hours of learning, not behind them.
    make_room_for(output)
    reports = read_labelled(labelled, text=text, labels=labels, format=format) if labelled else []
    data = [(labelled, len(reports))] if labelled else []
    decided = 0
    for path in reviews:
        own = [
            LabelledReport(item.text, item.labels, item.inaction, item.evidence, {}, path.name, row)
            for row, item in enumerate(read_queue(path), 1)
        ]
        reports += own
        data.append((path, len(own)))
        decided += len(own)
    book = _codebook(codebook, reports)
    check_codes(reports, book.ids, reports[0].source)
    learn = _train if model == "linear" else partial(_train_neural, encoder=model)
    learn(reports, book, output, [_data(path, count) for path, count in data])
    say(f"{output}: a model of {book.id} from {len(reports):,} reports")
    if decided:
        say(f"  {decided:,} of them were decided in review")
    say(f"  {output / 'README.md'} says how good it is, label_errors.csv what to read again")
    return 0


def _train(
    reports: Sequence[LabelledReport], book: Codebook, output: Path, data: Sequence[Data]
) -> None:
    from shangxia.tagging.card import write_card
    from shangxia.tagging.evaluation import measure, table_of
    from shangxia.tagging.model import TaggingModel
    from shangxia.tagging.storage import MANIFEST
    from shangxia.tagging.training import train as learn

    examples = examples_of(reports)
    say(f"learning from {len(examples):,} reports, and from parts of them to see how well")
    model, (heldout, *_) = learn(examples, book, name=output.resolve().name)
    seen = [reports[row] for row in heldout.rows]
    gold = table_of(book.ids, [report.labels for report in seen])
    figures = measure(book.ids, gold, heldout.tagged, heldout.probable)
    sys.stdout.write("\n".join(describe(figures)) + "\n")
    curve = _curve(examples, book)
    for point in curve:
        say(f"  learned from {point.reports:,} reports: F1 {point.f1:.3f}")
    with atomic_folder(output, key=MANIFEST) as folder:
        model.save(folder)
        write_card(folder, TaggingModel.load(folder), figures, curve, data, listed(seen))


def _train_neural(
    reports: Sequence[LabelledReport],
    book: Codebook,
    output: Path,
    data: Sequence[Data],
    *,
    encoder: str,
) -> None:
    from shangxia.tagging.card import write_card
    from shangxia.tagging.evaluation import measure, table_of
    from shangxia.tagging.model import TaggingModel
    from shangxia.tagging.neural_storage import save_neural
    from shangxia.tagging.neural_training import train_neural
    from shangxia.tagging.storage import MANIFEST

    say(f"teaching {encoder} {len(reports):,} reports but a fifth, which is kept to judge it by")
    with epochs_bar() as on_epoch:
        trained = train_neural(
            examples_of(reports),
            book,
            encoder=encoder,
            name=output.resolve().name,
            on_epoch=on_epoch,
        )
    heldout = trained.heldout[0]
    seen = [reports[row] for row in heldout.rows]
    gold = table_of(book.ids, [report.labels for report in seen])
    figures = measure(book.ids, gold, heldout.tagged, heldout.probable)
    sys.stdout.write("\n".join(describe(figures)) + "\n")
    with atomic_folder(output, key=MANIFEST) as folder:
        save_neural(trained, folder, {"encoder": encoder, "reports": len(reports)})
        write_card(folder, TaggingModel.load(folder), figures, (), data, listed(seen))


def _curve(examples: Sequence[Example], book: Codebook) -> tuple[Point, ...]:
    from shangxia.tagging.curve import learning_curve, steps

    total = steps(examples)
    ticks = with_progress(range(total), total=total, what="learning curve")

    def on_step() -> None:
        next(ticks, None)

    curve = learning_curve(examples, book, on_step=on_step)
    ticks.close()
    return curve


def _data(path: Path, reports: int) -> Data:
    from shangxia.tagging.card import Data

    return Data(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), reports)


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
