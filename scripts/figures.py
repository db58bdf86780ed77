"""Measure what the READMEs say of quality, and write their tables.

    python scripts/figures.py [--data DIR] [--only SOURCE …] [--tables]

``docs/figures.toml`` says where each value comes from and what the rows say;
``docs/figures.json`` keeps the values.  A source whose texts are not here keeps
its values.  With ``--tables`` nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
PLAN = ROOT / "docs" / "figures.toml"
KEPT = ROOT / "docs" / "figures.json"
READMES = {"en": "README.md", "zh": "README.zh.md", "vi": "README.vi.md"}
BEGIN = "<!-- figures: begin (scripts/figures.py writes this table) -->"
END = "<!-- figures: end -->"

Values = dict[str, dict[str, float]]


def plan() -> dict[str, Any]:
    return tomllib.loads(PLAN.read_text(encoding="utf-8"))


def read_values(text: str, patterns: dict[str, str], name: str) -> dict[str, float]:
    """Return the values that the patterns find in what a script printed or a card says."""
    values = {}
    for key, pattern in patterns.items():
        found = re.search(pattern, text, re.MULTILINE)
        if found is None:
            raise SystemExit(f"{name}: no {key} (pattern {pattern}) in:\n{text[-2000:]}")
        values[key] = float(found[1])
    return values


def measure(name: str, source: dict[str, Any], data: Path) -> dict[str, float] | None:
    """Return the values of one source; None where its texts are not here."""
    if "file" in source:
        text = (ROOT / source["file"]).read_text(encoding="utf-8")
        return read_values(text, source["values"], name)
    script, *rest = (part.format(data=data) for part in source["command"])
    if any(part.startswith(str(data)) and not Path(part).exists() for part in rest):
        return None
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *rest], capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{name}: {script} failed:\n{done.stderr[-2000:]}")
    return read_values(done.stdout, source["values"], name)


def table(language: str, values: Values) -> list[str]:
    """Return the lines of the table in one language."""
    told = plan()
    spaces = {name: SimpleNamespace(**one) for name, one in values.items()}
    lines = [
        "| " + " | ".join(told["headings"][language]) + " |",
        "|" + "---|" * len(told["headings"][language]),
    ]
    for row in told["rows"]:
        what, where = (cell.format(**spaces) for cell in row[language])
        lines.append(f"| {what} | {where} | {row['figure'].format(**spaces)} | `{row['script']}` |")
    return lines


def with_table(text: str, language: str, values: Values) -> str:
    """Return a README with its table written anew."""
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{READMES[language]} has lost its marks: {BEGIN} … {END}")
    return "\n".join([before + BEGIN, *table(language, values), END + after])


def kept() -> Values:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the texts beside the checkout")
    parser.add_argument("--only", nargs="+", help="sources to measure")
    parser.add_argument("--tables", action="store_true", help="only write the tables")
    options = parser.parse_args()
    values = kept()
    sources = {} if options.tables else plan()["sources"]
    for name, source in sources.items():
        if options.only and name not in options.only:
            continue
        found = measure(name, source, options.data)
        print(f"{name}: {found or 'its texts are not here: the old values stay'}")
        values[name] = found or values[name]
    KEPT.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    for language, readme in READMES.items():
        path = ROOT / readme
        path.write_text(with_table(path.read_text("utf-8"), language, values), encoding="utf-8")


if __name__ == "__main__":
    main()
