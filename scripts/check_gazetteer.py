"""Check the gazetteer against itself and against other gazetteers.

    python scripts/check_gazetteer.py [--other FOLDER]

Against itself: every place lies in a place of the table, no row stands twice,
every merged province names one that exists, every organ has a form.  Against
others: the divisions of China (``china/{provinces,cities,areas}.csv``) and the
provinces of Vietnam before July 2025 (``vietnam/*.json``) in FOLDER, by default
``../shared/data/gazetteers``; prints agreement both ways.  Ends with 1 on errors.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shangxia.coding.gazetteer import Place, organ_finder, place_finder, places

ROOT = Path(__file__).resolve().parents[1]
#: Groupings that the other gazetteer lists as if they were divisions.
NOT_DIVISIONS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def problems() -> Iterator[str]:
    """Yield what is wrong with the tables in themselves."""
    table = places()
    canonical = {place.canonical for place in table}
    for name, count in Counter((place.canonical, place.full) for place in table).items():
        if count > 1:
            yield f"{name[0]} ({name[1]}) stands {count} times"
    for place in table:
        if place.larger and place.larger[0] not in canonical:
            yield f"{place.canonical} lies in {place.larger[0]}, which has no row"
        if place.into and f"{place.into}, {place.country}" not in canonical:
            yield f"{place.canonical} became part of {place.into}, which has no row"
    now = [p for p in table if p.country == "VN" and p.level == "province" and not p.until]
    if len(now) != 34:
        yield f"Vietnam has 34 provinces from 1 July 2025, and the table {len(now)}"


def unfound(table: tuple[Place, ...]) -> Iterator[str]:
    """Yield places whose official name the finder does not find."""
    finder = place_finder()
    for place in table:
        if place.country == "CN":
            names = [named.entry for found in finder.find(place.full) for named in found.names]
            if place not in names:
                yield f"{place.full} is not found as {place.canonical}"


def china(folder: Path) -> None:
    """Print agreement with the divisions of China."""
    levels = {"provinces": "province", "cities": "prefecture", "areas": "county"}
    for file, level in levels.items():
        with (folder / f"{file}.csv").open(encoding="utf-8-sig", newline="") as stream:
            theirs = {row["name"] for row in csv.DictReader(stream)} - NOT_DIVISIONS
        ours = {p.full for p in places() if p.country == "CN" and p.level == level}
        print(f"China, {level}: {len(theirs & ours)} of their {len(theirs)} names are ours")
        print(f"    ours only: {'、'.join(sorted(ours - theirs)) or 'none'}")
        if len(theirs - ours) < 20:
            print(f"    theirs only: {'、'.join(sorted(theirs - ours)) or 'none'}")


def vietnam(folder: Path) -> None:
    """Print agreement with the provinces of Vietnam before July 2025."""
    (file,) = folder.glob("*.json")
    theirs = {row["Name"].casefold() for row in json.loads(file.read_text(encoding="utf-8"))}
    rows = [p for p in places() if p.country == "VN" and p.level == "province"]
    ours = {name for p in rows for name in (p.name.casefold(),)}
    same = {name for name in theirs if name in ours or any(one in name for one in ours)}
    print(f"Vietnam, province: {len(same)} of their {len(theirs)} names are ours")
    print(f"    theirs only: {', '.join(sorted(theirs - same)) or 'none'}")
    merged = sum(bool(place.into) for place in rows)
    print(f"    from 1 July 2025: {len(rows) - merged} provinces, {merged} became part of others")


def main() -> int:
    """Run the checks and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--other", type=Path, default=ROOT.parent / "shared/data/gazetteers")
    other = parser.parse_args().other
    wrong = [*problems(), *unfound(places())]
    for problem in wrong:
        print(f"wrong: {problem}")
    organ_finder()
    by_level = Counter((place.country, place.level) for place in places())
    for (country, level), count in sorted(by_level.items()):
        print(f"{country} {level}: {count}")
    if other.is_dir():
        china(other / "china")
        vietnam(other / "vietnam")
    else:
        print(f"no other gazetteers in {other}: compared with none")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
