"""The examples in docstrings are run."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "nlp" / "shangxia"
SHOWING = sorted(
    path for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")
)


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("path", SHOWING, ids=_module)
def test_examples(path: Path) -> None:
    found = doctest.testmod(
        import_module(_module(path)), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert found.failed == 0


def test_the_main_calls_show_an_example() -> None:
    """Who meets a function in an editor sees first how it is called."""
    names = {_module(path) for path in SHOWING}
    assert {
        "shangxia",
        "shangxia.spans",
        "shangxia.extraction",
        "shangxia.alignment.similarity",
        "shangxia.alignment.compare",
        "shangxia.tagging.estimator",
        "shangxia.tagging.batch.redaction",
    } <= names
