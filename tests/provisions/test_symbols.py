"""Document numbers in standard and noisy forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import scraps

from shangxia.provisions.symbols import find_symbols


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("（中纪发〔2010〕13号 2010年4月1日）", "中纪发〔2010〕13号"),
        ("国办发﹝2016﹞63号", "国办发〔2016〕63号"),
        ("云办发[2031]第8号", "云办发〔2031〕8号"),
        ("根据云委发(2031)8号", "云委发〔2031〕8号"),
        ("国发明电〔2014〕1号", "国发明电〔2014〕1号"),
        ("中华人民共和国国务院令第495号", "中华人民共和国国务院令第495号"),
        ("中华人民共和国主席令（第十号）", "中华人民共和国主席令第10号"),
        ("41- QĐ/TW", "41-QĐ/TW"),
        ("41/QĐ/TW", "41-QĐ/TW"),
        ("41-QĐ/TƯ", "41-QĐ/TW"),
        ("96/QĐ-TW", "96-QĐ/TW"),
        ("377-QD/TW", "377-QĐ/TW"),
        ("Resolution No. 28-NQ/TW dated", "28-NQ/TW"),
        ("73/2023/NĐ-CP", "73/2023/NĐ-CP"),
        ("36/2018/QH14", "36/2018/QH14"),
        ("08/2007/TT- BNV", "08/2007/TT-BNV"),
        ("75/2006/QH 11", "75/2006/QH11"),
        ("280/CĐ-TTg", "280/CĐ-TTg"),
        ("24-CT/TU", "24-CT/TU"),
        ("18-L/CTN", "18-L/CTN"),
    ],
)
def test_forms(text: str, canonical: str) -> None:
    found = list(find_symbols(text))
    assert [symbol.canonical for symbol in found] == [canonical]
    assert text[found[0].start : found[0].end].strip("（） ")


def test_the_code_tells_the_kind() -> None:
    kinds = {
        s.canonical: s.kind
        for s in find_symbols("28-NQ/TW, 73/2023/NĐ-CP, 08/2007/TT-BNV, 36/2018/QH14")
    }
    assert list(kinds.values()) == ["resolution", "decree", "circular", "law"]


@pytest.mark.parametrize("text", ["2022/2023", "1/2", "第8号", "A/B", "2010〕13号", "24/7 TT"])
def test_what_is_no_document_number(text: str) -> None:
    assert not list(find_symbols(text))


@given(scraps)
def test_spans_lie_in_the_text(text: str) -> None:
    for symbol in find_symbols(text):
        assert 0 <= symbol.start < symbol.end <= len(text)
