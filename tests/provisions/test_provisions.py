"""Provisions of whole documents: one per paragraph, one more per item, every span exact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangxia.document import Language, Node
from shangxia.findings import Provision
from shangxia.provisions import (
    classify_norm,
    find_bearer,
    find_conditions,
    find_modal,
    find_provisions,
    find_sanctions,
    find_terms,
)

RULE = (
    "第五条　干部有下列情形之一的，应当给予警告处分：\n"
    "（一）推诿扯皮，造成损失的；\n"
    "（二）连续两年考核不称职的。\n"
    "受处分的干部可以在三十日内申诉，但依照前款第（二）项处理的除外。\n"
)


def node(id_: str, kind: str, number: str | None, words: str, parent: str | None) -> Node:
    start = RULE.index(words)
    return Node(id_, kind, number, None, None, start, start + len(words), parent)


@pytest.fixture
def nodes() -> list[Node]:
    lines = RULE.splitlines(keepends=True)
    first = lines[0].removeprefix("第五条　")
    return [
        node("art_5", "article", "5", RULE, None),
        node("art_5/title", "title", None, "第五条　", "art_5"),
        node("art_5/par_1", "paragraph", "1", first + lines[1] + lines[2], "art_5"),
        node("art_5/par_1/preamble", "preamble", None, first, "art_5/par_1"),
        node("art_5/par_1/item_1", "item", "1", lines[1], "art_5/par_1"),
        node("art_5/par_1/item_2", "item", "2", lines[2], "art_5/par_1"),
        node("art_5/par_2", "paragraph", "2", lines[3], "art_5"),
    ]


def test_paragraphs_and_items_in_text_order(nodes: list[Node]) -> None:
    found = find_provisions(RULE, nodes, "zh")
    assert [(item.id, item.node.removeprefix("art_5/")) for item in found] == [
        ("p1", "par_1"),
        ("p2", "par_1/item_1"),
        ("p3", "par_1/item_2"),
        ("p4", "par_2"),
    ]
    assert [item.norm for item in found[:3]] == ["sanction"] * 3
    assert found[0].text.startswith("干部有") and found[0].text.endswith("不称职的。")


def test_layers_of_the_paragraphs(nodes: list[Node]) -> None:
    listed, _, item, appeal = find_provisions(RULE, nodes, "zh")
    assert listed.bearer is not None and listed.bearer.text == "干部"
    assert listed.modal is not None and listed.modal.text == "应当"
    assert [quote.text for quote in listed.sanctions] == ["警告"]
    assert [(one.value, one.unit) for one in item.deadlines] == [(2, "year")]
    assert item.bearer is None and item.modal is None
    assert appeal.norm == "procedure"
    assert [(one.text, one.bound) for one in appeal.deadlines] == [("三十日内", "max")]
    (cited,) = appeal.citations
    assert (cited.target, cited.node) == ("art:5/par:1/item:2", "art_5/par_1/item_2")
    assert any(quote.text.endswith("除外") for quote in appeal.conditions)


@pytest.mark.parametrize(
    ("text", "language", "chapeau", "heading", "norm"),
    [
        ("本规定自发布之日起施行。", "zh", "", "", "effect"),
        ("本法所称公职人员，是指下列人员。", "zh", "", "", "definition"),
        ("事业单位参照本规定执行。", "zh", "", "", "scope"),
        ("干部工作应当遵循党管干部的原则。", "zh", "", "", "principle"),
        ("领导干部不得兼任企业职务。", "zh", "", "", "prohibition"),
        ("公民有权提出申诉。", "zh", "", "", "right"),
        ("情节较重的，给予撤职处分。", "zh", "", "", "sanction"),
        ("干部应当忠诚履职。", "zh", "", "", "obligation"),
        ("当事人可以委托代理人。", "zh", "", "", "permission"),
        ("机关应当自收到申请之日起十日内答复。", "zh", "", "", "procedure"),
        ("遵守纪律；", "zh", "公务员应当履行下列义务：", "", "obligation"),
        ("参加培训；", "zh", "公务员享有下列权利：", "", "right"),
        ("Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2020.", "vi", "", "", "effect"),
        (
            "Tố cáo là việc cá nhân báo cho cơ quan có thẩm quyền.",
            "vi",
            "",
            "Giải thích từ ngữ",
            "definition",
        ),
        ("Cán bộ phải chấp hành quyết định.", "vi", "", "", "obligation"),
        ("Cán bộ không được nhận quà.", "vi", "", "", "prohibition"),
        ("Công dân có quyền khiếu nại.", "vi", "", "", "right"),
        ("Cán bộ vi phạm thì bị cách chức.", "vi", "", "", "sanction"),
        ("中央军事委员会可以根据本规定制定相关规定。", "zh", "", "", "other"),
        ("（一）搞封建迷信的；", "zh", "领导干部有下列情形，应当受到组织处理：", "", "sanction"),
        ("组织部门应当将组织处理决定材料归入档案，报上级机关备案。", "zh", "", "", "procedure"),
        ("责任界定不准确的，应当重新核实。", "zh", "", "", "obligation"),
        (
            "Chỉ đạo việc thực hiện luật;",
            "vi",
            "Chính phủ có nhiệm vụ, quyền hạn sau đây:",
            "",
            "obligation",
        ),
        ("Bên vi phạm hợp đồng phải bồi thường thiệt hại.", "vi", "", "", "obligation"),
        ("Cadres may not hold posts in enterprises.", "en", "", "", "prohibition"),
        ("This regulation comes into force on the day of promulgation.", "en", "", "", "effect"),
    ],
)
def test_norms(text: str, language: Language, chapeau: str, heading: str, norm: str) -> None:
    assert classify_norm(text, language, chapeau=chapeau, heading=heading) == norm


@pytest.mark.parametrize(
    ("text", "language", "norm", "bearer", "modal"),
    [
        ("人民法院应当自立案之日起五日内发送副本。", "zh", "procedure", "人民法院", "应当"),
        ("调查时，有关单位和个人都有义务协助。", "zh", "obligation", "有关单位和个人", "有义务"),
        ("对决定不服的，可以申请复核。", "zh", "permission", None, "可以"),
        ("受处分的人员不得申诉。", "zh", "prohibition", "受处分的人员", "不得"),
        ("有关机关予以通报。", "zh", "sanction", "有关机关", None),
        (
            "党委（党组）及其组织（人事）部门应当履行职责。",
            "zh",
            "obligation",
            "党委（党组）及其组织（人事）部门",
            "应当",
        ),
        ("组织处理工作坚持以下原则。", "zh", "principle", None, None),
        ("当事人就该纠纷可以提起诉讼。", "zh", "permission", "当事人", "可以"),
        ("受害人有依照本法取得赔偿的权利。", "zh", "right", "受害人", None),
        ("当事人提供的证据应当查证属实。", "zh", "obligation", None, "应当"),
        (
            "违反规定，企业未缴费的，对责任人员给予处分。",
            "zh",
            "sanction",
            "企业",
            None,
        ),
        (
            "Trường hợp người học mà chuyển trường thì được bảo lưu kết quả.",
            "vi",
            "right",
            "người học",
            "được",
        ),
        (
            "Hồ sơ của người được bảo vệ gồm đơn; cơ quan tiếp nhận lập hồ sơ.",
            "vi",
            "procedure",
            "cơ quan tiếp nhận",
            None,
        ),
        (
            "Viện kiểm sát, Thanh tra; công chức ngành Công an không được làm đại diện.",
            "vi",
            "prohibition",
            "Viện kiểm sát, Thanh tra; công chức ngành Công an",
            "không được",
        ),
        ("Người khiếu nại có nghĩa vụ:", "vi", "obligation", "Người khiếu nại", "có nghĩa vụ"),
        ("Người tố cáo có quyền rút tố cáo.", "vi", "right", "Người tố cáo", "có quyền"),
        (
            "Trong thời hạn 10 ngày, cơ quan thanh tra phải thông báo.",
            "vi",
            "procedure",
            "cơ quan thanh tra",
            "phải",
        ),
        (
            "Party committees at all levels shall report.",
            "en",
            "obligation",
            "Party committees at all levels",
            "shall",
        ),
    ],
)
def test_bearers_and_modals(
    text: str, language: Language, norm: str, bearer: str | None, modal: str | None
) -> None:
    found_modal, found_bearer = find_modal(text, language), find_bearer(text, language, norm)
    assert (found_modal.text if found_modal else None) == modal
    assert (found_bearer.text if found_bearer else None) == bearer


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("给予警告处分或者撤销党内职务", "zh", ["警告", "撤销党内职务"]),
        ("依法给予处分；构成犯罪的，追究刑事责任", "zh", ["处分", "追究刑事责任"]),
        ("依照《治安管理处罚法》责令改正", "zh", []),
        ("吊销其营业执照，并处罚款", "zh", ["吊销其营业执照", "罚款"]),
        ("bị cách chức hoặc buộc thôi việc", "vi", ["cách chức", "buộc thôi việc"]),
        ("chấp hành kỷ luật lao động", "vi", []),
        ("shall be demoted or dismissed", "en", ["demoted", "dismissed"]),
    ],
)
def test_sanctions(text: str, language: Language, expected: list[str]) -> None:
    assert [quote.text for quote in find_sanctions(text, language)] == expected


def test_conditions_and_terms() -> None:
    assert [
        q.text for q in find_conditions("情节严重的，给予处分；法律另有规定的除外。", "zh")
    ] == ["情节严重的"]
    (term,) = find_terms("本法所称公职人员，是指依法履职的人员。", "zh")
    assert (term.text, term.scope) == ("公职人员", "本法")
    (short,) = find_terms("中国人民银行（以下简称央行）", "zh")
    assert (short.text, short.scope) == ("央行", None)
    (vietnamese,) = find_terms("Ủy ban nhân dân (sau đây gọi là Ủy ban)", "vi")
    assert vietnamese.text == "Ủy ban"


def quoted(item: Any) -> list[Any]:
    layers = (item.deadlines, item.thresholds, item.citations, item.sanctions, item.conditions)
    return [item, *(one for layer in layers for one in layer)] + [
        one for one in (item.bearer, item.modal) if one is not None
    ]


PIECES = st.sampled_from(
    "应当 不得 三十日内 第五条 第二款 前款 、 ， 。 的 \n 《刑法》 百分之五 警告 处分 人民法院 "
    "Điều 5 khoản này phải không quá 15 ngày ủy ban bị cách chức e\u0309 ， a) 2/3 within "
    "8 hours shall Article İ ½ \u0301".split(" ")
)


@given(
    st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120),
    st.sampled_from(["zh", "vi", "en"]),
)
@settings(deadline=None, max_examples=150)
def test_any_text_quotes_exactly(text: str, language: Language) -> None:
    nodes = [
        Node("art_2", "article", "2", None, "x", 0, len(text), None),
        Node("art_2/par_2", "paragraph", "2", None, None, 0, len(text), "art_2"),
    ]
    found: tuple[Provision, ...] = find_provisions(text, nodes, language)
    assert len(found) <= 1
    for item in found:
        for one in quoted(item):
            assert text[one.start : one.end] == one.text
            assert item.start <= one.start <= one.end <= item.end
