"""The wheel and the source archive as others get them: same bytes, whole, small, typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

#: What the package is made of; all else stays at home.
PARTS = ("nlp", "corpora", "models", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml")


@dataclass(frozen=True)
class Built:
    wheel: Path
    sdist: Path


def _copied(folder: Path) -> Path:
    """Copy what is packed to another place, with other times and rights."""
    for name in PARTS:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(
                ROOT / name, folder / name, copy_function=shutil.copyfile, ignore=ignored
            )
        else:
            shutil.copyfile(ROOT / name, folder / name)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_stray.py").write_text("", encoding="utf-8")
    return folder


def _build(source: Path, out: Path) -> Built:
    """Build the source archive, and the wheel from it and not from the checkout."""
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return Built(next(out.glob("*.whl")), next(out.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _copied(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return _build(source, tmp_path_factory.mktemp("built"))


def test_building_twice_gives_the_same_bytes(
    built: Built, source: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("elsewhere") / "checkout"
    shutil.copytree(source, other)
    long_ago = time.time() - 10_000_000
    for path in other.rglob("*"):
        os.utime(path, (long_ago, long_ago))
    again = _build(other, tmp_path)
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()


def test_wheel_holds_the_package_and_its_data_only(built: Built) -> None:
    names = zipfile.ZipFile(built.wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {re.sub(r"-[\d.]+\d", "", top) for top in tops} == {"shangxia", "shangxia.dist-info"}
    code = [name for name in names if name.endswith(".py")]
    assert not [name for name in code if "/_data/" in name or "test" in name.lower()]
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".pkl"))]
    for wanted in ("shangxia/py.typed", "shangxia/_data/models/clues/manifest.json"):
        assert wanted in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert built.wheel.stat().st_size < 60_000_000


def test_sdist_holds_no_test_and_no_script(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert {name.split("/")[0] for name in names} <= {*PARTS, "PKG-INFO", ".gitignore"}


def test_metadata_say_what_a_registry_shows(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
        told = wheel.read(name).decode()
    assert "License-Expression: Apache-2.0" in told
    assert "Requires-Python: >=3.11" in told
    for extra in ("neural", "ray", "docs", "dev", "all"):
        assert f"Provides-Extra: {extra}" in told
    assert "## How good it is" in told


USER = """\
import shangxia as sx

doc = sx.parse("第一条　甲。")
start: int = doc.provisions[0].start
title: str | None = doc.instrument.title
tags: list[sx.Tagging] = sx.Tagger.load("clues").tag(["甲"])
pairs = sx.compare(doc, doc).pairs
score: float = pairs[0].score
wrong: str = doc.provisions[0].start
also_wrong = sx.parse(12)
"""


@pytest.fixture(scope="module")
def outside(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel installed; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("outside")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True)
    site = next((folder / "env" / "lib").glob("python*")) / "site-packages"
    with zipfile.ZipFile(built.wheel) as wheel:
        wheel.extractall(site)
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(ours) + "\n", encoding="utf-8")
    return folder


def _mypy(folder: Path) -> list[str]:
    (folder / "user.py").write_text(USER, encoding="utf-8")
    python = folder / "env" / "bin" / "python"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python),
         "--config-file", os.devnull, "--cache-dir", str(folder / "cache"), "user.py"],
        cwd=folder, capture_output=True, text=True,
        env={key: value for key, value in os.environ.items() if key != "MYPYPATH"},
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if line.startswith("user.py")]


def test_types_are_seen_from_outside(outside: Path) -> None:
    python = outside / "env" / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import shangxia; print(shangxia.__file__)"],
        cwd=outside, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(outside) in where
    found = _mypy(outside)
    assert [line.split(":")[1] for line in found] == ["9", "10"], found
    assert "[assignment]" in found[0]
    assert "[arg-type]" in found[1]


def test_without_the_marker_the_types_would_be_lost(outside: Path) -> None:
    """The guard of the guard: the test above must not find the types in the checkout."""
    marker = next(outside.rglob("py.typed"))
    kept = marker.read_bytes()
    marker.unlink()
    try:
        assert any("py.typed marker" in line for line in _mypy(outside))
    finally:
        marker.write_bytes(kept)


def test_doctor_finds_a_wheel_that_was_tampered_with(outside: Path) -> None:
    python = outside / "env" / "bin" / "python"
    command = [
        python, "-c",
        "from shangxia.commands.doctor_checks import data; "
        "print([c.state for c in data() if c.name == 'hashes'])",
    ]  # fmt: skip
    run = {"capture_output": True, "text": True, "check": True, "cwd": outside}
    assert subprocess.run(command, **run).stdout.strip() == "['ok']"
    page = next(outside.rglob("_data/corpora/samples/news-en.txt"))
    page.write_text("changed", encoding="utf-8")
    assert subprocess.run(command, **run).stdout.strip() == "['fail']"
