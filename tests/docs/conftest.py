"""The files that the guides work on."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.reading import builders


def load_script(name: str) -> ModuleType:
    """Import a script of ``scripts/`` by its path."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def guide_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what ``scripts/make_guide_files.py`` writes; the PDF without a browser."""
    folder = tmp_path_factory.mktemp("guide")
    load_script("make_guide_files").write_all(folder, 60)
    text = (ROOT / "corpora" / "samples" / "vi-regulation.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    set_lines = [[(60, 780 - 18 * row, 11, line) for row, line in enumerate(p)] for p in pages]
    (folder / "vn.pdf").write_bytes(builders.pdf(set_lines))
    return folder


@pytest.fixture
def desk(guide_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of these files to work in, as the working folder."""
    folder = tmp_path / "desk"
    shutil.copytree(guide_files, folder)
    monkeypatch.chdir(folder)
    return folder
