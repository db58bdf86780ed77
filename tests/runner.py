"""Commands run as the installed program runs them."""

from __future__ import annotations

import sys

import pytest

from shangxia import cli


def run(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command; return its exit code, standard output and standard error."""
    before = sys.argv
    sys.argv = ["shangxia", *map(str, arguments)]
    try:
        cli.main()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = before
    out, err = capfd.readouterr()
    return code, out, err
