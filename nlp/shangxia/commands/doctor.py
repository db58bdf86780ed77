"""``shangxia doctor``: is this installation whole, and does it work."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from shangxia import resources
from shangxia.commands.doctor_checks import (
    Check,
    data,
    dependencies,
    extras,
    fonts,
    models,
    package,
)

SCHEMA = "shangxia-doctor/1"
_MARKS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}
_REGULATION, _FOREIGN = "zh-regulation.txt", "vi-regulation.txt"
#: A report that any model of clues has to see through.
_REPORT = "去了三趟，窗口都说归别的科室管，科室又让我回窗口，互相推诿。"


def doctor(*, as_json: bool) -> int:
    """Look at everything and say what was found.

    Args:
        as_json: print JSON for a program instead of lines for a person.

    Returns:
        The exit code: 0 where all is well, 1 where something failed.
    """
    checks: list[Check] = []
    for part in (package, dependencies, extras, fonts, data, models, self_test):
        for check in part():
            if not as_json:
                _show(check, first=not checks or checks[-1].part != check.part)
            checks.append(check)
    failed = [check for check in checks if check.state == "fail"]
    if as_json:
        sys.stdout.write(_json(checks) + "\n")
    elif failed:
        names = ", ".join(f"{check.part}: {check.name}" for check in failed)
        sys.stdout.write(f"\n{len(failed)} of {len(checks)} checks failed ({names})\n")
    else:
        sys.stdout.write(f"\nall {len(checks)} checks passed\n")
    return 1 if failed else 0


def self_test() -> Iterator[Check]:
    """Yield what the main jobs do with the bundled samples."""
    with tempfile.TemporaryDirectory(prefix="shangxia-doctor-") as folder:
        for name, job in (
            ("extract", _extract),
            ("compare", _compare),
            ("similarity", _similarity),
            ("tag", _tag),
        ):
            started = time.perf_counter()
            try:
                told = job(Path(folder))
            except Exception as error:  # whatever it is, it is the finding
                yield Check("self-test", name, "fail", f"{type(error).__name__}: {error}")
            else:
                seconds = time.perf_counter() - started
                yield Check("self-test", name, "ok", f"{told}, {seconds:.1f} s")


def _extract(folder: Path) -> str:
    from shangxia import read, write

    document = read(resources.corpus("samples", _REGULATION))
    numbers = [int(node.number or 0) for node in document if node.kind == "article"]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"the articles of {_REGULATION} are {numbers}")
    for part in document.provisions:
        if document.text[part.start : part.end] != part.text:
            raise ValueError(f"{part.id} is not quoted at its offsets")
    for name in ("out.html", "out.xlsx", "out.json"):
        write(document, folder / name)
    return f"{len(numbers)} articles, {len(document.provisions)} provisions, 3 files written"


def _compare(folder: Path) -> str:
    from shangxia import compare, read, write

    found = compare(*(read(resources.corpus("samples", name)) for name in (_REGULATION, _FOREIGN)))
    if not found.pairs:
        raise ValueError(f"nothing in {_FOREIGN} corresponds to {_REGULATION}")
    write(found, folder / "compare.html")
    return f"{len(found.pairs)} pairs"


def _similarity(_folder: Path) -> str:
    from shangxia import similarity

    resign, appoint = similarity(["辞职"], ["từ chức", "bổ nhiệm"])[0]
    if resign <= appoint:
        raise ValueError(
            f"辞职 is nearer to bổ nhiệm ({appoint:.2f}) than to từ chức ({resign:.2f})"
        )
    return f"辞职 – từ chức {resign:.2f}, bổ nhiệm {appoint:.2f}"


def _tag(_folder: Path) -> str:
    from shangxia import Tagger

    [tagging] = Tagger.load("clues").tag([_REPORT])
    for label in tagging.labels:
        for quote in label.evidence:
            if _REPORT[quote.start : quote.end] != quote.text:
                raise ValueError(f"the evidence of {label.code} is not quoted at its offsets")
    if "buck-passing" not in [label.code for label in tagging.labels]:
        raise ValueError(f"no buck-passing in {_REPORT}")
    return f"buck-passing found, {tagging.model}"


def _show(check: Check, *, first: bool) -> None:
    if first:
        sys.stdout.write(f"{check.part}\n")
    sys.stdout.write(f"  {_MARKS[check.state]}  {check.name:<20} {check.told}\n")
    sys.stdout.flush()


def _json(checks: list[Check]) -> str:
    told = {
        "schema": SCHEMA,
        "ok": all(check.state != "fail" for check in checks),
        "checks": [
            {"part": c.part, "name": c.name, "state": c.state, "told": c.told} for c in checks
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
