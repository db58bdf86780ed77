"""Measure models/clues on reports that it was not trained on, beside the baselines.

    python scripts/evaluate_reports.py [--data FOLDER] [--write models/clues/README.md]

Two tests.  Petitions: the dev split, by the model that ships.  Written reports: a quarter of the
writers left out at a time, everything learned from the others ("other hands").  The baselines
(TF-IDF over whole reports and over clauses, fastText, codebook cues alone) learn from the same.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

sys.path.insert(0, str(Path(__file__).resolve().parent))
import train_clues
from shangxia.coding.codebook import load_codebook
from shangxia.coding.coder import Coder
from shangxia.tagging.calibration import best_threshold
from shangxia.tagging.evaluation import Evaluation, evaluate, interval
from shangxia.tagging.examples import Example, matrix
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.training import learn_router, train, unit_rows

BOOK = load_codebook("clues")
#: Writers are left out by so many parts, and so many of these are measured at once.
FOLDS, WORKERS = 4, 2
Scores = np.ndarray[Any, Any]
Baseline = Callable[[Sequence[Example], Sequence[str]], Scores]


def gold(examples: Sequence[Example]) -> Scores:
    return np.array([[code in one.labels for code in BOOK.ids] for one in examples])


def whole(examples: Sequence[Example], texts: Sequence[str]) -> Scores:
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    learner = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear"))
    learner.fit(vectors.fit_transform([one.text for one in examples]), gold(examples))
    return learner.predict_proba(vectors.transform(texts))


def parts(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[^，。；！？!?;\n,.]{2,}", text)] or [
        (0, len(text))
    ]


def clauses(examples: Sequence[Example], texts: Sequence[str]) -> Scores:
    pieces, labels = [], []
    for one in examples:
        for start, end in parts(one.text):
            pieces.append(one.text[start:end])
            codes = {c for c, low, high in one.evidence if min(high, end) - max(low, start) > 1}
            labels.append([code in codes for code in BOOK.ids])
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    learner = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear"))
    learner.fit(vectors.fit_transform(pieces), np.array(labels))
    spans = [[text[a:b] for a, b in parts(text)] for text in texts]
    scores = learner.predict_proba(vectors.transform([piece for own in spans for piece in own]))
    ends = np.cumsum([len(own) for own in spans])
    return np.array([part.max(axis=0) for part in np.split(scores, ends[:-1])])


def fasttext(examples: Sequence[Example], texts: Sequence[str]) -> Scores:
    import fasttext as library

    def line(text: str) -> str:
        return re.sub(r"([\u3400-\u9fff])", r" \1 ", text.replace("\n", " ").lower())

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        rows = [
            " ".join(f"__label__{code}" for code in one.labels or ("none",)) + " " + line(one.text)
            for one in examples
        ]
        path.write_text("\n".join(rows), encoding="utf-8")
        model = library.train_supervised(
            str(path), loss="ova", epoch=25, lr=0.5, wordNgrams=3, dim=50, thread=1, verbose=0
        )
    scores = np.zeros((len(texts), len(BOOK)))
    for row, text in enumerate(texts):
        for label, value in zip(*model.predict(line(text), k=-1), strict=True):
            if label != "__label__none":
                scores[row, BOOK.ids.index(label.removeprefix("__label__"))] = value
    return scores


def cues(_examples: Sequence[Example], texts: Sequence[str]) -> Scores:
    from shangxia.reading.languages import detect_language

    coder = Coder(["clues"])
    scores = np.zeros((len(texts), len(BOOK)))
    for row, text in enumerate(texts):
        for coding in coder.code(text, detect_language(text)):
            place = BOOK.ids.index(coding.code)
            scores[row, place] = max(scores[row, place], coding.score)
    return scores


BASELINES: dict[str, Baseline] = {
    "TF-IDF, whole report": whole,
    "TF-IDF, clauses": clauses,
    "fastText": fasttext,
    "codebook cues": cues,
}


def micro(labels: Scores, given: Scores) -> str:
    right = (labels & given).sum()
    precision, recall = right / max(given.sum(), 1), right / max(labels.sum(), 1)
    f1 = 2 * right / max(labels.sum() + given.sum(), 1)
    low, high = interval(labels, given)
    return f"{f1:.3f} | {low:.3f}–{high:.3f} | {precision:.3f} | {recall:.3f}"


def by_writer(writers: Scores, labels: Scores, given: Scores) -> str:
    """Say how far the writers are apart, by micro F1."""
    both = labels & given
    f1 = {
        name: 2 * both[own].sum() / max(labels[own].sum() + given[own].sum(), 1)
        for name in sorted(set(writers))
        for own in [writers == name]
    }
    low, middle, high = np.quantile(list(f1.values()), (0.0, 0.5, 1.0))
    return (
        f"By writer the F1 of **clues** goes from {low:.3f} to {high:.3f}, the median is "
        f"{middle:.3f}; on `written.jsonl` it is {f1['written']:.3f}."
    )


def baselines(examples: Sequence[Example], tested: Sequence[Example]) -> dict[str, Scores]:
    """Return what the baselines give; their cut-off is the best on a fifth of the reports."""
    reports = [one for one in examples if one.group != "-"]
    held = reports[::5]
    rest = [one for place, one in enumerate(reports) if place % 5] + [
        one for one in examples if one.group == "-"
    ]
    said = {}
    for name, baseline in BASELINES.items():
        own = rest if name == "TF-IDF, clauses" else [one for one in rest if one.group != "-"]
        scores = baseline(own, [one.text for one in [*held, *tested]])
        cut = best_threshold(scores[: len(held)], gold(held).astype(np.float32))
        said[name] = scores[len(held) :] >= cut
    return said


def given(model: TaggingModel, examples: Sequence[Example]) -> Scores:
    texts = [one.text for one in examples]
    return model.decide(texts)


def once(examples: Sequence[Example]) -> list[Example]:
    """Return the first example of each text: some petitions were labelled by two."""
    return list({one.text: one for one in reversed(examples)}.values())


HEAD = ["| | micro F1 | 95 % | precision | recall |", "|---|---|---|---|---|"]


def petitions(data: Path, model: TaggingModel) -> tuple[list[str], Evaluation | None]:
    path = data / "labelled_zh.jsonl"
    if not path.is_file():
        return ["The real petitions are not here."], None
    rows = train_clues.read(path)
    dev = [train_clues.example(row) for row in rows if row["split"] == "dev"]
    learned = once(train_clues.petitions(data))
    figures = evaluate(model, dev)
    table = [*HEAD, f"| **clues** | {micro(gold(dev), given(model, dev))} |"]
    table += [
        f"| {name} | {micro(gold(dev), said)} |" for name, said in baselines(learned, dev).items()
    ]
    table += ["", *codes_table(figures), "", measures(figures), routing(data)]
    return table, figures


def codes_table(figures: Evaluation) -> list[str]:
    rows = ["| code | reports | precision | recall | F1 |", "|---|---|---|---|---|"]
    return rows + [
        f"| {one.code} | {one.support} | {one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f} |"
        for one in figures.codes
    ]


def measures(figures: Evaluation) -> str:
    return (
        f"Evidence overlaps the annotator's in {figures.evidence or 0:.0%} of the right labels; "
        f"`inaction` is right in {figures.inaction or 0:.1%}; calibration error of given labels "
        f"{figures.error:.3f}; {figures.review:.0%} go to review, the rest has F1 "
        f"{figures.rest:.3f}."
    )


def routing(data: Path) -> str:
    """Say how many reports of a quarter of the writers and of the petitions are misrouted."""
    both = train_clues.written() + once(train_clues.petitions(data))
    register = np.array([one.register for one in both])
    writers = sorted({one.group for one in both if one.group and one.group != "-"})
    apart = np.array([one.group in writers[::FOLDS] for one in both])
    apart |= (register != "") & (np.arange(len(both)) % FOLDS == 0)
    words = matrix(both, BOOK).words
    router = learn_router(words[~apart], register[~apart])
    apart &= np.array([one.language == "zh" for one in both])
    scores = unit_rows(words[apart])[:, router.buckets] @ router.values + router.bias
    wrong = (scores[:, 0] > 0) != (register[apart] != "")
    shares = [wrong[register[apart] == name].mean() for name in ("", train_clues.PETITIONS)]
    return (
        f"Learned without a quarter of both, the router takes {shares[0]:.1%} of written Chinese "
        f"reports for petitions, and {shares[1]:.1%} of the petitions for others."
    )


class Part(NamedTuple):
    """What was said of the reports of one language by writers left out."""

    language: str
    writers: Scores
    right: Scores
    said: dict[str, Scores]
    measures: str


def leave_out(fold: int) -> list[Part]:
    """Leave a part of the writers out; everything is learned from the others."""
    written = train_clues.written()
    writers = sorted({one.group for one in written if one.group and one.group != "-"})
    apart = set(writers[fold::FOLDS])
    others = [one for one in written if one.group not in apart]
    model, _ = train(others, BOOK)
    found = []
    for language in ("zh", "vi", "en"):
        tested = [one for one in written if one.group in apart and one.language == language]
        same = [one for one in others if one.language == language]
        if tested:
            said = {"**clues**": given(model, tested)} | baselines(same, tested)
            wrote = np.array([one.group for one in tested])
            figures = measures(evaluate(model, tested))
            found.append(Part(language, wrote, gold(tested), said, figures))
    return found


def hands() -> list[str]:
    """Leave a quarter of the writers out at a time; a table for each language."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        parts = [part for found in pool.map(leave_out, range(FOLDS)) for part in found]
    table = []
    for language in ("zh", "vi", "en"):
        own = [part for part in parts if part.language == language]
        labels = np.concatenate([part.right for part in own])
        table += ["", f"{language} ({len(labels):,} reports)", "", *HEAD]
        table += [
            f"| {name} | {micro(labels, np.concatenate([part.said[name] for part in own]))} |"
            for name in own[0].said
        ]
        wrote = np.concatenate([part.writers for part in own])
        given = np.concatenate([part.said["**clues**"] for part in own])
        table += ["", by_writer(wrote, labels, given)]
        table += ["", *(f"- {part.measures}" for part in own)]
    return table


