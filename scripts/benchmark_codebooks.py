"""Measure ``train`` with its defaults on other codebooks, beside fastText and TF-IDF with a SVM.

    python scripts/benchmark_codebooks.py [--data ../shared/data] [--only TASK ...]

Each task is a labelled table and a way to hold some of it out: real petitions labelled with
something else than the clues, clauses with the type of their norm, and longer texts that each
have exactly one code (the department that a message names, its name taken out; the area of a
law, whole laws held out).  All three learn from the same rows with their defaults.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shangxia.coding.values import Code, Codebook
from shangxia.tagging.examples import Example
from shangxia.tagging.training import train

_ROOT = Path(__file__).resolve().parents[1]
#: Words that name a department; a message that names one alone is about its field.
_DEPARTMENTS = {
    "education": "教育局|教育厅|教委|教育部门",
    "labour": "人社局|人社厅|社保局|劳动局|劳动监察|人力资源|社保中心",
    "transport": "交通局|交警|交通运输局|运管|公交公司|交通部门|公交集团",
    "environment": "环保局|环保部门|环保厅|生态环境局",
    "housing": "住建局|住建部门|房管局|住房和城乡建设|规划局|建设局|城管",
    "commerce": "工商局|商务局|旅游局|市场监督|工商部门|质监局|食药监",
    "health": "卫计委|卫健委|卫生局|卫计局|卫健局|医保局|卫生部门",
}
#: Code points of a piece of a law, and pieces of a law at most.
_PIECE, _PIECES = 350, 8


class Row(NamedTuple):
    """A labelled text; rows of one group are held out together."""

    text: str
    labels: tuple[str, ...]
    group: str


class Split(NamedTuple):
    """Rows to learn from and rows to be tested on."""

    learned: list[Row]
    tested: list[Row]


#: Texts to learn from and to label → a set of labels for each of the latter.
Learner = Callable[[Sequence[Row], Sequence[str]], list[set[str]]]


def ours(learned: Sequence[Row], texts: Sequence[str]) -> list[set[str]]:
    """Learn with the defaults of ``shangxia train``, without evidence."""
    names = sorted({label for row in learned for label in row.labels})
    book = Codebook(
        "labels", {"en": "labels"}, tuple(Code(n, {"en": n}) for n in names), kind="topic"
    )
    model, _ = train([Example(row.text, row.labels) for row in learned], book)
    return [{label.code for label in one.labels} for one in model.tag(texts)]


def svm(learned: Sequence[Row], texts: Sequence[str]) -> list[set[str]]:
    """TF-IDF over characters, and a linear support vector machine for each label."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    known = vectors.fit_transform([row.text for row in learned])
    asked = vectors.transform(texts)
    single = all(len(row.labels) == 1 for row in learned)
    if single:
        learner = LinearSVC(random_state=0).fit(known, [row.labels[0] for row in learned])
        return [{str(label)} for label in learner.predict(asked)]
    found: list[set[str]] = [set() for _ in texts]
    for label in sorted({label for row in learned for label in row.labels}):
        learner = LinearSVC(random_state=0).fit(known, [label in row.labels for row in learned])
        for at in np.flatnonzero(learner.predict(asked)):
            found[at].add(label)
    return found


