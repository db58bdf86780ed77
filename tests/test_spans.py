"""The offset contract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.spans import Edit, OffsetMap, Span, apply, whole


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits on it, in order."""
    text = draw(st.text("abcd", min_size=0, max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(a, b, draw(st.text("XY", max_size=3))) for a, b in pairs]


def test_span_relations() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(0, 2).overlaps(Span(1, 3))
    assert not Span(0, 2).overlaps(Span(2, 3))
    assert Span(0, 4).contains(Span(1, 4))
    assert not Span(1, 4).contains(Span(0, 4))
    assert Span(1, 2).shift(3) == Span(4, 5)


def test_deleted_text_at_the_edge_stays_outside() -> None:
    text, offsets = apply("a\u200bb", [Edit(1, 2, "")])
    assert text == "ab"
    assert offsets.to_old(Span(0, 1)) == Span(0, 1)
    assert offsets.to_old(Span(1, 2)) == Span(2, 3)
    assert offsets.to_old(Span(0, 2)) == Span(0, 3)


def test_a_part_of_a_replacement_maps_to_all_of_it() -> None:
    text, offsets = apply("x㈠y", [Edit(1, 2, "(一)")])
    assert text == "x(一)y"
    assert offsets.to_old(Span(2, 3)) == Span(1, 2)
    assert offsets.to_new(Span(1, 2)) == Span(1, 4)


def test_an_edit_that_changes_nothing_is_no_edit() -> None:
    text, offsets = apply("abcd", [Edit(1, 3, "bc")])
    assert (text, offsets) == ("abcd", OffsetMap.identity(4))
    assert offsets.is_identity
    # It does not keep those behind it from being made.
    text, offsets = apply("abcd", [Edit(0, 1, "a"), Edit(2, 3, "X")])
    assert (text, offsets.old) == ("abXd", ((2, 3),))
    assert not offsets.is_identity


@pytest.mark.parametrize(
    ("given_", "expected"),
    [("", ""), ("abc", "abc"), ("事\ud800a\udfff", "事\ufffda\ufffd"), ("\ud83d\ude00", "\ufffd" * 2),
     ("\ud7ff\ue000😀", "\ud7ff\ue000😀")],
)  # fmt: skip
def test_halves_of_pairs_are_replaced_and_nothing_else(given_: str, expected: str) -> None:
    assert whole(given_) == expected


@pytest.mark.parametrize(
    "edits", [[Edit(2, 1, "")], [Edit(0, 9, "")], [Edit(1, 2, "x"), Edit(0, 1, "y")]]
)
def test_edits_out_of_order_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="out of order or outside"):
        apply("abc", edits)


def test_maps_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot compose"):
        OffsetMap.identity(3).then(OffsetMap.identity(4))


@given(edited())
def test_unchanged_text_maps_both_ways(case: tuple[str, list[Edit]]) -> None:
    old, edits = case
    new, offsets = apply(old, edits)
    assert offsets.old_length == len(old)
    assert offsets.new_length == len(new)
    for at in range(len(new)):
        span = Span(at, at + 1)
        back = offsets.to_old(span)
        assert 0 <= back.start <= back.end <= len(old)
        if new[at] in "abcd":
            assert back.of(old) == new[at]
            assert offsets.to_new(back) == span


@given(edited(), st.data())
def test_composition_is_one_map_after_the_other(
    case: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    old, edits = case
    middle, first = apply(old, edits)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(middle)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    new, second = apply(middle, [Edit(a, b, "Z") for a, b in pairs])
    both = first.then(second)
    for at in range(len(new)):
        one = both.to_old(Span(at, at + 1))
        two = first.to_old(second.to_old(Span(at, at + 1)))
        # Segments that touch are joined, so the composed map may be wider, never narrower.
        assert one.contains(two) or two.start == two.end
        if new[at] in "abcd":
            assert one.of(old) == new[at]
