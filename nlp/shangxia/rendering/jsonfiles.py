"""Documents as JSON: the schema as it is, one object, a list, or a line for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from shangxia.document import Document
from shangxia.rendering.files import atomic_write
from shangxia.rendering.registry import Results


def write_json(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write one document as an object, several as a list of objects.

    Args:
        results: the documents.
        path: the file.
        text: keep the decoded text that all offsets count in.
    """
    with atomic_write(path, "wb") as stream:
        stream.writelines(_json(results, text=text))


def write_jsonl(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write one document to a line.

    Args:
        results: the documents; taken one by one.
        path: the file.
        text: keep the decoded text that all offsets count in.
    """
    with atomic_write(path, "wb") as stream:
        for document in results.items:
            stream.write(encode(document.to_json(text=text)) + b"\n")


def encode(written: str) -> bytes:
    r"""Return JSON as UTF-8, half a surrogate pair as the escape that JSON has for it.

    Args:
        written: JSON.

    Returns:
        Bytes that every reader of JSON takes.
    """
    return written.encode("utf-8", "backslashreplace")


def _json(results: Results[Document], *, text: bool) -> Iterator[bytes]:
    if results.single:
        for document in results.items:
            yield encode(document.to_json(text=text, indent=2)) + b"\n"
        return
    before = b"[\n"
    for document in results.items:
        written = json.dumps(document.to_dict(text=text), ensure_ascii=False, indent=2)
        yield before + encode(written)
        before = b",\n"
    yield (b"[]\n" if before == b"[\n" else b"\n]\n")
