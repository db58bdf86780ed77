r"""One table of all our taggers and their rivals, and one of all ways to find translations.

    python scripts/pretrain_encoder.py --work APART --without zh-chen --without vi-binh \
        --without en-diaz && python scripts/pretrain_encoder.py --work APART --export ENCODER
    python scripts/benchmark_models.py --work WORK --encoder ENCODER [--write FILE.md]

Tagging: everything is learned and tuned on the training reports without one hand (writer)
of each language, and asked once: the dev split of real petitions, and the hands left out.
Alignment: retrieval at 1 on NTREX, from which nothing was learned.  The encoder must not
have read the writers left out, without labels either, so it is pretrained apart.  WORK
keeps what was trained, so that a run that was broken off goes on.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import train_clues
from benchmark_alignment import alignment_table
from benchmark_baselines import BASELINES, Scores, gold
from shangxia.coding.codebook import load_codebook
from shangxia.neural.encoders import load_transformer, named
from shangxia.reading.languages import detect_language
from shangxia.tagging.calibration import calibrate
from shangxia.tagging.evaluation import interval
from shangxia.tagging.examples import Example
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.neural_storage import save_neural
from shangxia.tagging.neural_training import combine, teach
from shangxia.tagging.training import HeldOut, train

ROOT = Path(__file__).resolve().parents[1]
#: The writer of each language that is left out of training.
HANDS = {"zh-chen": "zh", "vi-binh": "vi", "en-diaz": "en"}
DEV = "zh, real"
HEAD = (
    "| | reports | micro F1 | 95 % | macro F1 | precision | recall | ECE |",
    "|---|---|---|---|---|---|---|---|",
)


class Answer(NamedTuple):
    """What a method said: probabilities and labels given, reports × codes."""

    probable: Scores
    given: Scores


def figures(labels: Scores, answer: Answer) -> str:
    """Return the cells of one row."""
    given = answer.given.astype(bool)
    right = (labels & given).sum(axis=0)
    both = labels.sum(axis=0) + given.sum(axis=0)
    known = labels.sum(axis=0) > 0
    macro = (2 * right[known] / np.maximum(both[known], 1)).mean()
    micro = 2 * right.sum() / max(both.sum(), 1)
    low, high = interval(labels, given)
    precision, recall = right.sum() / max(given.sum(), 1), right.sum() / max(labels.sum(), 1)
    error = calibration_error(answer.probable[given], labels[given])
    return (
        f"{micro:.3f} | {low:.3f} to {high:.3f} | {macro:.3f} | {precision:.3f} | {recall:.3f} "
        f"| {error:.3f}"
    )


def calibration_error(confidence: Scores, right: Scores) -> float:
    """Return the expected calibration error of given labels, in ten bins (Guo et al. 2017)."""
    place = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        (place == one).sum() * abs(confidence[place == one].mean() - right[place == one].mean())
        for one in range(10)
        if (place == one).any()
    ]
    return float(sum(gaps) / max(len(confidence), 1))


def ours(model: TaggingModel, tests: dict[str, list[Example]]) -> dict[str, Answer]:
    """Ask one of our taggers."""
    answers = {}
    for name, rows in tests.items():
        tagged = model.tag([one.text for one in rows])
        probable = np.array([[one.scores[code] for code in model.codes] for one in tagged])
        given = np.array(
            [
                [any(code == own.code for own in one.labels) for code in model.codes]
                for one in tagged
            ]
        )
        answers[name] = Answer(probable, given)
    return answers


def rival(
    method: Any, learned: list[Example], tests: dict[str, list[Example]]
) -> dict[str, Answer]:
    """Teach a rival four fifths of each register, calibrate it on the rest, and ask it."""
    answers = {}
    for register in sorted({one.register for one in learned}):
        own = [one for one in learned if one.register == register]
        reports = [one for one in own if one.group != "-"]
        held = reports[::5]
        away = {id(one) for one in held}
        method.fit([one for one in own if id(one) not in away])
        language = np.array([one.language for one in held])
        fitted = calibrate(
            method.scores([one.text for one in held]), gold(held).astype(np.float32), language
        )
        for name, rows in tests.items():
            if rows and rows[0].register == register:
                texts = [one.text for one in rows]
                spoken = np.array([detect_language(text) for text in texts])
                answers[name] = Answer(*fitted.apply(method.scores(texts), spoken))
    return answers


def milliseconds(ask: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> float:
    """Return the time for one report among many, the best of three."""
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        ask(texts)
        spent.append(time.perf_counter() - began)
    return min(spent) / len(texts) * 1000


def linear_of(work: Path, examples: list[Example]) -> tuple[TaggingModel, list[HeldOut]]:
    """Train the linear tagger, or take up what was trained."""
    path = work / "heldout.npz"
    if not path.is_file():
        model, heldout = train(examples, load_codebook("clues"), name="clues")
        model.save(work / "linear")
        arrays = {f"{n}.{k}": v for n, one in enumerate(heldout) for k, v in _arrays(one).items()}
        np.savez(path, **arrays)
    with np.load(path) as stored:
        model = TaggingModel.load(work / "linear")
        heldout = [
            HeldOut(expert.name, *(stored[f"{number}.{key}"] for key in _KEYS))
            for number, expert in enumerate(model.experts)
        ]
    return model, heldout


_KEYS = ("rows", "scores", "probable", "tagged")


def _arrays(one: HeldOut) -> dict[str, Any]:
    return {key: getattr(one, key) for key in _KEYS}


def neural_of(
    work: Path, examples: list[Example], encoder: str, linear: tuple[TaggingModel, list[HeldOut]]
) -> None:
    """Teach a judge and save it twice: alone, and beside the linear tagger."""
    folders = {True: work / "neural", False: work / "ensemble"}
    if all((folder / "manifest.json").is_file() for folder in folders.values()):
        return
    began = time.perf_counter()
    taught = teach(
        examples,
        load_codebook("clues"),
        [one.name for one in linear[0].experts],
        parts=load_transformer(named(encoder)),
        on_epoch=lambda *told: print(*told, flush=True),
    )
    facts = {
        "encoder": Path(encoder).name,
        "reports": len(examples),
        "seconds": round(time.perf_counter() - began),
    }
    for alone, folder in folders.items():
        save_neural(combine(taught, *linear, alone=alone), folder, facts)


def tagging_table(work: Path, data: Path, encoder: str) -> list[str]:
    """Return the lines of the table of taggers."""
    written = train_clues.written()
    learned = [one for one in written if one.group not in HANDS] + train_clues.petitions(data)
    dev = [row for row in train_clues.read(data / "labelled_zh.jsonl") if row["split"] == "dev"]
    tests = {DEV: [train_clues.example(row, register=train_clues.PETITIONS) for row in dev]}
    for hand, language in HANDS.items():
        tests[f"{language}, {hand}"] = [one for one in written if one.group == hand]
    answers: dict[str, dict[str, Answer]] = {}
    costs: dict[str, tuple[float, float]] = {}
    texts = [one.text for rows in tests.values() for one in rows[:150]]
    for name, make in BASELINES.items():
        method = make()
        answers[name] = rival(method, learned, tests)
        costs[name] = milliseconds(method.scores, texts), method.megabytes()
        print(name, flush=True)
    linear = linear_of(work, learned)
    models = {"ours, linear": linear[0]}
    neural_of(work, learned, encoder, linear)
    for name in ("neural", "ensemble"):
        models[f"ours, {name}"] = TaggingModel.load(work / name)
    for name, model in models.items():
        answers[name] = ours(model, tests)
        folder = work / name.removeprefix("ours, ")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        costs[name] = milliseconds(model.tag, texts), size
    lines = []
    for test, rows in tests.items():
        lines += [f"**{test}**", "", *HEAD]
        for name, own in answers.items():
            lines.append(f"| {name} | {len(rows)} | {figures(gold(rows), own[test])} |")
        lines.append("")
    lines += ["| | ms a report | MB |", "|---|---|---|"]
    lines += [f"| {name} | {ms:.2f} | {size:.1f} |" for name, (ms, size) in costs.items()]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--write", type=Path, help="put the tables behind the mark in this file")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    lines = [
        "## Tagging",
        "",
        *tagging_table(options.work, options.data / "reports", options.encoder),
    ]
    lines += ["", "## Alignment", "", *alignment_table(options.data, options.encoder)]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        before = options.write.read_text(encoding="utf-8").split(MARK)[0]
        options.write.write_text(f"{before}{MARK}\n\n{text}", encoding="utf-8")


MARK = "<!-- figures written by scripts/benchmark_models.py -->"


if __name__ == "__main__":
    main()
