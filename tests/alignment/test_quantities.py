from __future__ import annotations

from shangxia.alignment.quantities import compare_deadlines, compare_thresholds
from shangxia.provisions.quantities import find_deadlines, find_thresholds


def test_equal_limits_differ_in_nothing_across_languages() -> None:
    zh = find_deadlines("应当在三十日内提出", "zh")
    vi = find_deadlines("phải đề xuất trong thời hạn 30 ngày", "vi")
    assert zh and vi
    assert compare_deadlines(zh, vi) == []


def test_working_days_against_days() -> None:
    zh = find_deadlines("应当在三十日内提出", "zh")
    vi = find_deadlines("phải đề xuất trong thời hạn 10 ngày làm việc", "vi")
    (difference,) = compare_deadlines(zh, vi)
    assert difference.kind == "deadline"
    assert difference.a is not None and "三十日" in difference.a
    assert difference.b is not None and "10 ngày làm việc" in difference.b
    assert difference.a in difference.note


def test_a_limit_on_one_side_only() -> None:
    zh = find_deadlines("应当在三十日内提出", "zh")
    (difference,) = compare_deadlines(zh, ())
    assert (difference.b, difference.quote_b) == (None, None)


def test_inverted_logic_is_flagged() -> None:
    zh = find_thresholds("民主测评得票率低于三分之二的", "zh")
    vi = find_thresholds("có trên 2/3 số phiếu tín nhiệm thấp", "vi")
    assert zh and vi
    (difference,) = compare_thresholds(zh, vi)
    assert difference.kind == "threshold"
    assert "inverted" in difference.note


def test_percent_and_fraction_are_both_shares() -> None:
    zh = find_thresholds("赞成票超过百分之五十", "zh")
    en = find_thresholds("more than 1/2 of the votes", "en")
    assert zh and en
    assert compare_thresholds(zh, en) == []


def test_comparing_is_symmetric() -> None:
    one = find_deadlines("应当在三十日内提出，六个月内办结", "zh")
    two = find_deadlines("trong thời hạn 10 ngày; không quá 2 năm; 05 ngày làm việc", "vi")
    there, back = compare_deadlines(one, two), compare_deadlines(two, one)
    assert [(d.a, d.b, d.note) for d in there] == [(d.b, d.a, d.note) for d in back]
