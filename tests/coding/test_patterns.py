"""Patterns: the subset, the anchors, and that nothing can make them slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding import list_codebooks, load_codebook
from shangxia.coding.codebook import Code, Codebook, Cue
from shangxia.coding.cues import CueFinder
from shangxia.coding.folding import fold, fold_pattern
from shangxia.coding.patterns import PatternError, compile_pattern

SOURCES = (
    "问[^。；]{0,4}(?:不知道|不清楚)",
    "推(?:诿|脱)责任",
    "(?:让|叫)我去[^，。]{1,3}，[^，。]{0,3}(?:又让|又叫)",
    "跑了(?:三|四|五)?(?:趟|次)",
)


@pytest.mark.parametrize(
    "source",
    [
        "a*bcd", "(?:abc)+", "(a|b)*abc", "(?:a{0,9}b{0,9}){0,9}abc", "x.{0,300}abc", "(abc)\\1",
        "(?:abc)?", "[ab][cd]", ".", "(?P<n>abc)(?P=n)", "(abc", "(?:.{0,20}推诿){0,3}",
        ".{0,30}.{0,30}.{0,30}.{0,30}推诿",
    ],
)  # fmt: skip
def test_what_could_be_slow_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(source)


def test_anchors_are_words_that_every_match_holds() -> None:
    assert compile_pattern("推(?:诿|脱)责任").anchors == ("推脱责任", "推诿责任")
    assert compile_pattern("问.{0,4}(?:不知道|不清楚)").anchors == ("不清楚", "不知道")
    assert compile_pattern("says? .{0,9}water").anchors == ("water",)
    for name in list_codebooks():
        for code in load_codebook(name):
            for cue in code.cues:
                if cue.is_pattern:
                    assert compile_pattern(fold_pattern(cue.text)).anchors


@given(
    st.lists(
        st.sampled_from(
            "问 不知道 不清楚 推诿 推脱 责任 让我去 ， 又让 局 跑了 三 趟 次 他 ；".split()
        ),
        max_size=25,
    ).map("".join)
)
def test_anchored_windows_find_what_the_pattern_finds(text: str) -> None:
    for source in SOURCES:
        pattern = compile_pattern(source)
        book = Codebook("b", {}, (Code("c", {"zh": "c"}, cues=(Cue(source, "zh", True),)),))
        found = {(hit.start, hit.end) for hit in CueFinder([book], "zh").find(fold(text).text)}
        assert found == {match.span() for match in pattern.regex.finditer(text)}
        for match in pattern.regex.finditer(text):
            assert any(anchor in match.group() for anchor in pattern.anchors)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "问不知道" * 60_000),
        ("zh", "迟迟一直始终没有" * 30_000),
        ("zh", "推诿、" * 80_000 + "等7种渠道"),
        ("zh", "《" * 200_000 + "推诿"),
        ("vi", "không hứa chưa " * 20_000),
        ("en", "says not asked, " * 20_000),
        ("en", "seven channels, including " * 8_000),
    ],
)
def test_hostile_texts_take_linear_time(language: str, text: str) -> None:
    from shangxia.coding import code_text

    started = time.perf_counter()
    code_text(text, language, load_codebook("clues"))
    assert time.perf_counter() - started < 20
