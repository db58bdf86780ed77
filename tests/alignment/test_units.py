from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.alignment.units import units
from shangxia.errors import UsageError
from tests.alignment.builders import VI, ZH, document
from tests.strategies import zh_laws


def test_levels() -> None:
    regulation = document(ZH, "zh")
    assert [unit.node.number for unit in units(regulation, "article")] == list("1234567")
    items = [unit.node.id for unit in units(regulation, "item")]
    assert "ch_2/art_4/par_1/item_2" in items
    # The words that open a list are compared too.
    assert any(name.startswith("ch_2/art_4") and "item" not in name for name in items)


def test_labels_are_blank_and_offsets_hold() -> None:
    regulation = document(VI, "vi")
    for unit in units(regulation, "article"):
        assert not unit.text.lstrip().startswith("Điều")
        assert len(unit.text) == unit.node.end - unit.node.start
    assert units(regulation, "article")[2].heading == "Khiếu nại"


def test_a_text_without_articles_still_has_units() -> None:
    news = document("市委组织部通报。\n\n第二段内容。", "zh")
    assert [unit.text.strip() for unit in units(news, "article")] == [
        "市委组织部通报。",
        "第二段内容。",
    ]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(UsageError, match="sentence"):
        units(document(ZH, "zh"), "sentence")


@given(zh_laws(), st.sampled_from(["article", "paragraph", "item"]))
def test_units_do_not_overlap_and_quote_the_text(law: tuple[str, list[str]], level: str) -> None:
    regulation = document(law[0], "zh")
    found = units(regulation, level)
    assert found
    for one, two in pairwise(found):
        assert one.start + len(one.text) <= two.start
    for unit in found:
        printed = regulation.text[unit.start : unit.start + len(unit.text)]
        assert all(a in (b, " ") for a, b in zip(unit.text, printed, strict=True))
