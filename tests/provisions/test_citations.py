"""References and what they point to."""

from __future__ import annotations

import pytest

from shangxia.document import Language
from shangxia.provisions import Context, Place, find_citations

HERE = Context(
    Place(chapter="2", article="9", paragraph="3", item="2"), {"art:9/par:2": "art_9/par_2"}
)


def cited(text: str, language: Language = "zh") -> list[tuple[str, str]]:
    return [(item.text, item.target) for item in find_citations(text, language, HERE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "依照本法第十二条第一款第（三）项",
            [("本法第十二条第一款第（三）项", "art:12/par:1/item:3")],
        ),
        ("依照本法第１２条第一款第(三)项", [("本法第１２条第一款第(三)项", "art:12/par:1/item:3")]),
        ("依照前款规定", [("前款", "art:9/par:2")]),
        ("依照前两款规定", [("前两款", "art:9/par:1"), ("前两款", "art:9/par:2")]),
        ("依照本条第一款", [("本条第一款", "art:9/par:1")]),
        (
            "前款第一项、第三项规定",
            [("前款第一项", "art:9/par:2/item:1"), ("第三项", "art:9/par:2/item:3")],
        ),
        ("第五条至第七条", [("第五条至第七条", f"art:{n}") for n in (5, 6, 7)]),
        (
            "第一款第五项至第六项",
            [("第一款第五项至第六项", f"art:9/par:1/item:{n}") for n in (5, 6)],
        ),
        ("第一百二十条之一", [("第一百二十条之一", "art:120-1")]),
        (
            "依照《中华人民共和国刑法》第三百条",
            [("《中华人民共和国刑法》第三百条", "law:《中华人民共和国刑法》/art:300")],
        ),
        ("依照刑法的规定", [("刑法", "law:《刑法》")]),
        ("根据宪法，制定本法", [("宪法", "law:《宪法》")]),
        ("维护宪法和法律", []),
        ("适用本法。本条例自公布之日起施行", []),
        ("第三章的规定", [("第三章", "chap:3")]),
    ],
)
def test_chinese(text: str, expected: list[tuple[str, str]]) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tại khoản 1 Điều 8 của Luật này", [("khoản 1 Điều 8 của Luật này", "art:8/par:1")]),
        (
            "điểm a khoản 2 Điều 5 Nghị định này",
            [("điểm a khoản 2 Điều 5 Nghị định này", "art:5/par:2/item:a")],
        ),
        ("theo Điều này", [("Điều này", "art:9")]),
        ("theo khoản này", [("khoản này", "art:9/par:3")]),
        (
            "khoản 1 và khoản 2 Điều 7",
            [
                ("khoản 1 và khoản 2 Điều 7", "art:7/par:1"),
                ("khoản 1 và khoản 2 Điều 7", "art:7/par:2"),
            ],
        ),
        (
            "các điểm a, b và c khoản 2 Điều 5",
            [
                ("các điểm a, b và c khoản 2 Điều 5", f"art:5/par:2/item:{letter}")
                for letter in "abc"
            ],
        ),
        (
            "điểm b khoản 1 và khoản 2 Điều 52",
            [
                ("điểm b khoản 1 và khoản 2 Điều 52", "art:52/par:1/item:b"),
                ("điểm b khoản 1 và khoản 2 Điều 52", "art:52/par:2"),
            ],
        ),
        ("Điều 5 và Điều 6 của Luật này", [("Điều 5", "art:5"), ("Điều 6 của Luật này", "art:6")]),
        (
            "Điều 33 của Luật tổ chức Quốc hội",
            [("Điều 33 của Luật tổ chức Quốc hội", "law:Luật tổ chức Quốc hội/art:33")],
        ),
        ("pháp luật về tố cáo; Luật này", []),
    ],
)
def test_vietnamese(text: str, expected: list[tuple[str, str]]) -> None:
    assert cited(text, "vi") == expected


def test_english() -> None:
    assert cited("Item (3) of paragraph 2 of Article 5 and Article 7 of this Law", "en") == [
        ("Item (3) of paragraph 2 of Article 5", "art:5/par:2/item:3"),
        ("Article 7 of this Law", "art:7"),
    ]


def test_a_target_in_the_document_names_its_node() -> None:
    (found,) = find_citations("依照前款规定", "zh", HERE, base=100)
    assert (found.node, found.start, found.end) == ("art_9/par_2", 102, 104)


def test_relative_references_without_a_place_are_left_out() -> None:
    assert find_citations("依照前款规定", "zh") == ()
    assert find_citations("theo Điều này", "vi") == ()
