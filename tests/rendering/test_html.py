"""Marks nest, text never becomes markup, and the page needs nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from shangxia.document import Node
from shangxia.rendering import write
from shangxia.rendering.html import render_html
from shangxia.rendering.marks import Mark, marked, ordered, visible
from tests.rendering import documents


class Nesting(HTMLParser):
    """Collects the text, and which keys each character lies in; fails where tags cross."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        self.inside: list[tuple[str, frozenset[int]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in ("mark", "a")
        assert not (tag == "a" and any(name == "a" for name, _ in self.open))
        self.open.append((tag, int(dict(attributes)["data-i"] or "")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        keys = frozenset(key for _, key in self.open)
        self.inside += [(letter, keys) for letter in data]


spans = st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans())


@given(st.text("ab<>&\"' 第条đ", min_size=30, max_size=30), st.lists(spans, max_size=10))
def test_overlaps_are_cut_so_that_they_nest(
    text: str, given_spans: list[tuple[int, int, bool]]
) -> None:
    marks = [
        Mark(min(a, b), max(a, b), "coding", key, "t", "", "#x" if link else "")
        for key, (a, b, link) in enumerate(given_spans)
    ]
    parsed = Nesting(str(marked(text, 0, len(text), ordered(marks))))
    assert "".join(letter for letter, _ in parsed.inside) == text
    for at, (_, keys) in enumerate(parsed.inside):
        assert keys == {mark.key for mark in marks if mark.start <= at < mark.end}


def test_marks_are_clipped_to_their_piece() -> None:
    html = marked("abcdef", 2, 4, [Mark(0, 6, "coding", 1, "t"), Mark(3, 5, "claim", 2, "t")])
    assert [letter for letter, _ in Nesting(str(html)).inside] == ["c", "d"]


def test_thousands_of_marks_at_one_place_stay_few() -> None:
    marks = [Mark(0, 5, "coding", key, "t") for key in range(5000)]
    assert str(marked("abcde", 0, 5, marks)).count("<mark") <= 12


def test_controls_are_shown() -> None:
    assert visible("a\x07\u202eb\u2066\ud800\n") == "a␇⟨U+202E⟩b⟨U+2066⟩\ufffd\n"
    assert visible("Điều 5\t第五条　") == "Điều 5\t第五条　"


def test_the_page_asks_for_nothing() -> None:
    page = render_html([documents.chinese(), documents.nasty()])
    tree = lxml.html.fromstring(page)
    assert len(tree.findall(".//script")) == len(tree.findall(".//style")) == 1
    assert not tree.xpath("//*[@src] | //img | //iframe | //object | //form[@action]")
    assert {link.get("href") for link in tree.iter("link")} == {"data:,"}
    assert all(link.get("href").startswith("#") for link in tree.iter("a"))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not tree.xpath("//*[@style or @onclick or @onerror]")


def test_every_inner_link_has_its_target() -> None:
    for given_documents in (
        [documents.chinese()],
        [documents.chinese(), documents.vietnamese()],
    ):
        tree = lxml.html.fromstring(render_html(given_documents))
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        for link in tree.iter("a"):
            assert link.get("href")[1:] in ids
        for row in tree.xpath("//tr[@data-t]"):
            assert row.get("data-t") in ids


def test_the_text_stands_there_once_and_whole() -> None:
    for document in (documents.chinese(), documents.vietnamese()):
        tree = lxml.html.fromstring(render_html([document]))
        words = "".join(tree.xpath("//article")[0].itertext())
        assert re.sub(r"\s", "", words) == re.sub(r"\s", "", document.text)


def test_rows_and_words_share_keys() -> None:
    document = documents.chinese()
    tree = lxml.html.fromstring(render_html([document]))
    for coding, row in zip(
        document.codings, tree.xpath("//*[@id='panel-codings']//tr[@data-i]"), strict=True
    ):
        marks = tree.xpath(f"//article//*[@data-i='{row.get('data-i')}']")
        words = "".join("".join(mark.itertext()) for mark in marks)
        assert words == coding.text.replace("\n", "")


def test_citations_link_to_their_node() -> None:
    tree = lxml.html.fromstring(render_html([documents.vietnamese()]))
    (link,) = tree.xpath("//article//a")
    assert link.text == "khoản 1 Điều này"
    assert link.get("href") == "#art_2/par_1"


def test_languages_are_told() -> None:
    tree = lxml.html.fromstring(render_html([documents.chinese(), documents.vietnamese()]))
    assert [article.get("lang") for article in tree.iter("article")] == ["zh-Hans", "vi"]
    chinese = documents.chinese()
    hant = replace(chinese, source=replace(chinese.source, script="Hant"))
    assert lxml.html.fromstring(render_html([hant])).get("lang") == "zh-Hant"


def test_names_of_codes_come_from_their_codebook() -> None:
    page = render_html([documents.vietnamese()])
    assert "buck-passing" in page
    stranger = replace(documents.chinese().codings[0], codebook="mine", code="rude & cold")
    page = render_html([replace(documents.chinese(), codings=(stranger,))])
    assert "rude &amp; cold" in page


def test_nothing_is_needed(tmp_path: Path) -> None:
    document = replace(documents.chinese(), provisions=(), codings=(), claims=(), mentions=())
    write(document, tmp_path / "a.html")
    write(replace(document, text="", nodes=()), tmp_path / "b.html")
    write([], tmp_path / "c.html")
    for name in ("a", "b", "c"):
        assert "</html>" in (tmp_path / f"{name}.html").read_text(encoding="utf-8")


@given(st.lists(st.sampled_from([None, "n0", "n1", "n2"]), max_size=6), st.text(max_size=20))
def test_any_tree_gives_a_page(parents: list[str | None], text: str) -> None:
    nodes = []
    for number, parent in enumerate(parents):
        known = parent if parent in {node.id for node in nodes} else None
        nodes.append(Node(f"n{number}", "item", text, text, text, 0, len(text), known))
    document = replace(
        documents.chinese(), text=text, nodes=tuple(nodes), provisions=(), codings=(), claims=(),
        mentions=(),
    )  # fmt: skip
    assert render_html([document]).endswith("</html>")
