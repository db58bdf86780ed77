"""HTML to lines of text: the article without what surrounds it.

Blocks become lines, table rows tab-separated lines, ordered lists keep the
numbers that a browser draws.  The article is what the page marks as such, and
otherwise the block that holds most of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree, html

from shangxia.errors import ReadingError
from shangxia.reading.html_lines import SENTENCE_MARK, article_lines, collapse
from shangxia.reading.language_data import load

_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,30})",
    re.I,
)
_MOST_ATTRIBUTES = 5_000
#: The name that elements get which are to go.
_GONE = "x-gone"
_WORDS = re.compile("[a-z]+")

_DROPPED = frozenset(
    "script style noscript template nav aside button select input textarea svg canvas iframe "
    "object embed audio video head datalist dialog map".split()
)
# What pages are divided into; other blocks are parts of a text.
_FRAMES = frozenset("div section article main center form".split())
_HEAD = frozenset("title meta link base script style noscript template".split())
_ROLES = frozenset("navigation banner contentinfo search complementary menu dialog".split())
#: A child with this share of the running text of a block is looked into instead.
_MAIN_SHARE = 0.6
_ASIDE_SHARE = 0.3


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that a page declares at its beginning, if any."""
    match = _CHARSET.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


def html_text(page: str, name: str) -> str:
    """Return the article of a page as lines.

    Args:
        page: the decoded page.
        name: its file name, for messages.

    Returns:
        The lines of the article, without empty ones.

    Raises:
        ReadingError: the page holds no text.
    """
    # The parser wants bytes and takes controls for markup errors: NUL would end the page.
    data = page.replace("\0", "").encode("utf-8", "replace")
    _refuse_crowded(data, name)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise ReadingError(f"{name} is an HTML page without text") from None
    title = collapse(root.findtext(".//title") or "")
    body = _body(root)
    headings = [collapse("".join(map(str, item.itertext()))) for item in body.iter("h1")]
    article = _article(_without_asides(body))
    lines = article_lines(article)
    for heading in headings:
        # The heading of the page belongs to the article also where it stands outside.
        if heading and heading in title and not any(heading in line for line in lines[:5]):
            lines.insert(0, heading)
            break
    if not lines:
        raise ReadingError(f"{name} is an HTML page without text")
    return "".join(f"{line}\n" for line in lines)


class _Attributes:
    """Counts the attributes of elements while a page is read, without building its tree."""

    most = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """See an element."""
        del tag
        self.most = max(self.most, len(attrib))

    def end(self, tag: str) -> None:
        """See the end of an element."""

    def close(self) -> int:
        """Return the most attributes that an element has."""
        return self.most


def _refuse_crowded(data: bytes, name: str) -> None:
    """Refuse elements with attributes without end, each of which costs libxml2 a look at all."""
    try:
        target: Any = _Attributes()
        most: Any = etree.fromstring(data, html.HTMLParser(encoding="utf-8", target=target))
    except (etree.LxmlError, ValueError, AssertionError):
        return
    if most > _MOST_ATTRIBUTES:
        raise ReadingError(f"{name} has an element with {most} attributes: no page for readers")


def _body(root: html.HtmlElement) -> html.HtmlElement:
    """Return the body; the parser leaves new elements in the head where no <body> is written."""
    head, body = root.find("head"), root.find("body")
    if head is None:
        return root if body is None else body
    stray = [item for item in head if item.tag not in _HEAD]
    if not stray:
        return root if body is None else body
    if body is None:
        body = etree.SubElement(root, "body")
    for at, item in enumerate(stray):
        body.insert(at, item)
    return body


def _without_asides(body: html.HtmlElement) -> html.HtmlElement:
    """Remove what is hidden, navigates or decorates; return the body."""
    whole = max(1, len(collapse(body.text_content())))
    for item in list(body.iter(etree.Element)):
        if item is body or not isinstance(item.tag, str) or item.getparent() is None:
            continue
        if item.tag in _DROPPED or _is_hidden(item) or item.get("role") in _ROLES:
            item.tag = _GONE
        elif _may_be_aside(item) and len(collapse(item.text_content())) < _ASIDE_SHARE * whole:
            # Some sites wrap the whole page in one form, or call the page "menu".
            item.tag = _GONE
    # Not one by one: that would join what stands between them again and again.
    etree.strip_elements(body, _GONE, with_tail=False)
    return body


def _is_hidden(item: html.HtmlElement) -> bool:
    style = item.get("style", "").replace(" ", "").lower()
    return (
        item.get("hidden") is not None
        or item.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _may_be_aside(item: html.HtmlElement) -> bool:
    if item.tag in ("header", "footer"):
        return not _in_article(item)
    return item.tag == "form" or _named_aside(item)


def _in_article(item: html.HtmlElement) -> bool:
    return any(parent.tag in ("article", "main") for parent in item.iterancestors())


def _named_aside(item: html.HtmlElement) -> bool:
    if item.tag in ("body", "main", "article", "p", "h1", "h2", "td"):
        return False
    names = f"{item.get('class', '')} {item.get('id', '')}".lower()
    return not _aside_words().isdisjoint(_WORDS.findall(names))


@cache
def _aside_words() -> frozenset[str]:
    return frozenset(load("pages.toml")["html"]["aside"].split())


def _article(body: html.HtmlElement) -> html.HtmlElement:
    """Find the article: marked by the page, or where most of the text runs."""
    weights = _weigh(body)
    whole = weights[body]
    marked = [
        item
        for item in body.iter("main", "article", "div", "section")
        if item.tag in ("main", "article") or item.get("role") in ("main", "article")
    ]
    best = max(marked, key=lambda item: weights[item], default=None)
    current = best if best is not None and weights[best] >= 0.3 * whole else body
    while True:
        # Link lists beside the article weigh little: links do not count.
        inner = [child for child in current if child in weights and child.tag in _FRAMES]
        largest = max(inner, key=lambda item: weights[item], default=None)
        if largest is None:
            return current
        if weights[largest] < _MAIN_SHARE * weights[current] or _has_heading(largest):
            return current
        current = largest


def _has_heading(chosen: html.HtmlElement) -> bool:
    """Tell whether a heading stands right before the chosen child: it belongs to it."""
    before = list(chosen.itersiblings(preceding=True))[:3]
    return chosen.find(".//h1") is None and any(item.tag in ("h1", "h2") for item in before)


def _weigh(body: html.HtmlElement) -> dict[html.HtmlElement, float]:
    """Return the running text below each element: length and sentences, links left out."""
    weights: dict[html.HtmlElement, float] = {}
    for item in reversed(list(body.iter(etree.Element))):
        own = 0.0 if item.tag == "a" else _text_weight(item.text)
        inner = sum(weights[child] + _text_weight(child.tail) for child in item if child in weights)
        weights[item] = own + (0.0 if item.tag == "a" else inner)
    return weights


def _text_weight(text: str | None) -> float:
    if not text or text.isspace():
        return 0.0
    return len(text.strip()) + 10.0 * len(SENTENCE_MARK.findall(text))
