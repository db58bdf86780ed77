"""Mentions: the right place, organ and instrument, and no look-alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding.mentions import find_mentions
from shangxia.document import Language

_LANGUAGES: tuple[Language, ...] = ("zh", "vi", "en")


def _canonical(text: str, language: Language, kind: str) -> list[str]:
    return [m.canonical for m in find_mentions(text, language) if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        ("浙江省委组织部印发通知。", "zh", ["Zhejiang, CN"]),
        (
            "近日，南阳市卧龙区发布公告。",
            "zh",
            ["Nanyang, Henan, CN", "Wolong, Nanyang, Henan, CN"],
        ),
        ("孙中山故居在中山市。", "zh", ["Zhongshan, Guangdong, CN"]),
        ("李长春强调，要抓落实。", "zh", []),
        ("《湖南日报》刊发长文，河南大学专家参加。", "zh", []),
        ("世界大同，健康安康，长治久安。", "zh", []),
        ("各地投入抗台救灾。", "zh", []),
        ("Suzhou City, Anhui Province, acted.", "en", ["Suzhou, Anhui, CN", "Anhui, CN"]),
        ("Suzhou acted.", "en", ["Suzhou, Jiangsu, CN"]),
        ("Ali in Tibet and Mr Ali", "en", ["Ngari, Tibet, CN", "Tibet, CN"]),
        ("they fought floods and were fighting against Taiwan", "en", []),
        ("Zhao Ziyang and Li Changchun met.", "en", []),
        ("Henan Daily and Hunan University reported.", "en", []),
        ("Guangming Daily", "en", []),
        (
            "Huizhou Municipal Party Committee of Zhejiang",
            "en",
            ["Huzhou, Zhejiang, CN", "Zhejiang, CN"],
        ),
        ("Tỉnh ủy Nghệ An họp.", "vi", ["Nghệ An, VN"]),
        ("Ông Nguyễn Thái Bình và bà Lê Thị Hà Giang", "vi", []),
        ("Tỉnh Thái Bình và tỉnh Hà Giang", "vi", ["Thái Bình, VN", "Hà Giang, VN"]),
        ("huyện Đông Anh (Hà Nội)", "vi", ["Đông Anh, Hà Nội, VN", "Hà Nội, VN"]),
    ],
)
def test_places(text: str, language: Language, places: list[str]) -> None:
    assert _canonical(text, language, "place") == places


def test_a_district_named_in_full_may_be_named_in_short() -> None:
    text = "Wolong District, Nanyang, acted. Later Wolong acted again."
    assert _canonical(text, "en", "place").count("Wolong, Nanyang, Henan, CN") == 2
    assert _canonical("Wolong acted.", "en", "place") == []


@pytest.mark.parametrize(
    ("text", "language", "organs"),
    [
        (
            "浙江省委组织部",
            "zh",
            ["Provincial Party Committee Organization Department, Zhejiang, CN"],
        ),
        ("中共中央办公厅", "zh", ["General Office of the CPC Central Committee"]),
        (
            "Organization Department of the Hubei Provincial Party Committee",
            "en",
            ["Organization Department, Provincial Party Committee, Hubei, CN"],
        ),
        ("UBND tỉnh Hà Nam", "vi", ["Provincial People's Committee, Hà Nam, VN"]),
        ("Bộ Chính trị", "vi", ["Politburo of the Communist Party of Vietnam"]),
    ],
)
def test_organs(text: str, language: Language, organs: list[str]) -> None:
    assert _canonical(text, language, "organ") == organs


def test_instruments_have_number_and_date() -> None:
    text = "Bộ Chính trị ban hành Quy định số 41- QĐ/TƯ ngày 03/11/2021. Theo Quy định 41, …"
    first, second = (m for m in find_mentions(text, "vi") if m.kind == "instrument")
    assert (first.number, first.date) == ("41-QĐ/TW", "2021-11-03")
    assert (second.text, second.number, second.date) == ("Quy định 41", "41-QĐ/TW", "2021-11-03")


def test_a_short_title_means_the_full_one() -> None:
    text = "3月26日，市委印发《云溪市能上能下实施办法（试行）》。《办法》自5月1日起施行。"
    first, second = (m for m in find_mentions(text, "zh") if m.kind == "instrument")
    assert first.date == "--03-26"
    assert second.text == "《办法》"
    assert second.canonical == first.canonical == "云溪市能上能下实施办法（试行）"


def test_quotations_are_no_titles() -> None:
    text = 'He said "measures will follow" and launched "Talking to the Organization".'
    assert _canonical(text, "en", "instrument") == []


def test_decomposed_text_gives_the_same() -> None:
    text = "Tỉnh ủy Nghệ An ban hành Kế hoạch 123-KH/TU ngày 5/12/2022."
    plain = find_mentions(text, "vi")
    decomposed = unicodedata.normalize("NFD", text)
    found = find_mentions(decomposed, "vi")
    assert [m.canonical for m in found] == [m.canonical for m in plain]
    assert all(decomposed[m.start : m.end] == m.text for m in found)


_PIECES = st.sampled_from(
    [
        "浙江省委",
        "南陽",
        "《办法》",
        "〔2016〕8号",
        "Nghệ An ",
        "Huế",
        "41-QĐ/TW ",
        "ngày 3/11/2021 ",
        '"Measures for ',
        "Suzhou, ",
        "Anhui Province ",
        "李",
        "Lê ",
        "́",
        "\r\n",
        "“",
        "）",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=4), max_size=30), st.sampled_from(_LANGUAGES))
def test_mentions_quote_their_words(pieces: list[str], language: Language) -> None:
    text = "".join(pieces)
    for mention in find_mentions(text, language):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text and mention.canonical
