"""What the model sees of a clause depends on its report, and on nothing else of the batch."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding.codebook import load_codebook
from shangxia.tagging.scoring import Reader

READER = Reader("zh", load_codebook("clues"))
_PARTS = (
    "街道办承诺年底修好",
    "三年过去了",
    "打电话没人接",
    "开发商不理",
    "请问几点开门",
    "局长让我找社区",
)


def seen(*texts: str) -> Counter[tuple[int, int]]:
    """Return how often each (clause, bucket) stands there."""
    features = READER.see(texts).features
    return Counter(zip(features.clause.tolist(), features.bucket.tolist(), strict=True))


@given(st.lists(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=4), min_size=1, max_size=4))
def test_reports_of_a_batch_are_strangers(reports: list[list[str]]) -> None:
    texts = ["，".join(parts) + "。" for parts in reports]
    expected: Counter[tuple[int, int]] = Counter()
    before = 0
    for text, parts in zip(texts, reports, strict=True):
        own = seen(text).items()
        expected += Counter({(clause + before, bucket): count for (clause, bucket), count in own})
        before += len(parts)
    assert seen(*texts) == expected


def test_what_was_said_before_counts() -> None:
    promised, late = _PARTS[:2]
    told = {bucket for _, bucket in seen(f"{promised}。{late}。")}
    turned = {bucket for _, bucket in seen(f"{late}。{promised}。")}
    assert told - turned
    assert turned - told
