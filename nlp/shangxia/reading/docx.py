"""DOCX to lines of text, as a reader of the printed page would take them down.

Automatic numbers are drawn in, deleted text is out and inserted text in, table
rows are lines of tab-separated cells, notes follow the body.  Headers and
footers repeat on every page and are left out.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from shangxia.errors import ReadingError
from shangxia.reading.archive import Archive
from shangxia.reading.numbering import Numbering, W

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What is not on the page: deleted and moved text, field codes, readings of ruby.
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "rt", "pPr", "rPr", "tblPr", "sdtPr",
                 "delInstrText", "footnoteRef", "endnoteRef", "sectPr", "tblGrid", "trPr", "tcPr")
)  # fmt: skip
_MARKS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
_OFF = ("0", "false", "off")


def docx_text(data: bytes, name: str) -> str:
    """Read the text of a DOCX.

    Args:
        data: the bytes of the file.
        name: its name, for messages.

    Returns:
        Its lines; paragraphs end in one line break.

    Raises:
        ReadingError: the file is damaged, encrypted, hostile or no DOCX.
    """
    archive = Archive(data, name)
    main = _main_part(archive)
    folder = posixpath.dirname(main)
    parts = {
        kind: archive.xml(path)
        for kind in ("numbering", "styles", "footnotes", "endnotes")
        if (path := posixpath.join(folder, f"{kind}.xml")) in archive.names
    }
    numbering = Numbering(parts.get("numbering"), parts.get("styles"))
    body = archive.xml(main).find(f"{W}body")
    if body is None:
        raise ReadingError(f"{name} is damaged: it has no body")
    walker = _Walker(numbering)
    walker.blocks(body)
    for kind in ("footnotes", "endnotes"):
        if kind in parts:
            walker.notes(parts[kind], kind)
    return "".join(f"{line}\n" for line in walker.lines)


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive.names:
        for item in archive.xml("_rels/.rels").iter(_RELATION):
            target = item.get("Target", "").lstrip("/")
            if item.get("Type", "").endswith("/officeDocument") and target in archive.names:
                if not target.startswith("word/") and "word/document.xml" not in archive.names:
                    break
                return target
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    raise ReadingError(f"{archive.name} is an archive but no DOCX: save the text as .docx")


class _Walker:
    """Goes through blocks in reading order and collects lines."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[str] = []
        self._numbering = numbering
        # Text of paragraphs whose mark was deleted: it flows into the next one.
        self._carried = ""
        self._boxes: list[etree._Element] = []
        self._cited: dict[str, list[str]] = {"footnotes": [], "endnotes": []}

    def blocks(self, parent: etree._Element) -> None:
        """Collect the paragraphs and tables below an element."""
        for item in parent:
            if item.tag == f"{W}p":
                self._paragraph(item)
            elif item.tag == f"{W}tbl":
                self._table(item)
            elif item.tag == f"{_COMPATIBLE}AlternateContent":
                self.blocks(_alternative(item))
            elif item.tag not in _SKIPPED:
                self.blocks(item)

    def notes(self, root: etree._Element, kind: str) -> None:
        """Append the notes that the body cites, each with its mark."""
        below = {item.get(f"{W}id", ""): item for item in root}
        for number, key in enumerate(self._cited[kind], start=1):
            if key in below:
                inner = _Walker(self._numbering)
                inner.blocks(below[key])
                text = " ".join(filter(None, (line.strip() for line in inner.lines)))
                self.lines.append(f"{_note_mark(kind, number)} {text}")

    def _paragraph(self, item: etree._Element) -> None:
        properties = item.find(f"{W}pPr")
        text = self._carried + self._inline(item)
        boxes, self._boxes = self._boxes, []
        if properties is not None and _mark_deleted(properties):
            self._carried = text
        else:
            self._carried = ""
            self.lines += (self._numbering.label(properties) + text).split("\n")
        for box in boxes:
            self.blocks(box)

    def _inline(self, parent: etree._Element) -> str:
        """Return the text of a paragraph or of a part of one; set boxes aside."""
        pieces: list[str] = []
        for item in parent:
            tag = item.tag
            if tag in (f"{W}t", _MATH_TEXT):
                pieces.append(item.text or "")
            elif tag in _SKIPPED or (tag == f"{W}r" and _hidden(item)):
                continue
            elif tag in _MARKS:
                pieces.append(_MARKS[tag])
            elif tag == f"{W}sym":
                pieces.append(_symbol(item))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                pieces.append(self._cite(item))
            elif tag == f"{W}txbxContent":
                self._boxes.append(item)
            elif tag == f"{_COMPATIBLE}AlternateContent":
                pieces.append(self._inline(_alternative(item)))
            else:
                pieces.append(self._inline(item))
        return "".join(pieces)

    def _cite(self, item: etree._Element) -> str:
        kind = "footnotes" if item.tag == f"{W}footnoteReference" else "endnotes"
        self._cited[kind].append(item.get(f"{W}id", ""))
        return _note_mark(kind, len(self._cited[kind]))

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in _inside(table, f"{W}tr") if not _row_deleted(row)]
        cells = [[self._cell(cell) for cell in _inside(row, f"{W}tc")] for row in rows]
        for row in cells:
            # A table of one row lays out a page: a letterhead, a signature, a frame.
            if len(cells) == 1 and any(len(lines) > 1 for lines in row):
                self.lines += (line for lines in row for line in lines)
            else:
                self.lines.append("\t".join(" ".join(lines) for lines in row).rstrip("\t"))

    def _cell(self, cell: etree._Element) -> list[str]:
        outside, self.lines = self.lines, []
        carried, self._carried = self._carried, ""
        self.blocks(cell)
        lines, self.lines = self.lines, outside
        self._carried = carried
        return [line for line in lines if line.strip()]


def _inside(parent: etree._Element, tag: str) -> list[etree._Element]:
    """Return children with a tag, also inside content controls and insertions."""
    found: list[etree._Element] = []
    for item in parent:
        if item.tag == tag:
            found.append(item)
        elif item.tag not in _SKIPPED and item.tag not in (f"{W}tbl", f"{W}p", f"{W}tc"):
            found += _inside(item, tag)
    return found


def _alternative(item: etree._Element) -> etree._Element:
    """Return one of the alternatives: both say the same."""
    choice = item.find(f"{_COMPATIBLE}Choice")
    fallback = item.find(f"{_COMPATIBLE}Fallback")
    chosen = choice if choice is not None else fallback
    return chosen if chosen is not None else item


def _mark_deleted(properties: etree._Element) -> bool:
    run = properties.find(f"{W}rPr")
    return run is not None and (
        run.find(f"{W}del") is not None or run.find(f"{W}moveFrom") is not None
    )


def _row_deleted(row: etree._Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _hidden(run: etree._Element) -> bool:
    properties = run.find(f"{W}rPr")
    vanish = None if properties is None else properties.find(f"{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in _OFF


def _symbol(item: etree._Element) -> str:
    try:
        letter = chr(int(item.get(f"{W}char", ""), 16))
    except (ValueError, OverflowError):
        return ""
    # Symbol fonts keep their signs in the private use area: shown as a bullet.
    return "•" if "\ue000" <= letter <= "\uf8ff" or "\ud800" <= letter <= "\udfff" else letter


def _note_mark(kind: str, number: int) -> str:
    return f"[{number}]" if kind == "footnotes" else f"[*{number}]"
