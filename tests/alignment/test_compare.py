from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangxia.alignment import compare, compare_many
from shangxia.alignment.turning import turned
from shangxia.comparison import Comparison
from shangxia.document import Document
from shangxia.errors import CodebookError, ModelError, UsageError
from shangxia.findings import Claim, Figure, Quote
from tests.alignment.builders import VI, ZH, document
from tests.strategies import zh_laws


@pytest.fixture(scope="module")
def across() -> Comparison:
    return compare(document(ZH, "zh"), document(VI, "vi"))


def tails(names: tuple[str, ...]) -> list[str]:
    return [name.rsplit("/", 1)[-1] for name in names]


def relations(comparison: Comparison) -> set[tuple[str, str]]:
    return {(a, b) for pair in comparison.pairs for a in tails(pair.a) for b in tails(pair.b)}


def test_counterparts_cross_and_the_unrelated_stay_alone(across: Comparison) -> None:
    found = relations(across)
    # The order of the appeal and the proposal is turned round between the two texts.
    assert {("art_6", "art_3"), ("art_5", "art_4"), ("art_7", "art_6")} <= found
    assert "art_5" in tails(across.only_b)


def test_differences_in_numbers(across: Comparison) -> None:
    (pair,) = [pair for pair in across.pairs if tails(pair.a) == ["art_5"]]
    kinds = {difference.kind for difference in pair.differences}
    assert "deadline" in kinds
    (appeal,) = [pair for pair in across.pairs if tails(pair.a) == ["art_6"]]
    assert "deadline" not in {difference.kind for difference in appeal.differences}


def test_every_pair_says_why(across: Comparison) -> None:
    for pair in across.pairs:
        assert pair.reason and pair.features and 0 <= pair.score <= 1
        assert sum(abs(one.share) for one in pair.features) == pytest.approx(1.0, abs=0.01)
    terms = [term for pair in across.pairs for term in pair.terms]
    assert {"reading"} <= {"reading" for term in terms if term.reading}
    for term in terms:
        assert across.a.text[term.a.start : term.a.end] == term.a.text
        assert across.b.text[term.b.start : term.b.end] == term.b.text


def test_turning_round_across_languages() -> None:
    a, b = document(ZH, "zh"), document(VI, "vi")
    assert compare(b, a) == turned(compare(a, b))
    assert turned(turned(compare(a, b))) == compare(a, b)


@settings(max_examples=25)
@given(zh_laws(), zh_laws(), st.sampled_from(["article", "item"]))
def test_turning_round_and_totality(
    one: tuple[str, list[str]], two: tuple[str, list[str]], level: str
) -> None:
    a, b = document(one[0], "zh"), document(two[0], "zh")
    there = compare(a, b, level=level)
    back = compare(b, a, level=level)
    mirrored = {"split": "merged", "merged": "split"}
    assert {(p.a, p.b, p.relation) for p in there.pairs} == {
        (p.b, p.a, mirrored.get(p.relation, p.relation)) for p in back.pairs
    }
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)
    assert there == compare(a, b, level=level)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(one: str, two: str) -> None:
    comparison = compare(document(one, "zh"), document(two, "en"))
    assert isinstance(comparison, Comparison)


def test_the_same_text_is_the_same() -> None:
    regulation = document(ZH, "zh")
    comparison = compare(regulation, regulation)
    assert {pair.relation for pair in comparison.pairs} == {"same"}
    assert comparison.only_a == comparison.only_b == ()


def test_matrix_shows_holes() -> None:
    books = ("channels",)
    comparison = compare(document(ZH, "zh"), document(VI, "vi"), codebooks=books)
    assert all(code.startswith("channels:") for code in comparison.matrix)
    assert ((), ()) in comparison.matrix.values()
    assert all(len(found) == 2 for found in comparison.matrix.values())
    with pytest.raises(CodebookError):
        compare(document(ZH, "zh"), document(VI, "vi"), codebooks=["no-such-book"])


def test_several_documents() -> None:
    texts = [document(ZH, "zh"), document(VI, "vi"), document(ZH.replace("三十", "二十"), "zh")]
    assert len(compare_many(texts)) == 3
    pivoted = compare_many(texts, pivot=1)
    assert [one.a.source.language for one in pivoted] == ["vi", "vi"]
    with pytest.raises(UsageError):
        compare_many(texts[:1])
    with pytest.raises(UsageError):
        compare_many(texts, pivot=3)


