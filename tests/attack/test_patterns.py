"""No regular expression of the package backtracks without bound."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.attack.backtracking import attacks, seconds_of
from tests.conftest import ROOT

#: Characters of an attack, and the CPU seconds that no careful expression takes for them.
_SIZE, _MOST = 200, 0.5


def test_no_pattern_backtracks_without_bound() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.attack.collect_patterns"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    patterns = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(patterns) > 300
    for source, flags, home in patterns:
        pattern = re.compile(source, flags)
        for before, pump, after in attacks(pattern):
            took = seconds_of(pattern, before + pump * (_SIZE // len(pump) + 1) + after)
            assert took is not None and took < _MOST, (home, source, before, pump)
