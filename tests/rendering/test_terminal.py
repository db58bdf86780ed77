"""The tree for a person at a terminal."""

from __future__ import annotations

from rich.cells import cell_len

from shangxia.rendering import render_text
from shangxia.rendering.terminal import coloured_text
from tests.rendering import documents


def test_the_tree_reads_as_the_text_does() -> None:
    written = render_text(documents.chinese()).splitlines()
    assert written[0] == "云溪省推进领导干部能上能下实施办法（试行）"
    assert "7 provisions" in written[1]
    item = next(line for line in written if "得过且过" in line)
    assert item.strip() == "（一） 得过且过、推诿扯皮的； [cn2022-03] [coasting] [buck-passing]"
    # An article of one paragraph takes one line.
    assert any(line.strip().startswith("第二条 本办法适用") for line in written)


def test_deadlines_and_thresholds_are_chips() -> None:
    written = render_text(documents.chinese())
    assert "[> 30 %]" in written
    assert "[≤ 30 days]" in written
    assert "[≤ 10 working days]" in written


def test_depth_is_indentation() -> None:
    written = render_text(documents.chinese()).splitlines()
    depths = [
        len(line) - len(line.lstrip())
        for line in written
        if line.lstrip().startswith(("第二章", "第三条", "领导干部有", "（一）得", "（一） 得"))
    ]
    assert depths == [0, 2, 4, 6]


def test_labels_are_not_said_twice() -> None:
    assert "1. 1." not in render_text(documents.vietnamese())


def test_lines_keep_to_the_width_in_columns() -> None:
    for document in (documents.chinese(), documents.vietnamese()):
        for line in render_text(document, width=60).splitlines():
            assert cell_len(line) <= 66
    assert "[cn2022-03] [+2]" in render_text(documents.chinese(), width=60)


def test_texts_of_one_depth_stand_in_line() -> None:
    lines = [line for line in render_text(documents.chinese()).splitlines() if "（" in line[:8]]
    starts = {cell_len(line[: line.index(" ", 6) + 1]) for line in lines if line[6:7] == "（"}
    assert len(starts) == 1


def test_no_control_character_reaches_the_terminal() -> None:
    written = render_text(documents.nasty())
    assert all(letter == "\n" or letter.isprintable() for letter in written)


def test_colour_changes_nothing_else() -> None:
    for document in (documents.chinese(), documents.nasty()):
        coloured = coloured_text(document).plain.splitlines()
        assert [line.rstrip() for line in coloured] == render_text(document).splitlines()
    assert coloured_text(documents.chinese()).spans
