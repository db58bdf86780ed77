"""What two documents are taken for, and what that does to their pairs."""

from __future__ import annotations

import numpy as np
import pytest

from shangxia.alignment import compare
from shangxia.alignment.collection import collect
from shangxia.alignment.company import document_vector, matter_scores, text_vectors, unit_length
from shangxia.alignment.features import Side
from shangxia.alignment.kinship import find_kinship
from shangxia.alignment.pairing import assign, pair_model
from shangxia.alignment.units import units
from shangxia.document import Document
from tests.alignment.builders import VI, ZH, document

NEWS = (
    "云溪市出台办法推进领导干部能上能下\n\n"
    "记者获悉，云溪市日前出台办法，领导干部应当依法履行职责，不得推诿扯皮，"
    "市级各机关的领导干部都适用这个办法。\n\n市民对此表示欢迎，认为有助于改进作风。\n"
)
MARRIAGE = (
    "婚姻登记办法\n\n第一条　结婚必须男女双方完全自愿，不得包办、买卖婚姻。\n\n"
    "第二条　夫妻有互相扶养的义务，父母有抚养教育未成年子女的义务。\n\n"
    "第三条　离婚后父母与子女的关系不因父母离婚而消除。\n"
)


def side(one: Document) -> Side:
    return Side(one, units(one, "article"))


def test_a_new_wording_is_a_version_and_the_share_is_told() -> None:
    old = document(ZH, "zh")
    new = document(ZH.replace("依法履行职责", "忠实勤勉履行职责"), "zh")
    kin = find_kinship(side(old), side(new))
    assert kin.basis == "versions" and "%" in kin.reason
    assert compare(old, new).basis == "versions"


def test_news_in_the_same_language_is_no_version() -> None:
    rule, news = document(ZH, "zh"), document(NEWS, "zh", kind="news")
    found = compare(rule, news)
    assert found.basis == "report"
    assert {pair.relation for pair in found.pairs} <= {"counterpart", "partial"}
    assert compare(news, rule).basis == "report"


def test_another_text_of_the_same_language_is_no_version_and_stays_alone() -> None:
    one, other = document(ZH, "zh"), document(MARRIAGE, "zh")
    kin = find_kinship(side(one), side(other))
    assert kin.basis == "counterparts" and kin.distance > 0.1
    assert not compare(one, other).pairs


def test_two_languages_are_counterparts_on_one_matter() -> None:
    kin = find_kinship(side(document(ZH, "zh")), side(document(VI, "vi")))
    assert kin.basis == "counterparts" and kin.distance < 0.2
    far = find_kinship(side(document(MARRIAGE, "zh")), side(document(VI, "vi")))
    assert far.distance > kin.distance


def test_the_farther_the_matter_the_lower_all_pairs_stand() -> None:
    rng = np.random.default_rng(0)
    model = pair_model()
    features = model.means + model.scales * rng.normal(size=(9, 7, len(model.means)))
    near, far = (model.standings(features, distance=distance) for distance in (0.0, 0.5))
    assert (far < near).all()
    np.testing.assert_allclose(near - far, (near - far)[0, 0], rtol=1e-5)
    chosen = assign(near, threshold=0.0, second=0.5)
    turned = assign(near.T, threshold=0.0, second=0.5)
    assert chosen and sorted((j, i) for i, j in turned) == chosen


def test_words_of_one_company_meet_across_languages() -> None:
    zh = collect(["公务员辞职由任免机关批准。", "货物进口应当缴纳关税。"], "zh")
    vi = collect(["Hàng hóa nhập khẩu phải nộp thuế.", "Cán bộ xin từ chức."], "vi")
    vectors = [text_vectors(zh), text_vectors(vi)]
    scores = matter_scores(vectors[0], vectors[1], (2, 2))
    assert scores[0, 1] > scores[0, 0] and scores[1, 0] > scores[1, 1]
    np.testing.assert_allclose(matter_scores(vectors[1], vectors[0], (2, 2)), scores.T, rtol=1e-5)
    vector = document_vector(zh)
    assert vector is not None and np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def test_a_language_without_vectors_says_nothing() -> None:
    english = collect(["An official may resign."], "en")
    assert text_vectors(english) is None and document_vector(english) is None
    unknown = matter_scores(None, None, (1, 2))
    assert np.isnan(unknown).all()
    model = pair_model()
    features = np.tile(model.means, (1, 2, 1))
    features[:, :, 1] = np.nan
    assert np.isfinite(model.standings(features)).all()
    assert "matter" not in {one.name for one in model.explain(features[0, 0])}
    np.testing.assert_array_equal(unit_length(np.zeros((1, 3), dtype=np.float32)), 0)
