"""One matrix for all comparisons: which provisions of each document a code covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shangxia.comparison import Comparison
from shangxia.document import Document
from shangxia.rendering.outline import Outline
from shangxia.rendering.viewrows import code_name


class MatrixRow(NamedTuple):
    """A code and what it covers.

    Attributes:
        codebook: id of the codebook, or an empty string.
        code: id of the code.
        cells: for each document the ids of the nodes that it covers.
    """

    codebook: str
    code: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def key(self) -> str:
        """``codebook:code``."""
        return f"{self.codebook}:{self.code}" if self.codebook else self.code

    def name(self, language: str) -> str:
        """Return the name of the code in a language, or its id."""
        return code_name(self.codebook, self.code, language)


Identity = tuple[str, str, int]


def identity(document: Document) -> Identity:
    """Return what tells a document from the others of one report."""
    source = document.source
    return source.name, source.sha256, source.characters


def documents(comparisons: Sequence[Comparison]) -> list[Document]:
    """Return the documents that are compared, each once, in the order of appearance."""
    found: dict[Identity, Document] = {}
    for comparison in comparisons:
        for document in (comparison.a, comparison.b):
            found.setdefault(identity(document), document)
    return list(found.values())


def matrix_rows(comparisons: Sequence[Comparison]) -> list[MatrixRow]:
    """Join the matrices of some comparisons.

    Args:
        comparisons: comparisons that may share documents.

    Returns:
        A row for each code, in the order of the matrices; where no comparison has a
        matrix, the codings of the documents make one.
    """
    columns = {identity(document): at for at, document in enumerate(documents(comparisons))}
    cells: dict[str, list[tuple[str, ...]]] = {}
    for comparison in comparisons:
        for key, covered in comparison.matrix.items():
            row = cells.setdefault(key, [()] * len(columns))
            for document, nodes in zip((comparison.a, comparison.b), covered, strict=False):
                at = columns[identity(document)]
                row[at] = tuple(dict.fromkeys((*row[at], *nodes)))
    if not cells:
        cells = _from_codings(documents(comparisons))
    return [MatrixRow(*_parted(key), tuple(row)) for key, row in cells.items()]


def _from_codings(found: Sequence[Document]) -> dict[str, list[tuple[str, ...]]]:
    cells: dict[str, list[tuple[str, ...]]] = {}
    for at, document in enumerate(found):
        outline = Outline(document)
        for coding in document.codings:
            key = f"{coding.codebook}:{coding.code}"
            row = cells.setdefault(key, [()] * len(found))
            node = outline.innermost(coding)
            if node is not None:
                row[at] = tuple(dict.fromkeys((*row[at], node.id)))
    return dict(sorted(cells.items()))


def _parted(key: str) -> tuple[str, str]:
    codebook, colon, code = key.partition(":")
    return (codebook, code) if colon else ("", key)
