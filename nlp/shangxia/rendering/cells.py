"""Text in cells of tables: whole, printable, and never a formula.

A citizen's words, or a regulation's, may begin with ``=``.  A spreadsheet that
opens a CSV file would run them; an XLSX file may be damaged by control
characters or cells that are too long.
"""

from __future__ import annotations

import re

from shangxia.spans import whole

__all__ = ["CELL_LIMIT", "CUT", "csv_text", "whole", "xlsx_text"]

#: Most characters of an Excel cell, counted in UTF-16 code units.
CELL_LIMIT = 32_767
#: Put at the end of what was cut.
CUT = " […]"

#: Signs that begin a formula, full width too: some locales take these as well.  An
#: apostrophe that stands before one already gets another, so that it can be told from ours.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
# What XML 1.0 cannot hold, and the other control characters but tab and line feed.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WIDE = re.compile("[\U00010000-\U0010ffff]")


def csv_text(text: str) -> str:
    """Return text for a CSV cell: an apostrophe before whatever a formula begins with.

    Args:
        text: any text.

    Returns:
        The text, which no spreadsheet takes for a formula.
    """
    text = whole(text).replace("\x00", "")
    return "'" + text if _FORMULA.match(text) else text


def csv_plain(cell: str) -> str:
    """Return the text of a cell that ``csv_text`` made.

    Args:
        cell: the cell.

    Returns:
        The text, without the apostrophe that keeps it from being a formula.
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def xlsx_text(text: str) -> str:
    """Return text for an XLSX cell: no control characters, LF line ends, not too long.

    Args:
        text: any text.

    Returns:
        At most ``CELL_LIMIT`` UTF-16 code units; what is longer is cut and marked.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", whole(text))
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for markup of its own and writes it as it is.
        text += " "
    if _units(text) <= CELL_LIMIT:
        return text
    room = CELL_LIMIT - len(CUT)
    text = text[:room]
    while (over := _units(text) - room) > 0:
        # Each character that goes takes at most two units with it.
        text = text[: -((over + 1) // 2)]
    return text + CUT


def _units(text: str) -> int:
    """Count UTF-16 code units: characters beyond the basic plane take two."""
    return len(text) + len(_WIDE.findall(text))
