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


def test_a_concept_counts_together_with_those_of_the_clause_before() -> None:
    def later(first: str, second: str) -> set[int]:
        return {bucket for clause, bucket in seen(f"{first}。{second}。") if clause == 1}

    promised, late, unanswered = "承诺年底修好", "三年过去了", "没人接电话"
    # Neither clause alone tells that one came after the other.
    assert later(promised, late) - later(promised, unanswered) - later(unanswered, late)
