"""Sums over features: what stands side by side is looked up once and adds up exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding.codebook import load_codebook
from shangxia.tagging.examples import Example
from shangxia.tagging.experts import Sums
from shangxia.tagging.features import BITS
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.scoring import UNIT, Reader, Seen, Table, Weights
from shangxia.tagging.training import train

BOOK = load_codebook("clues")


@pytest.fixture(scope="module")
def seen(examples: list[Example]) -> Seen:
    return Reader("zh", BOOK).see([one.text for one in examples[:9]])


@given(
    first=st.dictionaries(st.integers(0, 2**BITS - 1), st.integers(-99, 99), max_size=20),
    second=st.dictionaries(st.integers(0, 2**BITS - 1), st.integers(-99, 99), max_size=20),
    looked=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2**BITS - 1)), max_size=30),
)
def test_parts_side_by_side(
    first: dict[int, int], second: dict[int, int], looked: list[tuple[int, int]]
) -> None:
    parts = (first, second)
    looked = looked + [(1, bucket) for bucket in (*first, *second)]
    table = Table(
        *(
            (
                np.array(sorted(part), dtype=np.int64),
                np.array([[part[at]] for at in sorted(part)], dtype=np.float32).reshape(-1, 1),
            )
            for part in parts
        )
    )
    owner, bucket = np.array(looked, dtype=np.int64).reshape(-1, 2).T
    sums = table.sums(owner, table.slot.take(bucket), 3)
    expected = [
        [sum(part.get(at, 0) for own, at in looked if own == row) for part in parts]
        for row in range(3)
    ]
    assert sums.tolist() == expected


def test_the_parts_of_what_a_clause_holds(seen: Seen) -> None:
    features, clauses = seen.features, len(seen.clauses)
    kinds = np.unique(features.bucket)
    values = np.arange(len(kinds), dtype=np.float32)[:, None] % 7
    table = Table((kinds, values))
    sums = Sums(seen, 9, None, table)
    value = values[np.searchsorted(kinds, features.bucket), 0]
    ends = (0, features.plain, features.own, len(value))
    for part, low, high in zip((sums.said, sums.acted, sums.company), ends, ends[1:], strict=False):
        expected = np.bincount(features.clause[low:high], value[low:high], clauses)
        assert part[:, 0].tolist() == expected.tolist()
    some = Sums(seen, 9, np.array([2, 5]), table)
    wanted = np.isin(seen.clauses.report, [2, 5])
    assert some.said[wanted].tolist() == sums.said[wanted].tolist()
    assert not some.said[~wanted].any()


def test_score_by_words(seen: Seen) -> None:
    draw = np.random.default_rng(0)
    words = len(seen.clauses.word_clause)
    kinds = np.unique(seen.features.bucket[:words])
    values = draw.normal(size=(len(kinds), 2)).astype(np.float32)
    weights = Weights(kinds, values, np.array([0.5, -1], dtype=np.float32))
    report = seen.clauses.report[seen.clauses.word_clause]
    place = np.searchsorted(kinds, seen.features.bucket[:words])
    for row, scores in enumerate(weights.by_words(seen, 9)):
        own = np.rint(values[place[report == row]] * UNIT) / UNIT
        np.testing.assert_allclose(
            scores, own.sum(axis=0) / np.sqrt(len(own)) + weights.bias, atol=1e-4
        )


def test_a_register_learns_from_others_only_in_its_own_languages(examples: list[Example]) -> None:
    letters = [replace(one, text=f"{one.text}此致敬礼", register="letter") for one in examples]
    vi = [
        replace(one, text=f"Cán bộ xã {n} đùn đẩy mãi.", language="vi", evidence=())
        for n, one in enumerate(examples)
    ]
    without, _ = train([*examples, *letters], BOOK)
    model, _ = train([*examples, *letters, *vi], BOOK)
    alone, beside = without.experts[1].weights, model.experts[1].weights
    assert beside.buckets.tolist() == alone.buckets.tolist()
    np.testing.assert_array_equal(beside.values, alone.values)


def test_reports_go_to_the_expert_of_their_register(examples: list[Example]) -> None:
    letters = [
        replace(one, text=f"尊敬的领导您好：{one.text}此致敬礼", register="letter", evidence=())
        for one in examples
    ]
    model, heldout = train([*examples, *letters], BOOK)
    assert model.router is not None
    assert [said.expert for said in heldout] == ["", "letter"]
    for texts, number in ((examples, 0), (letters, 1)):
        read = model.reader("zh").see([one.text for one in texts])
        routed = [(expert.name, len(rows)) for expert, rows in model._routed(read, len(texts))]
        assert routed == [(heldout[number].expert, len(texts))]
    # Where no word speaks for either, the first is asked, however common the second is.
    router = Weights(model.router.buckets, model.router.values, model.router.bias + 9)
    biased = TaggingModel(BOOK, model.experts, router=router)
    texts = ["", "？", "鼖鼗"]
    routed = biased._routed(biased.reader("zh").see(texts), len(texts))
    assert [(expert.name, rows.tolist()) for expert, rows in routed] == [("", [0, 1, 2])]
