"""Put faults into modules, one at a time, and see whether their tests notice.

    python scripts/mutate.py [MODULE ...] [--sample 60] [--seed shangxia] [--write]

Works on a copy of the package and of the tests, never on the work tree.  One run
of the tests under coverage tells which of them reach which line; each fault is then
met by those tests only, the quickest first, in a process forked from one that has
imported the slow libraries.  A fault that no test notices is printed as
``survived``; ``scripts/mutate_equivalent.toml`` names those that change nothing,
each with its reason.  ``--write`` puts the figures into ``docs/testing.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest

from mutants import Mutant, mutants, sample

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "testing.md"
EQUIVALENT = ROOT / "scripts" / "mutate_equivalent.toml"
_MARKS = ("<!-- mutate -->", "<!-- /mutate -->")

_QUANTITIES = ("provisions/test_quantities.py", "provisions/test_quantities_edges.py")
_BATCH = {
    "journal": ("journal", "resume"),
    "run": ("run", "resume", "tables"),
    "sinks": ("sinks", "cells", "tables", "golden"),
    "sources": ("run", "tables"),
    "labels": ("sinks", "cells", "golden"),
    "masking": ("masking", "redact", "golden"),
}
#: The tests that mirror each module, below ``tests/``.
TESTS = {
    "spans.py": ("test_spans.py",),
    "numerals.py": ("test_numerals.py",),
    "provisions/numbers.py": _QUANTITIES,
    "provisions/quantities.py": _QUANTITIES,
    **{
        f"tagging/batch/{module}.py": tuple(f"tagging/batch/test_{one}.py" for one in names)
        for module, names in _BATCH.items()
    },
}
#: Seconds of processor time and of the clock that the tests of one fault may take beyond
#: five times what they need without it; one that hangs is noticed.
_PATIENCE = (10, 40)
_MEMORY = 8 << 30


@dataclass
class Watch:
    """A plugin: which tests reach which line, how long each takes, and which to run."""

    wanted: dict[str, float] | None = None
    tracer: coverage.Coverage | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that are wanted, the quickest first."""
        if self.wanted is not None:
            items[:] = [item for item in items if item.nodeid in self.wanted]
            items.sort(key=lambda item: self.wanted[item.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Say which test is running, and take its time."""
        if self.tracer is not None:
            self.tracer.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - began
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(TESTS)}")
    parser.add_argument("--sample", type=int, default=60, help="faults a module (60)")
    parser.add_argument("--seed", default="shangxia", help="another seed is another sample")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    told = parser.parse_args()
    if unknown := set(told.modules) - set(TESTS):
        parser.error(f"no tests are named here for {', '.join(sorted(unknown))}")
    if told.write and told.modules:
        parser.error("--write puts the table of all modules there: name none")
    known = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    results = {}
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        home = copied(Path(folder))
        for module in told.modules or TESTS:
            same = {tuple(one["fault"]) for one in known.get(module, [])}
            results[module] = survey(home, module, told.sample, told.seed, same)
    table = _table(results)
    print(table)
    if told.write:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(_MARKS[0])
        tail = rest.split(_MARKS[1])[1]
        PAGE.write_text(f"{head}{_MARKS[0]}\n{table}{_MARKS[1]}{tail}", encoding="utf-8")


def copied(folder: Path) -> Path:
    """Copy what the tests need and make this process import shangxia from there."""
    leave = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*")
    for name in ("nlp", "tests", "corpora", "models"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    os.chdir(folder)
    sys.pycache_prefix = str(folder / "compiled")
    sys.path[:0] = [str(folder), str(folder / "nlp")]
    hypothesis.settings.register_profile(
        "mutate",
        max_examples=60, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        # A fault is to be noticed, and not made small.
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip
    os.environ |= {"HYPOTHESIS_PROFILE": "mutate", "PYTHONPATH": f"{folder}:{folder / 'nlp'}"}
    for library in ("numpy", "openpyxl", "pyarrow.parquet", "lxml.etree", "xlsxwriter", "jinja2"):
        __import__(library)
    return folder


def survey(
    home: Path, module: str, size: int, seed: str, same: set[tuple[str, str, str]]
) -> dict[str, int]:
    """Try a sample of the faults of one module, print each, and count."""
    path = home / "nlp" / "shangxia" / module
    source = path.read_text(encoding="utf-8")
    files = [f"tests/{name}" for name in TESTS[module] if (home / "tests" / name).exists()]
    reached, seconds = _reach(home, path, files)
    found = mutants(source)
    tried = sample(found, size, seed)
    count = {"known": len(found), "tried": len(tried), "killed": 0, "equivalent": 0, "survived": 0}
    for one in tried:
        wanted = _tests_of(one, reached, seconds)
        fate = "survived"
        if wanted:
            path.write_text(one.source, encoding="utf-8")
            fate = "survived" if _passes(files, wanted) else "killed"
        if fate == "survived" and one.key in same:
            fate = "equivalent"
        count[fate] += 1
        print(f"{fate:10} {module}:{one.line}: {one.before} -> {one.after}", flush=True)
        if fate == "survived":
            told = json.dumps(one.key, ensure_ascii=False)
            print(f"           met by {len(wanted)} tests; fault = {told}", flush=True)
    path.write_text(source, encoding="utf-8")
    return count


def _reach(
    home: Path, path: Path, files: list[str]
) -> tuple[dict[int, list[str]], dict[str, float]]:
    """Run the tests as they are; return those that reach each line, and how long they take."""
    told = home / "reach.json"

    def traced() -> int:
        tracer = coverage.Coverage(data_file=None, include=[str(path)], config_file=False)
        watch = Watch(tracer=tracer)
        tracer.start()
        code = pytest.main([*files, *_OPTIONS], plugins=[watch])
        tracer.stop()
        lines = tracer.get_data().contexts_by_lineno(str(path))
        told.write_text(json.dumps([list(lines.items()), watch.seconds]), encoding="utf-8")
        return int(code)

    if not _forked(traced, None):
        said = Path("said.txt").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"the tests of {path.name} fail before anything is changed:\n{said}")
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
    lines, seconds = json.loads(told.read_text(encoding="utf-8"))
    return dict(lines), seconds


_OPTIONS = (
    "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow",
    # hypothesis is imported already.
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


def _tests_of(
    one: Mutant, reached: dict[int, list[str]], seconds: dict[str, float]
) -> dict[str, float]:
    """Return the tests that reach a fault; all of them where it is met on import."""
    names = {name for at in range(one.around[0], one.around[1] + 1) for name in reached.get(at, ())}
    return seconds if "" in names else {name: seconds[name] for name in names}


def _passes(files: list[str], wanted: dict[str, float]) -> bool:
    named = {name.partition("::")[0] for name in wanted}
    chosen = [name for name in files if name in named]

    def run() -> int:
        return int(pytest.main([*chosen, *_OPTIONS], plugins=[Watch(wanted)]))

    return _forked(run, sum(wanted.values()))


def _forked(run: Callable[[], int], expected: float | None) -> bool:
    """Run in a process of its own, without output; tell whether it said 0 in time."""
    child = os.fork()
    if child == 0:
        os.setsid()
        said = os.open("said.txt", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for stream in (0, 1, 2):
            os.dup2(said, stream)
        # What is compiled before anything is changed may be kept; a fault may not.
        sys.dont_write_bytecode = expected is not None
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        if expected is not None:
            limit = int(_PATIENCE[0] + 5 * expected)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        code: Any = 1
        try:
            code = run()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    until = time.monotonic() + (600 if expected is None else _PATIENCE[1] + 5 * expected)
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _table(results: dict[str, dict[str, int]]) -> str:
    head = "| module | faults known | tried | noticed | change nothing | survived |"
    counts = list(results.values())
    total = {name: sum(one[name] for one in counts) for name in counts[0]}
    rows = [
        f"| {name} | " + " | ".join(str(value) for value in one.values()) + " |"
        for name, one in [*((f"`{name}`", one) for name, one in results.items()), ("all", total)]
    ]
    day = f"Measured on {date.today().isoformat()}."
    return "\n".join([day, "", head, "|---|" + "--:|" * 5, *rows, ""])


if __name__ == "__main__":
    main()
