"""Check the reading table and the glossary in corpora/lexicons.

Prints the number of rows, duplicates and ill-formed rows and, with
--reference, how far the readings agree with another table of Hán-Việt
readings (a folder with hanviet.csv: char, list of readings, pinyin; keyed by
traditional characters). Exits 1 when a row is ill-formed.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

LEXICONS = Path(__file__).resolve().parent.parent / "corpora" / "lexicons"
FIELDS = frozenset(
    "party cadre discipline petition procedure court criminal labour civil economy land tax "
    "social election legislation structure modal quantity time general".split()
)
TONES = "\u0300\u0301\u0303\u0309\u0323"
SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(ch|ng|nh|[cmnpt])?"
)
# hoà, thuỷ: a mark on the second vowel of a final oa, oe or uy (but quý).
OLD_MARK = re.compile(rf"(?:o[ae]|(?<!q)uy)[{TONES}](?![a-z\u0300-\u036f])")


def bare(text: str) -> str:
    """Strip the tone marks only."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))


def folded(reading: str) -> str:
    """One spelling for hoà = hóa, lí = lý: letters, then the mark."""
    base = bare(reading.strip().lower())
    mark = "".join(c for c in unicodedata.normalize("NFD", reading) if c in TONES)
    if base == "y" or re.fullmatch(r"[^aeiouăâêôơư]+y", base):
        base = base[:-1] + "i"
    return base + mark


def is_han(text: str) -> bool:
    return len(text) == 1 and (
        "\u3400" <= text <= "\u9fff" or text == "〇" or "\U00020000" <= text <= "\U0003ffff"
    )


def rows_of(path: Path, header: list[str]) -> tuple[list[list[str]], list[str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    problems = [] if lines[0].split("\t") == header else [f"{path.name}:1: wrong header"]
    if lines.pop():
        problems.append(f"{path.name}: no newline at the end")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(header) or any(c != c.strip() for c in cells):
            problems.append(f"{path.name}:{number}: cells: {line!r}")
        elif line != unicodedata.normalize("NFC", line):
            problems.append(f"{path.name}:{number}: not NFC: {line!r}")
        elif OLD_MARK.search(unicodedata.normalize("NFD", line.lower())):
            problems.append(f"{path.name}:{number}: old-style tone mark: {line!r}")
        else:
            rows.append(cells)
    return rows, problems


def check_readings(rows: list[list[str]]) -> list[str]:
    problems = []
    for char, traditional, readings in rows:
        forms, spoken = traditional.split(","), readings.split(",")
        good = (
            is_han(char)
            and all(is_han(form) for form in forms)
            and all(r == r.lower() and SYLLABLE.fullmatch(bare(r)) for r in spoken)
            and not any(re.fullmatch(r"[hklmt]i", bare(r)) for r in spoken)
            and len(set(forms)) == len(forms)
            and len({folded(r) for r in spoken}) == len(spoken)
        )
        if not good:
            problems.append(f"hanviet.tsv: {char}: {traditional!r} {readings!r}")
    return problems


def check_glossary(rows: list[list[str]]) -> list[str]:
    problems = []
    for zh, vi, en, field, note in rows:
        cells = [cell.split(" | ") if cell else [] for cell in (zh, vi)]
        excused = note.startswith(("no-counterpart: ", "false-friend: "))
        good = (
            en
            and field in FIELDS
            and any(cells)
            and (all(cells) or excused)
            and all(v == v.strip() and v and "|" not in v for cell in cells for v in cell)
            and all(len(set(cell)) == len(cell) for cell in cells)
        )
        if not good:
            problems.append(f"glossary.tsv: {zh!r} {vi!r} {en!r} {field!r}")
    return problems


def reference(folder: Path) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    with (folder / "hanviet.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spoken = {folded(r) for r in ast.literal_eval(row["hanviet"])}
            table.setdefault(row["char"], set()).update(spoken)
    return table


def agreement(rows: list[list[str]], table: dict[str, set[str]], show: bool) -> None:
    seen = first = common = ours = confirmed = theirs = covered = 0
    for char, traditional, readings in rows:
        forms = traditional.split(",")
        known = set().union(*(table.get(f, set()) for f in forms)) or table.get(char, set())
        if not known:
            continue
        spoken = [folded(r) for r in readings.split(",")]
        both = known.intersection(spoken)
        seen += 1
        first += spoken[0] in known
        common += bool(both)
        ours += len(spoken)
        confirmed += len(both)
        theirs += len(known)
        covered += len(both)
        if show and not set(spoken) <= known:
            print(f"  {char} {traditional}\t{readings}\t{','.join(sorted(known))}")
    print(f"characters also in the reference: {seen} of {len(rows)}")
    if seen:
        print(f"  first reading confirmed:      {first} ({first / seen:.1%})")
        print(f"  some reading in common:       {common} ({common / seen:.1%})")
        print(f"  our readings confirmed:       {confirmed} of {ours} ({confirmed / ours:.1%})")
        print(f"  its readings that we have:    {covered} of {theirs} ({covered / theirs:.1%})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lexicons", type=Path, default=LEXICONS, help="folder of the tables")
    parser.add_argument("--reference", type=Path, help="folder with a hanviet.csv to compare with")
    parser.add_argument("--show", action="store_true", help="print every reading it lacks")
    args = parser.parse_args()

    readings, problems = rows_of(args.lexicons / "hanviet.tsv", ["char", "traditional", "readings"])
    terms, more = rows_of(args.lexicons / "glossary.tsv", ["zh", "vi", "en", "field", "note"])
    problems += more + check_readings(readings) + check_glossary(terms)

    chars = Counter(row[0] for row in readings)
    variants = Counter(v for row in terms if row[0] for v in row[0].split(" | "))
    doubled = [c for c, n in chars.items() if n > 1]
    repeated = [v for v, n in variants.items() if n > 1]
    spoken = sum(len(row[2].split(",")) for row in readings)
    print(f"hanviet.tsv: {len(readings)} characters, {spoken} readings, {len(doubled)} duplicates")
    print(
        f"glossary.tsv: {len(terms)} rows, {len(variants)} Chinese and "
        f"{sum(len(r[1].split(' | ')) for r in terms if r[1])} Vietnamese variants, "
        f"{sum(r[4].startswith('false-friend: ') for r in terms)} false friends, "
        f"{sum(not (r[0] and r[1]) for r in terms)} without a counterpart, "
        f"{len(repeated)} Chinese variants in two rows"
    )
    print("  " + ", ".join(f"{f} {n}" for f, n in Counter(r[3] for r in terms).most_common()))
    for item in doubled + repeated:
        print(f"  twice: {item}")
    if args.reference:
        agreement(readings, reference(args.reference), args.show)
    print(f"ill-formed rows: {len(problems)}")
    for problem in problems:
        print(f"  {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
