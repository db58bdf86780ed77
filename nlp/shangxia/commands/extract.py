"""``shangxia extract``: files in, documents out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shangxia.commands.console import say, with_progress
from shangxia.document import Document, Language
from shangxia.errors import ReadingError, UsageError
from shangxia.extraction import read_many
from shangxia.reading import find_files
from shangxia.rendering import render_text, write
from shangxia.rendering.registry import choose_format
from shangxia.rendering.terminal import coloured_text

STREAMED = ("json", "jsonl", "text")


def extract(
    files: Sequence[str],
    *,
    output: Path | None,
    format: str | None,  # noqa: A002 - the name of the option
    codebooks: Sequence[str],
    language: Language | None,
    text: bool,
    workers: int | None,
) -> int:
    """Read files and print or write their documents.

    Args:
        files: files, folders and patterns; ``-`` is standard input.
        output: a file or folder to write to; None prints.
        format: ``json``, ``jsonl``, ``text``, ``csv`` or ``parquet``; None goes by ``output``.
        codebooks: codebooks to apply.
        language: the language, where it is not to be recognised.
        text: keep the text in JSON.
        workers: processes.

    Returns:
        The exit code: 0, 1 where some files failed, 2 where all did.
    """
    paths, failed = _found(files)
    if not paths and failed:
        raise ReadingError(failed[0][1])
    if not paths:
        raise UsageError(
            f"no readable file among {', '.join(files)}: give .txt .md .html .docx or .pdf"
        )
    if output is not None:
        # Before hours of reading, not behind them.
        choose_format(output, format)
    asked = len(paths) + len(failed)
    results = read_many(paths, codebooks=codebooks, language=language, workers=workers)

    def documents() -> Iterator[Document]:
        for path, result in with_progress(results, total=len(paths), what="reading"):
            if isinstance(result, Document):
                for warning in result.source.warnings:
                    say(f"{path}: {warning}")
                yield result
            else:
                failed.append((path, str(result)))

    if output is None:
        _print(documents(), format or "json", one=len(paths) == 1, text=text)
    else:
        found = list(documents()) if len(paths) == 1 else documents()
        if found:
            write(found[0] if isinstance(found, list) else found, output, format=format, text=text)
    for _, message in failed:
        say(f"shangxia: {message}")
    if failed and asked > 1:
        say(f"shangxia: {len(failed)} of {asked} files could not be read")
    return 0 if not failed else 2 if len(failed) == asked else 1


def _found(files: Sequence[str]) -> tuple[list[str | Path], list[tuple[str | Path, str]]]:
    """Return the files that are there, and for each argument that is not the reason."""
    if list(files) == ["-"]:
        return ["-"], []
    paths: dict[Path, None] = {}
    failed: list[tuple[str | Path, str]] = []
    for argument in files:
        try:
            paths |= dict.fromkeys(find_files([argument]))
        except ReadingError as error:
            failed.append((argument, str(error)))
    return list(paths), failed


def _show(document: Document) -> None:
    """Print the tree, in colour on a terminal."""
    if not sys.stdout.isatty():
        sys.stdout.write(render_text(document) + "\n")
        return
    from rich.console import Console

    console = Console()
    console.print(coloured_text(document, width=console.width))


def _print(documents: Iterator[Document], format_: str, *, one: bool, text: bool) -> None:
    if format_ not in STREAMED:
        raise UsageError(f"--format {format_} needs -o FOLDER")
    out = sys.stdout
    for document in documents:
        if format_ == "text":
            _show(document)
        else:
            indent = 2 if one and format_ == "json" else None
            out.write(document.to_json(text=text, indent=indent) + "\n")
