import io

import pytest

from shangxia.errors import ReadingError
from shangxia.reading import read_bytes
from shangxia.reading.number_formats import format_number
from tests.reading.builders import abstract, docx, instance, paragraph


def lines(*args, **kwargs):
    return read_bytes(docx(*args, **kwargs), "a.docx").text.splitlines()


LEGAL = abstract(
    0,
    ("chineseCountingThousand", "第%1章", ""),
    ("chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    ("japaneseCounting", "（%3）", '<w:suff w:val="nothing"/>'),
)


def test_chinese_articles_run_on_over_chapters():
    body = "".join(
        paragraph(text, number=1, level=level)
        for level, text in [(0, "总则"), (1, "目的。"), (1, "范围："), (2, "甲；"), (2, "乙。"),
                            (0, "附则"), (1, "施行。"), (2, "丙。")]
    )  # fmt: skip
    assert lines(body, numbering=LEGAL + instance(1, 0)) == [
        "第一章 总则", "第一条 目的。", "第二条 范围：", "（一）甲；", "（二）乙。",
        "第二章 附则", "第三条 施行。", "（一）丙。",
    ]  # fmt: skip


def test_levels_show_the_numbers_above_them():
    numbering = abstract(
        0, ("upperRoman", "Chương %1", ""), ("decimal", "%1.%2", ""),
        ("decimal", "%1.%2", "<w:isLgl/>"),
        ("lowerLetter", "%4)", ""),
    ) + instance(1, 0)  # fmt: skip
    body = "".join(paragraph("x", number=1, level=level) for level in (0, 0, 1, 1, 2, 3, 3, 0, 3))
    assert [line.removesuffix(" x") for line in lines(body, numbering=numbering)] == [
        "Chương I", "Chương II", "II.1", "II.2", "2.2", "a)", "b)", "Chương III", "a)",
    ]  # fmt: skip


def test_instances_share_a_counter_unless_they_override_the_start():
    numbering = abstract(0, ("decimal", "Điều %1.", ""))
    numbering += instance(1, 0) + instance(2, 0)
    numbering += instance(
        3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    )
    body = "".join(paragraph("x", number=number, level=0) for number in (1, 2, 3, 3, 1))
    assert [line[5:6] for line in lines(body, numbering=numbering)] == list("12789")


def test_numbers_come_from_styles_too():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Con">'
        '<w:basedOn w:val="Dieu"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Khoan"><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = abstract(
        0, ("decimal", "Điều %1.", '<w:pStyle w:val="Dieu"/>'), ("decimal", "%2.", "")
    ) + instance(1, 0)
    body = (
        paragraph("a", style="Dieu") + paragraph("b", style="Khoan") + paragraph("c", style="Con")
    )
    body += paragraph("d", style="Dieu", number=0) + paragraph("e")
    assert lines(body, numbering=numbering, styles=styles) == [
        "Điều 1. a", "1. b", "Điều 2. c", "d", "e",
    ]  # fmt: skip


def test_lists_linked_through_a_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbering = abstract(0, ("lowerRoman", "%1.", "")) + instance(1, 0)
    numbering += '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering += instance(2, 5)
    body = paragraph("x", number=2, level=0) * 2
    assert lines(body, numbering=numbering, styles=styles) == ["i. x", "ii. x"]


def test_bullets():
    numbering = abstract(0, ("bullet", "\uf0b7", ""), ("bullet", "-", "")) + instance(1, 0)
    body = paragraph("a", number=1, level=0) + paragraph("b", number=1, level=1)
    assert lines(body, numbering=numbering) == ["• a", "- b"]


def test_circular_styles_end():
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert lines(paragraph("x", style="A"), styles=styles) == ["x"]


