"""The site builds without a warning, and its lists are whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.conftest import load_script

PACKAGE = ROOT / "nlp" / "shangxia"


def test_every_page_is_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    for page in (ROOT / "docs").rglob("*.md"):
        assert str(page.relative_to(ROOT / "docs")) in nav


def test_paths_that_pages_name_are_there() -> None:
    """A table that sends people to a file that has moved is worse than none."""
    extending = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([^`]+)` \|", extending, re.MULTILINE)
    assert len(named) > 12
    for path in named:
        assert (ROOT / path).exists(), f"docs/extending.md: {path}"
    house = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## Where")[2]
    for path in re.findall(r"`([\w/.*]+/[\w/.*]*|\w+\.py)`", house):
        roots = (ROOT, PACKAGE, ROOT / "docs")
        assert any(list(root.glob(path.rstrip("/"))) for root in roots), f"architecture.md: {path}"


def test_every_room_is_in_the_picture_of_the_house() -> None:
    house = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith(("_", "py."))}
    picture = re.search(r"```text\n(.*?)```", house, re.DOTALL)
    assert picture is not None
    assert {room for room in rooms if not re.search(rf"\b{room}\b", picture[1])} == set()


def test_files_that_know_languages_are_all_named() -> None:
    """Whoever adds a language must find every file of data that has one part for each."""
    extending = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    named = [line.rstrip("/") for line in re.findall(r"`(nlp/[^`]+)`", extending)]
    for path in [*PACKAGE.rglob("*.toml"), *PACKAGE.rglob("*.yaml")]:
        text = path.read_text(encoding="utf-8")
        speaks = path.stem.split("_")[-1] in ("zh", "vi", "en") or re.search(
            r"^\[zh\]|^zh:|^zh = ", text, re.MULTILINE
        )
        where = str(path.relative_to(ROOT))
        if speaks:
            assert any(where.startswith(one) for one in named), f"docs/extending.md: {where}"


def test_no_dependency_is_copyleft() -> None:
    script = load_script("licences")
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    base = script.closure("")
    assert base - listed == set(), "run scripts/licences.py"
    for name in base:
        assert not script._REFUSED.search(script.licence(name)), name


@pytest.mark.parametrize(
    ("terms", "refused"),
    [("GPL-3.0-or-later", True), ("LGPLv2", True), ("AGPL-3.0", True), ("MPL-2.0", False),
     ("GNU Lesser General Public License", True), ("MIT", False), ("Apache-2.0", False)],
)  # fmt: skip
def test_what_is_copyleft(terms: str, refused: bool) -> None:
    assert bool(load_script("licences")._REFUSED.search(terms)) is refused


@pytest.mark.slow
def test_site_builds_without_a_warning(tmp_path: Path) -> None:
    try:
        metadata.version("mkdocs-material")
    except metadata.PackageNotFoundError:
        pytest.skip("the extra docs is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "schema" / "document.json").is_file()
    cards = (tmp_path / "models.html").read_text(encoding="utf-8")
    for card in (ROOT / "models").glob("*/README.md"):
        assert f'href="models/{card.parent.name}/index.html"' in cards
    reference = (tmp_path / "reference.html").read_text(encoding="utf-8")
    for name in ("read", "compare", "similarity", "Tagger", "tag_file", "write", "load_codebook"):
        assert re.search(rf'id="shangxia\.[\w.]*\.?{name}"', reference), name
    # Nothing is fetched from elsewhere when a page is opened.
    for page in tmp_path.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|img|link)[^>]+(?:src|href)="https?://(?!localhost)', text)
