"""Twice the input takes about twice the time, in every layer, for every shape of text."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

import shangxia as sx
from shangxia.alignment import compare
from shangxia.errors import ShangxiaError
from shangxia.reading.text import read_bytes
from tests.reading.builders import abstract, docx, instance, paragraph

#: CPU seconds for the shorter text below which nothing can be told.
_SHORT = 0.02
#: Growth of the time over three times the input; a quadratic has nine.
_BOUND, _TIMES = 6.0, 3

SHAPES: dict[str, Callable[[int], str]] = {
    "a line": lambda n: "有关部门应当在十日内办理" * (n // 12),
    "brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "open titles": lambda n: "《" * n,
    "one article again": lambda n: "第一条" * (n // 3),
    "one article a line": lambda n: "第一条\n" * (n // 4),
    "articles": lambda n: "".join(f"第{i}条 机关应当办理。\n" for i in range(1, n // 14)),
    "labels": lambda n: "（一）\n" * (n // 4),
    "numbers": lambda n: "".join(f"{i}. a\n" for i in range(n // 8)),
    "breaks": lambda n: "\n" * n,
    "carriage returns": lambda n: "\r" * n,
    "blanks behind a heading": lambda n: "附 则" + " " * n + "x",
    "digits": lambda n: "9" * n,
    "numerals": lambda n: "一千二百" * (n // 4),
    "a numeral in a label": lambda n: "第一条之" + "一" * n,
    "counts": lambda n: "十五种情形：" * (n // 60),
    "running ordinals": lambda n: "First, a. Second, b. The third is c. " * (n // 37),
    "running 一是": lambda n: "一是办，二是不办，三是再办。" * (n // 14),
    "citations": lambda n: "依照本法第三条第二款第一项、" * (n // 14),
    "vietnamese": lambda n: "Cán bộ phải từ chức trong 10 ngày. " * (n // 35),
    "vietnamese articles": lambda n: "Điều 1.\n" * (n // 8),
    "places": lambda n: "北京市海淀区" * (n // 6),
    "combining marks": lambda n: "e" + "\u0301" * n,
    "half surrogates": lambda n: "\udc80" * n,
    "reports": lambda n: "一直拖着没有结果，推来推去，" * (n // 14),
    "names": lambda n: "我叫张三，电话13812345678，" * (n // 18),
}


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def require_linear(work: Callable[[int], object], size: int) -> None:
    """Fail where the CPU time grows much faster than the input, three times in a row."""
    ratios: list[float] = []
    for _ in range(3):
        one, more = (seconds(lambda n=n: work(n)) for n in (size, _TIMES * size))
        ratios.append(more / max(one, _SHORT))
        if ratios[-1] < _BOUND:
            return
    pytest.fail(f"three times the input took {min(ratios):.1f} times as long")


@pytest.fixture(scope="module")
def tagger() -> sx.Tagger:
    for text in SHAPES.values():
        sx.parse(text(200))
    tagger = sx.Tagger.load("clues")
    tagger.tag(["拖", "ngâm", "slow"])
    return tagger


@pytest.mark.parametrize("shape", SHAPES)
def test_parsing(shape: str, tagger: sx.Tagger) -> None:
    require_linear(lambda n: sx.parse(SHAPES[shape](n)), 6_000)


@pytest.mark.parametrize("shape", SHAPES)
def test_tagging_and_masking(shape: str, tagger: sx.Tagger) -> None:
    require_linear(lambda n: (tagger.tag([SHAPES[shape](n)]), sx.redact(SHAPES[shape](n))), 20_000)


@pytest.mark.parametrize("shape", ["a line", "brackets", "breaks", "reports", "digits"])
def test_comparing_versions(shape: str, tagger: sx.Tagger) -> None:
    def work(n: int) -> None:
        a, b = (sx.parse(SHAPES[shape](size), codebooks=()) for size in (n, n - 200))
        compare(a, b)

    require_linear(work, 3_000)


@pytest.mark.parametrize(
    "article", ["机关应当办理", "机关应当在十日内办理并且书面答复申请人，不得拖延"]
)
def test_comparing_articles_that_are_all_the_same(article: str, tagger: sx.Tagger) -> None:
    def work(n: int) -> None:
        texts = ["".join(f"第{i}条 {article}。\n" for i in range(1, size)) for size in (n, n - 9)]
        compare(*(sx.parse(text, codebooks=()) for text in texts))

    require_linear(work, 250)


FILES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "asides": ("a.html", lambda n: b"<body>" + b"abc<nav>x</nav>" * n),
    "nested blocks": ("a.html", lambda n: b"<body>" + b"<div>" * n + b"abc"),
    "lists of links": ("a.html", lambda n: b"<body><ul>" + b"<li><a>abc</a>" * n),
    "attributes": ("a.html", lambda n: b"<p " + b"".join(b"a%d=x " % i for i in range(n)) + b">a"),
    "tables": ("a.html", lambda n: b"<body>" + b"<table><tr><td>a<td>b</table>" * n),
    "paragraphs": ("a.docx", lambda n: docx(paragraph("a") * n)),
    "long numbers": ("a.docx", lambda n: docx(
        paragraph("a", number=1, level=0) * (n // 40),
        numbering=abstract(7, ("decimal", "%1" * n, "")) + instance(1, 7))),
    "nested tables": ("a.docx", lambda n: docx(
        "<w:tbl><w:tr><w:tc>" * n + paragraph("a") + "</w:tc></w:tr></w:tbl>" * n)),
    "half characters": ("a.txt", lambda n: b"\xe7\xac" * n),
    "utf-16": ("a.txt", lambda n: "第一条".encode("utf-16") * n),
}  # fmt: skip


@pytest.mark.parametrize("shape", FILES)
def test_reading(shape: str) -> None:
    name, data = FILES[shape]

    def work(n: int) -> None:
        made = data(n)
        try:
            read_bytes(made, name)
        except ShangxiaError:
            return

    require_linear(work, 6_000)


@pytest.mark.parametrize("text", [
    "依照前999999999条、前9999999款办理", "第1条至第99999999条", "亿" * 6_000 + "个", "第一条之" + "一" * 8_000,
    "Điều " + "9" * 6_000, "9" * 6_000 + ". a", "〔2022〕" + "9" * 6_000 + "号", "百分之" + "九" * 6_000,
])  # fmt: skip
def test_huge_numbers_are_none(text: str) -> None:
    assert seconds(lambda: sx.parse(f"第九条 {text}。").to_json()) < 10
    assert seconds(lambda: sx.parse(text).to_json()) < 10
