"""Three readings of a report: its best clause, its best passage and all its words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shangxia.coding.codebook import load_codebook
from shangxia.errors import ModelError
from shangxia.tagging.blended import (
    BlendedExpert,
    Joint,
    Reading,
    Terms,
    gathered,
    mixed,
)
from shangxia.tagging.blended_training import Readings, blend, mixes, passages, wholes
from shangxia.tagging.examples import Example, matrix
from shangxia.tagging.experts import Sums
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.scoring import Reader, Weights
from shangxia.tagging.training import train
from shangxia.tagging.ways import flags

BOOK = load_codebook("clues")


def terms_of(examples: list[Example], outputs: int = len(BOOK)) -> Terms:
    """Return random weights of all that the examples hold."""
    seen = Reader("zh", BOOK).see([one.text for one in examples])
    kinds = np.unique(seen.features.bucket[: seen.features.plain])
    values = np.random.default_rng(0).normal(size=(len(kinds), outputs)).astype(np.float32)
    bias = np.linspace(-1, 1, outputs).astype(np.float32)
    rarity = np.linspace(1, 5, len(kinds)).astype(np.float32)
    return Terms(Weights(kinds, values, bias), rarity)


@pytest.fixture(scope="module")
def model(examples: list[Example]) -> TaggingModel:
    """A small model with readings of random weights: what they say is not the point here."""
    found, _ = train(examples, BOOK)
    own = {
        name: getattr(found.experts[0], name)
        for name in ("name", "weights", "slope", "intercept", "shift", "threshold", "margin",
                     "words", "inaction")
    }  # fmt: skip
    own["inaction"] = np.insert(own["inaction"], 1, 0.3)
    mix = np.tile(np.array([0.9, 0.4, 0.5, -0.2], dtype=np.float32), (len(BOOK), 1))
    plain = np.tile(np.array([1, 0.1], dtype=np.float32), (len(BOOK), 1))
    reading = Reading(terms_of(examples[:30]), terms_of(examples[20:], len(BOOK) + 1), mix)
    expert = BlendedExpert(**own, pooling="blended", readings={"zh": reading}, plain=plain)
    return TaggingModel(BOOK, [expert])


def reading_of(model: TaggingModel) -> Reading:
    expert = model.experts[0]
    assert isinstance(expert, BlendedExpert)
    return expert.readings["zh"]


def read(
    model: TaggingModel, texts: list[str], rows: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return what passages and the whole say."""
    expert, seen = model.experts[0], model.reader("zh").see(texts)
    joint = Joint((expert.weights, expert.words), reading_of(model))
    sums = Sums(seen, len(texts), rows, joint.table)
    return joint.passages(seen, len(texts), sums), joint.whole(seen, len(texts), sums)


def expected(terms: Terms, buckets: list[int]) -> np.ndarray:
    """Score a stretch of text as the definition has it."""
    known = list(terms.weights.buckets)
    place = [known.index(bucket) for bucket in buckets if bucket in known]
    vector = terms.rarity[place] / np.sqrt((terms.rarity[place] ** 2).sum())
    scores: np.ndarray = vector @ terms.weights.values[place] + terms.weights.bias
    return scores


def test_in_the_whole_a_word_counts_once(model: TaggingModel) -> None:
    _, once = read(model, ["我家水管，三个月了还没有办下来"])
    _, thrice = read(model, ["我家水管，三个月了还没有办下来，" * 3])
    np.testing.assert_allclose(once, thrice, atol=1e-6)


def test_readings_are_dot_products_of_unit_vectors(model: TaggingModel) -> None:
    reading = reading_of(model)
    text = "社区说归城管管，我家围墙，第3号，三个月了，还没有办下来"
    seen = model.reader("zh").see([text])
    features = seen.features
    clause, bucket = features.clause[: features.plain], features.bucket[: features.plain]
    told, whole = read(model, [text])
    held = [
        bucket[(clause >= first) & (clause < first + 3)].tolist()
        for first in range(len(seen.clauses))
    ]
    best = np.max([expected(reading.passages, one) for one in held], axis=0)
    # Weights are rounded to steps of 1/64 before they are added.
    np.testing.assert_allclose(told[0], best, atol=0.05)
    np.testing.assert_allclose(
        whole[0], expected(reading.whole, sorted(set(bucket.tolist()))), atol=0.05
    )


def test_a_passage_ends_with_its_report() -> None:
    rows = np.array([[1], [10], [100], [1000], [10000]], dtype=np.float32)
    report = np.array([0, 0, 1, 1, 1])
    assert gathered(rows, report).ravel().tolist() == [11, 10, 11100, 11000, 10000]


def test_a_report_is_read_alike_in_any_company(
    model: TaggingModel, examples: list[Example]
) -> None:
    texts = [one.text for one in examples] + ["", "abc", "三個月了還沒有辦下來"]
    together = model.tag(texts)
    assert [model.tag([text])[0] for text in texts] == together


