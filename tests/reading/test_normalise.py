import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.reading import modern_tones, normalise
from shangxia.reading.normalise import _UNSTABLE
from shangxia.spans import Span
from tests.reading.samples import CHINESE, VIETNAMESE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("第 十 三 条 为了", "第十三条 为了"),
        ("第一章　总　则", "第一章 总则"),
        ("第 一 章　总　则\r\n", "第一章 总则\n"),
        ("第二章  法 律 责 任\n", "第二章  法律责任\n"),
        ("附　则\n", "附则\n"),
        ("中 华 人 民 共 和 国", "中华人民共和国"),
        ("第一条　为了　规范", "第一条 为了 规范"),
        ("张三 李四 王五\n", "张三 李四 王五\n"),
        ("（１）ＡＢ％［２］", "(1)AB%[2]"),
        ("，。；：！？、「」", "，。；：！？、「」"),
        ("１．甲\u00a0乙\u2003丙", "1.甲 乙 丙"),
        ("能\u200b上\ufeff能\u00ad下", "能上能下"),
        ("a\rb\r\nc\u2028d", "a\nb\nc\nd"),
        ("a\u200b\u0301", "á"),
        ("\uf900", "豈"),
        ("plain", "plain"),
    ],
)
def test_forms(before, after):
    result = normalise(before)
    assert result.text == after
    assert (result.map.old_length, result.map.new_length) == (len(before), len(after))


def test_what_needs_no_change_is_returned_as_it_is():
    text = normalise(CHINESE).text
    assert normalise(text).text is text
    assert normalise(text).map.is_identity


def test_every_quotation_maps_back():
    before = unicodedata.normalize("NFD", VIETNAMESE).replace("\n", "\r\n") + "第 十 三 条　总　则"
    result = normalise(before)
    assert result.text == VIETNAMESE + "第十三条 总则"
    for word in ("miễn nhiệm", "Điều 2", "kỷ luật", "第十三条"):
        start = result.text.index(word)
        old = result.map.to_old(Span(start, start + len(word)))
        assert normalise(old.of(before)).text == word
        assert result.map.to_new(old) == (start, start + len(word))


def test_a_word_before_two_changes_that_touch_keeps_its_offsets():
    result = normalise("xx\u00adA\u0301")
    assert result.text == "xxÁ"
    assert result.map.to_new(Span(0, 2)) == (0, 2)
    assert result.map.to_old(Span(0, 2)) == (0, 2)


_LETTERS = st.sampled_from(
    "aeouAdđ第十三条章总则 \t\u3000\r\n\u200b\u00ad\u0301\u0323\u0302（１．ộḁ가가"
)


@given(st.text(_LETTERS, max_size=60) | st.text(max_size=60))
def test_promises(text):
    result = normalise(text)
    assert unicodedata.is_normalized("NFC", result.text)
    assert "\r" not in result.text
    assert (result.map.old_length, result.map.new_length) == (len(text), len(result.text))
    # Unchanged stretches quote the same words, up to characters swapped one for one.
    last_old = last_new = 0
    ends = [(len(text), len(text))], [(len(result.text), len(result.text))]
    for old, new in zip((*result.map.old, *ends[0]), (*result.map.new, *ends[1]), strict=True):
        assert old[0] - last_old == new[0] - last_new
        kept = text[last_old : old[0]]
        for letter, other in zip(kept, result.text[last_new : new[0]], strict=True):
            assert letter == other or normalise(letter).text == other
        last_old, last_new = old[1], new[1]


@given(st.text(_LETTERS, max_size=40))
def test_a_whole_text_maps_to_a_whole_text(text):
    result = normalise(text)
    there = result.map.to_new(Span(0, len(text)))
    back = result.map.to_old(Span(0, len(result.text)))
    assert normalise(there.of(result.text)).text == normalise(result.text).text or not text
    assert back.start >= 0 and back.end <= len(text)


def test_the_quick_test_overlooks_nothing():
    for code in range(0x110000):
        letter = chr(code)
        if not _UNSTABLE.match(letter):
            assert unicodedata.normalize("NFC", letter) == letter
            assert not unicodedata.combining(letter)


def test_modern_tones():
    before = "Uỷ ban hoà giải, khoẻ, thuỷ, HOÀ; quý, quỷ, hoàn, khuỷu, toàn, thuở"
    result = modern_tones(before)
    assert result.text == "Ủy ban hòa giải, khỏe, thủy, HÒA; quý, quỷ, hoàn, khuỷu, toàn, thuở"
    assert len(result.text) == len(before)
    assert modern_tones(result.text).map.is_identity


def test_time_is_linear_on_hard_texts():
    import time

    for piece in ("第 ", "第一 一 一 ", "中 ", "a\u0301", "\r\n", "第" + " " * 50):
        times = []
        for count in (20_000, 200_000):
            start = time.process_time()
            normalise(piece * count)
            times.append(time.process_time() - start)
        assert times[1] < 25 * times[0] + 0.05, piece
