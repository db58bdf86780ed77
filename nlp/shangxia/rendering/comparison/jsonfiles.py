"""Comparisons as JSON: the schema as it is, one object, a list, or a line for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from shangxia.comparison import Comparison
from shangxia.rendering.files import atomic_write
from shangxia.rendering.jsonfiles import encode
from shangxia.rendering.registry import Results


def to_json(comparison: Comparison, *, text: bool = True, indent: int | None = None) -> str:
    """Return a comparison as JSON, with both documents.

    Args:
        comparison: the comparison.
        text: keep the decoded texts that all offsets count in.
        indent: spaces for each level; one line where it is None.
    """
    return json.dumps(comparison.to_dict(text=text), ensure_ascii=False, indent=indent)


def write_json(results: Results[Comparison], path: Path, *, text: bool) -> None:
    """Write one comparison as an object, several as a list of objects.

    Args:
        results: the comparisons.
        path: the file.
        text: keep the decoded texts that all offsets count in.
    """
    with atomic_write(path, "wb") as stream:
        stream.writelines(_pieces(results, text=text))


def write_jsonl(results: Results[Comparison], path: Path, *, text: bool) -> None:
    """Write one comparison to a line.

    Args:
        results: the comparisons; taken one by one.
        path: the file.
        text: keep the decoded texts that all offsets count in.
    """
    with atomic_write(path, "wb") as stream:
        for comparison in results.items:
            stream.write(encode(to_json(comparison, text=text)) + b"\n")


def _pieces(results: Results[Comparison], *, text: bool) -> Iterator[bytes]:
    before = b"" if results.single else b"[\n"
    for comparison in results.items:
        yield before + encode(to_json(comparison, text=text, indent=2))
        before = b",\n"
    yield b"\n" if results.single else b"[]\n" if before == b"[\n" else b"\n]\n"
