"""Measure alignment on the annotated pairs and print tables in Markdown.

    python scripts/evaluate_alignment.py DATA

DATA is the folder with ``alignment/`` and ``regulations/``.  Across languages
weights, threshold and calibration are learned on three pairs of laws and
measured on the fourth; what ships (learned on all four) is measured too.
Baselines in the same run: length alone (Gale and Church 1993), a monotone path
over our likeness, and the cosine of TF-IDF vectors over terms translated by the
glossary.  Last, laws drawn at random, which have next to nothing to do with each
other: how many of their provisions get a counterpart.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from alignment_baselines import by_length, monotone, translated_tfidf
from dev_pairs import LAWS, LawPair, law_pairs, version_pair
from learn_pairs import calibrate, cross_fit, fit
from shangxia.alignment import compare
from shangxia.alignment.bridge import find_links
from shangxia.alignment.pairing import PairModel, assign, pair_model
from shangxia.alignment.similarity import likeness, margin_scores
from shangxia.extraction import read

UNSEEN = "ours, learned on the others"
#: Sizes in bytes of laws that are drawn, and how many pairs.
SIZES, DRAWN = (8_000, 150_000), 20
COLUMNS = ("precision", "recall", "f1", "best right", "best pair right", "none", "pairs")


def evaluate_laws(pairs: list[LawPair]) -> list[tuple[str, str, dict[str, float]]]:
    """Measure ours and the baselines on every pair of laws."""
    rows = []
    for pair in pairs:
        others = [other for other in pairs if other is not pair]
        unseen = calibrate(fit(others), cross_fit(others))
        rows.append((pair.name, UNSEEN, _ours(pair, unseen)))
        rows.append((pair.name, "ours, as it ships (has seen it)", _ours(pair, pair_model())))
        raw = likeness(pair.a.texts, pair.b.texts, find_links(pair.a.texts, pair.b.texts))
        for name, scores in (
            ("wording alone, mutual best", margin_scores(raw)),
            ("TF-IDF over a translated glossary, mutual best", translated_tfidf(pair.a, pair.b)),
        ):
            chosen = assign(scores, threshold=float(np.median(scores.max(axis=1))), second=0.0)
            rows.append((pair.name, name, pair.figures(chosen, scores)))
        path = monotone(raw)
        on_path = np.zeros_like(raw)
        for at in path:
            on_path[at] = raw[at]
        rows.append(
            (pair.name, "monotone path over the same likeness", pair.figures(path, on_path))
        )
        path = by_length(pair.a, pair.b)
        on_path = np.zeros_like(raw)
        for at in path:
            on_path[at] = 1.0
        rows.append((pair.name, "length alone (Gale and Church)", pair.figures(path, on_path)))
    means = [figures for _, method, figures in rows if method == UNSEEN]
    mean = {name: float(np.mean([one[name] for one in means])) for name in COLUMNS}
    return [*rows, ("mean", UNSEEN, mean)]


def unrelated(data: Path, languages: tuple[str, str], *, seed: int = 2026) -> list[float]:
    """Return the share of provisions with a counterpart in pairs of laws drawn at random."""
    seen = {Path(path).name for both in LAWS.values() for path in both}
    laws = {}
    for language in languages:
        folder = data / "regulations" / f"{language}-laws"
        paths = (path for path in folder.iterdir() if path.name not in seen)
        laws[language] = sorted(path for path in paths if SIZES[0] < path.stat().st_size < SIZES[1])
    chance = random.Random(seed)
    shares = []
    while len(shares) < DRAWN:
        paths = [chance.choice(laws[language]) for language in languages]
        if paths[0] != paths[1]:
            found = compare(*map(read, paths))
            alone = len(found.only_a) + len(found.only_b)
            paired = {
                (side, node)
                for pair in found.pairs
                for side in "ab"
                for node in getattr(pair, side)
            }
            shares.append(len(paired) / (len(paired) + alone))
    return shares


def _ours(pair: LawPair, model: PairModel) -> dict[str, float]:
    standings = model.standings(pair.features)
    chosen = assign(standings, threshold=model.threshold, second=model.second)
    return pair.figures(chosen, standings)


def evaluate_versions(data: Path) -> dict[str, float]:
    """Measure the links between two versions, and their labels."""
    old, new, gold = version_pair(data)
    comparison = compare(old, new)
    found: dict[tuple[str, str], str] = {}
    for pair in comparison.pairs:
        for a in pair.a:
            for b in pair.b:
                found[str(old.node(a).number), str(new.node(b).number)] = pair.relation
    wanted = {
        (str(row["old"]), str(number)): str(row["change"])
        for row in gold
        if row["old"] is not None
        for number in row["new"]  # type: ignore[attr-defined]
    }
    added = {str(row["new"][0]) for row in gold if row["old"] is None}  # type: ignore[index]
    only_b = {str(new.node(name).number) for name in comparison.only_b}
    links = set(found) & set(wanted)
    total = len(found) + len(wanted)
    return {
        "precision": len(links) / len(found),
        "recall": len(links) / len(wanted),
        "f1": 2 * len(links) / total,
        "f1 with the right label": 2 * sum(found[at] == wanted[at] for at in links) / total,
        "added found": len(added & only_b) / len(added),
        "called added wrongly": len(only_b - added),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    print("## Versions: 纪律处分条例 2015 and 2018\n\n| measure | value |\n|---|---|")
    for name, value in evaluate_versions(options.data).items():
        print(f"| {name} | {value:.3f} |")
    print("\n## Across languages, by article\n")
    print("| law | method | " + " | ".join(COLUMNS) + " |")
    print("|---|---|" + "---|" * len(COLUMNS))
    for law, method, figures in evaluate_laws(law_pairs(options.data)):
        print(f"| {law} | {method} | " + " | ".join(f"{figures[c]:.2f}" for c in COLUMNS) + " |")
    print("\n## Laws drawn at random\n\n| languages | pairs | mean share | median | most |")
    print("|---|---|---|---|---|")
    for languages in (("zh", "vi"), ("zh", "zh")):
        shares = unrelated(options.data, languages)
        told = f"{np.mean(shares):.3f} | {np.median(shares):.3f} | {max(shares):.2f}"
        print(f"| {'–'.join(languages)} | {len(shares)} | {told} |")


if __name__ == "__main__":
    main()
