"""What is fuzzed: each target takes bytes and may raise nothing.

The family of ``errors.py`` is what a reader says of a file it cannot use; anything
else that escapes is a traceback before a user, and a finding.  The same targets
run under hypothesis in the tests and under atheris by ``make fuzz``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from shangxia.errors import ShangxiaError
from tests.fuzz import containers

Target = Callable[[bytes], None]
#: The texts that are parsed and compared are cut here, in bytes.
_LONGEST = 2_000


def read(name: str, data: bytes) -> None:
    """Read the bytes of a file and check that offsets and digests are there."""
    from shangxia.reading.text import read_bytes

    with suppress(ShangxiaError):
        found = read_bytes(data, name)
        assert found.text.strip()
        assert len(found.text) == found.source.characters
        assert all(0 <= page <= len(found.text) for page in found.pages)


def parse(data: bytes) -> None:
    """Parse any string with all layers and check its quotations."""
    import shangxia as sx

    document = sx.parse(_string(data))
    for item in (*document.provisions, *document.codings, *document.claims, *document.mentions):
        assert document.text[item.start : item.end] == item.text
    document.to_json()


def compare(data: bytes) -> None:
    """Compare two strings."""
    import shangxia as sx
    from shangxia.rendering.comparison.jsonfiles import to_json

    text = _string(data)
    at = text.find("\x01")
    a, b = (text[:at], text[at + 1 :]) if at >= 0 else (text, text[::-1])
    to_json(sx.compare(sx.parse(a), sx.parse(b)))


def redact(data: bytes) -> None:
    """Mask a string and go back to where each offset came from."""
    import shangxia as sx

    text = _string(data)
    assert isinstance(sx.redact(text).text, str)


def tag(data: bytes) -> None:
    """Tag a string; the evidence is quoted from it."""
    text = _string(data)
    for label in _clues().tag([text])[0].labels:
        for quote in label.evidence:
            assert text[quote.start : quote.end] == quote.text


def codebook(data: bytes) -> None:
    """Load a codebook file and apply it."""
    import shangxia as sx
    from shangxia.coding import load_codebook, validate_codebook

    with _file("mine.yaml", data) as path, suppress(ShangxiaError):
        if not validate_codebook(path):
            load_codebook(path)
            sx.parse("he shouted at a citizen，态度恶劣", codebooks=[path])


def table(ending: str, data: bytes) -> None:
    """Read a table of reports, as ``tag`` and as ``train`` do."""
    from shangxia.tagging.batch.labelled import read_labelled
    from shangxia.tagging.batch.sources import open_source

    with _file(f"table.{ending}", data) as path:
        with suppress(ShangxiaError):
            for batch in open_source(path, ending).batches():
                batch.open().records()
        with suppress(ShangxiaError):
            read_labelled(path)


def queue(data: bytes) -> None:
    """Read a review queue."""
    from shangxia.tagging.batch.reviewed import read_queue

    with _file("queue.xlsx", data) as path, suppress(ShangxiaError):
        read_queue(path)


def model(data: bytes) -> None:
    """Load a model folder and tag with it."""
    from shangxia.tagging.storage import load_model

    with TemporaryDirectory() as folder, suppress(ShangxiaError):
        for name, content in containers.model_files(data).items():
            Path(folder, name).write_bytes(content)
        load_model(folder).tag(["一直拖着没有结果", "推来推去"])


def _string(data: bytes) -> str:
    """Return bytes as any string, halves of surrogate pairs included."""
    return data[:_LONGEST].decode("utf-8", "surrogateescape")


class _file:  # noqa: N801 - reads as a function
    """A file with the given bytes, for the time of a block."""

    def __init__(self, name: str, data: bytes) -> None:
        self._folder = TemporaryDirectory()
        self._path = Path(self._folder.name, name)
        self._path.write_bytes(data)

    def __enter__(self) -> Path:
        return self._path

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _clues():
    import shangxia as sx

    global _loaded
    if _loaded is None:
        _loaded = sx.Tagger.load("clues")
    return _loaded


_loaded = None

TARGETS: dict[str, Target] = {
    "read_txt": lambda data: read("a.txt", data),
    "read_html": lambda data: read("a.html", containers.spliced(containers.HTML, data)),
    "read_docx": lambda data: read("a.docx", containers.damaged(containers.word(), data)),
    "read_pdf": lambda data: read("a.pdf", containers.spliced(containers.portable(), data)),
    "read_any": lambda data: read("a.bin", data),
    "parse": parse,
    "compare": compare,
    "redact": redact,
    "tag": tag,
    "codebook": lambda data: codebook(containers.spliced(containers.CODEBOOK, data)),
    "codebook_raw": codebook,
    "table_csv": lambda data: table("csv", containers.spliced(containers.TABLE, data)),
    "table_tsv": lambda data: table("tsv", data),
    "table_jsonl": lambda data: table("jsonl", containers.spliced(containers.LINES, data)),
    "table_xlsx": lambda data: table("xlsx", containers.damaged(containers.workbook(), data)),
    "table_parquet": lambda data: table("parquet", containers.spliced(containers.parquet(), data)),
    "queue": lambda data: queue(containers.damaged(containers.queue(), data)),
    "model": model,
}
