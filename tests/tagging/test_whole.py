"""Labels without evidence: whole texts, one code a text or several."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from shangxia.coding.values import Code, Codebook
from shangxia.errors import TableError
from shangxia.tagging.calibration import calibrate
from shangxia.tagging.estimator import Tagger
from shangxia.tagging.examples import Example
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.training import train
from shangxia.tagging.whole import WholeExpert, against_rival

WORDS = {
    "school": ("老师", "学生", "课堂", "作业", "操场"),
    "road": ("公交", "路口", "红灯", "停车", "司机"),
    "water": ("水管", "水压", "停水", "水费", "漏水"),
}


def rows(each: int) -> list[tuple[str, str]]:
    draw = np.random.default_rng(0)
    return [
        (f"您好，第{n}号，{'，'.join(draw.permutation(words)[:2])}的事情请处理。", code)
        for code, words in WORDS.items()
        for n in range(each)
    ]


def book(*codes: str) -> Codebook:
    return Codebook("l", {"en": "l"}, tuple(Code(c, {"en": c}) for c in codes), kind="topic")


@pytest.fixture(scope="module")
def model() -> TaggingModel:
    found, _ = train([Example(text, (code,)) for text, code in rows(8)], book(*WORDS))
    return found


def test_eight_of_each_give_exactly_one_code_a_text(model: TaggingModel) -> None:
    fresh = [
        ("学生的课堂作业太多", "school"),
        ("路口红灯坏了，司机停车", "road"),
        ("停水，水压低", "water"),
    ]
    for (_, code), one in zip(fresh, model.tag([text for text, _ in fresh]), strict=True):
        assert [label.code for label in one.labels] == [code]
        assert sum(one.scores.values()) == pytest.approx(1, abs=1e-3)
        for quote in one.labels[0].evidence:
            assert quote.text


def test_a_text_scores_alike_in_any_company(model: TaggingModel) -> None:
    texts = [text for text, _ in rows(8)]
    together = model.tag(texts)
    assert [model.tag([text])[0] for text in texts] == together


def test_saved_and_loaded(model: TaggingModel, tmp_path: Path) -> None:
    model.save(tmp_path / "m")
    loaded = TaggingModel.load(tmp_path / "m")
    assert isinstance(loaded.experts[0], WholeExpert)
    texts = [text for text, _ in rows(3)]
    assert (loaded.decide(texts) == model.decide(texts)).all()
    np.testing.assert_allclose(loaded.scores(texts), model.scores(texts), atol=2e-3)
    assert (
        "exclusive"
        in json.loads((tmp_path / "m" / "settings.json").read_text("utf-8"))["experts"][0]
    )


def test_several_codes_and_none() -> None:
    one, other = rows(12)[:12], rows(12)[12:24]
    examples = [
        *(Example(text, ("school",)) for text, _ in one),
        *(Example(text, ("road",)) for text, _ in other),
        *(Example(a + b, ("school", "road")) for (a, _), (b, _) in zip(one, other, strict=True)),
        *(Example(text, ()) for text, code in rows(12) if code == "water"),
    ]
    found, (heldout,) = train(examples, book("school", "road"))
    both, none = found.tag(["学生作业，老师课堂。司机停车，路口红灯", "停水漏水，水费水压"])
    assert {label.code for label in both.labels} == {"school", "road"}
    assert not none.labels
    assert heldout.tagged.shape == (len(examples), 2)


def test_estimator_without_a_codebook() -> None:
    data = rows(8)
    tagger = Tagger(None).fit([text for text, _ in data], [code for _, code in data])
    tagged = tagger.predict([text for text, _ in data])
    assert (tagged.sum(axis=1) == 1).all()
    assert tagger.score([text for text, _ in data], [code for _, code in data]) > 0.9


def test_one_label_for_all_is_refused() -> None:
    examples = [Example(text, ("school",)) for text, _ in rows(4)]
    with pytest.raises(TableError, match="all 12 reports have the same label, school"):
        train(examples, book("school"))


def test_against_rival_has_one_winner_a_row() -> None:
    probable = np.array([[0.2, 0.2, 0.6], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0.0]], dtype=np.float32)
    decided = against_rival(probable)
    assert (decided >= 0.5).sum(axis=1).tolist() == [1, 1, 1]
    assert decided[0, 2] == pytest.approx(0.75)


def test_exclusive_calibration_finds_the_scale() -> None:
    draw = np.random.default_rng(0)
    true = draw.normal(size=(4000, 3)) * 2
    shares = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    labels = np.array([draw.multinomial(1, share) for share in shares], dtype=np.float32)
    kept = calibrate((true / 4).astype(np.float32), labels, np.array(["zh"] * 4000), exclusive=True)
    assert kept.slope[0] == pytest.approx(4, rel=0.15)
    probable, tagged = kept.apply((true / 4).astype(np.float32), np.array(["zh"] * 4000))
    assert (tagged.sum(axis=1) == 1).all()
    assert abs(probable[tagged].mean() - labels[tagged].mean()) < 0.03
