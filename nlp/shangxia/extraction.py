"""From a file or a string to a Document with all its layers."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from shangxia.coding import code_document, load_codebook
from shangxia.coding.claims import find_claims
from shangxia.coding.mentions import find_mentions
from shangxia.document import Document, Instrument, Jurisdiction, Language, Node
from shangxia.errors import ReadingError, ShangxiaError
from shangxia.findings import Mention
from shangxia.provisions import find_provisions
from shangxia.provisions.instrument import describe
from shangxia.reading import Text, from_string, read_text
from shangxia.structure import parse_tree

#: The codebooks that are applied unless others are named.
CODEBOOKS = ("channels", "situations", "clues")
#: Fewer files than this are not worth starting processes for.
_FEW = 8


def read(
    path: str | Path,
    *,
    codebooks: Sequence[str | Path] = CODEBOOKS,
    language: Language | None = None,
) -> Document:
    """Read a regulation, a news item or any other text, with all layers.

    Args:
        path: a .txt, .md, .html, .docx or .pdf file; ``-`` is standard input.
        codebooks: names of bundled codebooks or paths of codebook files.
        language: ``zh``, ``vi`` or ``en``; recognised where it is None.

    Returns:
        The document.

    Raises:
        ReadingError: the file cannot be turned into text.
        CodebookError: a codebook is unknown or broken.
    """
    return _document(read_text(path), codebooks, language)


def parse(
    text: str,
    *,
    name: str = "<text>",
    codebooks: Sequence[str | Path] = CODEBOOKS,
    language: Language | None = None,
) -> Document:
    r"""Parse a string as ``read`` parses a file; offsets count in ``text``.

    Args:
        text: any text.
        name: what to call it in the results.
        codebooks: names of bundled codebooks or paths of codebook files.
        language: ``zh``, ``vi`` or ``en``; recognised where it is None.

    Returns:
        The document.

    Raises:
        CodebookError: a codebook is unknown or broken.

    Examples:
        >>> doc = parse("第一条　处理时间不得超过十五日。\n第二条　本规定自发布之日起施行。")
        >>> [(p.node, [d.value for d in p.deadlines]) for p in doc.provisions]
        [('art_1/par_1', [15]), ('art_2/par_1', [])]
    """
    return _document(from_string(text, name), codebooks, language)


def _document(source: Text, codebooks: Sequence[str | Path], language: Language | None) -> Document:
    about = source.source
    if language is not None:
        about = replace(about, language=language)
    text = source.text
    books = [load_codebook(name) for name in codebooks]
    tree = parse_tree(text, about.language)
    nodes = _paged(tree.nodes, source.pages)
    instrument = describe(text, nodes, about.language)
    provisions = find_provisions(text, nodes, about.language, instrument)
    mentions = find_mentions(text, about.language)
    return Document(
        text=text,
        source=about,
        instrument=_located(instrument, mentions),
        nodes=nodes,
        provisions=provisions,
        codings=code_document(text, nodes, about.language, books, provisions),
        claims=find_claims(text, nodes, about.language, mentions),
        mentions=mentions,
        coverage=tree.coverage,
    )


def _paged(nodes: tuple[Node, ...], pages: tuple[int, ...]) -> tuple[Node, ...]:
    """Give each node the page its first character is on."""
    if not pages:
        return nodes
    return tuple(replace(node, page=bisect_right(pages, node.start)) for node in nodes)


def _located(instrument: Instrument, mentions: Sequence[Mention]) -> Instrument:
    """Add the region where title or issuer name a place."""
    if instrument.kind == "news":
        return instrument
    named = f"{instrument.title or ''} {instrument.issuer or ''}"
    for mention in mentions:
        if mention.kind == "place" and mention.text in named and "," in mention.canonical:
            region = mention.canonical.rsplit(",", 1)[0]
            country = instrument.jurisdiction.country
            return replace(instrument, jurisdiction=Jurisdiction(country, region))
    return instrument


def read_many(
    paths: Sequence[str | Path],
    *,
    codebooks: Sequence[str | Path] = CODEBOOKS,
    language: Language | None = None,
    workers: int | None = None,
) -> Iterator[tuple[str | Path, Document | ShangxiaError]]:
    """Read many files, in parallel where there are enough of them.

    Args:
        paths: files to read.
        codebooks: names of bundled codebooks or paths of codebook files.
        language: as in ``read``.
        workers: processes; None takes one for each core.

    Yields:
        Each path, in order, with its document or with the error that it gave.
        One document at a time is held for each worker.
    """
    one = partial(_attempt, codebooks=tuple(codebooks), language=language)
    workers = min(workers or os.cpu_count() or 1, len(paths))
    if workers < 2 or len(paths) < _FEW:
        for path in paths:
            yield path, one(path)
        return
    # spawn: a forked child of a process with threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[str | Path, Future[Document | ShangxiaError]]] = deque()
        for path in paths:
            waiting.append((path, pool.submit(one, path)))
            if len(waiting) > 2 * workers:
                first, future = waiting.popleft()
                yield first, future.result()
        for path, future in waiting:
            yield path, future.result()


def _attempt(
    path: str | Path, codebooks: Sequence[str | Path], language: Language | None
) -> Document | ShangxiaError:
    try:
        return read(path, codebooks=codebooks, language=language)
    except ReadingError as error:
        return error
