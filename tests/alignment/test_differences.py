"""Differences in substance: what is told, and what is not worth telling."""

from __future__ import annotations

from shangxia.alignment import compare
from shangxia.comparison import Difference
from tests.alignment.builders import document

VIETNAMESE = (
    "LUẬT\nĐiều 1. Thời hạn giải quyết\n"
    "Cơ quan có thể gia hạn thời hạn giải quyết vụ việc phức tạp.\n"
)


def differences(one: str, two: str, language: str = "zh") -> list[Difference]:
    pairs = compare(document(one, "zh"), document(two, language)).pairs
    assert pairs
    return [difference for pair in pairs for difference in pair.differences]


def kinds(one: str, two: str, language: str = "zh") -> set[str]:
    return {difference.kind for difference in differences(one, two, language)}


def test_a_duty_against_an_option_is_told() -> None:
    strict = "办法\n第一条　机关应当延长情况复杂的案件的解决期限。\n"
    assert "norm" in kinds(strict, VIETNAMESE, "vi")


def test_a_duty_with_an_option_beside_it_is_no_wholly_other_strength() -> None:
    both = "办法\n第一条　案件应当在六十日内办结；情况复杂的，可以适当延长解决期限。\n"
    assert "norm" not in kinds(both, VIETNAMESE, "vi")


def test_between_versions_the_first_strength_counts() -> None:
    old = "办法\n第一条　机关应当在三十日内予以调整；情况复杂的，可以延长。\n"
    assert "norm" in kinds(old, old.replace("应当在", "可以在"))


def test_a_measure_that_the_other_version_names_too_is_not_lacking() -> None:
    old = "办法\n第一条　违反规定的，给予警告处分；情节严重的，给予开除党籍处分。\n"
    new = old.rstrip() + "在扶贫领域有上述行为的，从重或者加重处分。\n"
    assert "sanction" not in kinds(old, new)


def test_a_measure_inside_the_name_of_another_is_lacking() -> None:
    text = "办法\n第一条　违反规定的，{}；情节严重的，给予撤销党内职务处分。\n"
    found = differences(text.format("给予警告处分"), text.format("给予警告或者严重警告处分"))
    (told,) = [one for one in found if one.kind == "sanction"]
    assert (told.a, told.b) == (None, "严重警告")


def test_a_limit_beside_others_is_told_as_such() -> None:
    old = "办法\n第一条　机关应当在六十日内办结，延长期限不得超过三十日。\n"
    new = old.replace("六十日内", "期限内")
    (told,) = [one for one in differences(old, new) if one.kind == "deadline"]
    assert told.note == "no such time limit on the other side, which has others"
    gone = "办法\n第一条　机关应当在期限内办结，期限可以延长。\n"
    notes = {one.note for one in differences(old, gone) if one.kind == "deadline"}
    assert notes == {"no such time limit on the other side"}
