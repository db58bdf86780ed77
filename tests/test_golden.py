"""Whole inputs and what must come out, side by side in ``tests/golden``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import shangxia as sx

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).resolve().parent.parent / "corpora" / "samples"
INPUTS = sorted([*GOLDEN.glob("*.txt"), *SAMPLES.glob("*.txt")])


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_document_is_as_recorded(path: Path) -> None:
    """The whole result, word for word; renew with SHANGXIA_UPDATE_GOLDEN=1."""
    found = json.loads(sx.read(path).to_json(text=False))
    recorded = GOLDEN / f"{path.stem}.json"
    if os.environ.get("SHANGXIA_UPDATE_GOLDEN"):
        recorded.write_text(
            json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    assert recorded.is_file(), f"no {recorded.name}: run once with SHANGXIA_UPDATE_GOLDEN=1"
    assert found == json.loads(recorded.read_text(encoding="utf-8"))
