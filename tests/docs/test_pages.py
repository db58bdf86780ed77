"""Every command and every block of Python that a page shows is run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.docs.blocks import Block, blocks

PAGES = sorted(
    [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "corpora/codebooks/README.md"]
)
#: test_readmes.py holds the commands of the other two against those of the first.
RUN = [
    page
    for page in PAGES
    if any(one.runs for one in blocks(page.read_text("utf-8")))
    and page.name not in ("README.zh.md", "README.vi.md")
]


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _shell(block: Block, place: str) -> None:
    """Run commands as a person types them, with our ``shangxia`` first in the path."""
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-eu", "-c", block.code], env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{place}: {done.stderr[-1500:]}"


def _decide(queue: Path) -> None:
    """Do what a person does between two commands: take the first suggestion, or none."""
    workbook = openpyxl.load_workbook(queue)
    sheet = workbook["review"]
    names = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        suggested = str(sheet.cell(row, names.index("suggested") + 1).value or "none")
        sheet.cell(row, names.index("label 1") + 1).value = suggested.split(";")[0]
    workbook.save(queue)


@pytest.mark.parametrize("page", RUN, ids=_name)
def test_what_a_page_shows_runs(page: Path, desk: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page.read_text("utf-8")):
        place = f"{_name(page)}:{block.line}"
        if block.file is not None:
            (desk / block.file).write_text(block.code, encoding="utf-8")
        if block.file is not None or not block.runs:
            continue
        if block.decided is not None:
            _decide(desk / block.decided)
        if block.language == "sh":
            _shell(block, place)
        else:
            exec(compile(block.code, place, "exec"), namespace)


def test_what_is_not_run_says_why() -> None:
    for page in PAGES:
        for block in blocks(page.read_text("utf-8")):
            assert block.why_not is None or len(block.why_not) > 10, f"{_name(page)}:{block.line}"
            known = ("sh", "python", "yaml", "json", "text")
            assert block.language in known, f"{_name(page)}:{block.line}: {block.language}"


def test_most_is_run() -> None:
    """The guard of the guard: a change of the notation must not silence the tests."""
    found = [one for page in PAGES for one in blocks(page.read_text("utf-8"))]
    assert sum(block.runs for block in found) > 30
    fences = sum(
        len(re.findall(r"^```\w", page.read_text("utf-8"), re.MULTILINE)) for page in PAGES
    )
    assert len(found) == fences


def test_commands_in_the_text_have_options_that_exist() -> None:
    """``shangxia tag --by`` in running text would be a lie: options are looked up."""
    from typer.main import get_command

    from shangxia.cli import app

    commands: Any = get_command(app)
    known = {
        name: {option for part in command.params for option in part.opts}
        for name, command in commands.commands.items()
    }
    for page in PAGES:
        for code in re.findall(r"`(shangxia [^`\n]+)`", page.read_text("utf-8")):
            words = shlex.split(code)
            name = words[1]
            if name.startswith("-"):
                continue
            assert name in known or name == "codebook", f"{_name(page)}: {code}"
            for word in words[2:]:
                if word.startswith("--") and name != "codebook":
                    assert word.split("=")[0] in known[name] | {"--help"}, f"{_name(page)}: {code}"
