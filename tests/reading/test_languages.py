import time

import pytest

from shangxia.reading import detect_language, detect_script
from shangxia.reading.syllables import is_syllable, plain
from tests.reading.samples import CHINESE, TRADITIONAL, VIETNAMESE


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        (CHINESE, "zh", "Hans"),
        (TRADITIONAL, "zh", "Hant"),
        (VIETNAMESE, "vi", "Latn"),
        (plain(VIETNAMESE.lower()), "vi", "Latn"),
        ("去了三趟都说归别的科室管", "zh", "Hans"),
        ("去了三趟都說歸別的科室管", "zh", "Hant"),
        ("toi di len phuong 3 lan ma can bo khong giai quyet", "vi", "Latn"),
        ("ko ai tra loi, goi dt thi k bat may", "vi", "Latn"),
        ("đt ko ai nghe, mn ơi", "vi", "Latn"),
        ("went three times, they said it belongs to another section", "en", "Latn"),
        ("The Nghe An Provincial Party Committee told Nguyen Van Hoa to resign.", "en", "Latn"),
        (
            "The cadres of 能上能下 were adjusted under the regulation on going up and down",
            "en",
            "Latn",
        ),
        ("去街道办 office 问，他们说 OK 等通知，一直没有结果", "zh", "Hans"),
        ("Nộp hồ sơ trên app VNeID bị lỗi, staff bảo chờ", "vi", "Latn"),
        ("Résumé of the hearing, naïve as it was", "en", "Latn"),
        ("", "en", "Latn"),
        ("12345", "en", "Latn"),
        ("。。。", "zh", "Hans"),
    ],
)
def test_language_and_script(text, language, script):
    assert detect_language(text) == language
    assert detect_script(text, language) == script


def test_a_long_text_is_judged_by_most_of_it():
    assert detect_language("An English cover page. " * 10 + CHINESE * 200) == "zh"
    assert detect_language(CHINESE[:200] + VIETNAMESE * 100) == "vi"


def test_decomposed_vietnamese_is_the_same():
    import unicodedata

    assert detect_language(unicodedata.normalize("NFD", VIETNAMESE)) == "vi"


def test_reports_are_quick_to_judge():
    reports = [(VIETNAMESE + str(at))[:300] for at in range(500)]
    reports += [(CHINESE * 2 + str(at))[-300:] for at in range(500)]
    start = time.process_time()
    for report in reports:
        detect_script(report, detect_language(report))
    # 100,000 reports in some seconds: a tenth of a millisecond each leaves room.
    assert time.process_time() - start < 0.1 * 2


@pytest.mark.parametrize("word", ["nghiêng", "quyền", "giữa", "khuỷu", "ủy", "uỷ", "yếu", "gì"])
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["cỏc", "strength", "wòa", "ngỏt", "áá"])
def test_no_syllables(word):
    assert not is_syllable(word)
