"""Measure alignment on the annotated pairs and print tables in Markdown.

    python scripts/evaluate_alignment.py DATA

DATA is the folder with ``alignment/`` and ``regulations/``.  Across languages
the weights are learned on one pair of laws and measured on the other, and the
weights that ship (learned on both) are measured too.  Baselines in the same
run: length alone (Gale and Church 1993), a monotone path over our likeness,
and the cosine of TF-IDF vectors over terms translated by the glossary.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from alignment_baselines import by_length, monotone, translated_tfidf
from dev_pairs import LawPair, law_pairs, version_pair
from learn_pairs import calibrate, cross_fit
from shangxia.alignment import compare
from shangxia.alignment.bridge import find_links
from shangxia.alignment.pairing import PairModel, assign, pair_model
from shangxia.alignment.similarity import likeness, margin_scores

COLUMNS = ("precision", "recall", "f1", "best right", "best pair right", "none", "pairs")


def evaluate_laws(pairs: list[LawPair]) -> list[tuple[str, str, dict[str, float]]]:
    """Measure ours and the baselines on every pair of laws."""
    rows = []
    for pair, fitted in cross_fit(pairs):
        # The threshold too comes from the other pair of laws.
        unseen = calibrate(fitted, [(other, fitted) for other in pairs if other is not pair])
        rows.append((pair.name, "ours, learned on the other pair", _ours(pair, unseen)))
        rows.append((pair.name, "ours, as it ships (has seen both)", _ours(pair, pair_model())))
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
    return rows


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
    print("\n## Across languages: 信访工作条例 and two Vietnamese laws, by article\n")
    print("| law | method | " + " | ".join(COLUMNS) + " |")
    print("|---|---|" + "---|" * len(COLUMNS))
    for law, method, figures in evaluate_laws(law_pairs(options.data)):
        print(f"| {law} | {method} | " + " | ".join(f"{figures[c]:.2f}" for c in COLUMNS) + " |")


if __name__ == "__main__":
    main()