@pytest.mark.parametrize(
    ("kind", "value", "printed"),
    [
        ("decimal", 12, "12"), ("decimalZero", 7, "07"), ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"), ("lowerLetter", 27, "aa"), ("upperLetter", 3, "C"),
        ("chineseCounting", 12, "十二"), ("chineseCounting", 101, "一○一"),
        ("chineseCountingThousand", 101, "一百零一"), ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 10, "十"), ("chineseCountingThousand", 20, "二十"),
        ("japaneseCounting", 110, "百十"), ("ideographDigital", 20, "二〇"),
        ("ideographTraditional", 2, "乙"), ("ideographZodiac", 12, "亥"),
        ("chineseLegalSimplified", 3, "叁"), ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedParen", 1, "⑴"), ("decimalEnclosedFullstop", 1, "⒈"),
        ("ideographEnclosedCircle", 1, "㊀"), ("taiwaneseCountingThousand", 12, "十二"),
        ("ordinal", 112, "112th"), ("ordinal", 22, "22nd"), ("ordinalText", 21, "Twenty-first"),
        ("ordinalText", 30, "Thirtieth"), ("cardinalText", 115, "One hundred fifteen"),
        ("vietnameseCounting", 21, "hai mươi mốt"), ("vietnameseCounting", 15, "mười lăm"),
        ("none", 3, ""), ("unheardOf", 3, "3"), ("upperRoman", 0, "0"),
        ("decimalEnclosedCircle", 99, "99"),
    ],
)  # fmt: skip
def test_number_formats(kind, value, printed):
    assert format_number(value, kind) == printed


def test_tracked_changes_show_the_text_as_accepted():
    body = paragraph(
        "甲",
        inside="<w:ins><w:r><w:t>乙</w:t></w:r></w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>丁</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>戊</w:t></w:r></w:moveTo>",
    )
    gone = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>己</w:t></w:r></w:p>"
    assert lines(body + gone + paragraph("庚")) == ["甲乙戊", "己庚"]


def test_tables_are_lines_of_cells():
    def table(*rows):
        return "<w:tbl>" + "".join(
            "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows
        ) + "</w:tbl>"  # fmt: skip

    p = paragraph
    body = p("前") + table([p("a"), p("b")], [p("c") + p("d"), p("e")]) + p("后")
    assert lines(body) == ["前", "a\tb", "c d\te", "后"]
    letterhead = table([p("BỘ CHÍNH TRỊ") + p("Số 41-QĐ/TW"), p("ĐẢNG CỘNG SẢN VIỆT NAM")])
    assert lines(letterhead) == ["BỘ CHÍNH TRỊ", "Số 41-QĐ/TW", "ĐẢNG CỘNG SẢN VIỆT NAM"]


def test_runs_fields_links_boxes_and_notes():
    inside = (
        '<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>x</w:t><w:br/></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r>'
        "<mc:AlternateContent><mc:Choice><w:r><w:txbxContent>" + paragraph("框")
        + "</w:txbxContent></w:r></mc:Choice><mc:Fallback><w:r><w:txbxContent>" + paragraph("框")
        + "</w:txbxContent></w:r></mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    notes = f'<w:footnote w:id="2">{paragraph("注")}</w:footnote>'
    assert lines(paragraph("甲", inside=inside), footnotes=notes) == [
        "甲链接\tx", "[1]", "框", "[1] 注",
    ]  # fmt: skip


def test_headers_are_left_out():
    header = ("word/header1.xml", "<w:hdr xmlns:w='x'/>")
    assert lines(paragraph("正文"), more=[header]) == ["正文"]


def test_what_python_docx_writes():
    import docx as python_docx

    document = python_docx.Document()
    document.add_heading("第一章 总则", level=1)
    document.add_paragraph("一", style="List Number")
    document.add_paragraph("二", style="List Number")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "格"
    stream = io.BytesIO()
    document.save(stream)
    read = read_bytes(stream.getvalue(), "a.docx")
    assert read.text.splitlines()[:4] == ["第一章 总则", "1. 一", "2. 二", "格"]
    assert read.source.encoding == "docx"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(paragraph("x"))[:-40], "truncated or damaged"),
        (docx(paragraph("x"), prolog='<!DOCTYPE d [<!ENTITY a "b">]>'), "XML entities"),
        (docx(paragraph("x"), more=[("word/media/x", b"\0" * (20 << 20))]), "zip bomb"),
        (docx("<w:p>"), "not well-formed"),
        (docx("", more=[("word/document.xml", "<x/>")]), "damaged|body"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"just text", "no DOCX inside"),
        (docx(paragraph("")), "no text"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_bad_files_are_refused_in_one_sentence(data, reason):
    with pytest.raises(ReadingError, match=reason) as caught:
        read_bytes(data, "bad.docx")
    assert str(caught.value).startswith("bad.docx ")
    assert "\n" not in str(caught.value)


def test_an_archive_that_is_no_docx():
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(ReadingError, match="no DOCX"):
        read_bytes(stream.getvalue(), "a.docx")
