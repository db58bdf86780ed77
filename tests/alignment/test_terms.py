from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shangxia.alignment.lexicon import lexis
from shangxia.alignment.terms import make_lexis, plain_number


def words(language: str, text: str) -> list[str]:
    return [term.text for term in lexis(language).terms(text).words]


def test_known_words_are_joined_and_unknown_parts_stay() -> None:
    known = make_lexis("zh", {"规定": 50, "责任": 9}, 100)
    assert [term.text for term in known.terms("规定责任魑").words] == ["规定", "责任", "魑"]


def test_traditional_characters_and_tone_places_are_one() -> None:
    assert words("zh", "辭職規定") == words("zh", "辞职规定")
    assert words("vi", "hoà giải, kĩ thuật") == words("vi", "hòa giải, kỹ thuật")


def test_numbers_are_one_in_all_languages() -> None:
    assert "#30" in words("zh", "三十日内")
    assert "#30" in words("vi", "trong thời hạn 30 ngày")
    assert "#30" in words("vi", "ba mươi ngày")
    assert "#30" in words("en", "within thirty days")


def test_a_numeral_inside_a_word_is_no_number() -> None:
    assert not [word for word in words("zh", "一般规定统一执行") if word.startswith("#")]


def test_separators_of_thousands_and_decimals() -> None:
    assert plain_number("1.000.000") == plain_number("1,000,000") == "1000000"
    assert plain_number("0,5") == plain_number("0.5") == "0.5"
    assert plain_number("007") == "7"


@given(st.sampled_from(["zh", "vi", "en"]), st.text(max_size=80))
def test_places_are_in_the_folded_text_and_parts_do_not_overlap(language: str, text: str) -> None:
    terms = lexis(language).terms(text)
    for term in (*terms.words, *terms.parts):
        assert 0 <= term.start < term.end <= len(terms.folded)
    assert all(one.end <= two.start for one, two in zip(terms.parts, terms.parts[1:], strict=False))
