"""Value types to files: one verb, ``write``, and the tree for a person to read."""

from __future__ import annotations

from pathlib import Path

from shangxia.rendering.registry import choose_format, find_writer, sort_out
from shangxia.rendering.terminal import render_text

__all__ = ["render_text", "write"]


def write(
    results: object,
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the name that every user expects
    text: bool = True,
) -> None:
    """Write one result, or an iterable of results of one type, to a file or a folder.

    The target is written beside and moved into place: it is whole, or as it was.
    ``.jsonl``, ``.xlsx``, CSV and Parquet take one result after the other, so a
    generator of any length needs the memory of its largest document.

    Args:
        results: a Document, Comparison or Tagging, or an iterable of one of these.
        path: a file that ends in .html, .xlsx, .json, .jsonl or .txt, or a folder for
            ``format="csv"`` and ``format="parquet"``.
        format: html, xlsx, json, jsonl, txt, csv or parquet; by default the ending decides.
        text: keep the whole text of documents; what is found in it is quoted anyway.

    Raises:
        UsageError: the format is unknown, the folder is missing or may not be written
            to, or the results are of several types.
    """
    path = Path(path)
    kind, sorted_out = sort_out(results)
    find_writer(kind, choose_format(path, format, kind))(sorted_out, path, text=text)
