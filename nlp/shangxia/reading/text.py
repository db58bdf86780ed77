"""Files in, text out, with provenance."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field
from pathlib import Path

from shangxia.document import Source
from shangxia.errors import ReadingError
from shangxia.reading.damage import damage_warnings
from shangxia.reading.encodings import Decoded, decode
from shangxia.reading.formats import format_of
from shangxia.reading.languages import detect_language, detect_script
from shangxia.reading.vietnamese_fonts import decode_fonts, from_font

#: Larger files are refused, in bytes.
LARGEST_FILE = 200 * 1000 * 1000
_STDIN = "<stdin>"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with where it came from.

    Attributes:
        text: the decoded text that all offsets count in.
        source: name, digest, encoding, language and script.
        pages: offset of the first code point of each page; empty without pages.
    """

    text: str = field(repr=False)
    source: Source
    pages: tuple[int, ...] = ()


def read_text(path: str | Path) -> Text:
    """Read a file, or standard input for ``-``.

    Args:
        path: a .txt, .md, .html, .docx or .pdf file; the content of others is
            looked at.

    Returns:
        Its text.

    Raises:
        ReadingError: there is no such file, or no text can be had from it.
    """
    if str(path) == "-":
        data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        return read_bytes(data, _STDIN)
    path = Path(path)
    if path.is_dir():
        raise ReadingError(f"{path} is a folder: name a file")
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise ReadingError(f"{path} does not exist: check the path") from None
    except PermissionError:
        raise ReadingError(f"{path} may not be read: check its permissions") from None
    except (OSError, ValueError) as error:
        raise ReadingError(f"{path} cannot be read: {error}") from None
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Text:
    """Read the bytes of a file.

    Args:
        data: the bytes.
        name: the file's name; its ending helps to tell the format.

    Returns:
        The text.

    Raises:
        ReadingError: no text can be had from them.
    """
    if len(data) > LARGEST_FILE:
        limit = LARGEST_FILE // 1_000_000
        raise ReadingError(f"{name} is larger than {limit} MB: split it into smaller files")
    kind = format_of(data, name)
    decoded, pages = _READERS[kind](data, name)
    text, font = decode_fonts(decoded.text, name)
    warnings = decoded.warnings + damage_warnings(text)
    encoding = decoded.encoding
    if font:
        # Letters change their number where fonts spell one with two codes.
        pages = tuple(len(from_font(decoded.text[:at], font)) for at in pages)
        encoding = f"{encoding}+{font}"
        warnings = (*warnings, f"typed for {font.upper()} fonts and decoded to Unicode")
    if not text.strip():
        raise ReadingError(f"{name} holds no text: there is nothing to read")
    return Text(text, _source(text, data, name, encoding, warnings), pages)


def from_string(text: str, name: str = "<text>") -> Text:
    """Wrap a string that is already decoded.

    Args:
        text: any string, kept as it is.
        name: what to call it.

    Returns:
        The text with its language and script; the digest is of its UTF-8.
    """
    data = text.encode("utf-8", "surrogatepass")
    return Text(text, _source(text, data, name, "utf-8", damage_warnings(text)))


def _source(text: str, data: bytes, name: str, encoding: str, warnings: tuple[str, ...]) -> Source:
    language = detect_language(text)
    return Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        characters=len(text),
        language=language,
        script=detect_script(text, language),
        warnings=warnings,
    )


def _read_plain(data: bytes, name: str) -> tuple[Decoded, tuple[int, ...]]:
    return _decode(data, name), ()


def _read_html(data: bytes, name: str) -> tuple[Decoded, tuple[int, ...]]:
    from shangxia.reading.html import declared_charset, html_text

    decoded = _decode(data, name, declared=declared_charset(data))
    return Decoded(html_text(decoded.text, name), decoded.encoding, decoded.warnings), ()


def _read_docx(data: bytes, name: str) -> tuple[Decoded, tuple[int, ...]]:
    from shangxia.reading.docx import docx_text

    return Decoded(docx_text(data, name), "docx"), ()


def _read_pdf(data: bytes, name: str) -> tuple[Decoded, tuple[int, ...]]:
    from shangxia.reading.pdf import pdf_text

    text, pages, warnings = pdf_text(data, name)
    return Decoded(text, "pdf", warnings), pages


def _decode(data: bytes, name: str, *, declared: str | None = None) -> Decoded:
    try:
        decoded = decode(data, declared=declared)
    except ReadingError as error:
        raise ReadingError(f"{name} cannot be read as text: {error}") from None
    # A file of control characters is no text in any encoding.
    head = decoded.text[:4096]
    controls = sum(letter < " " and letter not in "\t\n\r\f\x0b\x1b" for letter in head)
    if "\0" in decoded.text or controls * 20 > len(head):
        raise ReadingError(f"{name} holds binary data, not text: give its text as .txt or .docx")
    return decoded


_READERS = {"text": _read_plain, "html": _read_html, "docx": _read_docx, "pdf": _read_pdf}