def fasttext(learned: Sequence[Row], texts: Sequence[str]) -> list[set[str]]:
    """FastText over characters (Chinese) or words, one against all where labels are several."""
    import fasttext as library

    def line(text: str) -> str:
        return re.sub(r"([\u3400-\u9fff])", r" \1 ", " ".join(text.lower().split()))

    single = all(len(row.labels) == 1 for row in learned)
    rows = [
        " ".join(f"__label__{label}" for label in row.labels or ("-",)) + " " + line(row.text)
        for row in learned
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        path.write_text("\n".join(rows), encoding="utf-8")
        model = library.train_supervised(
            str(path), loss="softmax" if single else "ova", epoch=25, lr=0.5, wordNgrams=2,
            dim=50, thread=1, verbose=0, seed=0,
        )  # fmt: skip
    found = []
    for text in texts:
        named, values = model.predict(line(text), k=-1)
        chosen = named[:1] if single else [n for n, v in zip(named, values, strict=True) if v > 0.5]
        found.append({name.removeprefix("__label__") for name in chosen} - {"-"})
    return found


LEARNERS: dict[str, Learner] = {"ours": ours, "fastText": fasttext, "TF-IDF + SVM": svm}


def petitions(data: Path, column: str) -> list[Split]:
    """Return real petitions with another label: train → dev."""
    parts: dict[str, list[Row]] = {"train": [], "dev": []}
    for row in _read(data / "reports" / "labelled_zh.jsonl"):
        labels = (column,) if row[column] else ()
        parts[row["split"]].append(Row(row["text"], labels, row["id"]))
    return [Split(parts["train"], parts["dev"])]


def norms(data: Path) -> list[Split]:
    """Return annotated clauses with the type of their norm, in five folds, three times."""
    rows = [
        Row(row["text"], (row["norm"],), row["id"])
        for row in _read(data / "provisions" / "dev.jsonl")
    ]
    return [split for seed in range(3) for split in _folds(rows, 5, seed)]


def departments(data: Path) -> list[Row]:
    """Return messages that name one department alone, without its name."""
    rows = []
    for row in _read(data / "reports" / "zh_messages.jsonl"):
        named = [name for name, words in _DEPARTMENTS.items() if re.search(words, row["text"])]
        if len(named) == 1:
            text = re.sub(_DEPARTMENTS[named[0]], "某部门", row["text"])
            rows.append(Row(text, (named[0],), row["id"]))
    return rows


def areas(data: Path) -> list[Row]:
    """Return pieces of laws with the area of the law."""
    rows = []
    for path in sorted((data / "regulations" / "zh-laws").glob("*__*.md")):
        text = re.sub(r"[#*\s]+", "", path.read_text(encoding="utf-8"))
        starts = range(_PIECE, len(text) - _PIECE, _PIECE)
        for start in random.Random(0).sample(starts, min(_PIECES, len(starts))):
            area = path.name.partition("__")[0]
            rows.append(Row(text[start : start + _PIECE], (area,), path.name))
    return rows


def few(rows: Sequence[Row], each: int, seed: int) -> Split:
    """Return a split that leaves only so many rows of each label to learn from."""
    mixed = random.Random(seed).sample(rows, len(rows))
    taken: dict[str, int] = defaultdict(int)
    learned, tested = [], []
    for row in mixed:
        label = row.labels[0]
        taken[label] += 1
        (learned if taken[label] <= each else tested).append(row)
    return Split(learned, tested)


def _folds(rows: Sequence[Row], count: int, seed: int = 0) -> Iterator[Split]:
    groups = sorted({row.group for row in rows})
    random.Random(seed).shuffle(groups)
    fold = {group: at % count for at, group in enumerate(groups)}
    for held in range(count):
        yield Split(
            [row for row in rows if fold[row.group] != held],
            [row for row in rows if fold[row.group] == held],
        )


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


TASKS: dict[str, Callable[[Path], list[Split]]] = {
    "other_misconduct": lambda data: petitions(data, "other_misconduct"),
    "inaction": lambda data: petitions(data, "inaction"),
    "norm types (11, clauses)": norms,
    "departments (7, messages)": lambda data: list(_folds(departments(data), 3)),
    "departments, 8 of each": lambda data: [few(departments(data), 8, n) for n in range(5)],
    "areas of law (8)": lambda data: list(_folds(areas(data), 3)),
}


def scores(splits: Sequence[Split], learner: Learner) -> tuple[float, float]:
    """Return micro and macro F1 over all that was held out."""
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for split in splits:
        found = learner(split.learned, [row.text for row in split.tested])
        for row, given in zip(split.tested, found, strict=True):
            for label in row.labels:
                total[label] += 1
            for label in given:
                total[label] += 1
                right[label] += label in row.labels
    micro = 2 * sum(right.values()) / max(sum(total.values()), 1)
    return micro, float(np.mean([2 * right[label] / total[label] for label in total]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=_ROOT.parent / "shared" / "data")
    parser.add_argument("--only", action="append", help="a task, by the beginning of its name")
    options = parser.parse_args()
    print("| task | rows | " + " | ".join(LEARNERS) + " |")
    print("|---|--:|" + "--:|" * len(LEARNERS))
    for name, task in TASKS.items():
        if options.only and not name.startswith(tuple(options.only)):
            continue
        splits = task(options.data)
        cells = []
        for learner in LEARNERS.values():
            began = time.process_time()
            micro, macro = scores(splits, learner)
            cells.append(f"{micro:.3f} / {macro:.3f} ({time.process_time() - began:.0f} s)")
        rows = len(splits[0].learned) + len(splits[0].tested)
        print(f"| {name} | {rows:,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
