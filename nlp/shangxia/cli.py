"""The command line.  Everything heavy is imported inside the commands."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shangxia.commands import tables
from shangxia.commands.names import codebook_names
from shangxia.errors import ShangxiaError

app = typer.Typer(
    name="shangxia",
    help="Read regulations, news and citizens' reports about officials moving up and down.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class DocumentFormat(StrEnum):
    """How ``extract`` prints or writes."""

    json = "json"
    jsonl = "jsonl"
    text = "text"
    csv = "csv"
    parquet = "parquet"


class LanguageName(StrEnum):
    """The languages."""

    zh = "zh"
    vi = "vi"
    en = "en"


Codebooks = Annotated[
    list[str] | None,
    typer.Option(
        "--codebook",
        help="Codebook to apply, by name or file; may be given again.",
        autocompletion=codebook_names,
    ),
]


@app.command()
def extract(
    files: Annotated[
        list[str], typer.Argument(help="Files, folders or patterns; - reads standard input.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="FILE.html, .xlsx, .json, .jsonl, or a folder for csv and parquet.",
        ),
    ] = None,
    format: Annotated[
        DocumentFormat | None, typer.Option(help="Otherwise told by OUTPUT; json when printing.")
    ] = None,
    codebook: Codebooks = None,
    language: Annotated[LanguageName | None, typer.Option(help="Otherwise recognised.")] = None,
    text: Annotated[bool, typer.Option(help="Keep the whole text in JSON.")] = True,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one for each core.")
    ] = None,
) -> None:
    """Turn regulations and news into trees of quoted provisions."""
    from shangxia.commands.extract import extract as run
    from shangxia.extraction import CODEBOOKS

    raise typer.Exit(
        run(
            files,
            output=output,
            format=format.value if format else None,
            codebooks=codebook or CODEBOOKS,
            language=language.value if language else None,
            text=text,
            workers=workers,
        )
    )


codebooks = typer.Typer(help="List, show, check and export codebooks.", no_args_is_help=True)
app.add_typer(codebooks, name="codebook")
Shown = Annotated[LanguageName, typer.Option(help="Language of names and definitions.")]
Named = Annotated[
    str,
    typer.Argument(
        help="A bundled codebook, or the path of a codebook file.", autocompletion=codebook_names
    ),
]


@codebooks.command("list")
def codebook_list() -> None:
    """List the bundled codebooks."""
    from shangxia.commands import codebook

    typer.echo(codebook.list_all())


@codebooks.command("show")
def codebook_show(name: Named, language: Shown = LanguageName.en) -> None:
    """Show the codes of a codebook with their definitions."""
    from shangxia.commands import codebook

    typer.echo(codebook.show(name, language.value))


@codebooks.command("validate")
def codebook_validate(
    path: Annotated[Path, typer.Argument(help="A codebook file.")],
) -> None:
    """Check a codebook file; say the line and what is wrong."""
    from shangxia.commands import codebook

    raise typer.Exit(codebook.validate(path))


@codebooks.command("export")
def codebook_export(
    name: Named,
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.yaml, .xlsx or .qdc.")],
    language: Shown = LanguageName.en,
) -> None:
    """Write a codebook as YAML, a workbook, or REFI-QDA for NVivo, MAXQDA and ATLAS.ti."""
    from shangxia.commands import codebook

    codebook.export(name, output, language.value)


class ComparisonFormat(StrEnum):
    """How ``compare`` prints or writes."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"
    xlsx = "xlsx"


class LevelName(StrEnum):
    """What is compared with what."""

    article = "article"
    paragraph = "paragraph"
    item = "item"


@app.command()
def compare(
    files: Annotated[list[str], typer.Argument(help="Two files or more.", metavar="A B [C]...")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="FILE.html, .xlsx, .json, .jsonl, .csv or .txt."),
    ] = None,
    format: Annotated[
        ComparisonFormat | None,
        typer.Option(help="Otherwise told by OUTPUT; text when printing."),
    ] = None,
    level: Annotated[LevelName, typer.Option(help="What is compared.")] = LevelName.article,
    codebook: Codebooks = None,
    pivot: Annotated[
        bool, typer.Option("--pivot", help="The first file with each other one, not all pairs.")
    ] = False,
    encoder: Annotated[
        str | None,
        typer.Option(help="A sentence encoder (folder or hub name) as one more feature."),
    ] = None,
    text: Annotated[bool, typer.Option(help="Keep the texts in JSON, CSV and XLSX.")] = True,
) -> None:
    """Put regulations side by side: counterparts, differences, holes, claims."""
    from shangxia.commands.compare import compare as run

    run(
        files,
        output=output,
        format=format.value if format else None,
        level=level.value,
        codebooks=codebook,
        pivot=pivot,
        encoder=encoder,
        text=text,
    )


app.command()(tables.tag)
app.command()(tables.train)
app.command()(tables.evaluate)


@app.command()
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the reports.")] = Path(
        "demo-report"
    ),
) -> None:
    """Run everything on the bundled samples and say where to look."""
    from shangxia.commands.demo import demo as run

    run(output)


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check versions, extras, fonts, data and models, and run a self-test."""
    from shangxia.commands.doctor import doctor as run

    raise typer.Exit(run(as_json=json))


def _version(shown: bool) -> None:
    if shown:
        from shangxia import __version__

        typer.echo(f"shangxia {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command line; errors of ours become one sentence and exit code 2."""
    try:
        app()
    except ShangxiaError as error:
        sys.stderr.write(f"shangxia: {error}\n")
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`.
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
