"""What the models of norms and bearers promise, whatever their weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangxia.errors import ModelError
from shangxia.provisions import find_provisions, learned, pointing
from shangxia.provisions.find import read, settle
from shangxia.provisions.folding import view
from shangxia.provisions.learned import Case, NormModel, norm_model
from shangxia.provisions.ngrams import Part, scattered, tokens
from shangxia.provisions.norms import Frame
from shangxia.provisions.pointing import Asked, BearerModel, bearer_model
from shangxia.structure.tree import parse_tree

RULE = (
    "第一条　乡镇人民政府应当在三十日内答复申请人。\n第二条　申请人有权要求听证。\n"
    "第三条　有下列情形之一的，给予警告：\n（一）拒不答复的；\n（二）互相推诿的。\n"
)
LUAT = (
    "Điều 1. Trách nhiệm\n1. Ủy ban nhân dân cấp xã phải trả lời trong thời hạn 10 ngày.\n"
    "2. Người nộp đơn có quyền khiếu nại.\n"
)


def read_all(text: str, language: str) -> tuple:
    return find_provisions(text, parse_tree(text, language).nodes, language)


@pytest.mark.parametrize(("text", "language"), [(RULE, "zh"), (LUAT, "vi")])
def test_plain_provisions_are_told_and_bound(text: str, language: str) -> None:
    found = read_all(text, language)
    assert found[0].norm in ("obligation", "procedure")
    assert found[0].bearer is not None
    assert found[0].bearer.text in ("乡镇人民政府", "Ủy ban nhân dân cấp xã")
    assert found[1].norm == "right"
    assert found[1].bearer is not None
    assert found[1].bearer.text in ("申请人", "Người nộp đơn")


def test_headings_and_companions_do_not_change_with_the_order_of_weighing() -> None:
    text = RULE * 3
    seen = view(text, "zh")
    parts = read(seen, parse_tree(text, "zh").nodes)
    model = norm_model("zh")
    assert model is not None
    together = settle(seen, parts)
    alone = [model.judge([part.case], "zh")[0] for part in parts]
    paragraphs = [at for at, part in enumerate(parts) if not part.case.siblings]
    assert len(paragraphs) == 9
    assert [together[at] for at in paragraphs] == [alone[at] for at in paragraphs]


def test_items_of_a_list_that_go_by_its_opening_words_have_one_norm() -> None:
    items = ["品行不端的", "拒不答复的", "可以申请复查的", "其他情形", "互相推诿的"]
    lines = [f"（{number}）{item}；" for number, item in zip("一二三四五", items, strict=True)]
    text = "第一条　有下列情形之一的，给予警告：\n" + "\n".join(lines)
    other = text.replace("第一条", "第二条").replace("给予警告", "有权申请复议")
    found = read_all(f"{text}\n{other}", "zh")
    for article in ("art_1", "art_2"):
        own = [one for one in found if one.node.startswith(article) and "item" in one.node]
        assert len(own) == 5
        assert len({one.norm for one in own if one.modal is None}) == 1


def test_vietnamese_without_marks_is_left_to_the_rules() -> None:
    text = "Dieu 1. Trach nhiem\n1. Uy ban nhan dan cap xa phai tra loi trong 10 ngay.\n" * 3
    seen = view(text, "vi")
    parts = read(seen, parse_tree(text, "vi").nodes)
    assert settle(seen, parts) == [part.case.said for part in parts]


def test_a_language_without_annotation_has_no_model() -> None:
    assert norm_model("en") is None
    assert bearer_model("en") is None


def test_a_changed_rule_is_not_known_by_its_old_weight() -> None:
    frame = Frame("申请人应当提交材料。")
    case = Case(frame, "obligation", "00000000", (3, 5), "paragraph", ())
    assert "rule 00000000" in set(learned.facts(case, "zh"))
    model = norm_model("zh")
    assert model is not None and "rule 00000000" not in model.facts


@pytest.mark.parametrize("load", [norm_model, bearer_model])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04K\x01."])
def test_a_damaged_model_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load, content: bytes
) -> None:
    path = tmp_path / "zh.npz"
    path.write_bytes(content)
    for room in (learned, pointing):
        monkeypatch.setattr(room, "model", lambda *parts: path)
    load.cache_clear()
    try:
        with pytest.raises(ModelError, match=r"zh\.npz"):
            load("zh")
    finally:
        load.cache_clear()


@pytest.mark.parametrize("load", [norm_model, bearer_model])
def test_weights_of_another_size_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load
) -> None:
    path = tmp_path / "zh.npz"
    few = np.zeros(3, dtype=np.float16)
    names = np.array('{"norms": ["right"], "facts": []}')
    np.savez(path, names=names, grams=few, facts=few, bias=few, weights=few, lengths=few,
             nobody=np.array(1.5))  # fmt: skip
    for room in (learned, pointing):
        monkeypatch.setattr(room, "model", lambda *parts: path)
    load.cache_clear()
    try:
        with pytest.raises(ModelError, match="weights of another size"):
            load("zh")
    finally:
        load.cache_clear()


TEXTS = st.lists(st.text(max_size=30).map(lambda text: text.replace("\n", " ")), max_size=6)


@given(TEXTS, st.booleans())
def test_tokens_stand_where_they_say(texts: list[str], words: bool) -> None:
    cut = tokens(texts, words=words)
    quoted = [
        texts[owner][start:end]
        for owner, start, end in zip(cut.owners, cut.starts, cut.ends, strict=True)
    ]
    assert all(one and not one.isspace() for one in quoted)
    for at, text in enumerate(texts):
        mine = "".join(one for one, owner in zip(quoted, cut.owners, strict=True) if owner == at)
        assert mine == "".join(letter for letter in text if letter in mine)
        assert list(cut.places[cut.owners == at]) == list(range((cut.owners == at).sum()))
        assert list(cut.left[cut.owners == at]) == list(range((cut.owners == at).sum()))[::-1]


@given(TEXTS, st.booleans(), st.integers(1, 4))
def test_a_text_has_the_same_ngrams_in_any_company(
    texts: list[str], words: bool, longest: int
) -> None:
    part = Part("own", longest, first=5)

    def rows(given: list[str], at: int) -> list[list[int]]:
        cut = tokens(given, words=words)
        return [sorted(row[owner == at].tolist()) for owner, row in cut.grams(part, 1 << 12)]

    for at, text in enumerate(texts):
        assert rows(texts, at) == rows([text], 0)


def test_names_scatter_apart() -> None:
    hashes = np.arange(1000, dtype=np.uint64)
    one, other = (scattered(hashes, name, 1 << 20) for name in ("one", "other"))
    assert (one != other).mean() > 0.99
    assert len(set(one.tolist())) > 990


def _random_bearers(seed: int) -> BearerModel:
    numbers = np.random.default_rng(seed)
    weights = numbers.normal(size=pointing.ROWS).astype(np.float32)
    lengths = numbers.normal(size=pointing.LONGEST + 1).astype(np.float32)
    return BearerModel(weights, lengths, 0.0)


@settings(deadline=None)
@given(TEXTS, st.integers(0, 9))
def test_a_bearer_is_a_span_of_whole_tokens_or_nobody(texts: list[str], seed: int) -> None:
    asked = [
        Asked(Case(Frame(text), "obligation", "", None, "paragraph", ()), "obligation", None)
        for text in texts
    ]
    model = _random_bearers(seed)
    spans = model.point(asked, "vi")
    assert spans == [model.point([one], "vi")[0] for one in asked]
    for text, span in zip(texts, spans, strict=True):
        if span is not None:
            start, end = span
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end] != ""


@given(st.lists(st.text(alphabet="应当干部，。不得有权", max_size=20), min_size=1, max_size=5))
def test_weights_decide_and_nothing_else(texts: list[str]) -> None:
    width = len(("right", "sanction"))
    model = NormModel(
        norms=("right", "sanction"),
        grams=np.zeros((learned.ROWS, width + 1), dtype=np.float32),
        facts={"modal 应当": 0},
        facts_weights=np.array([[0.0, 2.0]], dtype=np.float32),
        bias=np.array([1.0, 0.0], dtype=np.float32),
    )
    cases = [
        Case(Frame(text), "other", "", (at, at + 2) if (at := text.find("应当")) >= 0 else None,
             "paragraph", ())
        for text in texts
    ]  # fmt: skip
    expected = ["sanction" if "应当" in text else "right" for text in texts]
    assert model.judge(cases, "zh") == expected