def diagram(figures: Evaluation) -> str:
    """Draw the reliability diagram as SVG."""
    size, edge = 300, 40

    def at(x: float, y: float) -> str:
        return f"{edge + x * size:.1f},{edge + (1 - y) * size:.1f}"

    points = " ".join(at(one.confidence, one.accuracy) for one in figures.bins)
    total = max(one.count for one in figures.bins)
    dots = "".join(
        f'<circle cx="{at(one.confidence, 0).split(",")[0]}" '
        f'cy="{at(0, one.accuracy).split(",")[1]}" r="{3 + 6 * one.count / total:.1f}" '
        f'fill="#1b6ca8"><title>{one.count} labels</title></circle>'
        for one in figures.bins
    )
    ticks = "".join(
        f'<text x="{edge + x * size:.0f}" y="{edge + size + 16}" text-anchor="middle">'
        f"{x:.1f}</text>"
        f'<text x="{edge - 6}" y="{edge + (1 - x) * size + 4:.0f}" text-anchor="end">{x:.1f}</text>'
        for x in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    width = size + 2 * edge
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width + 10}" '
        'font-family="sans-serif" font-size="11" role="img">'
        "<title>Reliability: share of right labels by the probability given</title>"
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="#fff" stroke="#888"/>'
        f'<polyline points="{at(0, 0)} {at(1, 1)}" fill="none" stroke="#aaa" stroke-dasharray="4"/>'
        f'<polyline points="{points}" fill="none" stroke="#1b6ca8" stroke-width="2"/>{dots}{ticks}'
        f'<text x="{edge + size / 2}" y="{width + 4}" text-anchor="middle">probability given</text>'
        f'<text x="{edge}" y="{edge - 10}">share that is right</text></svg>\n'
    )


MARK = "<!-- figures written by scripts/evaluate_reports.py -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=train_clues.ROOT.parent / "shared/data/reports"
    )
    parser.add_argument("--write", type=Path, help="model card to put the tables into")
    arguments = parser.parse_args()
    table, figures = petitions(arguments.data, TaggingModel.load("clues"))
    lines = [
        "## Real petitions (dev split)",
        "",
        *table,
        "",
        "## Written reports, other hands (a line for each quarter of the writers)",
        *hands(),
    ]
    print("\n".join(lines))
    if arguments.write:
        card = arguments.write.read_text(encoding="utf-8").partition(MARK)[0]
        body = "\n".join([MARK, "", *lines, ""])
        arguments.write.write_text(card + body, encoding="utf-8")
        if figures:
            path = arguments.write.with_name("reliability.svg")
            path.write_text(diagram(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
