"""PDF to paragraphs, through pdfium."""

from __future__ import annotations

import ctypes
from typing import Any

from shangxia.errors import ReadingError
from shangxia.reading.page_lines import Line, join_pages

_MOST_PAGES = 20_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
# Without a letter on this share of the pages a warning says so.
_SHOWN_PAGES = 10


def pdf_text(data: bytes, name: str) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """Read the text of a PDF.

    Args:
        data: the bytes of the file.
        name: its name, for messages.

    Returns:
        The text, the offset where each page begins, and warnings.

    Raises:
        ReadingError: encrypted, damaged, or scanned without text.
    """
    pages = _read_pages(data, name)
    text, offsets = join_pages(pages)
    if not any(letter.isalnum() for letter in text):
        raise ReadingError(
            f"{name} has pages but no text, so it was scanned: run OCR on it and read the result"
        )
    empty = [number for number, page in enumerate(pages, start=1) if not page]
    if not empty:
        return text, offsets, ()
    shown = ", ".join(map(str, empty[:_SHOWN_PAGES])) + (" …" if len(empty) > _SHOWN_PAGES else "")
    return (
        text,
        offsets,
        (f"no text on {len(empty)} of {len(pages)} pages, scanned or blank: {shown}",),
    )


def _read_pages(data: bytes, name: str) -> list[list[Line]]:
    import pypdfium2

    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-4096:]:
        raise ReadingError(f"{name} is truncated: its end is missing; get the file again")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise ReadingError(f"{name} is encrypted: save it without a password") from None
        raise ReadingError(f"{name} is damaged and cannot be opened: get the file again") from None
    try:
        count = len(document)
        if not 0 < count <= _MOST_PAGES:
            raise ReadingError(f"{name} has {count} pages: nothing that we can read")
        return [_read_page(document, index, name) for index in range(count)]
    finally:
        document.close()


def _read_page(document: Any, index: int, name: str) -> list[Line]:
    import pypdfium2

    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise ReadingError(f"{name} is damaged on page {index + 1}: get the file again") from None
    try:
        return _lines(text_page)
    finally:
        text_page.close()
        page.close()


def _lines(text_page: Any) -> list[Line]:
    """Take down the lines of a page with their places."""
    from pypdfium2 import raw

    lines: list[Line] = []
    codes: list[int] = []
    begin = end = -1
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            _add(lines, text_page, codes, begin, end)
            codes, begin = [], -1
            continue
        # A generated hyphen is marked with U+0002; other controls are nothing.
        if code < 32 and code not in (2, 9):
            continue
        codes.append(code)
        if code not in (32, 0x3000):
            begin, end = (index if begin < 0 else begin), index
    _add(lines, text_page, codes, begin, end)
    return lines


def _add(lines: list[Line], text_page: Any, codes: list[int], begin: int, end: int) -> None:
    if begin < 0:
        return
    from pypdfium2 import raw

    # Characters beyond the basic plane come as two halves.
    text = b"".join(code.to_bytes(2, "little") for code in codes if code <= 0xFFFF)
    if any(code > 0xFFFF for code in codes):
        text = "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass")
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, begin, x, y)
    box = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(text_page, end, *box)
    lines.append(
        Line(
            text=text.decode("utf-16-le", "replace"),
            left=x.value,
            right=box[1].value,
            y=y.value,
            size=raw.FPDFText_GetFontSize(text_page, begin) or 1.0,
        )
    )
