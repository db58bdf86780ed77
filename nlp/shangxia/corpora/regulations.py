"""A folder of regulations as datasets: a row for each document and for each provision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangxia.corpora.typed import column_of, table_of, to_datasets
from shangxia.document import Document, Language
from shangxia.extraction import CODEBOOKS, read_many
from shangxia.reading.files import find_files
from shangxia.rendering.parquet import arrow_table
from shangxia.rendering.tables import INSTRUMENTS, PROVISIONS, unique_sources

if TYPE_CHECKING:
    from datasets import DatasetDict


def load_regulations(
    folder: str | Path,
    *,
    codebooks: Sequence[str | Path] = CODEBOOKS,
    language: Language | None = None,
    workers: int | None = 1,
) -> DatasetDict:
    """Read a folder of regulations and news.

    Args:
        folder: searched to the bottom for the formats that ``extract`` reads; or one file.
        codebooks: names of bundled codebooks or paths of codebook files.
        language: ``zh``, ``vi`` or ``en``; recognised where it is None.
        workers: processes; None takes one for each core.  With more than one a script
            needs the usual ``if __name__ == "__main__":``.

    Returns:
        ``documents``: the columns of the table ``instruments`` of ``extract``, and ``path``
        and ``text``; ``provisions``: those of its table ``provisions``, ``source`` and offsets
        pointing into the documents; ``unread``: path and reason of files that cannot be read.

    Raises:
        ReadingError: the folder holds nothing that we read.
        CodebookError: a codebook is unknown or broken.
        UsageError: the library ``datasets`` is not installed.
    """
    import pyarrow as pa

    read: list[tuple[str, Document]] = []
    unread: list[dict[str, str]] = []
    for path, result in read_many(
        find_files([str(folder)]), codebooks=codebooks, language=language, workers=workers
    ):
        if isinstance(result, Document):
            read.append((str(path), result))
        else:
            unread.append({"path": str(path), "reason": str(result)})
    documents = list(unique_sources(document for _, document in read))
    rows: dict[Any, list[Any]] = {INSTRUMENTS: [], PROVISIONS: []}
    for document in documents:
        for table, own in rows.items():
            own.extend(table.rows(document))
    about = arrow_table(INSTRUMENTS, rows[INSTRUMENTS])
    about = about.append_column("path", pa.array([path for path, _ in read], pa.string()))
    about = about.append_column("text", column_of([document.text for document in documents]))
    return to_datasets({
        "documents": about,
        "provisions": arrow_table(PROVISIONS, rows[PROVISIONS]),
        "unread": table_of(unread, {"path": pa.string(), "reason": pa.string()}),
    })  # fmt: skip
