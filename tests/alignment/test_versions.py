from __future__ import annotations

from shangxia.alignment import compare
from shangxia.comparison import Comparison, Pair
from tests.alignment.builders import document

_BODY = [
    "领导干部应当忠诚干净担当，自觉接受组织和群众的监督，不得以权谋私。",
    "组织部门会同纪检监察机关对拟调整的干部进行核实，并形成书面报告。",
    "对不适宜担任现职的干部，应当区别情形予以调整岗位、改任职级公务员、免职或者降职。",
    "干部因健康原因无法正常履行工作职责一年以上的，应当对其工作岗位进行调整。"
    "调整岗位的干部，可以安排适当的工作任务，并保留原有的工资福利待遇。",
    "被调整的干部当年年度考核不得确定为优秀等次，影响期满后可以重新任用。",
]


def law(bodies: list[str]) -> str:
    digits = "一二三四五六七八九"
    lines = [f"第{digits[at]}条　{body}" for at, body in enumerate(bodies)]
    return "干部调整规定\n\n" + "\n\n".join(lines) + "\n"


def of(comparison: Comparison, article: str) -> Pair:
    (pair,) = [pair for pair in comparison.pairs if f"art_{article}" in pair.a]
    return pair


def against(bodies: list[str]) -> Comparison:
    return compare(document(law(_BODY), "zh"), document(law(bodies), "zh"))


def test_spaces_punctuation_numbering_and_script_make_no_edit() -> None:
    moved = [_BODY[4].replace("，", ", "), *_BODY[:4]]
    comparison = against(moved)
    assert {pair.relation for pair in comparison.pairs} == {"same"}
    assert of(comparison, "5").b == ("art_1",)
    hant = "領導幹部應當忠誠乾淨擔當，自覺接受組織和群眾的監督，不得以權謀私。"
    assert of(against([hant, *_BODY[1:]]), "1").relation == "same"


def test_references_that_were_renumbered_make_no_edit() -> None:
    old = law([*_BODY[:4], "依照本规定第三条第二款处理的干部，不适用前述安排。"])
    new = law(
        [
            "新设条文另行规定车辆停放秩序。",
            *_BODY[:4],
            "依照本规定第四条第二款处理的干部，不适用前述安排。",
        ]
    )
    comparison = compare(document(old, "zh"), document(new, "zh"))
    assert of(comparison, "5").relation == "same"
    assert comparison.only_b == ("art_1",)


def test_an_edit_shows_the_words() -> None:
    changed = [*_BODY]
    changed[1] = changed[1].replace("书面报告", "调查报告")
    pair = of(against(changed), "2")
    assert pair.relation == "edited"
    old, new = law(_BODY), law(changed)
    told = [(old[c.a_start : c.a_end], new[c.b_start : c.b_end]) for c in pair.changes]
    assert told == [("书面", "调查")]


def test_changes_rebuild_the_new_words() -> None:
    changed = ["全体" + _BODY[0].replace("不得以权谋私", "严禁以权谋私、假公济私"), *_BODY[1:]]
    pair = of(against(changed), "1")
    old, new = law(_BODY), law(changed)
    text, at = "", pair.changes[0].a_start
    for change in pair.changes:
        text += old[at : change.a_start] + new[change.b_start : change.b_end]
        at = change.a_end
    # Punctuation makes no change.
    assert text.replace("、", "") in new.replace("、", "")


def test_added_and_deleted() -> None:
    comparison = against([*_BODY[:2], *_BODY[3:], "本规定由省气象局负责解释，农田灌溉另行规定。"])
    assert comparison.only_a == ("art_3",)
    assert comparison.only_b == ("art_5",)


def test_split_and_merged() -> None:
    first, second = _BODY[3].split("。")[:2]
    comparison = against([*_BODY[:3], first + "。", second + "。", _BODY[4]])
    pair = of(comparison, "4")
    assert pair.relation == "split"
    assert set(pair.b) == {"art_4", "art_5"}
    back = compare(
        document(law([*_BODY[:3], first + "。", second + "。", _BODY[4]]), "zh"),
        document(law(_BODY), "zh"),
    )
    pair = of(back, "5")
    assert pair.relation == "merged"
    assert set(pair.a) == {"art_4", "art_5"} and pair.b == ("art_4",)


def test_thresholds_that_were_changed_are_told() -> None:
    old = law([*_BODY[:4], "民主测评得票率低于三分之二的，应当在三十日内予以调整。"])
    new = law([*_BODY[:4], "民主测评得票率低于二分之一的，可以在十五日内予以调整。"])
    pair = of(compare(document(old, "zh"), document(new, "zh")), "5")
    assert {"deadline", "threshold", "norm"} <= {one.kind for one in pair.differences}


def test_a_split_marks_only_the_words_that_no_part_has() -> None:
    halves = _BODY[3].split("。")[:2]
    parts = [halves[0] + "。", "市级机关另有安排的除外，" + halves[1] + "。"]
    new = [*_BODY[:3], *parts, _BODY[4]]
    comparison = against(new)
    (pair,) = [pair for pair in comparison.pairs if pair.relation == "split"]
    assert len(pair.b) == 2
    texts = law(_BODY), law(new)
    gone = [texts[0][one.a_start : one.a_end] for one in pair.changes if one.a_start < one.a_end]
    added = [texts[1][one.b_start : one.b_end] for one in pair.changes if one.b_start < one.b_end]
    assert not gone and added == ["市级机关另有安排的除外"]
    back = compare(document(texts[1], "zh"), document(texts[0], "zh"))
    (merged,) = [pair for pair in back.pairs if pair.relation == "merged"]
    lost = [texts[1][one.a_start : one.a_end] for one in merged.changes if one.a_start < one.a_end]
    assert lost == added
