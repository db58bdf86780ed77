"""False friends: whom to warn, and of which words."""

from __future__ import annotations

from shangxia.alignment.friends import warnings
from shangxia.alignment.lexicon import glossary


def about(left: str, right: str) -> set[tuple[str, str]]:
    return {
        (one, two)
        for one, several in warnings(left, right).items()
        for _, others in several
        for two in others
    }


def test_a_word_that_no_warning_names_is_no_false_friend() -> None:
    pairs = about("zh", "vi")
    # chế độ means more than 制度; hệ thống does not look like it.
    assert ("制度", "chế độ") in pairs and ("制度", "hệ thống") not in pairs
    assert ("建议", "kiến nghị") in pairs
    assert ("国务院", "chính phủ") not in pairs


def test_a_word_that_only_sounds_alike_is_warned_of() -> None:
    # The translation is cùng or chung; cộng đồng reads 共同 and is a community.
    assert ("共同", "cộng đồng") in about("zh", "vi")
    assert all(
        "cộng đồng" not in entry.variants["vi"]
        for entry in glossary()
        if "共同" in entry.variants["zh"]
    )


def test_both_directions_warn_of_the_same() -> None:
    assert {(two, one) for one, two in about("vi", "zh")} == about("zh", "vi")