def test_only_the_reports_that_matter_are_read(
    model: TaggingModel, examples: list[Example]
) -> None:
    texts, rows = [one.text for one in examples], np.array([3, 8, 20])
    for part, whole in zip(read(model, texts, rows), read(model, texts), strict=True):
        np.testing.assert_array_equal(part[rows], whole[rows])


def test_another_language_goes_by_its_clauses(model: TaggingModel) -> None:
    expert = model.experts[0]
    assert isinstance(expert, BlendedExpert)
    seen = model.reader("vi").see(["đã ba tháng mà vẫn chưa giải quyết"])
    plain = expert.weights.score(seen.features).max(axis=0)
    np.testing.assert_allclose(
        expert.score(seen, 1).reports[0], mixed(expert.plain, plain[None])[0], atol=1e-5
    )


def test_the_better_reading_counts_more() -> None:
    draw = np.random.default_rng(0)
    labels = (draw.random((600, 3)) < 0.3).astype(np.float32)
    told = (labels * 4 - 2).astype(np.float32)
    loud = draw.normal(size=labels.shape, scale=3).astype(np.float32)
    weak = (told * 0.3 + draw.normal(size=labels.shape)).astype(np.float32)
    language, folds = np.array(["zh"] * 600), np.arange(600) % 5
    noise = draw.normal(size=labels.shape, scale=3).astype(np.float32)
    found = mixes(Readings((loud, weak, noise), language, folds, labels))["zh"]
    assert (found[:, 1] > 5 * found[:, 0]).all()
    scores = blend(Readings((weak, loud, weak), language, folds, labels))
    assert scores[labels > 0].mean() > scores[labels == 0].mean() + 1


def test_languages_without_a_reading_have_the_plain_mix() -> None:
    labels = np.eye(4, dtype=np.float32)[np.arange(40) % 4]
    scores = labels * 6 - 3
    language = np.array(["zh", "vi"] * 20)
    more = np.where((language == "zh")[:, None], scores, -12).astype(np.float32)
    held = Readings((scores, more, more), language, np.arange(40) % 5, labels)
    found = mixes(held)
    assert {name: mix.shape for name, mix in found.items()} == {"": (4, 2), "zh": (4, 4)}
    assert (blend(held).argmax(axis=1) == labels.argmax(axis=1)).all()


def test_what_is_learned_from(examples: list[Example]) -> None:
    nowhere = replace(examples[0], evidence=())
    data = matrix([*examples[:3], nowhere], BOOK)
    own = passages(data, np.array([1.0, 2.0, 3.0, 4.0]))
    # Of a label without evidence nobody knows which passage shows it.
    assert sorted(set(own.weight[own.example == 3])) == [0.0]
    assert sorted(set(own.weight[own.example == 1])) == [2.0]
    code = BOOK.ids.index("buck-passing")
    assert own.labels[own.example == 0][0, code] == 1
    report = wholes(data, np.array([1, 0, 0, 1]), np.ones(4))
    assert report.labels[:, -1].tolist() == [1, 0, 0, 1]
    assert report.terms.shape[0] == 4
    assert set(report.terms.data) == {1.0}
    assert own.terms.sum() > data.terms.sum()


def test_saved_and_loaded(model: TaggingModel, examples: list[Example], tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = TaggingModel.load(tmp_path)
    texts = [one.text for one in examples]
    np.testing.assert_allclose(loaded.scores(texts), model.scores(texts), atol=3e-3)
    entry = json.loads((tmp_path / "settings.json").read_text("utf-8"))["experts"][0]
    assert entry["readings"] == ["zh"]


@pytest.mark.parametrize("part", ["mix", "rarity", "bias"])
def test_parts_that_do_not_fit_are_refused(model: TaggingModel, tmp_path: Path, part: str) -> None:
    reading = reading_of(model)
    whole = replace(reading.whole)
    weights = reading.whole.weights
    if part == "mix":
        reading = replace(reading, mix=reading.mix[:, :2])
    elif part == "rarity":
        object.__setattr__(whole, "rarity", whole.rarity[:-1])
        reading = replace(reading, whole=whole)
    else:
        object.__setattr__(
            whole, "weights", Weights(weights.buckets, weights.values, weights.bias[1:])
        )
        reading = replace(reading, whole=whole)
    expert = model.experts[0]
    assert isinstance(expert, BlendedExpert)
    TaggingModel(BOOK, [replace(expert, readings={"zh": reading})]).save(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        TaggingModel.load(tmp_path)


def test_the_flag_of_a_clause_is_whether_it_alleges_anything(examples: list[Example]) -> None:
    clauses = [replace(examples[0], inaction=None), replace(examples[2], inaction=None)]
    told = [replace(examples[0], inaction=False), replace(examples[2], inaction=True)]
    both = [*told, *clauses]
    folds = np.array([0, 1, -1, -1])
    assert flags(both, np.array([0, 1]), folds).tolist() == [False, True, True, False]
    # Whole reports of which nobody knows allege nothing.
    assert flags(both, np.array([0, 1]), abs(folds)).tolist() == [False, True, False, False]
    assert flags(both, np.array([0, 2]), folds).tolist() == [0, 0, 0, 0]
