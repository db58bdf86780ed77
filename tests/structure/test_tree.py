"""What a lawyer expects of the tree, form by form."""

from __future__ import annotations

import pytest

from shangxia.document import NORM_KINDS, Node
from shangxia.structure import parse_tree


def paths(text: str, language: str = "zh") -> list[str]:
    """The ids of the norm nodes."""
    return [node.id for node in parse_tree(text, language).nodes if node.kind in NORM_KINDS]


def articles(text: str, language: str = "zh") -> list[str | None]:
    """The numbers of the articles, in order."""
    return [node.number for node in parse_tree(text, language).nodes if node.kind == "article"]


def node(text: str, id_: str, language: str = "zh") -> Node:
    """One node by its id."""
    return next(node for node in parse_tree(text, language).nodes if node.id == id_)


@pytest.mark.parametrize(
    "label",
    [
        "第一条　",
        "第一条 ",
        "第一条",
        "**第一条**　",
        "第 一 条 ",
        "第1条 ",
        "第１条　",
        "第一條　",
        "　　第一条　",
        "【第一条】",
    ],
)
def test_article_labels_of_every_form(label: str) -> None:
    assert articles(f"{label}为了规范工作，制定本规定。\n第二条　本规定自发布之日起施行。") == [
        "1",
        "2",
    ]


def test_long_and_inserted_numbers() -> None:
    text = (
        "第一百二十条　甲。\n第一百二十条之一　乙。\n第一百二十条之二　丙。\n第一百二十一条　丁。"
    )
    assert articles(text) == ["120", "120-1", "120-2", "121"]


def test_levels_of_a_code() -> None:
    text = (
        "第一编　总则\n第一分编　通则\n第一章　一般规定\n第一节　宗旨\n第一条　甲：\n（一）乙：\n1．丙；\n2．丁。\n"
        "第二章　其他\n第二条　戊。\n己。"
    )
    top = "part_1/subpart_1"
    first = f"{top}/ch_1/sec_1/art_1/par_1"
    assert paths(text) == [
        "part_1", top, f"{top}/ch_1", f"{top}/ch_1/sec_1", f"{top}/ch_1/sec_1/art_1", first,
        f"{first}/item_1", f"{first}/item_1/subitem_1", f"{first}/item_1/subitem_2",
        f"{top}/ch_2", f"{top}/ch_2/art_2", f"{top}/ch_2/art_2/par_1", f"{top}/ch_2/art_2/par_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "labels",
    [
        ("（一）", "（二）"),
        ("(一)", "(二)"),
        ("㈠", "㈡"),
        ("1.", "2."),
        ("1．", "2．"),
        ("1、", "2、"),
        ("①", "②"),
        ("（1）", "（2）"),
        ("一、", "二、"),
    ],
)
def test_item_labels_of_every_form(labels: tuple[str, str]) -> None:
    text = f"第一条　有下列情形之一的：\n{labels[0]}甲；\n{labels[1]}乙。\n第二条　丙。"
    assert paths(text)[:4] == ["art_1", "art_1/par_1", "art_1/par_1/item_1", "art_1/par_1/item_2"]


@pytest.mark.parametrize(
    "torn",
    ["第九条　违反规定的，依照本法\n第十条\n的规定处理。\n第十条　甲。", "第九条　依照\n第十条、第十一条的规定处理。\n第十条　甲。",
     "第九条　依照本法\n第二十条第一款\n处理。\n第十条　甲。"],
)  # fmt: skip
def test_a_torn_reference_is_no_article(torn: str) -> None:
    assert articles(torn) == ["9", "10"]
    assert paths(torn) == ["art_9", "art_9/par_1", "art_10", "art_10/par_1"]


def test_a_torn_reference_in_vietnamese() -> None:
    text = "Điều 4. Nguyên tắc\n1. Thực hiện theo\nĐiều 5\ncủa Luật này.\nĐiều 5. Hiệu lực\nLuật này có hiệu lực."
    assert paths(text, "vi") == ["art_4", "art_4/par_1", "art_5", "art_5/par_1"]


def test_contents_are_not_the_body() -> None:
    text = "工作条例\n目　录\n第一章　总则\n第二章　附则\n\n第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。"
    assert paths(text) == [
        "ch_1",
        "ch_1/art_1",
        "ch_1/art_1/par_1",
        "ch_2",
        "ch_2/art_2",
        "ch_2/art_2/par_1",
    ]
    assert node(text, "contents").kind == "contents"


