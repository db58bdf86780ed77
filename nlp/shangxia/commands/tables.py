"""The declarations of the commands on tables of reports: tag, train, evaluate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shangxia.commands.names import codebook_names, model_names


class TableFormat(StrEnum):
    """Formats of tables of reports."""

    csv = "csv"
    tsv = "tsv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    parquet = "parquet"


class Engine(StrEnum):
    """What ``tag`` runs on."""

    local = "local"
    ray = "ray"


Model = Annotated[
    str,
    typer.Option(
        "--model",
        help="A model that ships, a folder, a classifier of the hub (OWNER/NAME@COMMIT), or an "
        "OpenAI-compatible endpoint (llm:URL#NAME).",
        autocompletion=model_names,
    ),
]
Coded = Annotated[
    str | None,
    typer.Option(
        "--codebook",
        help="Name or file, for classifiers and endpoints; clues.",
        autocompletion=codebook_names,
    ),
]
TextColumns = Annotated[
    list[str] | None,
    typer.Option("--text", help="Column of the text; several are joined. Otherwise found."),
]
LabelColumn = Annotated[
    str | None, typer.Option("--labels", help="Column of the labels. Otherwise labels or label.")
]
NamedFormat = Annotated[
    TableFormat | None, typer.Option("--format", help="Where the ending does not tell.")
]


def tag(
    source: Annotated[Path, typer.Argument(metavar="IN", help="CSV, TSV, JSONL, XLSX, Parquet.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The table with labels.")],
    model: Model = "clues",
    codebook: Coded = None,
    text: TextColumns = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help="Column that names the rows. Otherwise found.")
    ] = None,
    format: NamedFormat = None,  # noqa: A002 - the name of the option
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; by the size of the input.")
    ] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Mask personal data.")] = False,
    review_queue: Annotated[
        Path | None, typer.Option(help="FILE.xlsx of what a person has to decide.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="FILE.html with counts, charts and examples.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget an interrupted run and start anew.")
    ] = False,
    engine: Annotated[Engine, typer.Option(help="ray for folders of parts.")] = Engine.local,
) -> None:
    """Add labels, evidence and doubts to a table of reports."""
    from shangxia.commands.tag import tag as run

    raise typer.Exit(
        run(
            source,
            output,
            model=model,
            codebook=codebook,
            text=text or (),
            id=id_column,
            format=format.value if format else None,
            workers=workers,
            redact=redact,
            review_queue=review_queue,
            report=report,
            fresh=fresh,
            engine=engine.value,
        )
    )


def train(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the model.")],
    labelled: Annotated[
        Path | None, typer.Argument(help="Table with text, labels and perhaps evidence.")
    ] = None,
    codebook: Annotated[
        str | None,
        typer.Option(
            help="Name or file; clues, or the labels as they are.", autocompletion=codebook_names
        ),
    ] = None,
    from_review: Annotated[
        list[Path] | None, typer.Option(help="Review queue that a person has filled in.")
    ] = None,
    text: TextColumns = None,
    labels: LabelColumn = None,
    model: Annotated[
        str,
        typer.Option(help="linear; or an encoder to teach: neural, a folder, or a hub name."),
    ] = "linear",
    format: NamedFormat = None,  # noqa: A002 - the name of the option
) -> None:
    """Learn from labelled reports, with or without evidence, and say how well it went."""
    from shangxia.commands.train import train as run

    raise typer.Exit(
        run(
            labelled,
            output,
            codebook=codebook,
            reviews=from_review or (),
            text=text or (),
            labels=labels,
            model=model,
            format=format.value if format else None,
        )
    )


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Table with text and labels.")],
    model: Model = "clues",
    codebook: Coded = None,
    by: Annotated[
        str | None, typer.Option(help="Column to give figures apart by; or length, language.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="FILE.html, .xlsx, .json or .csv, as well."),
    ] = None,
    text: TextColumns = None,
    labels: LabelColumn = None,
    format: NamedFormat = None,  # noqa: A002 - the name of the option
    json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
) -> None:
    """Compare a model with labels that people gave."""
    from shangxia.commands.evaluate import evaluate as run

    raise typer.Exit(
        run(
            gold,
            model=model,
            codebook=codebook,
            text=text or (),
            by=by,
            output=output,
            labels=labels,
            format=format.value if format else None,
            as_json=json,
        )
    )
