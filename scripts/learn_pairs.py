"""Learn what each feature of a pair of provisions is worth; writes models/bridge/pairs.json.

    python scripts/learn_pairs.py DATA

DATA is the folder with ``alignment/`` and ``regulations/``.  Several pairs of laws
are annotated: the threshold and the calibration come from predictions for each
pair by a model learned on the others.
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
REGULARISATION = 0.005
#: How much less standing a second partner may have than the best.
SECOND = 0.75
#: Share of the provisions without counterpart that are to be left alone.
ALONE = 0.75
#: Neighbours on either side that a threshold is judged with.
SMOOTH = 4
NUMBERS = ("intercept", "usual", "spread", "threshold", "second", "slope", "offset")
#: Standings that are tried as thresholds.
GRID = np.round(np.arange(1.6, 3.01, 0.1), 2)


def fit(pairs: Sequence[LawPair]) -> PairModel:
    """Fit the weights; features that would count against a pair are taken out one by one."""
    features = np.concatenate([one.features.reshape(-1, len(FEATURES)) for one in pairs])
    grades = np.concatenate([one.grades.ravel() for one in pairs])
    means, scales = features.mean(axis=0), features.std(axis=0) + 1e-6
    standard = (features - means) / scales
    importance = np.where(grades == 2, DIRECT, 1.0)
    used = list(range(len(FEATURES)))
    while True:
        curve = LogisticRegression(C=REGULARISATION, max_iter=2000)
        curve.fit(standard[:, used], grades > 0, sample_weight=importance)
        worst = int(np.argmin(curve.coef_[0]))
        if curve.coef_[0][worst] >= 0:
            break
        del used[worst]
    weights = np.zeros(len(FEATURES))
    weights[used] = curve.coef_[0]
    model = PairModel(
        weights=weights,
        means=means,
        scales=scales,
        intercept=float(curve.intercept_[0]),
        usual=0.0,
        spread=1.0,
        threshold=0.0,
        second=SECOND,
        slope=1.0,
        offset=0.0,
    )
    logits = np.concatenate([model.logits(one.features).ravel() for one in pairs])
    return replace(model, usual=float(logits.mean()), spread=float(logits.std()))


def calibrate(model: PairModel, held: Sequence[tuple[LawPair, PairModel]]) -> PairModel:
    """Set the threshold and the calibration by pairs of laws and models for them."""
    tables = [one.standings(pair.features) for pair, one in held]
    worth = [_worth(held, tables, bar) for bar in GRID]
    # The mean with its neighbours: a few lucky provisions decide nothing.
    wide = 2 * SMOOTH + 1
    smooth = np.convolve(np.pad(worth, SMOOTH, mode="edge"), np.ones(wide) / wide, mode="valid")
    chosen, right = [], []
    for (pair, _), table in zip(held, tables, strict=True):
        for i, j in assign(table, threshold=GRID[0], second=SECOND):
            chosen.append(float(table[i, j]))
            right.append(bool(pair.grades[i, j] > 0))
    curve = LogisticRegression(C=1.0).fit(np.array(chosen)[:, None], right)
    return replace(
        model,
        threshold=float(GRID[int(smooth.argmax())]),
        slope=float(curve.coef_[0][0]),
        offset=float(curve.intercept_[0]),
    )


def _worth(
    held: Sequence[tuple[LawPair, PairModel]], tables: Sequence[np.ndarray], bar: float
) -> float:
    """Mean of F1, best pairs that are right and, up to a point, provisions left alone."""
    values = []
    for (pair, _), table in zip(held, tables, strict=True):
        figures = pair.figures(assign(table, threshold=bar, second=SECOND), table)
        alone = min(figures["none"], ALONE)
        values.append(figures["f1"] + 0.5 * alone + 0.5 * figures["best pair right"])
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
    stored |= {name: round(getattr(model, name), 6) for name in NUMBERS}
    options.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(dict(zip(FEATURES, stored["weights"], strict=True)), indent=1))
    print({k: stored[k] for k in NUMBERS})


if __name__ == "__main__":
    main()
