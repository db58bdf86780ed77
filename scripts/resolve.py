"""Say whether the dependencies can be had for other versions of Python, without installing.

    python scripts/resolve.py [3.12 3.13]

Only wheels count.  jieba is left out: it comes as source alone, in plain Python.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE_ONLY = ("jieba",)


def needed() -> list[str]:
    """Return the requirements of the base that come as wheels."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [one for one in told["project"]["dependencies"] if not one.startswith(SOURCE_ONLY)]


def resolve(version: str) -> list[str]:
    """Return what pip would install for a version of Python, name and version each.

    Raises:
        SystemExit: something cannot be had.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run",
                   "--python-version", version, "--only-binary=:all:", "--target", folder,
                   "--report", str(report), *needed()]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"Python {version}: {done.stderr[-1500:]}")
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return sorted(f"{one['metadata']['name']} {one['metadata']['version']}" for one in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("versions", nargs="*", default=["3.12", "3.13"])
    for version in parser.parse_args().versions:
        found = resolve(version)
        print(f"Python {version}: {len(found)} wheels resolve ({', '.join(found[:6])} …)")


if __name__ == "__main__":
    main()
