"""A short report with a firm cue about a public body is taken at its word."""

from __future__ import annotations

import numpy as np
import pytest

from shangxia.tagging.cued import raised
from shangxia.tagging.model import TaggingModel

NEVER = 0.0


def lifted(model: TaggingModel, text: str, language: str) -> set[str]:
    """Return the codes that the rule lifts where nothing was learned."""
    probable = np.full((1, len(model.codes)), NEVER, dtype=np.float32)
    found = raised(probable, 0.4, model.reader(language).see([text]))
    assert (probable == NEVER).all()
    assert set(np.unique(found)) <= {NEVER, np.nextafter(np.float32(0.4), np.float32(1))}
    return {model.codes[code] for code in np.flatnonzero(found[0] >= 0.4)}


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("zh", "街道办互相推诿，没人解决", "buck-passing"),
        ("zh", "村干部混日子，不干事", "complacent"),
        ("zh", "街道辦互相推諉，沒人解決", "buck-passing"),
        ("vi", "xã cứ đùn đẩy qua lại, không ai giải quyết", "buck-passing"),
        ("vi", "UBND phường ngâm hồ sơ ba tháng", "dilatory"),
        ("en", "The ward office is passing the buck.", "buck-passing"),
    ],
)
def test_a_short_plain_report_is_tagged(
    clues: TaggingModel, language: str, text: str, code: str
) -> None:
    assert lifted(clues, text, language) == {code}
    (found,) = clues.tag([text])
    assert code in {label.code for label in found.labels}
    score = clues.scores([text])[0][clues.codes.index(code)]
    assert np.isclose(score, found.scores[code], atol=1e-4)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "派出所没有推诿，当天处理"),
        ("zh", "希望区政府不要推诿"),
        ("zh", "街道办踢皮球怎么投诉？"),
        ("zh", "物业踢皮球"),
        ("zh", "踢皮球，没人管"),
        ("vi", "Phường không đùn đẩy, giải quyết nhanh"),
        ("vi", "Xã có đùn đẩy không?"),
        ("en", "The ward office did not pass the buck, it fixed it."),
    ],
)
def test_denials_wishes_questions_and_companies_are_not(
    clues: TaggingModel, language: str, text: str
) -> None:
    assert lifted(clues, text, language) == set()
    (found,) = clues.tag([text])
    assert not found.labels


def test_in_a_longer_report_what_was_learned_decides(clues: TaggingModel) -> None:
    text = "街道办互相推诿，我家的水管坏了，在三号楼，没人解决"
    assert lifted(clues, text, "zh") == set()
