from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(params=["regulations/zh-laws", "regulations/zh-party"])
def chinese_laws(request):
    return _some(request.param, ".md")


@pytest.fixture
def vietnamese_laws():
    return _some("regulations/vi-laws", ".txt")


def _some(folder, ending):
    files = sorted((_SHARED / folder).rglob(f"*{ending}"))
    if not files:
        pytest.skip(f"the shared texts of {folder} are not here")
    return [path.read_text(encoding="utf-8") for path in files[:: max(1, len(files) // 25)]]
