"""Count the reports of corpora/reports, for its datasheet.

    python scripts/describe_reports.py [--data FOLDER] [--write corpora/reports/README.md]

``--data`` holds the petitions that came with labels, to see how far ours agree with them.  With
``--write`` the tables replace what stands behind the mark in the document.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shangxia.coding.codebook import load_codebook
from shangxia.resources import corpus

ROOT = Path(__file__).resolve().parents[1]
MARK = "<!-- figures written by scripts/describe_reports.py -->"
LANGUAGES = ("zh-Hans", "zh-Hant", "vi", "en")
Row = dict[str, Any]


def read(path: Path) -> list[Row]:
    """Read a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files() -> dict[str, list[Row]]:
    """Return the rows of every file of texts, by its name under corpora/reports."""
    folder = corpus("reports")
    found = {path.relative_to(folder).as_posix(): read(path) for path in folder.rglob("*.jsonl")}
    # Of petitions there are only labels here.
    return {name: rows for name, rows in sorted(found.items()) if "text" in rows[0]}


def problems(name: str, rows: Sequence[Row]) -> Iterator[str]:
    """Yield what breaks the form that the datasheet promises."""
    known = set(load_codebook("clues").ids)
    twice = [one for one, count in Counter(row["id"] for row in rows).items() if count > 1]
    yield from (f"{name}: id {one} stands twice" for one in twice)
    for row in rows:
        where = f"{name}, {row['id']}"
        if not known.issuperset(row["labels"]):
            yield f"{where}: a label is no code of clues"
        if "evidence" not in row:
            continue
        if {quote["code"] for quote in row["evidence"]} != set(row["labels"]):
            yield f"{where}: labels and evidence differ"
        for quote in row["evidence"]:
            start = quote.get("start", row["text"].find(quote["text"]))
            if start < 0 or not row["text"].startswith(quote["text"], start):
                yield f"{where}: a quote is not in the text"


def file_table(found: dict[str, list[Row]]) -> Iterator[str]:
    """Yield a row per file: how many, in which language, how long, how many without a label."""
    columns = ["file", "texts", *LANGUAGES, "no label", "characters, median", "inaction"]
    yield f"| {' | '.join(columns)} |"
    yield "|---|" + "--:|" * (len(columns) - 1)
    for name, rows in found.items():
        languages = Counter(row["lang"] for row in rows)
        lengths = sorted(len(row["text"]) for row in rows)
        none = sum(not row["labels"] for row in rows) / len(rows)
        inaction = sum(bool(row["inaction"]) for row in rows) / len(rows)
        counts = " | ".join(f"{languages[language]:,}" for language in LANGUAGES)
        yield (
            f"| `{name}` | {len(rows):,} | {counts} | {none:.0%} | "
            f"{lengths[len(lengths) // 2]:,} | {inaction:.0%} |"
        )


def label_table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a row per code: texts that carry it, by language."""
    counts = Counter((code, row["lang"]) for row in rows for code in row["labels"])
    several = Counter(len(row["labels"]) for row in rows)
    yield "| code | " + " | ".join(LANGUAGES) + " | all |"
    yield "|---|" + "--:|" * (len(LANGUAGES) + 1)
    for code in load_codebook("clues").ids:
        own = [counts[code, language] for language in LANGUAGES]
        yield f"| {code} | " + " | ".join(f"{one:,}" for one in [*own, sum(own)]) + " |"
    yield ""
    yield (
        f"{several[0]:,} texts carry no label, {several[1]:,} one, "
        f"{sum(count for size, count in several.items() if size > 1):,} more than one."
    )


def petitions(rows: Sequence[Row], came: dict[str, Row]) -> Iterator[str]:
    """Yield how many petitions we labelled, and how far two readings of one agree.

    Args:
        rows: our readings.
        came: petitions that came with labels, by id.
    """
    readings: dict[str, list[Row]] = {}
    for row in rows:
        readings.setdefault(row["id"], []).append(row)
    own = [read for name, read in readings.items() if name not in came]
    twice = [(read[0], read[-1]) for read in own if len(read) > 1]
    yield (
        f"{len(own):,} petitions, {sum(bool(read[-1]['labels']) for read in own):,} of them with a "
        f"label. {len(twice):,}, most of them the hardest for the tagger, were read twice; the two "
        f"readings agree at micro F1 {agreement(twice):.2f}."
    )
    both = [(came[name], read[-1]) for name, read in readings.items() if name in came]
    if both:
        yield (
            f"{len(both):,} that came with labels were read once more; that agrees with these at "
            f"micro F1 {agreement(both):.2f}."
        )


def agreement(pairs: Sequence[tuple[Row, Row]]) -> float:
    """Return micro F1 of the labels of one reading against the other's."""
    shared = sum(len({*one["labels"]} & {*other["labels"]}) for one, other in pairs)
    total = sum(len(one["labels"]) + len(other["labels"]) for one, other in pairs)
    return 2 * shared / max(total, 1)


def main() -> None:
    """Check, count, print, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    data = ROOT.parent / "shared" / "data" / "reports"
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--write", type=Path, help="datasheet whose tables are replaced")
    options = parser.parse_args()
    found = files()
    wrong = [line for name, rows in found.items() for line in problems(name, rows)]
    if wrong:
        sys.exit("\n".join(wrong))
    path = options.data / "labelled_zh.jsonl"
    if options.write and not path.is_file():
        sys.exit(f"{path} is missing: give the folder of the petitions with --data")
    came = {row["id"]: row for row in read(path)} if path.is_file() else {}
    reports = [row for name, rows in found.items() if name != "clauses.jsonl" for row in rows]
    lines = [
        "## Files",
        "",
        *file_table(found),
        "",
        f"## Labels of the {len(reports):,} reports",
        "",
        *label_table(reports),
        "",
        "## Labels of the clauses",
        "",
        *label_table(found["clauses.jsonl"]),
        "",
        "## Labels of petitions",
        "",
        *petitions(read(corpus("reports") / "petition_labels.jsonl"), came),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if options.write:
        page = options.write.read_text(encoding="utf-8").partition(MARK)[0]
        body = "\n".join([MARK, "", *lines, ""])
        options.write.write_text(page + body, encoding="utf-8")


if __name__ == "__main__":
    main()