def test_contents_without_a_title_and_with_articles() -> None:
    entries = "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi ..... 1\nĐiều 2. Đối tượng ..... 2\n"
    body = "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nQuy định này áp dụng chung.\nĐiều 2. Đối tượng\n1. Cán bộ.\n2. Công chức."
    assert articles(entries + body, "vi") == ["1", "2"]


def test_hard_wrapped_lines_with_page_numbers_are_one_paragraph() -> None:
    lines = [
        "第一条　" + "各级党委应当加强对干部的日常管理和监督检查工作并",
        "定期向上级党委报告有关情况和存在的问题以及采取",
        "的措施。",
    ]
    page = [
        "第二条　" + "组织部门应当在党委领导下做好考核识别干部的各项",
        "- 3 -",
        "日常工作并对发现的问题及时提出处理意见和工作建",
        "议。",
    ]
    text = "\n".join(
        lines
        + page
        + ["第三条　" + "本规定由组织部门负责解释并且会同有关部门制定实施", "的具体办法。"]
    )
    assert paths(text) == [f"art_{n}{tail}" for n in (1, 2, 3) for tail in ("", "/par_1")]


def test_quoted_articles_of_an_amendment_stay_inside() -> None:
    text = "第一条　将第五条修改为：\n“第五条　甲。\n“第六条　乙。”\n第二条　删去第七条。\n第三条　本决定自公布之日起施行。"
    assert articles(text) == ["1", "2", "3"]


def test_heading_of_an_article_in_brackets() -> None:
    assert node("第一条　【目的】为了规范，制定本法。", "art_1").heading == "目的"
    assert node("第一条（目的和依据）\n为了规范，制定本法。", "art_1").heading == "目的和依据"


def test_annex_signature_and_notes_stand_outside_of_the_norms() -> None:
    text = (
        "云溪市工作办法\n（2031年1月1日云溪市人民政府发布）\n第一条　甲。\n第二条　乙。\n"
        "云溪市人民政府\n2031年1月1日\n附件1：收费标准\n名称　金额"
    )
    kinds = [node.kind for node in parse_tree(text, "zh").nodes if node.parent is None]
    assert kinds == ["title", "note", "article", "article", "signature", "annex"]
    assert node(text, "annex").heading == "收费标准"


def test_a_line_above_the_title_is_no_title() -> None:
    text = "Trang chủ\nQUỐC HỘI\nLUẬT\nSÔNG VÀNG\nĐiều 1. Phạm vi\nÁp dụng chung.\nĐiều 2. Khác\nÁp dụng."
    tree = parse_tree(text, "vi").nodes
    assert [n.heading for n in tree if n.kind == "title" and n.parent is None] == [
        "LUẬT\nSÔNG VÀNG"
    ]


def test_vietnamese_frame() -> None:
    text = (
        "QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLUẬT\nSÔNG VÀNG\nCăn cứ Hiến pháp;\n"
        "Chương I:\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. Một:\na) A;\nb) B.\n2. Hai:\n2.1 Ba.\n2.2. Bốn.\n"
        "Nơi nhận:\n- Lưu VT."
    )
    tree = parse_tree(text, "vi").nodes
    assert [n.kind for n in tree if n.parent is None] == [
        "note",
        "title",
        "preamble",
        "chapter",
        "signature",
    ]
    assert node(text, "title", "vi").heading == "LUẬT\nSÔNG VÀNG"
    assert node(text, "ch_1", "vi").heading == "QUY ĐỊNH CHUNG"
    assert node(text, "ch_1/art_1", "vi").heading == "Phạm vi"
    assert paths(text, "vi")[-3:] == [
        f"ch_1/art_1/par_2{tail}" for tail in ("", "/item_2.1", "/item_2.2")
    ]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Chương I", "1"),
        ("CHƯƠNG IV.", "4"),
        ("Chương 3:", "3"),
        ("Chương IIa", "2a"),
        ("Chuong II", "2"),
    ],
)
def test_vietnamese_chapters(label: str, number: str) -> None:
    tree = parse_tree(
        f"{label}\nQUY ĐỊNH\nĐiều 1. Phạm vi\nÁp dụng chung.\nĐiều 2. Khác\nÁp dụng.", "vi"
    ).nodes
    assert [n.number for n in tree if n.kind == "chapter"] == [number]


