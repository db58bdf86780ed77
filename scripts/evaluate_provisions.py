"""Measure what ``find_provisions`` finds against annotated clauses.

    python scripts/evaluate_provisions.py ../shared/data/provisions [--errors] [--half odd]
    python scripts/evaluate_provisions.py corpora/provisions --texts ../shared/data

FOLDER holds JSONL files of clauses; their ``source_file`` is looked up in TEXTS, or beside
FOLDER.  Our own clauses have offsets for words; of these only the layers that nothing was
learned from are counted.
Each clause is compared with the provision that overlaps it most in its source:
the norm by accuracy, the layers by precision, recall and F1 of what is quoted
(after NFC) with its value, unit and bound, operator or target.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from shangxia.findings import Provision
from shangxia.provisions import find_provisions
from shangxia.structure.tree import parse_tree

LAYERS = ("deadlines", "thresholds", "citations", "sanctions", "modal", "bearer")
TARGETS = {"norm": 0.80, "modal": 0.75, "bearer": 0.75}
_FIELDS = {
    "deadlines": ("value", "unit", "bound"),
    "thresholds": ("value", "unit", "op"),
    "citations": ("target",),
}
_TOLERANCE = 3


@cache
def provisions(path: Path, language: Any) -> tuple[Provision, ...]:
    """Return the provisions of a source file; kept, for many clauses share one."""
    text = path.read_bytes().decode("utf-8-sig")
    return find_provisions(text, parse_tree(text, language).nodes, language)


def nearest(found: tuple[Provision, ...], start: int, end: int) -> Provision | None:
    """Return the provision that overlaps a span most, the shorter one of equals."""

    def overlap(item: Provision) -> tuple[int, int]:
        return min(item.end, end) - max(item.start, start), -(item.end - item.start)

    best = max(found, key=overlap, default=None)
    return best if best is not None and overlap(best)[0] > 0 else None


def gold_keys(row: dict[str, Any], layer: str) -> Counter[tuple[Any, ...]]:
    """Return what the annotation holds in a layer, as countable keys."""
    value = row[layer]
    if layer in _FIELDS:
        return Counter(_key(item["span"], item, layer) for item in value)
    words = value if isinstance(value, list) else [value] if value else []
    return Counter((_nfc(word),) for word in words)


def found_keys(item: Provision | None, layer: str) -> Counter[tuple[Any, ...]]:
    """Return what the program found in a layer, as the same kind of keys."""
    value = getattr(item, layer) if item is not None else None
    if value is None:
        return Counter()
    if layer in _FIELDS:
        fields = ({name: getattr(one, name) for name in _FIELDS[layer]} for one in value)
        return Counter(_key(one.text, row, layer) for one, row in zip(value, fields, strict=True))
    quotes = value if isinstance(value, tuple) else (value,)
    return Counter((_nfc(quote.text),) for quote in quotes)


def _key(span: str, item: dict[str, Any], layer: str) -> tuple[Any, ...]:
    values = (item[name] for name in _FIELDS[layer])
    rounded = (round(v, _TOLERANCE) if isinstance(v, float) else v for v in values)
    return (_nfc(span), *(_nfc(v) if isinstance(v, str) else v for v in rounded))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def in_words(row: dict[str, Any], text: str) -> dict[str, Any]:
    """Return an annotation by offsets as one by words, without what the models learned."""

    def words(value: Any) -> Any:
        if isinstance(value, dict):
            return value | {"span": text[slice(*value["span"])]}
        return text[slice(*value)]

    found = {layer: [words(one) for one in row[layer]] for layer in (*_FIELDS, "sanctions")} | {
        "text": text[row["start"] : row["end"]],
        "id": f"{row['source_file']}:{row['start']}",
    }
    if row.get("modal"):
        found["modal"] = words(row["modal"])
    elif "modal" in row:
        found["modal"] = None
    return {"lang": row["lang"]} | found


class Score:
    """Counts of one language."""

    def __init__(self) -> None:
        self.rows = self.norms = self.right = self.missing = 0
        self.hits: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.confusion: Counter[tuple[str, str]] = Counter()

    def add(self, row: dict[str, Any], item: Provision | None) -> list[str]:
        """Count one clause and return what was wrong with it."""
        self.rows += 1
        self.missing += item is None
        wrong = []
        if "norm" in row:
            norm = item.norm if item is not None else "(none)"
            self.norms += 1
            self.right += norm == row["norm"]
            self.confusion[row["norm"], norm] += norm != row["norm"]
            wrong = [] if norm == row["norm"] else [f"norm: {row['norm']} taken for {norm}"]
        for layer in filter(row.__contains__, LAYERS):
            gold, found = gold_keys(row, layer), found_keys(item, layer)
            self.hits[layer] += (gold & found).total()
            self.gold[layer] += gold.total()
            self.found[layer] += found.total()
            if gold != found:
                wrong.append(f"{layer}: missed {list(gold - found)}, wrong {list(found - gold)}")
        return wrong

    def table(self) -> list[str]:
        """Return the lines of the table."""
        lines = []
        if self.norms:
            share = self.right / self.norms
            lines.append(f"  norm accuracy {share:.3f}  ({self.right}/{self.norms})")
        for layer in (layer for layer in LAYERS if self.gold[layer]):
            precision = self.hits[layer] / max(1, self.found[layer])
            recall = self.hits[layer] / max(1, self.gold[layer])
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            goal = TARGETS.get(layer, 0.85)
            mark = "" if f1 >= goal else f"   below {goal}"
            lines.append(
                f"  {layer:<11} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"
                f"  (gold {self.gold[layer]}){mark}"
            )
        confused = [f"{gold}→{got} {n}" for (gold, got), n in self.confusion.most_common(12) if n]
        return [*lines, "  confused: " + ", ".join(confused)] if confused else lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="folder of JSONL files of clauses")
    parser.add_argument("--texts", type=Path, help="folder that source files are named from")
    parser.add_argument("--errors", action="store_true", help="print the wrong clauses")
    parser.add_argument("--half", choices=("even", "odd"), help="only every second clause")
    options = parser.parse_args()
    scores: dict[str, Score] = defaultdict(Score)
    for path in sorted(options.folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if options.half and number % 2 != (options.half == "odd"):
                continue
            row = json.loads(line)
            if "deadlines" not in row:
                continue
            source = (options.texts or options.folder.parent) / row["source_file"]
            item = nearest(provisions(source, row["lang"]), row["start"], row["end"])
            if "text" not in row:
                row = in_words(row, source.read_bytes().decode("utf-8-sig"))
            wrong = scores["all"].add(row, item)
            scores[row["lang"]].add(row, item)
            if wrong and options.errors:
                place = item.node if item is not None else "no provision"
                print(f"\n{row['id']} {place}: {row['text'][:300]}")
                print("\n".join(f"    {one}" for one in wrong))
    for name in sorted(scores):
        print(f"{name}: {scores[name].rows} clauses, {scores[name].missing} without a provision")
        print("\n".join(scores[name].table()))


if __name__ == "__main__":
    main()
