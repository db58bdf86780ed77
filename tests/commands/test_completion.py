"""The shell completes commands, options, and the names of codebooks and models."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def complete(words: str) -> set[str]:
    environment = {
        **os.environ,
        "_SHANGXIA_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    code = "import sys; sys.argv = ['shangxia']; from shangxia.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8"
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("shangxia ", {"extract", "compare", "tag", "train", "evaluate", "codebook", "doctor"}),
        ("shangxia tag --review", {"--review-queue"}),
        ("shangxia codebook show s", {"situations"}),
        ("shangxia extract --codebook c", {"ccdi-2021", "channels", "clues"}),
        ("shangxia tag --model ", {"clues"}),
    ],
)
def test_completes(words: str, wanted: set[str]) -> None:
    assert wanted <= complete(words)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_for_shells(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shangxia", "--show-completion", shell], capture_output=True
    )
    assert done.returncode == 0
    assert b"COMPLETE" in done.stdout
