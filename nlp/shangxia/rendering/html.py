"""Documents as one HTML page: the text with its layers left, the tables right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from shangxia.document import Document
from shangxia.errors import UsageError
from shangxia.rendering.body import outline_entries, render_body
from shangxia.rendering.files import atomic_write
from shangxia.rendering.outline import Outline
from shangxia.rendering.page import language_tag, render_page
from shangxia.rendering.registry import Results
from shangxia.rendering.tables import INSTRUMENTS, unique_sources
from shangxia.rendering.viewrows import RowMaker
from shangxia.rendering.views import DocumentView, facets

#: Columns of the table ``instruments`` that the page shows elsewhere.
_SHOWN_ELSEWHERE = {"warnings", "provisions", "codings", "claims"}


def write_html(results: Results[Document], path: Path, *, text: bool) -> None:
    """Write one page for one document or for several.

    Args:
        results: the documents; all of them are held in memory.
        path: the file.
        text: must be true: the page is the text.

    Raises:
        UsageError: the text shall be left out.
    """
    if not text:
        raise UsageError(
            f"{path}: an HTML page shows the whole text: leave the option out that drops it, "
            "or write .json or .xlsx"
        )
    # Opened first: nobody waits for a page that then cannot be written.
    with atomic_write(path) as stream:
        stream.write(render_html(list(unique_sources(results.items))))


def render_html(documents: Sequence[Document]) -> str:
    """Return the page as a string.

    Args:
        documents: the documents, in the order in which they shall stand.

    Returns:
        HTML that needs no other file and no network.
    """
    views: list[DocumentView] = []
    key = 0
    for number, document in enumerate(documents, start=1):
        prefix = "" if len(documents) == 1 else f"{number}:"
        view, key = _view(document, prefix, key)
        views.append(view)
    return render_page(
        "document.html",
        styles=("base.css", "document.css"),
        scripts=("base.js", "document.js"),
        title=views[0].title if len(views) == 1 else f"{len(views)} documents",
        language=views[0].lang if views else "en",
        documents=views,
        facets=facets(views),
    )


def _view(document: Document, prefix: str, first_key: int) -> tuple[DocumentView, int]:
    outline = Outline(document)
    maker = RowMaker(document, outline, prefix, first_key)
    # Codings come first: the rows of the provisions point at them.
    codings, provisions = tuple(maker.codings()), tuple(maker.provisions())
    claims, mentions = tuple(maker.claims()), tuple(maker.mentions())
    norms = {provision.node: provision.norm for provision in reversed(document.provisions)}
    about = document.instrument
    facts = (about.number, about.issuer, about.effective or about.promulgated or about.adopted)
    view = DocumentView(
        lang=language_tag(document.source),
        anchor=f"{prefix}document",
        title=about.title or document.source.name,
        about=tuple(part for part in (*facts, document.source.name) if part),
        body=render_body(document, outline, maker.marks, prefix, norms),
        entries=tuple(outline_entries(document, outline, prefix)),
        fields=tuple(_fields(document)),
        warnings=document.source.warnings,
        provisions=provisions,
        codings=codings,
        claims=claims,
        mentions=mentions,
        layers=Counter(mark.kind for mark in maker.marks),
        names=maker.names,
    )
    return view, maker.next_key


def _fields(document: Document) -> list[tuple[str, str]]:
    fields = []
    (row,) = INSTRUMENTS.rows(document)
    for column, value in zip(INSTRUMENTS.columns, row, strict=True):
        if column.name == "coverage":
            value = f"{value:.1%}"
        if isinstance(value, tuple):
            value = ", ".join(value)
        if value not in (None, "") and column.name not in _SHOWN_ELSEWHERE:
            fields.append((column.title, str(value)))
    return fields