def news(claim: Claim) -> Document:
    text = "The regulation lists the situations in which officials are adjusted."
    return replace(document(text, "en", kind="news"), claims=(claim,))


@pytest.mark.parametrize(("value", "verdict"), [(2.0, "supported"), (15.0, "contradicted")])
def test_counts_are_checked_against_lists(value: float, verdict: str) -> None:
    claim = Claim("count", "下列情形应当予以调整", 0, 4, subject="应当予以调整的情形", value=value)
    item = replace(document("市委组织部发布消息。", "zh", kind="news"), claims=(claim,))
    (check,) = compare(item, document(ZH, "zh")).claims
    assert check.verdict == verdict
    assert check.node is not None and "art_4" in check.node
    assert check.reason


def test_figures_are_checked_against_provisions() -> None:
    text = "组织部门应当在三十日内提出调整建议"
    figure = Figure("三十日", 7, 10, 30.0, "day")
    right = Claim("measure", text, 0, len(text), figures=(figure,))
    wrong = replace(right, figures=(replace(figure, value=60.0),))
    for claim, verdict in ((right, "supported"), (wrong, "contradicted")):
        item = replace(document(text, "zh", kind="news"), claims=(claim,))
        (check,) = compare(document(ZH, "zh"), item).claims
        assert check.verdict == verdict


def test_a_claim_about_something_else_is_not_found() -> None:
    claim = Claim("count", "seven new bridges over the river", 0, 10, subject="bridges", value=7.0)
    (check,) = compare(news(claim), document(ZH, "zh")).claims
    assert (check.verdict, check.node) == ("not found", None)


def test_real_versions(shared: Path) -> None:
    folder = shared / "data" / "regulations" / "zh-party"
    old, new = (
        document((folder / name).read_text(encoding="utf-8"), "zh")
        for name in ("dangfa0010.md", "dangfa009.md")
    )
    comparison = compare(old, new)
    relation = {
        (old.node(a).number, new.node(b).number): pair.relation
        for pair in comparison.pairs
        for a in pair.a
        for b in pair.b
    }
    assert relation["14", "15"] == relation["14", "9"] == "split"
    assert relation["19", "20"] == relation["20", "20"] == "merged"
    assert relation["7", "8"] == "same"
    assert {"5", "44", "136"} <= {new.node(name).number for name in comparison.only_b}


def test_an_encoder_is_one_more_feature() -> None:
    wanted = {"干部": 0, "cán bộ": 0, "施行": 1, "hiệu lực": 1}

    def encoder(texts: Sequence[str]) -> np.ndarray:
        found = np.zeros((len(texts), 3)) + 0.01
        for row, text in enumerate(texts):
            for word, place in wanted.items():
                found[row, place] += word in text.lower()
        return found

    comparison = compare(document(ZH, "zh"), document(VI, "vi"), encoder=encoder)
    assert ("art_7", "art_6") in relations(comparison)
    for pair in comparison.pairs:
        assert pair.features[0].name == "encoder"
    a, b = document(ZH, "zh"), document(VI, "vi")
    assert compare(b, a, encoder=encoder) == turned(compare(a, b, encoder=encoder))


def test_an_encoder_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ModelError, match="one finite vector"):
        compare(document(ZH, "zh"), document(VI, "vi"), encoder=lambda _: np.zeros((1, 2)))


def test_what_a_claim_lists_is_found_in_running_text() -> None:
    law = "办法\n\n第一条　渠道包括：问责、辞职、退休以及组织调整。\n\n第二条　本办法由市委解释。\n"
    text = "《办法》明确了问责、辞职、退休、组织调整等4种渠道。"
    listed = tuple(
        Quote(word, text.index(word), text.index(word) + len(word))
        for word in ("问责", "辞职", "退休", "组织调整")
    )
    claim = Claim("count", text, 0, len(text), subject="渠道", value=4.0, listed=listed)
    item = replace(document(text, "zh", kind="news"), claims=(claim,))
    (check,) = compare(item, document(law, "zh")).claims
    assert (check.verdict, check.node) == ("supported", "art_1/par_1")
    missing = replace(claim, listed=(*listed, Quote("免职", 0, 2)))
    item = replace(item, claims=(missing,))
    (check,) = compare(item, document(law, "zh")).claims
    assert check.verdict == "not found"
