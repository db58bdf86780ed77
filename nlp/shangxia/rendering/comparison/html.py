"""Comparisons as one HTML page: columns, pairs, a map, codebooks and claims."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from shangxia.comparison import Comparison
from shangxia.errors import UsageError
from shangxia.rendering.cells import whole
from shangxia.rendering.comparison.pagedata import page_data
from shangxia.rendering.files import atomic_write
from shangxia.rendering.page import render_page
from shangxia.rendering.registry import Results

_SCRIPTS = ("model", "build", "columns", "pairs", "map", "matrix", "search", "report")
# Inside a script element these could end it, or begin a comment.
_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def write_html(results: Results[Comparison], path: Path, *, text: bool) -> None:
    """Write one page for one comparison or for several.

    Args:
        results: the comparisons; all of them are held in memory.
        path: the file.
        text: must be true: the page is the text.

    Raises:
        UsageError: the text shall be left out, or there is nothing to compare.
    """
    if not text:
        raise UsageError(
            f"{path}: an HTML page shows the whole text: leave the option out that drops it, "
            "or write .json or .xlsx"
        )
    # Opened first: nobody waits for a page that then cannot be written.
    with atomic_write(path) as stream:
        stream.write(whole(render_html(list(results.items))))


def render_html(comparisons: Sequence[Comparison]) -> str:
    """Return the page as a string.

    Args:
        comparisons: at least one.

    Returns:
        HTML that needs no other file and no network.

    Raises:
        UsageError: there is none.
    """
    if not comparisons:
        raise UsageError("there is no comparison to show: give at least two documents")
    data = page_data(comparisons)
    titles = [document["title"] for document in data["documents"]]
    one = len(comparisons) == 1
    return render_page(
        "comparison/page.html",
        styles=("base.css", *(f"comparison/{name}.css" for name in ("page", "views", "print"))),
        scripts=("base.js", *(f"comparison/{name}.js" for name in _SCRIPTS)),
        title=" ↔ ".join(titles) if one else f"{len(titles)} documents compared",
        language="en",
        data=embedded(data),
        several=not one,
        claims=any(comparison["claims"] for comparison in data["comparisons"]),
    )


def embedded(data: Any) -> Markup:
    """Return JSON that can stand in a script element, whatever its strings hold."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.translate(_UNSAFE))  # noqa: S704 - nothing left that ends the element
