"""Which provision of each document covers which code, and where none does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shangxia.coding import Codebook, code_document, list_codebooks, load_codebook
from shangxia.document import NORM_KINDS, Document
from shangxia.findings import Coding

#: Kinds of nodes that a code is attributed to: the paragraph that holds the words, or above.
_COVERING = tuple(kind for kind in NORM_KINDS if kind not in ("item", "subitem"))


def coded(document: Document, codebooks: Sequence[str | Path] | None) -> Document:
    """Return a document with codings of all the codebooks named.

    Args:
        document: the document, coded or not.
        codebooks: names or paths; None leaves the document as it is.

    Raises:
        CodebookError: a codebook is unknown or broken.
    """
    books = [load_codebook(name) for name in codebooks or ()]
    have = {coding.codebook for coding in document.codings}
    missing = [book for book in books if book.id not in have]
    if not missing:
        return document
    language = document.source.language
    found = code_document(document.text, document.nodes, language, missing, document.provisions)
    codings = sorted((*document.codings, *found), key=lambda one: (one.start, one.end))
    return replace(document, codings=tuple(codings))


def code_matrix(
    documents: Sequence[Document], codebooks: Sequence[str | Path] | None
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return for every code the ids of the nodes that cover it, document by document.

    Args:
        documents: coded documents.
        codebooks: names or paths; None takes those that the documents are coded with.

    Returns:
        ``codebook:code`` → one tuple of node ids for each document, in text order;
        an empty tuple is a hole.  All codes of a codebook are there, in its order.
    """
    covered = [_covered(document) for document in documents]
    keys = {f"{book.id}:{code}": None for book in _books(documents, codebooks) for code in book.ids}
    if codebooks is None:
        keys |= dict.fromkeys(key for found in covered for key in sorted(found))
    return {key: tuple(tuple(found.get(key, {})) for found in covered) for key in keys}


def _books(documents: Sequence[Document], codebooks: Sequence[str | Path] | None) -> list[Codebook]:
    if codebooks is not None:
        return [load_codebook(name) for name in codebooks]
    used = {coding.codebook for document in documents for coding in document.codings}
    return [load_codebook(name) for name in list_codebooks() if name in used]


def _covered(document: Document) -> dict[str, dict[str, None]]:
    nodes = [node for node in document.nodes if node.kind in _COVERING]
    nodes = nodes or list(document.nodes)
    starts = [node.start for node in nodes]

    def holder(coding: Coding) -> str | None:
        at = bisect_right(starts, coding.start) - 1
        while at >= 0 and nodes[at].end < coding.end:
            at -= 1
        return nodes[at].id if at >= 0 else None

    found: dict[str, dict[str, None]] = {}
    for coding in document.codings:
        node = holder(coding)
        if node is not None:
            found.setdefault(f"{coding.codebook}:{coding.code}", {})[node] = None
    return found
