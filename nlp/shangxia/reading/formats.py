"""Which format a file is in: its content decides, its name only where that is open."""

from __future__ import annotations

import re
from pathlib import PurePath

from shangxia.errors import ReadingError

#: Endings that a folder is searched for, with their format.
ENDINGS = {
    **{".txt": "text", ".text": "text", ".md": "text", ".markdown": "text"},
    **{".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".pdf": "pdf"},
}
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"), (b"MZ\x90", "a program"), (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "a database"), (b"PAR1", "a Parquet table"), (b"RIFF", "a media file"),
    (b"II*\0", "a TIFF image"), (b"MM\0*", "a TIFF image"), (b"ID3", "a sound file"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ\0", "an xz archive"), (b"PK\x05\x06", "an empty zip"),
)  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_LEGACY = (".doc", ".wps", ".xls", ".ppt", ".dot", ".et")


def format_of(data: bytes, name: str) -> str:
    """Tell the format of a file.

    Args:
        data: its bytes.
        name: its name; the ending counts where the content is plain text.

    Returns:
        ``text``, ``html``, ``docx`` or ``pdf``.

    Raises:
        ReadingError: empty, binary, or a format that has to be saved as another.
    """
    ending = PurePath(name).suffix.lower()
    if not data.strip(b" \t\r\n\f\v\0\xef\xbb\xbf"):
        raise ReadingError(f"{name} is empty: there is nothing to read")
    if data.startswith(_OLE):
        raise ReadingError(_ole(data, name, ending))
    if data.startswith(_ZIP):
        return "docx"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, kind in _BINARY:
        if data.startswith(magic):
            raise ReadingError(f"{name} is {kind}, not text: give its text as .txt, .docx or .pdf")
    if data.startswith(b"{\\rtf") or ending in _LEGACY:
        raise ReadingError(f"{name} is in a format we do not read: save it as .docx")
    expected = ENDINGS.get(ending)
    if expected in ("docx", "pdf"):
        raise ReadingError(
            f"{name} is no {ending[1:].upper()} inside, or its beginning is missing: "
            "get the file again"
        )
    if expected is None and _HTML.match(_as_ascii(data[:4096])):
        return "html"
    return expected or "text"


def _ole(data: bytes, name: str, ending: str) -> str:
    """Say what an OLE container holds: an encrypted DOCX or an old document."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name} is encrypted: save it without a password"
    if ending in ENDINGS and "WordDocument".encode("utf-16-le") not in data:
        return (
            f"{name} is encrypted or in an old Office format: save it as .docx without a password"
        )
    return f"{name} is in an old Office format: save it as .docx"


def _as_ascii(head: bytes) -> bytes:
    """Return the beginning without byte-order marks and the NULs of UTF-16."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
