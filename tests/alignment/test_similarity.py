from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.alignment import similarity

SENTENCES = [
    (
        "领导干部应当主动辞职。",
        "Cán bộ lãnh đạo phải chủ động từ chức.",
        "Leading cadres shall resign on their own initiative.",
    ),
    (
        "任何组织和个人不得打击报复举报人。",
        "Nghiêm cấm mọi tổ chức, cá nhân trả thù người tố cáo.",
        "No organization or individual may retaliate against whistleblowers.",
    ),
    (
        "处理期限为六十日。",
        "Thời hạn giải quyết là 60 ngày.",
        "The time limit for handling is sixty days.",
    ),
    (
        "公民有权申请国家赔偿。",
        "Công dân có quyền yêu cầu Nhà nước bồi thường.",
        "Citizens have the right to apply for state compensation.",
    ),
    (
        "本法自2019年1月1日起施行。",
        "Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2019.",
        "This law takes effect on January 1, 2019.",
    ),
    (
        "会议由市长主持。",
        "Hội nghị do thị trưởng chủ trì.",
        "The meeting is chaired by the mayor.",
    ),
]


@pytest.mark.parametrize(("one", "two"), [(0, 1), (0, 2), (1, 2), (1, 0), (2, 0), (2, 1)])
def test_translations_find_each_other(one: int, two: int) -> None:
    scores = similarity([row[one] for row in SENTENCES], [row[two] for row in SENTENCES])
    assert scores.argmax(axis=1).tolist() == list(range(len(SENTENCES)))


def test_resigning_is_not_appointing() -> None:
    scores = similarity(["辞职"], ["từ chức", "bổ nhiệm"])
    assert scores.shape == (1, 2)
    assert scores[0, 0] > 0.5 > scores[0, 1]


def test_a_text_is_wholly_like_itself_and_its_copies() -> None:
    text = "组织部门应当提出调整建议。"
    assert similarity([text], [text])[0, 0] == pytest.approx(1.0)
    assert similarity([text, text], [text, text]) == pytest.approx(np.ones((2, 2)))


def test_script_makes_no_difference() -> None:
    texts = ["Cán bộ từ chức", "Thời hạn khiếu nại", "Cơ quan điều tra"]
    hans = similarity(["干部辞职", "申诉期限"], texts)
    hant = similarity(["幹部辭職", "申訴期限"], texts)
    assert hans == pytest.approx(hant)


def test_no_text_and_empty_texts() -> None:
    assert similarity([], ["a"]).shape == (0, 1)
    assert similarity(["a"], []).shape == (1, 0)
    assert similarity(["", "。"], ["từ chức"]).tolist() == [[0.0], [0.0]]


def test_mixed_languages_in_one_list() -> None:
    scores = similarity(["干部辞职", "cán bộ từ chức"], ["cadres resign", "干部辞职"])
    assert scores.shape == (2, 2)
    assert scores[0, 1] == pytest.approx(1.0)
    assert scores[1, 1] > 0.5


ANY = st.lists(
    st.sampled_from(sorted({text for row in SENTENCES for text in row})) | st.text(max_size=20),
    max_size=5,
)


@given(ANY, ANY)
def test_turning_round_transposes(a: list[str], b: list[str]) -> None:
    scores = similarity(a, b)
    assert ((scores >= 0) & (scores <= 1)).all()
    np.testing.assert_allclose(scores, similarity(b, a).T, atol=1e-6)


def test_general_text_is_found_again(shared: Path) -> None:
    folder = shared / "data" / "parallel" / "ntrex"
    texts = [
        (folder / f"newstest2019-{name}.txt").read_text(encoding="utf-8").split("\n")[:400]
        for name in ("ref.zho-CN", "ref.vie")
    ]
    scores = similarity(*texts)
    for table in (scores, scores.T):
        assert (table.argmax(axis=1) == np.arange(400)).mean() >= 0.9
