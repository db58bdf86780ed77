"""The notebooks run from top to bottom, and hold no output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def _code(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "notebook"}
    for number, cell in enumerate(_code(path), 1):
        exec(compile("".join(cell["source"]), f"{path.name}, cell {number}", "exec"), namespace)
    # What the text around the cells promises.
    assert len(namespace["table"]) == len(namespace["china"].provisions) > 10
    assert len(namespace["pairs"]) > 0
    assert {check.verdict for check in namespace["checked"]} <= {
        "supported", "contradicted", "not found",
    }  # fmt: skip
    assert namespace["reports"]["labels"].str.contains("buck-passing").any()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compared.html", "provisions.xlsx"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_holds_no_output(path: Path) -> None:
    for cell in _code(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_there_is_one() -> None:
    assert NOTEBOOKS
