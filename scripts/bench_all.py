"""Run everything beside its peers and write ``docs/benchmarks.md``.

    python scripts/bench_all.py [--small] [--compare]

Ratios carry over to other machines, absolute figures do not: ``--compare``
measures again, writes nothing, shows what of ours got more than 20 % slower
beside its peers than in ``docs/benchmarks.json``, and exits with 1 then.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import bench_growth

ROOT = Path(__file__).resolve().parent.parent
PAGE, KEPT = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.json"
PICTURES = ROOT / "docs" / "pictures"
#: What each group is measured beside, and its title.
GROUPS = {
    "text-zh": ("jieba: words", "Reading Chinese laws"),
    "text-vi": ("pyvi: words", "Reading Vietnamese laws"),
    "tagging": ("TF-IDF + LinearSVC", "Tagging reports"),
    "alignment": ("TF-IDF over the glossary", "Pairing the articles of two laws"),
}
#: More than this beside the peers is shown by ``--compare``.
SLOWER = 1.2
_HEAD = """# Benchmarks

Written by `make bench` (`scripts/bench_all.py`). Each table was measured in one process, all rows
on the same work, in CPU seconds of one core. The ratios carry over to other machines; the seconds
do not. `make bench-compare` measures again and shows what got more than 20 % slower.
"""
_GROWTH = """## Growth

Time and memory against the size of the input, beside those of the smallest size. *compare* holds
every article of one text against every article of the other, so its time grows with the square of
the number of articles in the end; the others are to be linear.

![Growth of time](pictures/growth-time.svg)

![Growth of memory](pictures/growth-memory.svg)

| job | smallest | seconds at 1 ×, 2 ×, 4 ×, 8 × | p in time ~ size^p | MB, 1 × and 8 × |
|---|--:|---|--:|---|"""
_NOTES = """## What is not here

Quality, which matters more: the cards of the [tagger](models/clues/README.md) and of the
[bridge](models/bridge/README.md) hold it, beside the same peers. The F1 above is on reports that
language models wrote for the project, and the peers have the threshold that is best in hindsight,
which flatters them. underthesea is under the GPL and no dependency; it is measured where it is
installed. Tagging in bulk, with reading and writing, is in [many reports](scale.md).
"""
PACKAGES = ("shangxia", "jieba", "rjieba", "spacy", "pyvi", "underthesea", "fasttext-numpy2",
            "scikit-learn", "numpy")  # fmt: skip

Rows = list[dict[str, Any]]


def group(name: str, *, small: bool) -> Rows:
    """Measure one group in a process of its own, each row beside the group's peer."""
    command = [sys.executable, "-W", "ignore", str(ROOT / "scripts" / "bench_peers.py"), name]
    done = subprocess.run(
        [*command, *(["--small"] if small else [])], stdout=subprocess.PIPE, text=True, check=True
    )
    rows: Rows = json.loads(done.stdout)
    beside = next(row["seconds"] for row in rows if row["name"] == GROUPS[name][0])
    for row in rows:
        row["times"] = row["seconds"] / beside
    return rows


def machine() -> dict[str, str]:
    """Say what it was measured on."""
    told = Path("/proc/cpuinfo")
    text = told.read_text(encoding="utf-8") if told.is_file() else ""
    named = re.search(r"model name\s*: (.*)", text)
    versions = {name: _version(name) for name in PACKAGES}
    return {
        "processor": named[1] if named else platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": platform.python_version(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "load when it began": f"{os.getloadavg()[0]:.1f}",
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items() if version),
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def measure(*, small: bool) -> dict[str, Any]:
    """Measure all groups and the growth."""
    found: dict[str, Any] = {"machine": machine(), "small": small, "groups": {}}
    for name in GROUPS:
        sys.stderr.write(f"{name} …\n")
        found["groups"][name] = group(name, small=small)
    sys.stderr.write("growth …\n")
    found["growth"] = bench_growth.measure(small=small)
    return found


def slower(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return a line for each of our rows that got slower beside the peer of its group."""
    lines = []
    for name, rows in new["groups"].items():
        before = {row["name"]: row["times"] for row in old["groups"].get(name, [])}
        for row in rows:
            known = before.get(row["name"])
            if row["name"].startswith("shangxia") and known and row["times"] > SLOWER * known:
                lines.append(
                    f"{name}, {row['name']}: {row['times']:.2f} × the time of "
                    f"{GROUPS[name][0]}, was {known:.2f} ×"
                )
    return lines


def page(found: dict[str, Any]) -> str:
    """Return the document."""
    lines = [
        _HEAD,
        *(f"- {name}: {told}" for name, told in found["machine"].items()),
    ]
    if found["small"]:
        lines += ["", "**This was a small run on a busy machine: read the ratios as rough.**"]
    for name, rows in found["groups"].items():
        lines += ["", *_table(name, rows)]
    lines += ["", _GROWTH]
    for job, points in found["growth"].items():
        seconds = " · ".join(f"{point['seconds']:.2f}" for point in points)
        unit = "reports" if job == "tag" else "bytes"
        power = f"{bench_growth.exponent(points):.2f}"
        memory = f"{points[0]['megabytes']:.0f} · {points[-1]['megabytes']:.0f}"
        lines.append(f"| {job} | {points[0]['size']:,} {unit} | {seconds} | {power} | {memory} |")
    return "\n".join([*lines, "", _NOTES])


def _table(name: str, rows: Rows) -> list[str]:
    beside, title = GROUPS[name]
    scored = any(row["score"] is not None for row in rows)
    more = " F1 | training, s |" if scored else ""
    lines = [
        f"## {title}",
        "",
        f"{rows[0]['work']}.",
        "",
        f"| program | CPU seconds | beside {beside} |{more}",
        f"|---|--:|--:|{'--:|--:|' if scored else ''}",
    ]
    for row in rows:
        shown = f"**{row['name']}**" if row["name"].startswith("shangxia") else row["name"]
        cells = [shown, f"{row['seconds']:.3f}", f"{row['times']:.2f} ×"]
        cells += [f"{row['score']:.3f}", f"{row['training']:.1f}"] if scored else []
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="less work; the page says so")
    parser.add_argument("--compare", action="store_true", help="show what got slower")
    options = parser.parse_args()
    if options.compare:
        old = json.loads(KEPT.read_text(encoding="utf-8"))
        lines = slower(old, measure(small=old["small"]))
        print("\n".join(lines) or "nothing got more than 20 % slower")
        sys.exit(1 if lines else 0)
    found = measure(small=options.small)
    KEPT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")
    for key, title in (("seconds", "Time"), ("megabytes", "Memory")):
        name = {"seconds": "growth-time.svg", "megabytes": "growth-memory.svg"}[key]
        drawn = bench_growth.draw(found["growth"], key, f"{title} against the size of the input")
        (PICTURES / name).write_text(drawn, encoding="utf-8")
    print(f"{PAGE}: written")


if __name__ == "__main__":
    main()
