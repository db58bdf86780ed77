"""Trees as plain text files, for a person and for ``diff``."""

from __future__ import annotations

from pathlib import Path

from shangxia.document import Document
from shangxia.rendering.cells import whole
from shangxia.rendering.files import atomic_write
from shangxia.rendering.registry import Results
from shangxia.rendering.terminal import render_text


def write_text(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write the tree of each document, with an empty line between two.

    Args:
        results: the documents; taken one by one.
        path: the file.
        text: without effect: a tree shows the beginnings of the nodes only.
    """
    del text
    with atomic_write(path) as stream:
        before = ""
        for document in results.items:
            stream.write(before + whole(render_text(document)))
            before = "\n"
