"""Learn what each feature of a pair of provisions is worth; writes models/bridge/pairs.json.

    python scripts/learn_pairs.py DATA

DATA is the folder with ``alignment/`` and ``regulations/``.  Two pairs of laws
are annotated: the threshold and the calibration come from predictions for each
pair by a model learned on the other.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from dev_pairs import LawPair, law_pairs
from shangxia.alignment.features import FEATURES
from shangxia.alignment.pairing import PairModel, assign

#: A direct counterpart counts as much as so many partial ones.
DIRECT = 3.0
REGULARISATION = 0.05
#: How much less logit a second partner may have than the best.
SECOND = 0.25


def fit(pairs: Sequence[LawPair]) -> PairModel:
    """Fit the weights; features that would count against a pair are taken out one by one."""
    features = np.concatenate([one.features.reshape(-1, len(FEATURES)) for one in pairs])
    grades = np.concatenate([one.grades.ravel() for one in pairs])
    means, scales = features.mean(axis=0), features.std(axis=0) + 1e-6
    standard = (features - means) / scales
    importance = np.where(grades == 2, DIRECT, 1.0)
    used = list(range(len(FEATURES)))
    while True:
        model = LogisticRegression(C=REGULARISATION, max_iter=2000)
        model.fit(standard[:, used], grades > 0, sample_weight=importance)
        worst = int(np.argmin(model.coef_[0]))
        if model.coef_[0][worst] >= 0:
            break
        del used[worst]
    weights = np.zeros(len(FEATURES))
    weights[used] = model.coef_[0]
    return PairModel(weights, means, scales, float(model.intercept_[0]), 0.0, 1.0, 0.0, SECOND)


def calibrate(model: PairModel, held: Sequence[tuple[LawPair, PairModel]]) -> PairModel:
    """Set the threshold and the calibration by pairs that their model has not seen."""
    logits = [one.logits(pair.features) for pair, one in held]
    grid = np.quantile(
        np.concatenate([table.max(axis=1) for table in logits]), np.arange(0.1, 0.9, 0.02)
    )
    best = max(grid, key=lambda bar: (_worth(held, logits, float(bar)), -bar))
    chosen, right = [], []
    for (pair, _), table in zip(held, logits, strict=True):
        for i, j in assign(table, threshold=float(np.quantile(table, 0.9)), second=SECOND):
            chosen.append(float(table[i, j]))
            right.append(bool(pair.grades[i, j] > 0))
    curve = LogisticRegression(C=1.0).fit(np.array(chosen)[:, None], right)
    return replace(
        model,
        threshold=float(best),
        slope=float(curve.coef_[0][0]),
        offset=float(curve.intercept_[0]),
    )


def _worth(
    held: Sequence[tuple[LawPair, PairModel]], logits: Sequence[np.ndarray], bar: float
) -> float:
    """Mean of F1 and of the share of provisions without counterpart that get none."""
    values = []
    for (pair, _), table in zip(held, logits, strict=True):
        figures = pair.figures(assign(table, threshold=bar, second=SECOND), table)
        values.append(figures["f1"] + 0.5 * min(figures["none"], 0.8))
    return float(np.mean(values))


def cross_fit(pairs: Sequence[LawPair]) -> list[tuple[LawPair, PairModel]]:
    """Return each pair of laws with a model that was fitted on the others."""
    return [(pair, fit([other for other in pairs if other is not pair])) for pair in pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/bridge/pairs.json"))
    options = parser.parse_args()
    pairs = law_pairs(options.data)
    model = calibrate(fit(pairs), cross_fit(pairs))
    stored = {"features": list(FEATURES)} | {
        name: [round(float(value), 6) for value in getattr(model, name)]
        for name in ("weights", "means", "scales")
    }
    stored |= {
        name: round(getattr(model, name), 6)
        for name in ("intercept", "threshold", "slope", "offset", "second")
    }
    options.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(dict(zip(FEATURES, stored["weights"], strict=True)), indent=1))
    print({k: stored[k] for k in ("intercept", "threshold", "slope", "offset")})


if __name__ == "__main__":
    main()
