"""Bearers and norms of clauses built for one grammatical point each."""

from __future__ import annotations

import pytest

from shangxia.document import Language
from shangxia.provisions.clauses import find_bearer, find_modal
from shangxia.provisions.norms import classify_norm


def _bearer(text: str, language: Language, norm: str) -> str | None:
    found = find_bearer(text, language, norm)
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("text", "language", "norm", "wanted"),
    [
        # A second predicate carries the modal: the subject ends before the first.
        ("Tòa án xem xét hồ sơ và có thể triệu tập đương sự.", "vi", "procedure", "Tòa án"),
        # The first sentence opens with a time limit; its subject resumes behind the comma.
        (
            "Trong thời hạn 10 ngày, Bộ Y tế cấp giấy phép; trường hợp từ chối thì phải trả lời.",
            "vi",
            "procedure",
            "Bộ Y tế",
        ),
        # To organise is a verb here, and a law code is no ministry.
        ("Tổ chức và quản lý kho lưu trữ của huyện.", "vi", "obligation", None),
        ("Bộ luật này quy định về hợp đồng.", "vi", "obligation", None),
        # 从事 opens a modifier, not an adverbial.
        ("从事运输活动的单位应当保存记录。", "zh", "obligation", "从事运输活动的单位"),
        # An agent inside a relative clause acts in another sentence.
        ("审理部门在接到由本部门审理的案件后，应当登记。", "zh", "procedure", "审理部门"),
        ("应税车辆负责人申报时，应当提交证明。", "zh", "procedure", "应税车辆负责人"),
        (
            "市人民政府交通、水利等主管部门在各自职责范围内负责监督工作。",
            "zh",
            "obligation",
            "市人民政府交通、水利等主管部门",
        ),
        ("省委巡视组应当报告。", "zh", "obligation", "省委巡视组"),
        ("对首要分子或者罪行严重的，处三年以上有期徒刑。", "zh", "sanction", "首要分子"),
    ],
)
def test_bearer(text: str, language: Language, norm: str, wanted: str | None) -> None:
    assert _bearer(text, language, norm) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Người quản lý địa điểm cấm hút thuốc có trách nhiệm nhắc nhở.", "có trách nhiệm"),
        ("Nhà nước cấm sản xuất pháo.", "cấm"),
        ("Người vi phạm có thể bị phạt tiền.", "có thể"),
    ],
)
def test_a_ban_named_in_a_noun_phrase_is_no_modal(text: str, wanted: str) -> None:
    found = find_modal(text, "vi")
    assert found is not None
    assert found.text == wanted


@pytest.mark.parametrize(
    ("text", "chapeau", "norm"),
    [
        ("坚持教育与监督相结合的原则，对违纪人员给予处分。", "", "principle"),
        ("原有的登记继续有效。", "", "effect"),
        ("干部受到问责处理的，半年内不得提拔。", "", "prohibition"),
        ("坚持原则，认真工作。", "领导干部应当具备下列条件：", "obligation"),
    ],
)
def test_norm(text: str, chapeau: str, norm: str) -> None:
    assert classify_norm(text, "zh", chapeau=chapeau) == norm


def test_an_amendment_is_an_effect() -> None:
    text = "Thay cụm từ “phạt tiền” bằng cụm từ “xử phạt” tại khoản 2 Điều 5."
    assert classify_norm(text, "vi") == "effect"
