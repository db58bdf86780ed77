"""What documents say about themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from tests.strategies import languages, scraps

from shangxia.document import Instrument, Language
from shangxia.provisions.instrument import describe
from shangxia.structure import parse_tree


def instrument(text: str, language: Language = "zh") -> Instrument:
    """Describe a text."""
    return describe(text, parse_tree(text, language).nodes, language)


def test_chinese_party_regulation(samples: Path) -> None:
    found = instrument((samples / "zh-regulation.txt").read_text(encoding="utf-8"))
    assert found.title == "云溪市推进领导干部能上能下实施办法（试行）"
    assert (found.kind, found.status, found.jurisdiction.country) == ("regulation", "trial", "CN")
    assert (found.adopted, found.promulgated, found.effective) == (
        "2031-03-18",
        "2031-03-26",
        "2031-05-01",
    )
    assert found.issuer == "中共云溪市委办公室"
    assert found.replaces == ("《云溪市调整不称职干部暂行规定》",)


def test_vietnamese_party_regulation(samples: Path) -> None:
    found = instrument((samples / "vi-regulation.txt").read_text(encoding="utf-8"), "vi")
    assert found.number == "15-QĐ/TU"
    assert (found.kind, found.jurisdiction.country) == ("regulation", "VN")
    assert found.promulgated == found.effective == "2031-04-12"
    assert found.issuer == "TỈNH ỦY SÔNG VÀNG"
    assert found.replaces == ("Quy định số 08-QĐ/TU năm 2024",)


def test_law_with_its_revisions() -> None:
    text = (
        "# 云溪法\n\n1993年10月31日第八届全国人民代表大会常务委员会第四次会议通过\n\n"
        "根据2009年8月27日第十一届全国人民代表大会常务委员会第十次会议《关于修改部分法律的决定》第一次修正\n\n"
        "第一条　甲。\n\n第二条　本法自1994年1月1日起施行。"
    )
    found = instrument(text)
    assert (found.kind, found.adopted, found.effective) == ("law", "1993-10-31", "1994-01-01")
    assert found.revisions == ("2009-08-27",)
    assert found.issuer == "全国人民代表大会常务委员会"


def test_in_force_from_the_day_of_issue() -> None:
    text = "云溪办法\n（2031年3月1日云溪市人民政府发布）\n第一条　甲。\n第二条　本办法自发布之日起施行。"
    assert instrument(text).effective == "2031-03-01"


@pytest.mark.parametrize(
    ("title", "kind"),
    [("云溪市条例", "regulation"), ("关于加强管理的通知", "notice"), ("关于修改云溪法的决定", "decision"),
     ("云溪法", "law"), ("云溪市若干规定（试行）", "regulation"), ("工作方案", "plan")],
)  # fmt: skip
def test_kind_by_the_last_word_of_the_title(title: str, kind: str) -> None:
    assert instrument(f"{title}\n第一条　甲。\n第二条　乙。").kind == kind


def test_translated_news_reports_on_an_instrument() -> None:
    text = (
        "A headline about cadres\n\nHe said that on September 8 this year, the General Office of the CPC Central "
        'Committee issued the revised "Regulations".\n\nEverybody agreed with him.'
    )
    found = instrument(text, "en")
    assert (found.kind, found.promulgated, found.jurisdiction.country) == ("news", "--09-08", "CN")
    assert found.issuer == "General Office of the CPC Central Committee"


def test_news_names_its_resolution() -> None:
    text = "A headline\n\nThis is one of the contents in Resolution No. 28-NQ/TW dated November 17, 2022 of the Party."
    found = instrument(text, "en")
    assert (found.number, found.promulgated, found.jurisdiction.country) == (
        "28-NQ/TW",
        "2022-11-17",
        "VN",
    )


@given(scraps, languages)
def test_any_text_is_described(text: str, language: Language) -> None:
    assert isinstance(instrument(text, language), Instrument)


def test_dates_of_real_laws(shared: Path) -> None:
    """Nearly every law says when it was adopted and when it comes into force."""
    files = sorted((shared / "data/regulations/vi-laws").glob("*.txt"))[:30]
    found = [instrument(f.read_text(encoding="utf-8"), "vi") for f in files]
    assert sum(bool(i.number) for i in found) >= 27
    assert sum(bool(i.effective) for i in found) >= 24


def test_sanctions_of_one_syllable_are_not_read_without_marks() -> None:
    from shangxia.provisions import find_sanctions

    text = (
        "Quyet dinh nay co hieu luc ke tu ngay ky. Truong hop vi pham thi bi phat tien, cach chuc."
    )
    assert [quote.text for quote in find_sanctions(text, "vi")] == ["phat tien", "cach chuc"]
