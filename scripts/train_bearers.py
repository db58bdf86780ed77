"""Learn to point at the bearers of provisions, on top of the rules.

    python scripts/train_bearers.py [--data ../shared/data] [--out models/bearers]

Reads ``corpora/provisions`` like ``train_norms.py``.  The norms that the model sees
are those told by models of norms that had not read the law, as in use.  Prints
precision, recall and F1 on a fourth of the laws, learnt from the others, beside
those of the rules; then learns from all, and writes weights and table.  Needs the
extra ``neural``.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.model_selection import GroupKFold

import train_norms
from annotated_provisions import Row, Span, rows
from archives import save_arrays
from shangxia.provisions.learned import LANGUAGES
from shangxia.provisions.pointing import (
    LONGEST,
    ROWS,
    Asked,
    BearerModel,
    find_places,
    nobody_rows,
)
from shangxia.resources import model

ROOT = Path(__file__).resolve().parents[1]
MARK = "<!-- figures written by scripts/train_bearers.py -->"
EPOCHS, RATE, BATCH = 6, 0.1, 16
#: Taken off the score of "nobody": the annotators leave out fewer bearers than the model would.
NOBODY = 1.5
_SEED, _FOLDS, _SHARE = 3, 5, 4


@dataclass(frozen=True, slots=True)
class Lesson:
    """A provision as tensors: rows of features, and the right span in places."""

    begin: torch.Tensor
    end: torch.Tensor
    nobody: torch.Tensor
    right: Span | None


def asked(examples: list[Row], language: Any) -> list[Asked]:
    """Return the questions, with norms told by models that had not read the law."""
    told = np.empty(len(examples), dtype=object)
    groups = [row.source for row in examples]
    for train, test in GroupKFold(_FOLDS).split(groups, groups=groups):
        learned = train_norms.learn([examples[at] for at in train], language)
        told[test] = learned.judge([examples[at].case for at in test], language)
    return [Asked(row.case, norm, row.found) for row, norm in zip(examples, told, strict=True)]


def lessons(questions: list[Asked], examples: list[Row], language: Any) -> list[Lesson]:
    """Return what can be learnt from: bearers that begin and end between tokens that are read."""
    places = find_places(questions, language)
    begin = torch.tensor(np.stack(places.begin, axis=1))
    end = torch.tensor(np.stack(places.end, axis=1))
    nobody = [nobody_rows(one) for one in questions]
    for owners, rows_of in places.nobody:
        for owner, row in zip(owners, rows_of, strict=True):
            nobody[owner] = [*nobody[owner], int(row)]
    found = []
    for at, row in enumerate(examples):
        own = slice(places.edges[at], places.edges[at + 1])
        right = None
        if row.bearer is not None:
            first = np.flatnonzero(places.starts[own] == row.bearer[0])
            last = np.flatnonzero(places.ends[own] == row.bearer[1])
            if not len(first) or not len(last) or last[0] - first[0] > LONGEST:
                continue
            right = (int(first[0]), int(last[0]))
        found.append(Lesson(begin[own], end[own], torch.tensor(nobody[at]), right))
    return found


def learn(taught: list[Lesson]) -> BearerModel:
    """Learn weights by the likelihood of the right span among all spans and nobody."""
    torch.manual_seed(0)
    weights = torch.zeros(ROWS, requires_grad=True)
    lengths = torch.zeros(LONGEST + 1, requires_grad=True)
    steps = torch.optim.Adagrad([weights, lengths], lr=RATE)
    order, mixer = list(taught), random.Random(1)
    for _ in range(EPOCHS):
        mixer.shuffle(order)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            loss = sum((_loss(one, weights, lengths) for one in batch), torch.zeros(())) / BATCH
            steps.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            steps.step()
    return BearerModel(weights.detach().numpy(), lengths.detach().numpy(), NOBODY)


def _loss(one: Lesson, weights: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    begin, end = weights[one.begin].sum(1), weights[one.end].sum(1)
    nobody = weights[one.nobody].sum()
    places = torch.arange(len(begin))
    size = places[None, :] - places[:, None]
    spans = begin[:, None] + end[None, :] + lengths[size.clamp(0, LONGEST)]
    spans = spans.masked_fill((size < 1) | (size > LONGEST), -1e9)
    total = torch.logsumexp(torch.cat([spans.reshape(-1), nobody[None]]), 0)
    return total - (nobody if one.right is None else spans[one.right])


def scores(said: list[Span | None], examples: list[Row]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of spans."""
    pairs = list(zip(said, (row.bearer for row in examples), strict=True))
    right = sum(one is not None and one == gold for one, gold in pairs)
    given = sum(one is not None for one, _ in pairs)
    there = sum(gold is not None for _, gold in pairs)
    return right / max(1, given), right / max(1, there), 2 * right / max(1, given + there)


def measure(questions: list[Asked], examples: list[Row], language: Any) -> list[str]:
    """Return rows of the table: rules and model on laws that the model has not read."""
    laws = sorted({row.source for row in examples})
    random.Random(_SEED).shuffle(laws)
    apart = set(laws[: len(laws) // _SHARE])
    unread = [at for at, row in enumerate(examples) if row.source in apart]
    rest = [at for at, row in enumerate(examples) if row.source not in apart]
    taught = lessons([questions[at] for at in rest], [examples[at] for at in rest], language)
    tested, gold = [questions[at] for at in unread], [examples[at] for at in unread]
    said = learn(taught).point(tested, language)
    lines = []
    for name, spans in (("rules", [one.found for one in tested]), ("model", said)):
        cells = " | ".join(f"{share:.3f}" for share in scores(spans, gold))
        lines.append(f"| {language} | {name} | {len(gold):,} | {cells} |")
    return lines


def save(learned: BearerModel, path: Path) -> None:
    """Write weights, the same bytes for the same weights."""
    arrays = {
        "weights": learned.weights.astype(np.float16),
        "lengths": learned.lengths,
        "nobody": np.array(learned.nobody),
    }
    save_arrays(path, arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=model("bearers"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    lines = ["| | | provisions | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    for language in LANGUAGES:
        examples, _ = rows(options.data, language)
        questions = asked(examples, language)
        lines += measure(questions, examples, language)
        print("\n".join(lines[-2:]), flush=True)
        learned = learn(lessons(questions, examples, language))
        save(learned, options.out / f"{language}.npz")
    card = options.out / "README.md"
    if card.is_file():
        before = card.read_text(encoding="utf-8").split(MARK)[0]
        card.write_text("\n".join([f"{before}{MARK}", "", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
