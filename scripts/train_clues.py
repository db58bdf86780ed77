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

import numpy as np

from shangxia.coding.codebook import load_codebook
from shangxia.resources import corpus, model
from shangxia.tagging.examples import Example
from shangxia.tagging.experts import Expert
from shangxia.tagging.review import margin_for
from shangxia.tagging.training import HeldOut, train

ROOT = Path(__file__).resolve().parents[1]
PETITIONS = "petition"
#: What the labels that a petition came with count beside a reading of ours.
_CAME = 1.5


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


def labelled(data: Path) -> list[Example]:
    """Read the petitions that came with labels, without the dev split."""
    path = data / "labelled_zh.jsonl"
    if not path.is_file():
        return []
    return [
        example(row, register=PETITIONS, weight=_CAME)
        for row in read(path)
        if row["split"] == "train"
    ]


def petitions(data: Path) -> list[Example]:
    """Read these and our own readings of petitions, of which only the labels are ours to keep.

    Of what we read twice the second reading counts.
    """
    path = data / "zh_messages.jsonl"
    if not path.is_file():
        return labelled(data)
    texts = {row["id"]: row["text"] for row in read(path)}
    last = {row["id"]: row for row in read(corpus("reports") / "petition_labels.jsonl")}
    ours = [
        example(row | {"text": texts[name], "lang": "zh"}, register=PETITIONS)
        for name, row in last.items()
        if name in texts
    ]
    return labelled(data) + ours


def narrowed(expert: Expert, heldout: HeldOut, desk: np.ndarray[Any, Any]) -> Expert:
    """Send the usual share to review of what a desk gets, not of all petitions.

    Most petitions allege nothing and are plain.  ``labelled_zh`` holds more of the others, as
    a desk's reports do; the margin is set on what the model said of these without having
    seen them.

    Args:
        expert: the expert of petitions.
        heldout: its scores by cross-validation.
        desk: whether each example is such a report.
    """
    said = heldout.probable[desk[heldout.rows]]
    margin = {name: round(margin_for(said, cut), 4) for name, cut in expert.threshold.items()}
    return replace(expert, margin=margin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "reports")
    parser.add_argument("--out", type=Path, default=model("clues"))
    arguments = parser.parse_args()
    examples = written() + petitions(arguments.data)
    known = {one.text for one in labelled(arguments.data)}
    desk = np.array([one.text in known for one in examples])
    tagger, heldout = train(examples, load_codebook("clues"), name="clues-2")
    tagger.experts = tuple(
        narrowed(expert, said, desk) if expert.name == PETITIONS else expert
        for expert, said in zip(tagger.experts, heldout, strict=True)
    )
    tagger.save(arguments.out)


if __name__ == "__main__":
    main()
