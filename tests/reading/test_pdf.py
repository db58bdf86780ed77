import shutil
import subprocess

import pytest

from shangxia.errors import ReadingError
from shangxia.reading import read_bytes
from tests.reading.builders import pdf


def page(*lines, top=760, left=72, size=12, leading=20):
    """Set lines one below the other; a line that begins with two spaces is indented."""
    return [
        (left + (24 if line.startswith("　　") else 0), top - at * leading, size, line.strip("　"))
        for at, line in enumerate(lines)
    ]


FULL = "为了规范领导干部的管理工作根据有关法律法规和本市实际情况制定本规"  # as wide as the page


def read(*pages, **options):
    return read_bytes(pdf(list(pages), **options), "a.pdf")


def test_broken_lines_are_joined_and_indents_part_paragraphs():
    second = "定，依照第十三条的规定办理，并且" + FULL[:18]
    lines = ["　　第一条" + FULL[:30], second, "第五条的规定除外。"]
    lines += ["　　第二条本规定自发布之日起施行。", "　　（一）甲；", "　　（二）乙。"]
    text = read(page(*lines))
    first = "第一条" + FULL[:30] + second + "第五条的规定除外。"
    assert text.text.splitlines() == [first, *(line.strip("　") for line in lines[3:])]
    assert text.source.language == "zh"
    assert text.source.encoding == "pdf"


def test_page_numbers_and_running_heads_are_dropped():
    pages = []
    for number in range(1, 6):
        lines = page("　　第" + "一二三四五"[number - 1] + "条" + FULL[:31], "续行到这里结束。")
        head = [(200, 810, 9, "某市人民政府公报"), (280, 30, 9, f"- {number} -")]
        pages.append([*head[:1], *lines, *head[1:]])
    text = read(*pages)
    assert "公报" not in text.text
    assert "-" not in text.text
    assert len(text.text.splitlines()) == 5
    assert [text.text[at : at + 3] for at in text.pages] == [f"第{n}条" for n in "一二三四五"]


def test_a_paragraph_goes_on_over_the_page():
    text = read(page("　　第一条" + FULL[:30], FULL), page(FULL[:20] + "。", "　　第二条完。"))
    assert text.text.splitlines() == ["第一条" + FULL[:30] + FULL + FULL[:20] + "。", "第二条完。"]
    assert text.text[text.pages[1] :].startswith(FULL[:20])


def test_words_get_their_space_back():
    lines = ["Article 1. The officials shall be", "adjusted where they do not act on", "it."]
    assert read(page(*lines, left=72)).text == " ".join(lines) + "\n"


def test_list_items_begin_lines():
    lines = [
        "The office shall see to these two",
        "(1) reports from citizens who have",
        "2. complaints",
    ]
    assert read(page(*lines)).text.splitlines() == lines


def test_damaged_characters_are_counted():
    text = read(page("第一条\ue123\ufffd甲乙丙丁戊"))
    assert text.source.warnings[0].startswith("2 of 10 characters (20.0%) are damaged")


def test_pages_without_text_are_named():
    text = read(page("第一条 甲。"), [], page("第二条 乙。"))
    assert text.source.warnings == ("no text on 1 of 3 pages, scanned or blank: 2",)
    assert len(text.pages) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[]]), "scanned: run OCR"),
        (pdf([page("甲")])[:-400], "truncated"),
        (b"%PDF-1.7\n" + b"x" * 100 + b"\nstartxref\n0\n%%EOF", "damaged"),
        (b"no pdf at all", "no PDF inside"),
        (
            pdf(
                [page("甲")],
                extra="<</Filter/Standard/V 1/R 2/O(" + "o" * 32 + ")/U(" + "u" * 32 + ")/P -4>>",
                trailer_extra="/Encrypt 9 0 R/ID[<00><00>]",
            ),
            "encrypted",
        ),
    ],
)
def test_bad_files_are_refused_in_one_sentence(data, reason):
    with pytest.raises(ReadingError, match=reason) as caught:
        read_bytes(data, "bad.pdf")
    assert str(caught.value).startswith("bad.pdf ")


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not here")
def test_what_a_browser_prints(tmp_path):
    paragraphs = [
        f"Điều {n}. Cán bộ, công chức có trách nhiệm thực hiện nghiêm túc các quy định của "
        "pháp luật về tiếp công dân, giải quyết khiếu nại theo quy định tại Điều 5 của Luật này và "
        f"các văn bản hướng dẫn số {n * 7}."
        for n in range(1, 40)
    ]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    source, target = tmp_path / "a.html", tmp_path / "a.pdf"
    source.write_text(f"<meta charset=utf-8><title>Luật</title>{body}", encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={target}", str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = read_bytes(target.read_bytes(), "a.pdf")
    assert text.text.splitlines() == paragraphs
    assert len(text.pages) > 1
