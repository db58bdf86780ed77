"""One pass over the input: its digest, its encoding, and whether all of it decodes.

The pass costs a fraction of what tagging costs, and lets the reader afterwards
leave out the check of every row where the whole file is known to be clean.
"""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shangxia.errors import ReadingError, TableError
from shangxia.reading import decode

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
#: What the fonts of old Vietnamese systems read as: letters that only look right.
_FONTS = "latin-1"


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a file tells.

    Attributes:
        sha256: hex digest of the bytes.
        size: bytes.
        encoding: Python's name of the encoding; ``""`` for binary formats.
        clean: whether every byte decodes.
    """

    sha256: str
    size: int
    encoding: str = ""
    clean: bool = True


def digest_of(path: Path) -> Survey:
    """Return digest and size of a binary file.

    Raises:
        TableError: the file is missing, unreadable or empty.
    """
    sha = hashlib.sha256()
    size = 0
    for block in _blocks(path):
        sha.update(block)
        size += len(block)
    _refuse_empty(path, size)
    return Survey(sha.hexdigest(), size)


def survey_text(path: Path) -> Survey:
    """Return digest, size and encoding of a file of text.

    Args:
        path: a CSV, TSV or JSONL file.

    Returns:
        The survey; a file that is UTF-8 throughout is never taken for anything else.

    Raises:
        TableError: the file is missing, unreadable, empty or no text.
    """
    sha = hashlib.sha256()
    size = 0
    strict: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")("strict")
    at_fault = 0
    head = b""
    for block in _blocks(path):
        sha.update(block)
        head = head or block[:_SAMPLE]
        if strict is not None:
            try:
                strict.decode(block)
            except UnicodeDecodeError:
                strict, at_fault = None, size
        size += len(block)
    _refuse_empty(path, size)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n") and size <= len(head):
        raise TableError(f"{path.name} is empty: there is no row to tag")
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    if not encoding and strict is not None and not _is_wide(head):
        return Survey(sha.hexdigest(), size, "utf-8", _ends_well(strict))
    if encoding == "utf-8-sig" and strict is not None:
        return Survey(sha.hexdigest(), size, encoding, _ends_well(strict))
    encoding = encoding or _detect(path, head, at_fault)
    return Survey(sha.hexdigest(), size, encoding, _decodes(path, encoding))


def open_text(path: Path, encoding: str, *, newline: str) -> tuple[IO[bytes], io.TextIOWrapper]:
    """Open a file of text whose encoding is known.

    Args:
        path: the file.
        encoding: as ``survey_text`` found it.
        newline: as in ``open``.

    Returns:
        The stream of bytes, which knows how far it is, and that of text on top of
        it.  What does not decode is kept as lone surrogates, by which its row is known.
    """
    wide = encoding.startswith(("utf-16", "utf-32"))
    raw = path.open("rb", buffering=_BLOCK)
    errors = "replace" if wide else "surrogateescape"
    return raw, io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=newline)


def _blocks(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        raise TableError(f"{path} is a folder: name a file, or use --engine ray for partitions")
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                yield block
    except FileNotFoundError:
        raise TableError(f"{path} does not exist: check the path") from None
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror or error}") from None


def _refuse_empty(path: Path, size: int) -> None:
    if not size:
        raise TableError(f"{path.name} is empty: there is no row to tag")


def _is_wide(head: bytes) -> bool:
    """Tell UTF-16 without a mark from a few stray NUL bytes."""
    if not head.count(0):
        return False
    # There every line feed has its NUL, and most NULs stand on one side of the letters.
    sides = sorted((head[0::2].count(0), head[1::2].count(0)))
    paired = max(head.count(b"\n\0"), head.count(b"\0\n"))
    return sides[0] * 2 <= sides[1] and paired * 2 > head.count(b"\n")


def _ends_well(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _detect(path: Path, head: bytes, at_fault: int) -> str:
    """Let the reader of texts decide on the head and on what is no UTF-8."""
    sample = head
    if at_fault:
        with path.open("rb") as stream:
            stream.seek(max(0, at_fault - _SAMPLE))
            sample += stream.read(_BLOCK + 2 * _SAMPLE)
    if not _is_wide(head):
        # Whole lines only, so that no character is cut in two.
        end = sample.rfind(b"\n")
        sample = (sample[:end] if end > 0 else sample).replace(b"\0", b"")
    try:
        encoding = decode(sample).encoding
    except ReadingError as error:
        raise TableError(f"{path.name} cannot be read as a table: {error}") from None
    if encoding == _FONTS:
        raise TableError(
            f"{path.name} is typed for an old Vietnamese font (TCVN3 or VNI): "
            "convert it to Unicode first, for example with UniKey"
        )
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for block in _blocks(path):
            decoder.decode(block)
    except UnicodeDecodeError:
        return False
    except UnicodeError:
        raise TableError(
            f"{path.name} looks like UTF-16 but lacks its mark: save it as UTF-8"
        ) from None
    return _ends_well(decoder)
