"""An HTML element to lines: blocks, line breaks, tables, numbers of lists."""

from __future__ import annotations

import re

from lxml import html

from shangxia.reading.number_formats import format_number

SENTENCE_MARK = re.compile("[。；，！？]|[.;,!?](?=\\s|$)")
_SPACE = re.compile("[ \t\r\n\f]+")
BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary "
    "table tbody tfoot thead tr ul".split()
)
_LIST_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LINK_SHARE = 0.6
_DEEPEST = 200
#: The largest number that a list is drawn with, as in DOCX.
_LARGEST = 1_000_000


def collapse(text: str) -> str:
    """Return a text with white space as a browser shows it."""
    return _SPACE.sub(" ", text).strip(" ")


def article_lines(article: html.HtmlElement) -> list[str]:
    """Return the text of an element as lines, without empty ones.

    Args:
        article: the element; lists of links in it are left out.

    Returns:
        The lines: blocks, rows of tables with tabs between cells, and items
        of ordered lists with their numbers.
    """
    writer = _Writer(article)
    writer.write(article)
    return writer.lines()


class _Writer:
    """Writes an element down; line breaks stand around its blocks."""

    def __init__(self, article: html.HtmlElement) -> None:
        self._numbers = _numbers(article)
        self._pieces: list[str] = []

    def lines(self) -> list[str]:
        lines = "".join(self._pieces).split("\n")
        return [kept for line in lines if (kept := line.strip(" \t\r\f"))]

    def write(self, item: html.HtmlElement, depth: int = 0) -> None:
        tag = item.tag
        if depth > _DEEPEST or (tag in ("ul", "div", "ol") and _is_link_list(item)):
            return
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "table" and _is_data(item):
            self._table(item, depth)
        else:
            self._element(item, depth)

    def _element(self, item: html.HtmlElement, depth: int) -> None:
        block = "\n" if item.tag in BLOCKS or item.tag in ("td", "th") else ""
        keep = item.tag == "pre"
        self._pieces += (block, self._numbers.get(item, ""), _inline(item.text, keep=keep))
        for child in item:
            if isinstance(child.tag, str):
                self.write(child, depth + 1)
            self._pieces.append(_inline(child.tail, keep=keep))
        self._pieces.append(block)

    def _table(self, table: html.HtmlElement, depth: int) -> None:
        for row in table.iter("caption", "tr"):
            parts = [row] if row.tag == "caption" else [x for x in row if x.tag in ("td", "th")]
            cells = [self._cell(part, depth) for part in parts]
            if sum(map(bool, cells)) == 1 or max(map(len, cells), default=0) > 3:
                # A row with one filled cell, or with much in one, lays out a page.
                text = "\n".join(line for lines in cells for line in lines)
            else:
                text = "\t".join(" ".join(lines) for lines in cells)
            self._pieces.append(f"\n{text}\n")

    def _cell(self, cell: html.HtmlElement, depth: int) -> list[str]:
        outside, self._pieces = self._pieces, []
        self.write(cell, depth + 1)
        lines, self._pieces = self.lines(), outside
        return lines


def _inline(text: str | None, *, keep: bool) -> str:
    return (text or "") if keep else _SPACE.sub(" ", text or "")


def _is_link_list(item: html.HtmlElement) -> bool:
    links = list(item.iter("a"))
    if len(links) < 3:
        return False
    text = collapse(item.text_content())
    linked = sum(len(collapse(link.text_content())) for link in links)
    return linked > _LINK_SHARE * len(text) and not SENTENCE_MARK.search(text)


def _is_data(table: html.HtmlElement) -> bool:
    """Tell a table of data from one that frames a page."""
    return next(table.iter("td", "th"), None) is not None and table.find(".//table") is None


def _numbers(article: html.HtmlElement) -> dict[html.HtmlElement, str]:
    """Return the numbers that a browser draws before the items of ordered lists."""
    numbers: dict[html.HtmlElement, str] = {}
    for parent in article.iter("ol"):
        if "list-style:none" in parent.get("style", "").replace(" ", ""):
            continue
        items = [child for child in parent if child.tag == "li"]
        backwards = parent.get("reversed") is not None
        kind = _LIST_TYPES.get(parent.get("type", ""), "decimal")
        number = _integer(parent.get("start"), len(items) if backwards else 1)
        for item in items:
            number = _integer(item.get("value"), number)
            numbers[item] = f"{format_number(number, kind)}. "
            number += -1 if backwards else 1
    return numbers


def _integer(text: str | None, default: int) -> int:
    try:
        number = int(text) if text else default
    except ValueError:
        return default
    return max(-_LARGEST, min(number, _LARGEST))
