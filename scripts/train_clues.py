"""Build models/clues: the tagger of lying-flat clues.

    python scripts/train_clues.py [--data ../shared/data/reports]

Learns from the reports that we wrote (corpora/reports), and, where they are at
hand, from real petitions that may train a model but not be shipped (--data).
The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from shangxia.coding.codebook import load_codebook
from shangxia.resources import corpus, model
from shangxia.tagging.examples import Example
from shangxia.tagging.experts import Expert
from shangxia.tagging.training import train

ROOT = Path(__file__).resolve().parents[1]
PETITIONS = "petition"
#: Three petitions in four are plain; where more are not, more would go to review.
#: Set so that less than a fifth of the dev split goes (seen there: 26 % without, 19 % with it).
_NARROWER = 0.65


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def example(row: dict[str, Any], **more: Any) -> Example:
    text = row["text"]
    evidence = []
    for quote in row.get("evidence", []):
        if "start" in quote:
            start, end = quote["start"], quote["end"]
        else:
            start = text.index(quote["text"])
            end = start + len(quote["text"])
        evidence.append((quote["code"], start, end))
    return Example(
        text=text,
        labels=tuple(row["labels"]),
        evidence=tuple(evidence),
        inaction=row.get("inaction"),
        language=row["lang"][:2],
        **more,
    )


def clause(row: dict[str, Any]) -> Example:
    evidence = [{"code": code, "text": row["text"]} for code in row["labels"]]
    return example(row | {"evidence": evidence, "inaction": None}, weight=0.5, group="-")


def written() -> list[Example]:
    folder = corpus("reports")
    rows = [example(row, group="written") for row in read(folder / "written.jsonl")]
    for path in sorted((folder / "hands").glob("*.jsonl")):
        rows += [example(row, group=path.stem) for row in read(path)]
    bank = [clause(row) for row in read(folder / "clauses.jsonl")]
    return rows + bank


def petitions(data: Path) -> list[Example]:
    """Read labelled petitions; of those that we labelled only the labels are ours to keep."""
    path, messages = data / "labelled_zh.jsonl", data / "zh_messages.jsonl"
    if not path.is_file() or not messages.is_file():
        return []
    rows = [row for row in read(path) if row["split"] == "train"]
    texts = {row["id"]: row["text"] for row in read(messages)}
    rows += [
        row | {"text": texts[row["id"]], "lang": "zh"}
        for row in read(corpus("reports") / "petition_labels.jsonl")
        if row["id"] in texts
    ]
    return [example(row, register=PETITIONS) for row in rows]


def narrowed(expert: Expert) -> Expert:
    """Send fewer petitions to review."""
    if expert.name != PETITIONS:
        return expert
    margin = {name: round(value * _NARROWER, 4) for name, value in expert.margin.items()}
    return replace(expert, margin=margin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "reports")
    parser.add_argument("--out", type=Path, default=model("clues"))
    arguments = parser.parse_args()
    examples = written() + petitions(arguments.data)
    tagger, _ = train(examples, load_codebook("clues"), name="clues-2")
    tagger.experts = tuple(map(narrowed, tagger.experts))
    tagger.save(arguments.out)


if __name__ == "__main__":
    main()
