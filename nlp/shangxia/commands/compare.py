"""``shangxia compare``: files in, comparisons out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from shangxia.alignment import compare_many
from shangxia.alignment.encoding import Encoder
from shangxia.alignment.units import Level
from shangxia.commands.console import say, with_progress
from shangxia.comparison import Comparison
from shangxia.document import Document
from shangxia.errors import UsageError
from shangxia.extraction import CODEBOOKS, read
from shangxia.rendering import write
from shangxia.rendering.comparison.jsonfiles import to_json
from shangxia.rendering.comparison.textfiles import render_comparison
from shangxia.rendering.registry import choose_format, find_writer

#: Formats that can go to standard output.
PRINTED = ("text", "json", "jsonl")


def compare(
    files: Sequence[str],
    *,
    output: Path | None,
    format: str | None,  # noqa: A002 - the name of the option
    level: Level,
    codebooks: Sequence[str] | None,
    pivot: bool,
    encoder: str | None,
    text: bool,
) -> None:
    """Compare files and print or write what was found.

    Args:
        files: two files or more; ``-`` is standard input.
        output: a file to write to; None prints.
        format: ``text``, ``json``, ``jsonl``, ``csv``, ``html`` or ``xlsx``; None goes by
            ``output``.
        level: compare articles, paragraphs or items.
        codebooks: codebooks of the matrix; None takes the usual ones.
        pivot: compare the first file with each of the others, instead of all pairs.
        encoder: a sentence encoder, by folder or hub name, as one more feature.
        text: keep the texts.

    Raises:
        UsageError: there are fewer than two files, or the format cannot be written.
        ReadingError: a file cannot be read.
        ModelError: the encoder cannot be had.
    """
    if len(files) < 2:
        raise UsageError(f"{len(files)} file: give at least two to compare")
    _check(output, format)
    documents = [
        _read(path, codebooks or CODEBOOKS)
        for path in with_progress(files, total=len(files), what="reading")
    ]
    found = compare_many(
        documents,
        level=level,
        codebooks=codebooks,
        pivot=0 if pivot and len(files) > 2 else None,
        encoder=_encoder(encoder),
    )
    if output is None:
        _print(found, format or "text", text=text)
        return
    write(found[0] if len(found) == 1 else found, output, format=_writable(format), text=text)
    for one in found:
        say(f"{output}: {one!r}")


def _encoder(name: str | None) -> Encoder | None:
    if name is None:
        return None
    # Torch takes seconds to import: only for those who ask.
    from shangxia.neural import load_encoder

    return load_encoder(name)


def _check(output: Path | None, form: str | None) -> None:
    """Refuse what cannot be written before anything is read."""
    if output is not None:
        find_writer(Comparison, choose_format(output, _writable(form), Comparison))
    elif form not in (None, *PRINTED):
        raise UsageError(f"--format {form} needs -o FILE")


def _writable(form: str | None) -> str | None:
    return "txt" if form == "text" else form


def _read(path: str, codebooks: Sequence[str]) -> Document:
    document = read(path, codebooks=codebooks)
    for warning in document.source.warnings:
        say(f"{path}: {warning}")
    return document


def _print(found: Sequence[Comparison], form: str, *, text: bool) -> None:
    for number, one in enumerate(found):
        if form == "text":
            sys.stdout.write(("\n" if number else "") + render_comparison(one))
        else:
            indent = 2 if form == "json" and len(found) == 1 else None
            sys.stdout.write(to_json(one, text=text, indent=indent) + "\n")
