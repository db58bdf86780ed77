"""What kind of letters a text is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shangxia.reading.languages import detect_language
from shangxia.tagging.characters import mostly_han

TEXT = st.text(st.one_of(st.characters(), st.sampled_from("社区不管推诿，a1 ế")), max_size=40)


@given(st.lists(TEXT, max_size=5))
def test_mostly_han_is_chinese(texts: list[str]) -> None:
    told = mostly_han(texts)
    assert len(told) == len(texts)
    assert all(detect_language(text) == "zh" for text, han in zip(texts, told, strict=True) if han)


def test_mostly_han_of_plain_cases() -> None:
    texts = ["社区不管推诿，三个月了", "", "Ủy ban không giải quyết", "打 12345 call center 说 ok"]
    assert mostly_han(texts) == [True, False, False, False]
    assert mostly_han([]) == []


def test_of_long_texts_it_does_not_tell() -> None:
    assert mostly_han(["社" * 6000, "社" * 6001]) == [True, False]
