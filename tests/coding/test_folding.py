"""Folding: what is the same word, and where it stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding.folding import fold, fold_lines, fold_pattern, simplified, strip_marks
from shangxia.spans import Span

WORDS = [
    "Hoà",
    "thuỷ lợi",
    "推諉扯皮",
    "ＡＢ９",
    "“đùn đẩy”",
    "İ",
    "ﬁ",
    "Trách nhiệm",
    "\u3000",
    "’",
]
TEXTS = st.lists(st.sampled_from([*WORDS, *(unicodedata.normalize("NFD", word) for word in WORDS)]))


def test_same_words_fold_alike() -> None:
    assert fold("推諉扯皮").text == "推诿扯皮"
    assert fold("HOÀ THUỶ").text == fold("hòa thủy").text
    assert fold("ＡＢ９ “it’s”").text == 'ab9 "it\'s"'
    assert fold(unicodedata.normalize("NFD", "đùn đẩy")).text == "đùn đẩy"
    assert strip_marks(fold("Đùn đẩy trách nhiệm").text) == "dun day trach nhiem"
    assert fold_lines("a\nb\n\nc") == "a b\n\nc"


def test_wrapped_lines_and_runs_of_blanks_are_evened_out() -> None:
    text = "pass  the \r\n  buck\r\n\r\nnow"
    folded = fold(text)
    assert folded.text == "pass the\nbuck\n\nnow"
    at = folded.text.index("the\nbuck")
    assert folded.quote(at, at + 8) == "the \r\n  buck"


def test_escapes_of_patterns_are_kept() -> None:
    assert fold_pattern(r"\S\D推諉[A-Z]") == r"\S\D推诿[a-z]"
    assert fold_pattern("đùn đẩy", bare=True) == "dun day"


def test_table_of_traditional_characters_is_a_fixed_point() -> None:
    table = simplified()
    assert len(table) >= 2500
    assert all(len(old) == len(new) == 1 for old, new in table.items())
    assert not set(table.values()) & set(table)


@given(TEXTS.map("".join))
def test_folding_keeps_length_but_for_the_normal_form(text: str) -> None:
    folded = fold(text)
    if unicodedata.is_normalized("NFC", text):
        assert len(folded.text) == len(text)
        assert folded.offsets.is_identity
    assert folded.offsets.to_old(Span(0, len(folded.text))) == (0, len(text))


@given(TEXTS)
def test_words_are_found_where_they_stood(words: list[str]) -> None:
    text = "|".join(words)
    folded = fold(text)
    at = 0
    for word, part in zip(words, folded.text.split("|"), strict=True) if words else ():
        start, end = folded.offsets.to_old(Span(at, at + len(part)))
        assert text[start:end] == word
        at += len(part) + 1


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@pytest.mark.parametrize("text", ["\udcff", "İ\udcff", "ABC\ud800İ"])
def test_halves_of_surrogate_pairs_are_no_trouble_beside_letters_that_grow(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(text)
    folded.text.encode()


def test_a_long_text_is_folded_once_and_another_anew() -> None:
    text = "干部能上能下。" * 300
    first = fold(text)
    assert fold(text) is first
    other = fold(text[:-1] + "！")
    assert other.text != first.text
    assert fold(text) == first
