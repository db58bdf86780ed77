"""The figures of train and evaluate as tables, cards, pages and workbooks."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pytest

from shangxia.coding.codebook import load_codebook
from shangxia.errors import UsageError
from shangxia.tagging.curve import learning_curve, steps
from shangxia.tagging.drawing import curve_svg, reliability_svg
from shangxia.tagging.evaluation import NOTHING, Evaluation, measure
from shangxia.tagging.examples import Example
from shangxia.tagging.results import Results, check_ending, write_results
from shangxia.tagging.tables import Listed

CODES = ("a", "b")
GOLD = np.array([[1, 0], [1, 0], [0, 1], [0, 0], [1, 1]], dtype=bool)
GIVEN = np.array([[1, 0], [0, 1], [0, 1], [1, 0], [1, 0]], dtype=bool)
PROBABLE = np.array([[0.9, 0.1], [0.2, 0.7], [0.1, 0.8], [0.95, 0.1], [0.6, 0.4]])


@pytest.fixture
def figures() -> Evaluation:
    return measure(CODES, GOLD, GIVEN, PROBABLE)


@pytest.fixture
def results(figures: Evaluation) -> Results:
    reports = [Listed("gold.csv", row, f"=x{row}") for row in range(1, 6)]
    small = measure(CODES, GOLD[:2], GIVEN[:2], PROBABLE[:2])
    return Results("m-1", "gold.csv", figures, reports, "place", {"<north>": small})


def test_measure(figures: Evaluation) -> None:
    assert (figures.micro.support, figures.micro.f1) == (5, pytest.approx(2 * 3 / 10))
    assert figures.macro.f1 == pytest.approx(np.mean([4 / 6, 2 / 4]))
    assert figures.confusion == {("a", "b"): 1, (NOTHING, "a"): 1, ("b", NOTHING): 1}
    assert [(error.report, error.score) for error in figures.errors] == [
        (3, 0.95),
        (1, 0.8),
        (4, 0.6),
    ]
    assert (figures.evidence, figures.review) == (None, None)


def test_no_report_at_all() -> None:
    empty = np.zeros((0, 2), dtype=bool)
    assert measure(CODES, empty, empty, np.zeros((0, 2))).interval == (0.0, 1.0)


def test_html(results: Results, tmp_path: Path) -> None:
    write_results(results, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "&lt;north&gt;" in page and "<north>" not in page
    assert "fewer than 30 reports" in page
    assert not re.search(r'(?:src|href)="', page)


def test_workbook(results: Results, tmp_path: Path) -> None:
    write_results(results, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == [
        "summary", "codes", "by place", "confusion", "calibration", "likely label errors",
    ]  # fmt: skip
    first = next(book["likely label errors"].iter_rows(min_row=2, values_only=True))
    assert first[1:] == (4, "=x4", "", "a", 0.95)
    assert book["likely label errors"]["C2"].data_type == "s"
    assert len(list(tmp_path.iterdir())) == 1


def test_json_and_csv(results: Results, tmp_path: Path) -> None:
    write_results(results, tmp_path / "r.json")
    read = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert read["by"]["<north>"]["small"] is True
    assert read["errors"][0] == {
        "source": "gold.csv", "row": 4, "id": "=x4", "given": "", "predicted": "a", "score": 0.95,
    }  # fmt: skip
    write_results(results, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert [line["code"] for line in lines] == ["a", "b", "micro", "macro"] * 2
    assert {line["place"] for line in lines} == {"", "<north>"}


def test_other_endings_are_refused() -> None:
    with pytest.raises(UsageError, match=r"ends in \.html, \.xlsx, \.json, \.csv"):
        check_ending(Path("r.txt"))


def test_drawings_are_well_formed(figures: Evaluation) -> None:
    for svg in (reliability_svg(figures.bins), reliability_svg(()), curve_svg(())):
        assert ElementTree.fromstring(svg).tag.endswith("svg")


def test_learning_curve_rises(examples: list[Example]) -> None:
    done: list[None] = []
    points = learning_curve(examples, load_codebook("clues"), on_step=lambda: done.append(None))
    assert len(done) == steps(examples)
    assert [point.reports for point in points] == sorted({point.reports for point in points})
    assert points[-1].f1 >= points[0].f1
    assert all(point.low <= point.f1 <= point.high for point in points)
    assert "polyline" in curve_svg(points)