def test_vietnamese_opening_words_before_numbered_paragraphs() -> None:
    text = "Điều 2. Giải thích\nTrong Luật này, các từ được hiểu như sau:\n1. Một là một.\n2. Hai là hai."
    assert paths(text, "vi") == ["art_2", "art_2/par_1", "art_2/par_2"]
    assert node(text, "art_2/preamble", "vi").kind == "preamble"


def test_vietnamese_article_without_numbered_paragraphs() -> None:
    text = "Điều 1. Phạm vi\nĐoạn một.\nĐoạn hai.\nĐiều 2. Khác\nĐoạn."
    assert paths(text, "vi") == ["art_1", "art_1/par_1", "art_1/par_2", "art_2", "art_2/par_1"]


def test_official_letter_without_articles() -> None:
    text = (
        "关于做好工作的通知\n各县区：\n现就有关事项通知如下。\n一、总体要求\n坚持原则。\n（一）目标。明确目标。\n"
        "（二）任务。落实任务。\n1. 学习。\n2. 落实。\n二、工作步骤\n分步实施。\n云溪市人民政府\n2031年1月1日\n附件：名单"
    )
    found = paths(text)
    assert [p for p in found if p.rsplit("/", 1)[-1].startswith(("sec", "item", "subitem"))] == [
        "sec_1", "sec_1/item_1", "sec_1/item_2", "sec_1/item_2/subitem_1", "sec_1/item_2/subitem_2", "sec_2",
    ]  # fmt: skip
    assert node(text, "sec_1").heading == "总体要求"
    assert node(text, "annex").heading == "名单"
    assert node(text, "signature").start == text.index("云溪市")


def test_translated_articles() -> None:
    text = (
        "Measures for Cadres\nChapter I General Provisions\nArticle 1 These Measures are made for order.\n"
        "Article 2 A cadre under one of the following shall be adjusted:\n(1) poor work;\n(2) poor health.\n"
        "Article 3. This takes effect on the date of issue."
    )
    assert paths(text, "en") == [
        "ch_1", "ch_1/art_1", "ch_1/art_1/par_1", "ch_1/art_2", "ch_1/art_2/par_1", "ch_1/art_2/par_1/item_1",
        "ch_1/art_2/par_1/item_2", "ch_1/art_3", "ch_1/art_3/par_1",
    ]  # fmt: skip


def test_measures_counted_over_several_paragraphs() -> None:
    text = (
        "A headline\n\nThe key measures include the following 3 aspects:\n\n"
        "First, assess every year. Second, test cadres on the front line.\n\n"
        "The third is to strengthen analysis.\n\nSource: a newspaper"
    )
    assert paths(text, "en") == ["par_1", "par_1/item_1", "par_1/item_2", "par_1/item_3"]


def test_nested_ordinals() -> None:
    text = (
        "First, train cadres.\nFirst, hold courses. The second is to test.\n"
        "Second, select well.\nFirst, be strict. Second, be open. The third is to be fair.\nThird, supervise."
    )
    assert paths(text, "en") == [
        "par_1", "par_1/item_1", "par_1/item_1/subitem_1", "par_1/item_1/subitem_2", "par_1/item_2",
        "par_1/item_2/subitem_1", "par_1/item_2/subitem_2", "par_1/item_2/subitem_3", "par_1/item_3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    [("重点抓好三个方面：一是考核；二是识别；三是调整。", "zh"), ("Có ba việc: Một là đánh giá; hai là lựa chọn; ba là điều chỉnh.", "vi"),
     ("Có ba việc. Thứ nhất, đánh giá. Thứ hai, lựa chọn. Thứ ba, điều chỉnh.", "vi")],
)  # fmt: skip
def test_ordinals_in_running_text(text: str, language: str) -> None:
    assert paths(text, language) == ["par_1", "par_1/item_1", "par_1/item_2", "par_1/item_3"]


def test_a_lone_first_is_no_list() -> None:
    assert paths("A title\n\nFirst, we thank everybody for coming here today.", "en") == ["par_1"]


def test_coverage_counts_only_what_was_not_understood() -> None:
    assert parse_tree("", "zh").coverage.share == 1
    assert parse_tree("第一条　甲。", "zh").coverage.share == 1
