"""Comparisons as JSON, CSV, text and page data."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.comparison import Change, Comparison
from shangxia.errors import UsageError
from shangxia.plain import from_plain
from shangxia.rendering import write
from shangxia.rendering.comparison.columns import Column
from shangxia.rendering.comparison.html import embedded, render_html
from shangxia.rendering.comparison.matrix import matrix_rows
from shangxia.rendering.comparison.pagedata import page_data
from shangxia.rendering.comparison.rows import Table, pieces
from shangxia.rendering.comparison.textfiles import render_comparison
from tests.rendering import comparisons, documents


def test_json_is_the_schema_and_comes_back_equal(tmp_path: Path) -> None:
    comparison = comparisons.versions()
    write(comparison, tmp_path / "one.json")
    data = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert data["schema"] == "shangxia/1"
    assert {"pairs", "only_a", "only_b", "matrix", "claims"} <= data.keys()
    pair = data["pairs"][2]
    assert pair["relation"] == "edited"
    assert pair["differences"][0]["kind"] == "deadline"
    assert pair["differences"][0]["a"] == "三十日内"
    assert from_plain(Comparison, data) == comparison


def test_json_without_the_texts(tmp_path: Path) -> None:
    write([comparisons.versions(), comparisons.news()], tmp_path / "two.json", text=False)
    data = json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))
    assert len(data) == 2
    assert "text" not in data[0]["a"]
    assert data[1]["claims"][1]["verdict"] == "contradicted"


def test_jsonl_has_a_line_for_each(tmp_path: Path) -> None:
    write(comparisons.many(), tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["b"]["source"]["name"] for line in lines] == [
        "new.txt",
        "maysuoi.txt",
        "maysuoi.txt",
    ]


def test_csv_has_a_row_for_each_pair_and_each_hole(tmp_path: Path) -> None:
    write(comparisons.versions(), tmp_path / "pairs.csv")
    raw = (tmp_path / "pairs.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["relation"] for row in rows] == [
        "edited",
        "same",
        "edited",
        "edited",
        "same",
        "only_b",
    ]
    assert rows[2]["label_a"] == "第三条"
    assert rows[2]["label_b"] == "第五条"
    assert json.loads(rows[2]["differences"])[0]["note"] == "B is shorter"
    assert rows[5]["a"] == rows[5]["text_a"] == ""
    assert rows[5]["text_b"].startswith("第三条")


def test_csv_without_text_has_no_text_columns(tmp_path: Path) -> None:
    write(comparisons.many(), tmp_path / "pairs.csv", text=False)
    rows = list(
        csv.DictReader((tmp_path / "pairs.csv").read_text(encoding="utf-8-sig").splitlines())
    )
    assert "text_a" not in rows[0]
    assert {row["source_b"] for row in rows} == {"new.txt", "maysuoi.txt"}


def test_no_cell_of_csv_begins_a_formula(tmp_path: Path) -> None:
    write(comparisons.nasty(), tmp_path / "pairs.csv")
    with (tmp_path / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > 100
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_text_tells_pairs_differences_and_claims() -> None:
    said = render_comparison(comparisons.versions())
    assert "3 edited, 2 same, 0 only in A, 1 only in B" in said
    assert "第三条 ↔ 第五条" in said
    assert "deadline: 三十日内 ≠ 十日内 (B is shorter)" in said
    assert "sanction: — ≠ 免职" in said
    assert "contradicted: 任期为六年 → " in render_comparison(comparisons.news())


def test_text_shows_no_control_characters() -> None:
    said = render_comparison(comparisons.nasty())
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize("form", ["html", "xlsx", "json", "jsonl", "csv", "txt"])
def test_the_same_bytes_each_time(tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        write(comparisons.many(), tmp_path / f"{name}.{form}")
    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


def test_errors_name_what_can_be_done(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="html, xlsx, json, jsonl, txt, csv"):
        write(comparisons.versions(), tmp_path / "x.parquet")
    with pytest.raises(UsageError, match="shows the whole text"):
        write(comparisons.versions(), tmp_path / "x.html", text=False)
    with pytest.raises(UsageError, match="at least two documents"):
        render_html([])
    assert list(tmp_path.iterdir()) == []


# ---- columns


def test_columns_hold_the_whole_text_in_order() -> None:
    for comparison in (comparisons.versions(), comparisons.languages(), comparisons.news()):
        for document, alone in (
            (comparison.a, comparison.only_a),
            (comparison.b, comparison.only_b),
        ):
            paired = [node for pair in comparison.pairs for node in (*pair.a, *pair.b)]
            column = Column(document, {*paired, *alone})
            leaves = [leaf for block in column.blocks for leaf in block.leaves]
            assert [leaf.start for leaf in leaves] == sorted(leaf.start for leaf in leaves)
            shown = "".join(document.text[leaf.start : leaf.end] for leaf in leaves)
            assert "".join(shown.split()) == "".join(document.text.split())


def test_a_node_is_found_in_the_unit_that_holds_it() -> None:
    document = comparisons.versions().a
    articles = [node.id for node in document.nodes if node.kind == "article"]
    column = Column(document, articles)
    third = column.block_of(articles[2])
    assert third is not None
    assert column.block_of(document.node("art_3/par_1/item_2").id) == third
    # A chapter is found where its first article is.
    assert column.block_of("ch_2") == third
    assert column.block_of("no such node") is None
    assert column.block_at(document.text.index("当面答复")) == third


def test_of_two_units_the_inner_one_holds_the_text() -> None:
    document = comparisons.versions().a
    article, item = document.node("art_3").id, document.node("art_3/par_1/item_2").id
    column = Column(document, {article, item})
    assert [block.node.id for block in column.blocks if block.unit] == [article, item]


# ---- changes in words


def test_pieces_are_the_words_with_their_changes() -> None:
    table = Table(comparisons.versions())
    row = table.pairs[2]
    assert row.pair is not None
    found = pieces(table.a, row.a, row.pair.changes, "a")
    assert [piece.text for piece in found if piece.change == "was"] == ["应当", "三十"]
    assert "".join(piece.text for piece in found) == table.a.words(row.a[0])
    added = pieces(table.b, table.pairs[0].b, table.pairs[0].pair.changes, "b")  # type: ignore[union-attr]
    assert [piece.text for piece in added if piece.change == "new"] == ["干部"]


@given(st.lists(st.tuples(st.integers(-5, 140), st.integers(0, 30)), max_size=6))
def test_any_changes_leave_the_words_whole(spans: list[tuple[int, int]]) -> None:
    comparison = comparisons.versions()
    changes = [Change(start, start + length, start, start) for start, length in spans]
    nodes = [node.id for node in comparison.a.nodes if node.kind == "article"]
    column = Column(comparison.a, ())
    found = pieces(column, nodes, changes, "a")
    assert "".join(piece.text for piece in found) == "\n".join(map(column.words, nodes))


# ---- the data of the page


def test_page_data_points_at_blocks() -> None:
    data = page_data([comparisons.versions()])
    first = data["comparisons"][0]["pairs"][0]
    assert data["documents"][0]["blocks"][first["a"][0]]["name"] == "第一条"
    (alone,) = data["comparisons"][0]["only_b"]
    assert data["documents"][1]["blocks"][alone]["name"] == "第三条"
    assert (
        "channels:discipline"
        in data["documents"][0]["blocks"][data["comparisons"][0]["pairs"][3]["a"][0]]["codes"]
    )


def test_a_document_stands_in_the_page_once() -> None:
    data = page_data(comparisons.many())
    assert len(data["documents"]) == 3
    assert [(one["a"], one["b"]) for one in data["comparisons"]] == [(0, 1), (1, 2), (0, 2)]
    assert all(len(row["cells"]) == 3 for row in data["matrix"])


def test_codings_make_a_matrix_where_there_is_none() -> None:
    comparison = replace(comparisons.versions(), matrix={})
    (row,) = matrix_rows([comparison])
    assert row.key == "channels:discipline"
    assert row.cells == (
        (comparison.a.node("art_4/par_1").id,),
        (comparison.b.node("art_4/par_1").id,),
    )


def test_claims_lead_from_the_news_to_the_provision() -> None:
    (comparison,) = page_data([comparisons.news()])["comparisons"]
    assert [claim["side"] for claim in comparison["claims"]] == ["a", "a", "a"]
    assert [claim["node"] for claim in comparison["claims"]] == ["第五条", "第二条 / ¶1", None]


def test_data_cannot_leave_its_element() -> None:
    page = render_html([comparisons.nasty()])
    start = page.index('<script type="application/json" id="data">')
    data, rest = page[start:].split(">", 1)[1].split("</script>", 1)
    assert json.loads(data)["documents"][0]["title"].startswith(documents.NASTY[0])
    assert rest.count("<script") == 1
    assert "<" not in data
    assert embedded("</script><!--") == '"\\u003c/script\\u003e\\u003c!--"'


def test_the_page_may_load_nothing() -> None:
    page = render_html([comparisons.versions()])
    assert "default-src 'none'" in unescape(page)
    for word in ("http://", "https://"):
        assert word not in page.replace("http://www.w3.org/2000/svg", "")
    assert "innerHTML" not in page


def test_half_a_surrogate_pair_is_written(tmp_path: Path) -> None:
    comparison = comparisons.versions()
    pair = replace(comparison.pairs[0], reason="\ud800")
    comparison = replace(comparison, pairs=(pair, *comparison.pairs[1:]))
    for form in ("html", "xlsx", "csv", "txt", "json"):
        write(comparison, tmp_path / f"x.{form}")
    assert "\ufffd" in (tmp_path / "x.html").read_text(encoding="utf-8")
