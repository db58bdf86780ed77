"""A table as an office exports it, and what has to come of it, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from shangxia.tagging.batch import tag_file
from tests.conftest import ROOT
from tests.tagging.batch.fakes import FakeTagger

GOLDEN = ROOT / "tests" / "golden" / "tagging"


@pytest.mark.parametrize(("expected", "masked"), [("tagged.csv", False), ("redacted.jsonl", True)])
def test_golden(tmp_path: Path, expected: str, masked: bool) -> None:
    source, output = GOLDEN / "reports-gb18030.csv", tmp_path / expected
    summary = tag_file(source, output, model=FakeTagger(), workers=1, redact=masked)
    assert output.read_bytes() == (GOLDEN / expected).read_bytes()
    assert summary.rejects.read_bytes() == (GOLDEN / "rejects.jsonl").read_bytes()
    assert summary.columns == ("留言详情",)
