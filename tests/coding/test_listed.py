"""Lists are evidence: items are held against the definitions."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from shangxia.coding import code_document, load_codebook
from shangxia.document import Node
from shangxia.findings import Coding

CHANNELS = load_codebook("channels")
SITUATIONS = load_codebook("situations")
SEVEN = CHANNELS.ids[:7]


def tree(text: str, labels: list[str]) -> list[Node]:
    """Build an article with one paragraph and its items, which begin with ``labels``."""
    starts = [text.index(label) for label in labels]
    ends = [*starts[1:], len(text)]
    nodes = [
        Node("art_5", "article", "5", None, None, 0, len(text), None),
        Node("art_5/par_1", "paragraph", "1", None, None, 0, len(text), "art_5"),
    ]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        path = f"art_5/par_1/item_{number}"
        nodes.append(Node(path, "item", str(number), None, None, start, end, "art_5/par_1"))
    return nodes


ARTICLE = (
    "干部具有下列情形之一的，应当及时予以调整：\n"
    "（一）政治上不能准确判断和领悟，执行力不强，落实党中央决策部署差距明显；\n"
    "（二）在重大原则问题上不坚定，关键时刻没有经受住考验；\n"
    "（三）无正当理由不服从组织的分配、调动和交流；\n"
    "（四）配偶、子女经商办企业，按规定需要组织调整；\n"
    "（五）因身体原因一年以上不能正常履行工作职责；\n"
    "（六）法律规定的其他事项。\n"
)
LABELS = ["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"]


def of_items(codings: tuple[Coding, ...], nodes: list[Node]) -> list[set[str]]:
    return [
        {coding.code for coding in codings if node.start <= coding.start and coding.end <= node.end}
        for node in nodes
        if node.kind == "item"
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_items_below_a_chapeau_are_coded_by_their_definitions(form: str) -> None:
    text = unicodedata.normalize(form, ARTICLE)  # type: ignore[arg-type]
    nodes = tree(text, LABELS)
    codings = code_document(text, nodes, "zh", [SITUATIONS])
    found = of_items(codings, nodes)
    assert "cn2022-01" in found[0]
    assert "cn2022-02" in found[1]
    assert "cn2022-06" in found[2]
    assert "cn2022-12" in found[3]
    assert "cn2022-14" in found[4]
    assert found[5] == set()
    by_definition = [coding for coding in codings if "matches the definition" in coding.reason]
    assert len(by_definition) >= 3
    for coding in by_definition:
        assert "of the list of 6 under “干部具有下列情形之一的" in coding.reason
        assert "shared terms" in coding.reason
        assert 0.5 <= coding.score <= 1
        assert text[coding.start : coding.end] == coding.text


def test_traditional_items_are_coded_alike() -> None:
    text = ARTICLE.replace("党", "黨").replace("调", "調").replace("时", "時").replace("执", "執")
    codes = [coding.code for coding in code_document(text, tree(text, LABELS), "zh", [SITUATIONS])]
    plain = code_document(ARTICLE, tree(ARTICLE, LABELS), "zh", [SITUATIONS])
    assert codes == [coding.code for coding in plain]


def test_vietnamese_grounds_are_coded_item_by_item() -> None:
    text = (
        "Điều 6. Việc xem xét đối với cán bộ được căn cứ vào một trong các trường hợp sau:\n"
        "1. Năng lực hạn chế, uy tín không còn đủ để hoàn thành chức trách được giao.\n"
        "2. Cơ quan, đơn vị do mình phụ trách xảy ra sai phạm nghiêm trọng.\n"
        "3. Quá năm mươi phần trăm số phiếu là tín nhiệm thấp tại kỳ lấy phiếu.\n"
        "4. Lý do chính đáng khác.\n"
    )
    nodes = tree(text, ["1. Năng", "2. Cơ", "3. Quá", "4. Lý"])
    found = of_items(code_document(text, nodes, "vi", [SITUATIONS]), nodes)
    for number, codes in enumerate(found, start=1):
        assert f"vn41-r{number}" in codes


def test_lists_of_another_kind_are_left_alone() -> None:
    text = (
        "有下列情形之一的，不予受理：\n（一）材料不齐全；\n（二）超过申请期限；\n"
        "（三）不属于本机关管辖；\n（四）法律、行政法规规定的其他情形。\n"
    )
    nodes = tree(text, ["（一）", "（二）", "（三）", "（四）"])
    assert code_document(text, nodes, "zh", [SITUATIONS, CHANNELS]) == ()
    assert code_document(ARTICLE, (), "zh", [CHANNELS]) != ()  # 组织调整 is a cue


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "zh",
            "规定明确了问责、党纪政务处分、组织处理、辞职、职务任期、退休和"
            "对不适宜担任现职干部的组织调整等7种渠道。",
        ),
        (
            "en",
            "The rules clarify seven channels, including accountability, party discipline and "
            "administrative sanctions, organizational handling, resignation, term of office, "
            "retirement, and organizational adjustments to cadres who are not suitable.",
        ),
    ],
)
def test_a_list_in_a_sentence_gives_the_seven_channels_in_order(language: str, text: str) -> None:
    codings = [
        c for c in code_document(text, (), language, [CHANNELS]) if "of the list" in c.reason
    ]
    assert tuple(dict.fromkeys(coding.code for coding in codings)) == SEVEN
    assert all(f"item {n} of the list of 7" in c.reason for n, c in enumerate(codings[:7], 1))
    assert all(coding.score > 0.8 for coding in codings)


def test_items_without_a_cue_are_known_by_their_neighbours() -> None:
    text = "通报列出3种情形：政治纪律和政治规矩不遵守、信念发生动摇不坚定、民主集中制被违背。"
    codings = code_document(text, (), "zh", [SITUATIONS])
    assert any("of the list of 3" in coding.reason for coding in codings)


def test_seeds_are_coded_as_their_readers_would(shared: Path) -> None:
    seeds = {path.name[:3]: path.read_text(encoding="utf-8") for path in shared.glob("seeds/*.txt")}
    books = [CHANNELS, SITUATIONS, load_codebook("clues")]
    coded = {name: code_document(text, (), "en", books) for name, text in seeds.items()}
    listed = [c for c in coded["000"] if c.codebook == "channels" and "list of 7" in c.reason]
    assert tuple(dict.fromkeys(coding.code for coding in listed)) == SEVEN
    clues = {c.code for c in coded["001"] if c.codebook == "clues" and c.score >= 0.5}
    assert {"coasting", "performative", "uninformed"} <= clues
    title = seeds["001"].index("\n")
    assert {c.code for c in coded["001"] if c.end <= title} >= {"performative", "uninformed"}
    channels = {c.code for c in coded["004"] if c.codebook == "channels" and c.score >= 0.5}
    assert {"resignation", "vn-tu-chuc", "term-of-office", "vn-het-nhiem-ky"} <= channels
