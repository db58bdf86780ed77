import pytest

from shangxia.errors import ReadingError
from shangxia.reading import read_bytes
from tests.reading.samples import CHINESE, TRADITIONAL, VIETNAMESE

ENGLISH = "\n".join(
    f"Article {n}. The officials shall answer the citizens within {n} days, in writing."
    for n in range(1, 9)
)


def site(text, *, charset="utf-8", wrap="<div class='content'>{}</div>", nav="nav"):
    body = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    menu = "".join(f"<li><a href='/{n}'>Menu {n}</a></li>" for n in range(8))
    return (
        f"<!DOCTYPE html><html><head><meta charset='{charset}'><title>t</title>"
        "<style>p{{color:red}}</style><script>var x = 'SCRIPT';</script></head><body>"
        f"<header><a href='/'>LOGO</a></header><{nav} class='menu'><ul>{menu}</ul></{nav}>"
        f"<div class='row'>{wrap.format(body)}<div class='side'><ul>{menu}</ul></div></div>"
        "<form><input value='q'><button>GO</button></form><footer>COPYRIGHT</footer>"
        "</body></html>"
    )


@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, VIETNAMESE, ENGLISH])
@pytest.mark.parametrize(
    "wrap",
    ["<div class='content'>{}</div>", "<main>{}</main>", "<article>{}</article>", "{}",
     "<table><tr><td>{}</td></tr></table>"],
)  # fmt: skip
@pytest.mark.parametrize("nav", ["nav", "div"])
def test_the_article_is_kept_and_the_rest_dropped(text, wrap, nav):
    read = read_bytes(site(text, wrap=wrap, nav=nav).encode(), "a.html")
    assert read.text.splitlines() == [line for line in text.splitlines() if line]


@pytest.mark.parametrize(
    ("text", "charset", "encoding"),
    [
        (CHINESE, "gb2312", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (CHINESE, "iso-8859-1", "gb18030"),
    ],
)
def test_the_declared_charset_is_honoured_where_it_fits(text, charset, encoding):
    read = read_bytes(site(text, charset=charset).encode(encoding), "a.htm")
    assert read.source.encoding == encoding
    assert read.text.splitlines() == [line for line in text.splitlines() if line]
    assert bool(read.source.warnings) == (charset == "iso-8859-1")


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("<p>甲<br>乙</p>丙<div>丁<span>戊</span></div>", ["甲", "乙", "丙", "丁戊"]),
        ("<p>a &amp; b&nbsp;c &#x7532;</p>", ["a & b\u00a0c 甲"]),
        ("<p>two\n  lines</p>", ["two lines"]),
        ("<pre>a\n  b</pre>", ["a", "b"]),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", ["3. a", "7. b", "8. c"]),
        ("<ol type=a><li>x<ol type=I><li>y</ol><li>z</ol>", ["a. x", "I. y", "b. z"]),
        ("<ol reversed><li>x<li>y</ol>", ["2. x", "1. y"]),
        ("<ul><li>x<li>y</ul>", ["x", "y"]),
        ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", ["a\tb", "c\td"]),
        ("<p hidden>x</p><p style='display: none'>y</p><p>z</p>", ["z"]),
        ("<form><p>The whole page. In a form.</p></form>", ["The whole page. In a form."]),
        ("<article><header><h1>Title</h1></header><p>x</p></article>", ["Title", "x"]),
        ("<p>a</p><!-- b --><?c?>", ["a"]),
    ],
)
def test_elements(inside, lines):
    assert (
        read_bytes(f"<html><body>{inside}</body></html>".encode(), "a.html").text.splitlines()
        == lines
    )


def test_a_title_outside_the_article_is_kept():
    article = f"<div><div>{'<p>一句话。</p>' * 40}</div></div>"
    page = f"<title>某办法 - 某网</title><div><h1>某办法</h1></div>{article}"
    assert read_bytes(page.encode(), "a.html").text.splitlines()[0] == "某办法"


def test_a_page_without_an_ending_is_recognised():
    assert read_bytes(b"<!doctype html><p>One.", "page").text == "One.\n"
    assert read_bytes(b"<html><p>One.", "page.txt").text == "<html><p>One."


@pytest.mark.parametrize(
    "data", [b"<html></html>", b"<html><script>x</script></html>", b"<>", b"<!-- x -->"]
)
def test_a_page_without_text_is_refused(data):
    try:
        text = read_bytes(data, "a.html").text
    except ReadingError as error:
        assert str(error).startswith("a.html ")
    else:
        assert data == b"<>" and text.strip()


def test_deep_and_long_pages_end():
    try:
        assert read_bytes(b"<div>" * 5000 + b"x", "a.html").text == "x\n"
    except ReadingError as error:
        assert "without text" in str(error)
    items = "".join(f"<li>item {n}.</li>" for n in range(20_000))
    text = read_bytes(f"<ol>{items}</ol>".encode(), "a.html").text
    assert text.splitlines()[-1] == "20000. item 19999."


def test_a_page_without_a_body_tag_keeps_its_article() -> None:
    page = (
        "<!doctype html><meta charset=utf-8><html lang=zh><nav><a>首页</a></nav>"
        "<article><p>第一条　甲。</p><p>第二条　乙。</p></article><footer>版权所有</footer>"
    )
    assert read_bytes(page.encode(), "page.html").text.splitlines() == [
        "第一条　甲。",
        "第二条　乙。",
    ]
