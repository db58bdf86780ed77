"""Many files at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import shangxia as sx
from shangxia.errors import CodebookError, ReadingError


def write_some(folder: Path, count: int) -> list[Path]:
    """Write small regulations, one of them unreadable."""
    paths = []
    for number in range(count):
        path = folder / f"{number:02}.txt"
        path.write_text(
            f"云溪办法{number}\n第一条　甲。\n第二条　乙应当在{number + 1}日内办理。",
            encoding="utf-8",
        )
        paths.append(path)
    paths[count // 2].write_bytes(b"")
    return paths


@pytest.mark.parametrize("workers", [1, 2])
def test_files_come_back_in_order_with_their_errors(tmp_path: Path, workers: int) -> None:
    paths = write_some(tmp_path, 9)
    results = list(sx.read_many(paths, workers=workers))
    assert [path for path, _ in results] == paths
    assert isinstance(results[4][1], ReadingError)
    assert "04.txt" in str(results[4][1])
    documents = [result for _, result in results if isinstance(result, sx.Document)]
    assert [doc.instrument.title for doc in documents] == [
        f"云溪办法{n}" for n in range(9) if n != 4
    ]


def test_a_codebook_that_is_missing_stops_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("第一条　甲。", encoding="utf-8")
    with pytest.raises(CodebookError, match="nosuch"):
        sx.read(path, codebooks=["nosuch"])


def test_language_can_be_told() -> None:
    assert sx.parse("Điều 1. A", language="en").source.language == "en"


def test_pages_are_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    from shangxia import extraction
    from shangxia.reading import Text, from_string

    text = "第一条　甲。\n第二条　乙。\n第三条　丙。"
    plain = from_string(text, "law.pdf")
    monkeypatch.setattr(extraction, "read_text", lambda path: Text(text, plain.source, (0, 7)))
    doc = extraction.read("law.pdf")
    assert [doc.node(f"art_{n}").page for n in (1, 2, 3)] == [1, 2, 2]


def test_a_region_is_taken_from_title_or_issuer(samples: Path) -> None:
    text = "浙江省实施办法\n（2031年1月1日浙江省人民政府发布）\n第一条　甲。\n第二条　乙。"
    assert sx.parse(text).instrument.jurisdiction.region is not None
