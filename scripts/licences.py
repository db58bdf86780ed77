"""List the licences of everything that gets installed, and refuse copyleft.

    python scripts/licences.py [--check] [docs/licences.md]

Walks the requirements of shangxia and of its extras through the packages that
are installed here.  GPL, AGPL and LGPL are refused; MPL is not, because it binds
the file and not the program.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "": "What the base needs",
    "neural": "What `shangxia[neural]` adds",
    "ray": "What `shangxia[ray]` adds",
    "docs": "What building the documentation adds",
    "dev": "What development adds",
}
#: Lesser and Affero are caught by their GPL as well.
_REFUSED = re.compile(r"\b(?:A|L)?GPL|GNU (?:Affero|Lesser|General)", re.IGNORECASE)
#: What metadata leave out or say at length, read in the packages' own licence files.
_READ = {
    "fasttext-numpy2": "MIT",
    "jieba": "MIT",
    "ml-dtypes": "Apache-2.0",
}
_HEAD = """# Licences

shangxia is under Apache-2.0. Below is every package that an installation brings with it, with the
licence that its metadata declare; `scripts/licences.py` writes this page and refuses GPL, AGPL and
LGPL.
It lists what is installed on Linux with Python 3.11. `torch` is the build for CPUs; the build for
NVIDIA cards brings libraries of NVIDIA under a licence of their own.
"""


def closure(extra: str) -> set[str]:
    """Return the canonical names of all that the base or an extra needs, far and near."""
    found: set[str] = set()
    waiting = [("shangxia", extra)]
    seen = set(waiting)
    while waiting:
        name, wanted = waiting.pop()
        try:
            lines = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            raise SystemExit(f"{name} is not installed: run make dev first") from None
        for line in lines:
            needed = Requirement(line)
            if needed.marker and not needed.marker.evaluate({"extra": wanted}):
                continue
            own = canonicalize_name(needed.name)
            if own != "shangxia":
                found.add(own)
            for deeper in ("", *sorted(needed.extras)):
                if (own, deeper) not in seen:
                    seen.add((own, deeper))
                    waiting.append((own, deeper))
    return found


def licence(name: str) -> str:
    """Return the licence that a package declares, as short as can be."""
    if name in _READ:
        return _READ[name]
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    classifiers = [
        one.split(" :: ")[-1]
        for one in about.get_all("Classifier") or []
        if one.startswith("License ::")
    ]
    named = [one for one in classifiers if one != "OSI Approved"]
    if named:
        return ", ".join(sorted(set(named)))
    first = (about.get("License") or "").strip().splitlines()
    return first[0][:60] if first else "?"


def page() -> str:
    """Return the page, and refuse what must not be there."""
    lines, told, refused = [_HEAD], set[str](), []
    for extra, title in PARTS.items():
        own = sorted(closure(extra) - told)
        told |= set(own)
        lines += [f"## {title}\n", "| package | licence |", "|---|---|"]
        for name in own:
            terms = licence(name)
            if terms == "?" or (_REFUSED.search(terms) and " OR " not in terms):
                refused.append(f"{name}: {terms}")
            lines.append(f"| `{name}` | {terms} |")
        lines.append("")
    if refused:
        raise SystemExit("not allowed, or not told: " + "; ".join(refused))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=Path, nargs="?", default=ROOT / "docs" / "licences.md")
    parser.add_argument("--check", action="store_true", help="only compare, and exit with 1")
    options = parser.parse_args()
    written = page()
    if options.check:
        sys.exit(0 if options.page.read_text(encoding="utf-8") == written else 1)
    options.page.write_text(written, encoding="utf-8")
    print(f"{options.page}: {written.count('| `')} packages")


if __name__ == "__main__":
    main()
