"""The benchmarks: what is published, and what counts as slower."""

from __future__ import annotations

import copy
import json
import sys
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.docs.conftest import load_script


@pytest.fixture(scope="module")
def script() -> ModuleType:
    # bench_all.py imports its neighbours by name, as scripts do.
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return load_script("bench_all")
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def kept() -> dict:
    return json.loads((ROOT / "docs" / "benchmarks.json").read_text(encoding="utf-8"))


def test_page_says_what_was_measured(script: ModuleType, kept: dict) -> None:
    assert script.PAGE.read_text(encoding="utf-8") == script.page(kept)
    for key in ("processor", "cores", "python", "date", "versions"):
        assert kept["machine"][key]


def test_each_group_has_its_peers_and_ours(script: ModuleType, kept: dict) -> None:
    assert set(kept["groups"]) == set(script.GROUPS)
    for name, rows in kept["groups"].items():
        names = [row["name"] for row in rows]
        assert script.GROUPS[name][0] in names
        assert any(one.startswith("shangxia") for one in names)
        assert len(names) >= 3


def test_a_program_that_got_slower_is_shown(script: ModuleType, kept: dict) -> None:
    assert script.slower(kept, kept) == []
    for factor, shown in ((1.19, 0), (1.21, 1), (0.5, 0)):
        new = copy.deepcopy(kept)
        row = next(r for r in new["groups"]["text-zh"] if r["name"] == "shangxia: tree")
        row["times"] *= factor
        assert len(script.slower(kept, new)) == shown
    # A peer that got slower or a row that is new is no fault of ours.
    new = copy.deepcopy(kept)
    new["groups"]["text-zh"][0]["times"] *= 9
    new["groups"]["text-zh"].append({"name": "shangxia: new", "times": 99.0})
    assert script.slower(kept, new) == []


def test_growth_is_told_in_powers(script: ModuleType) -> None:
    points = [{"size": size, "seconds": size**2 / 100, "megabytes": 1.0} for size in (1, 2, 4, 8)]
    assert script.bench_growth.exponent(points) == pytest.approx(2)


def test_drawings_are_plain(script: ModuleType, kept: dict) -> None:
    for name, key in (("growth-time", "seconds"), ("growth-memory", "megabytes")):
        drawing = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
        assert drawing.count("<polyline") == len(kept["growth"])
        assert "<script" not in drawing
        title = drawing.split("<title>")[1].split("<")[0]
        assert script.bench_growth.draw(kept["growth"], key, title) == drawing
