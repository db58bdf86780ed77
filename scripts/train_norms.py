"""Learn to tell norms apart from annotated provisions, on top of the rules.

    python scripts/train_norms.py [--data ../shared/data] [--out models/norms] [--only-measure]

Reads ``corpora/provisions`` (offsets and norms, ours) and the laws that these count
in, which are looked up in DATA.  Prints the accuracy by cross-validation over
laws, beside that of the rules, then learns from all and writes the weights and
the table of the model card.  The clauses of DATA/provisions are not learned from.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from annotated_provisions import Row, rows
from archives import save_arrays
from shangxia.provisions.learned import LANGUAGES, ROWS, Case, NormModel, facts, fields
from shangxia.provisions.ngrams import tokens
from shangxia.resources import model

ROOT = Path(__file__).resolve().parents[1]
#: How much the words weigh beside the facts, and the inverse of the regularisation.
WORDS, FACTS, FREEDOM = 3.0, {"zh": 0.5, "vi": 1.0}, 4.0
#: An n-gram or a fact seen once tells nothing.
SEEN = 2
FOLDS = 5
MARK = "<!-- figures written by scripts/train_norms.py -->"


def learn(examples: list[Row], language: Any) -> NormModel:
    """Learn the weights of a language."""
    cases = [row.case for row in examples]
    counts = _gram_counts(cases, language)
    seen = np.bincount(counts.indices, minlength=ROWS)
    rarity = np.where(seen >= SEEN, np.log((1 + len(cases)) / (1 + seen)) + 1, 0).astype(np.float32)
    weighed = counts.multiply(rarity).tocsr()
    lengths = np.sqrt(np.maximum(np.asarray(counts.multiply(rarity**2).sum(axis=1)).ravel(), 1e-6))
    words = csr_matrix(weighed.multiply((WORDS / lengths)[:, None]))
    known = Counter(fact for case in cases for fact in set(facts(case, language)))
    place = {fact: at for at, fact in enumerate(sorted(f for f, n in known.items() if n >= SEEN))}
    beside = FACTS[language] * _fact_counts(cases, place, language)
    learner = LogisticRegression(C=FREEDOM, max_iter=500, tol=1e-3)
    learner.fit(hstack([words, beside]).tocsr(), [row.norm for row in examples])
    weights = learner.coef_.T.astype(np.float32)
    table = np.zeros((ROWS, weights.shape[1] + 1), dtype=np.float32)
    table[:, :-1] = weights[:ROWS] * (WORDS * rarity)[:, None]
    table[:, -1] = rarity**2
    return NormModel(
        norms=tuple(learner.classes_),
        grams=table,
        facts=place,
        facts_weights=weights[ROWS:] * FACTS[language],
        bias=learner.intercept_.astype(np.float32),
    )


def _gram_counts(cases: list[Case], language: Any) -> Any:
    pairs = [
        pair
        for texts, parts in fields(cases)
        for part in parts
        for pair in tokens(texts, words=language != "zh").grams(part, ROWS)
    ]
    owners = np.concatenate([owner for owner, _ in pairs])
    places = np.concatenate([place for _, place in pairs])
    ones = np.ones(len(owners), dtype=np.float32)
    counts = csr_matrix((ones, (owners, places)), shape=(len(cases), ROWS))
    counts.sum_duplicates()
    return counts


def _fact_counts(cases: list[Case], place: dict[str, int], language: Any) -> Any:
    known = [
        (at, place[fact])
        for at, case in enumerate(cases)
        for fact in facts(case, language)
        if fact in place
    ]
    owners, places = np.array(known, dtype=np.intp).T
    ones = np.ones(len(known), dtype=np.float32)
    return csr_matrix((ones, (owners, places)), shape=(len(cases), len(place)))


def measure(examples: list[Row], language: Any) -> dict[str, Any]:
    """Return the accuracy of rules and model on laws that the model has not seen."""
    told = np.empty(len(examples), dtype=object)
    groups = [row.source for row in examples]
    for train, test in GroupKFold(FOLDS).split(groups, groups=groups):
        learned = learn([examples[at] for at in train], language)
        told[test] = learned.judge([examples[at].case for at in test], language)
    right = sum(said == row.norm for said, row in zip(told, examples, strict=True))
    rules = sum(row.case.said == row.norm for row in examples)
    return {
        "provisions": len(examples),
        "laws": len(set(groups)),
        "rules": rules / len(examples),
        "model": right / len(examples),
        "by norm": _by_norm(examples, list(told)),
    }


def _by_norm(examples: list[Row], told: list[str]) -> dict[str, tuple[int, float]]:
    """Return for each norm how many there are and the F1 of the model."""
    gold, said = Counter(row.norm for row in examples), Counter(told)
    both = Counter(r.norm for r, t in zip(examples, told, strict=True) if r.norm == t)
    return {n: (gold[n], 2 * both[n] / max(1, gold[n] + said[n])) for n in sorted(gold)}


def save(learned: NormModel, path: Path) -> None:
    """Write weights, the same bytes for the same weights."""
    names = json.dumps({"norms": learned.norms, "facts": list(learned.facts)}, ensure_ascii=False)
    arrays = {
        "names": np.array(names),
        "grams": learned.grams.astype(np.float16),
        "facts": learned.facts_weights,
        "bias": learned.bias,
    }
    save_arrays(path, arrays)


def table(measured: dict[str, dict[str, Any]]) -> str:
    """Return the figures as Markdown."""
    lines = ["| | provisions | laws | rules | model |", "|---|---|---|---|---|"]
    for language, one in measured.items():
        shares = f"{one['rules']:.3f} | {one['model']:.3f}"
        lines.append(f"| {language} | {one['provisions']:,} | {one['laws']} | {shares} |")
    names = sorted({name for one in measured.values() for name in one["by norm"]})
    lines += ["", f"| F1 | {' | '.join(measured)} |", "|---|" + "---|" * len(measured)]
    for name in names:
        cells = (one["by norm"].get(name, (0, 0.0)) for one in measured.values())
        lines.append(f"| {name} | " + " | ".join(f"{f:.2f} ({n})" for n, f in cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=model("norms"))
    parser.add_argument("--only-measure", action="store_true")
    options = parser.parse_args()
    measured = {}
    for language in LANGUAGES:
        examples, lost = rows(options.data, language)
        measured[language] = measure(examples, language)
        print(language, {k: v for k, v in measured[language].items() if k != "by norm"}, lost)
        if not options.only_measure:
            options.out.mkdir(parents=True, exist_ok=True)
            save(learn(examples, language), options.out / f"{language}.npz")
    print(table(measured))
    card = options.out / "README.md"
    if not options.only_measure and card.is_file():
        before = card.read_text(encoding="utf-8").split(MARK)[0]
        card.write_text(f"{before}{MARK}\n\n{table(measured)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
