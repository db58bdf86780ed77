"""The alignments that ship keep to their datasheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "corpora" / "alignment"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_rows_are_article_numbers_and_grades(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["zh"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert set(row) == {"zh", "vi", "topic"}
        numbers = [other["article"] for other in row["vi"]]
        assert len(numbers) == len(set(numbers))
        assert all(other["grade"] in (1, 2) for other in row["vi"])
    sheet = (FOLDER / "README.md").read_text(encoding="utf-8")
    direct = sum(any(other["grade"] == 2 for other in row["vi"]) for row in rows)
    none = sum(not row["vi"] for row in rows)
    line = next(line for line in sheet.splitlines() if f"`{path.name}`" in line)
    assert [cell.strip() for cell in line.split("|")][4:7] == [
        str(len(rows)),
        str(direct),
        str(none),
    ]
