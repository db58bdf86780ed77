"""Claims: counts against lists, measures by place, inconsistencies, in three languages."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding.claims import find_claims
from shangxia.coding.mentions import find_mentions
from shangxia.document import Language
from shangxia.findings import Claim
from shangxia.structure import parse_tree

_SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
_LANGUAGES: tuple[Language, ...] = ("zh", "vi", "en")


def _claims(text: str, language: Language, kind: str = "count") -> list[Claim]:
    nodes = parse_tree(text, language).nodes
    found = find_claims(text, nodes, language, find_mentions(text, language))
    return [claim for claim in found if claim.kind == kind]


def _seed(number: int) -> str:
    if not _SEEDS.is_dir():
        pytest.skip(f"the seeds are not in {_SEEDS}")
    (path,) = _SEEDS.glob(f"{number:03}_*.txt")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "language", "counts"),
    [
        # The list before its count, with 和 between the last two.
        ("《规定》明确了问责、组织处理、辞职、职务任期、退休和组织调整等6种渠道。", "zh",
         [(6, "complete", 6)]),
        ("重点整治推诿扯皮、敷衍塞责、拈轻怕重、得过且过等6类突出问题。", "zh",
         [(6, "partial", 4)]),
        ("全市整治党员干部不落实、不研究、不作为、不守纪的“五不”问题。", "zh",
         [(5, "mismatch", 4)]),
        ("《办法》从政治表现、理想信念、工作作风等方面列出15种情形。", "zh",
         [(15, "partial", 3)]),
        ("公告包括10个方面，例如“开会了事”“一问三不知”。", "zh", [(10, "partial", 2)]),
        ("方案提出五项任务，包括学习教育、查摆问题、整改落实、督促检查。", "zh",
         [(5, "mismatch", 4)]),
        ("會議提出三項要求：第一，嚴格考核；第二，強化監督；第三，敢於問責。", "zh",
         [(3, "complete", 3)]),
        ("《办法》列出8种情形。", "zh", [(8, "unlisted", 0)]),
        # References to articles count nothing.
        ("依照本法第五十八条规定，有下列情形之一的：（一）推诿；（二）拖延。", "zh", []),
        ("Theo khoản 2 Điều này, điểm a khoản 3 Điều 5 của Luật này.", "vi", []),
        ("连续三年考核，两个月内完成，处理干部331名。", "zh", []),
        ("Nghị quyết nêu rõ 3 quan điểm, 3 mục tiêu.", "vi",
         [(3, "unlisted", 0), (3, "unlisted", 0)]),
        ("Có 4 hình thức kỷ luật: khiển trách, cảnh cáo, cách chức và khai trừ.", "vi",
         [(4, "complete", 4)]),
        ("Chỉ thị chỉ ra 5 biểu hiện như né tránh, đùn đẩy, cầm chừng.", "vi",
         [(5, "partial", 3)]),
        ("Quy định nêu 5 trường hợp, gồm: hạn chế năng lực; uy tín giảm; vi phạm; lý do khác.",
         "vi", [(5, "mismatch", 4)]),
        ("Có 3 nhiệm vụ. Một là, rà soát. Hai là, đánh giá. Ba là, thay thế.", "vi",
         [(3, "complete", 3)]),
        ("The rules set forth three conditions: age, health and integrity.", "en",
         [(3, "complete", 3)]),
        ("The Measures list eight situations, including evasion, delay and idling.", "en",
         [(8, "partial", 3)]),
        ("It sets three grounds, including evasion, delay, idling, and rudeness.", "en",
         [(3, "mismatch", 4)]),
        ("15 situations are listed in terms of belief, style, and ability.", "en",
         [(15, "partial", 3)]),
        ("It rectified the “five non-problems” that did not study, did not act, did not plan, "
         "did not obey, and dealt with 331 cadres.", "en", [(5, "mismatch", 4)]),
        ("Party and state bodies defined four forms: work reports, votes and polls, "
         "talks and surveys.", "en", [(4, "complete", 4)]),
        ("Three officials were removed within two months.", "en", []),
    ],
)  # fmt: skip
def test_counts(text: str, language: Language, counts: list[tuple[int, str, int]]) -> None:
    found = _claims(text, language)
    assert [(c.value, c.verdict, len(c.listed)) for c in found] == counts
    assert all(claim.reason for claim in found)


def test_a_list_belongs_to_the_count_before_it() -> None:
    text = "办法明确7种渠道，抓好三个方面：一是考核；二是识别；三是研判，防止一调了之。"
    assert [(c.value, c.verdict) for c in _claims(text, "zh")] == [(7, "unlisted"), (3, "complete")]


def test_another_reading_is_told() -> None:
    text = "It defined four forms: work reports, votes and polls, talks and surveys."
    (claim,) = _claims(text, "en")
    assert claim.verdict == "complete"
    assert [quote.text for quote in claim.listed][-1] == "surveys"


def test_a_word_that_begins_like_a_joint_stays_whole() -> None:
    (claim,) = _claims("坚持互不侵犯、平等互利、和平共处三项原则。", "zh")
    assert claim.verdict == "complete"
    assert [quote.text for quote in claim.listed] == ["互不侵犯", "平等互利", "和平共处"]


def test_measures_have_place_and_figures() -> None:
    text = (
        "各地激励干部。浙江开展选树活动，选出217名好干部。江苏、安徽等地出台容错办法。"
        "近年来，河南省南阳市卧龙区澄清干部53名。全区没有发现诬告。\n"
        "浙江省委书记王浩说，要激励干部。山西为20多万名乡镇干部每月增加补贴900元。"
    )
    found = _claims(text, "zh", "measure")
    assert [(claim.place, [figure.value for figure in claim.figures]) for claim in found] == [
        ("Zhejiang, CN", [217]),
        ("Jiangsu, CN", []),
        ("Anhui, CN", []),
        ("Wolong, Nanyang, Henan, CN", [53]),
        ("Shanxi, CN", [200_000, 900]),
    ]
    assert found[3].text.endswith("全区没有发现诬告。")


def test_vietnamese_measures() -> None:
    text = (
        "Tỉnh Thái Bình kỷ luật 35 đảng viên và 4 tổ chức đảng trong năm 2023. "
        "Các tỉnh Quảng Ninh, Hải Phòng và Đà Nẵng đã thi tuyển 150 chức danh."
    )
    found = _claims(text, "vi", "measure")
    assert [(claim.place, [figure.value for figure in claim.figures]) for claim in found] == [
        ("Thái Bình, VN", [35, 4]),
        ("Quảng Ninh, VN", [150]),
        ("Hải Phòng, VN", [150]),
        ("Đà Nẵng, VN", [150]),
    ]


def test_a_rule_has_no_measures() -> None:
    text = "第一条 为了规范工作，制定本办法。\n第二条 浙江省组织开展考核，处理3名干部。\n"
    assert _claims(text, "zh", "measure") == []


@pytest.mark.parametrize(
    ("text", "language", "subjects"),
    [
        ("Decree No. 28-NQ/TW was presented.", "en", ["28-NQ/TW"]),
        ("Resolution No. 28-NQ/TW and Regulation 41-QĐ/TW", "en", []),
        ("Nghị định số 28-NQ/TW; Nghị định số 73/2023/NĐ-CP", "vi", ["28-NQ/TW"]),
        ("Thông báo kết luận số 20-TB/TW ngày 8/9/2022", "vi", []),
        ("Quy định số 206-QĐ/TW ngày 2/10/2009", "vi", ["206-QĐ/TW"]),
        ("Quy định số 41-QĐ/TW ngày 4/11/2021", "vi", ["41-QĐ/TW"]),
        ("《办法》明确7种渠道。《办法》明确的6种渠道受到关注。", "zh", ["办法"]),
        ("《办法》明确7种渠道。《办法》新增2种渠道。", "zh", []),
    ],
)
def test_inconsistencies(text: str, language: Language, subjects: list[str]) -> None:
    found = _claims(text, language, "inconsistency")
    assert [claim.subject for claim in found] == subjects
    assert all(claim.reason for claim in found)


def test_seed_000() -> None:
    channels, situations, measures = _claims(_seed(0), "en")
    assert (channels.value, channels.verdict, len(channels.listed)) == (7, "complete", 7)
    assert (situations.value, situations.verdict, len(situations.listed)) == (15, "partial", 9)
    assert "aspects, not situations" in (situations.reason or "")
    assert (measures.value, measures.verdict, len(measures.listed)) == (6, "complete", 6)


def test_seed_001() -> None:
    text = _seed(1)
    (aspects,) = (claim for claim in _claims(text, "en") if claim.value == 10)
    assert aspects.verdict == "partial"
    mentions = find_mentions(text, "en")
    named = {mention.canonical for mention in mentions if mention.kind == "place"}
    assert named == {
        "Zhejiang, CN", "Huzhou, Zhejiang, CN", "Henan, CN", "Nanyang, Henan, CN",
        "Pingdingshan, Henan, CN", "Wolong, Nanyang, Henan, CN",
    }  # fmt: skip
    titles = [m for m in mentions if m.kind == "instrument" and "Self -Recommended" in m.text]
    assert [title.date for title in titles] == ["--06-14"]


def test_seed_002() -> None:
    text = _seed(2)
    rows = _claims(text, "en", "measure")
    assert len(rows) >= 60
    assert sum(bool(row.figures) for row in rows) >= 20
    assert not any("Taiwan" in (row.place or "") for row in rows)
    (five,) = (claim for claim in _claims(text, "en") if claim.value == 5 and claim.listed)
    assert (five.verdict, len(five.listed)) == ("mismatch", 4)


def test_seed_004() -> None:
    text = _seed(4)
    counts = [(claim.value, claim.verdict) for claim in _claims(text, "en")]
    assert counts == [(3, "unlisted"), (3, "unlisted"), (6, "complete")]
    (slip,) = _claims(text, "en", "inconsistency")
    assert slip.text == "Decree No. 28-NQ/TW"


_PIECES = st.sampled_from(
    [
        "明确了",
        "问责、辞职和退休",
        "等7种渠道",
        "：一是考核；二是识别；",
        "三个方面",
        "浙江开展",
        "3 mục tiêu: ",
        "gồm a, b và c",
        "Nghệ An ban hành ",
        "five measures: a, b and c. ",
        "(",
        "“",
        "First, ",
        "Second, ",
        "Hubei issued 3 rules. ",
        "Decree No. 28-NQ/TW ",
        "\n",
        "\u0301",
        "。",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=3), max_size=30), st.sampled_from(_LANGUAGES))
def test_claims_quote_their_words(pieces: list[str], language: Language) -> None:
    text = "".join(pieces)
    nodes = parse_tree(text, language).nodes
    for claim in find_claims(text, nodes, language, find_mentions(text, language)):
        for part in (claim, *claim.figures, *claim.listed):
            assert text[part.start : part.end] == part.text
            assert part.text


@pytest.mark.parametrize("unit", ["、等3种情形", "3种情形，", "three goals: (a, ", "3 mục tiêu, "])
def test_cost_is_linear(unit: str) -> None:
    def cost(times: int) -> float:
        started = time.process_time()
        find_claims(unit * times, (), "zh" if "种" in unit else "en", ())
        return time.process_time() - started

    cost(10)
    assert cost(1600) < 12 * cost(400) + 0.2
