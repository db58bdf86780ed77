"""The annotated pairs of laws and of versions, read for learning and evaluation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shangxia.alignment.features import Side, pair_features
from shangxia.alignment.units import units
from shangxia.document import Document
from shangxia.extraction import read

#: Name → the Chinese and the Vietnamese law.
LAWS = {
    "to-cao": ("zh-party/xinfang-gongzuo-tiaoli-2022.md", "vi-laws/Luat-To-cao-336713.txt"),
    "khieu-nai": (
        "zh-party/xinfang-gongzuo-tiaoli-2022.md",
        "vi-laws/Luat-khieu-nai-2011-132446.txt",
    ),
    "compensation": (
        "zh-laws/constitutional-relevance__state-compensation-law.md",
        "vi-laws/Luat-Trach-nhiem-boi-thuong-cua-Nha-nuoc-2017-313517.txt",
    ),
    "education": (
        "zh-laws/administrative__higher-education-law.md",
        "vi-laws/Luat-Giao-duc-dai-hoc-2012-142762.txt",
    ),
}
#: The pairs whose annotation is in this project; that of the others is in one file of the data.
OURS = ("compensation", "education")
GOLD = Path(__file__).resolve().parent.parent / "corpora" / "alignment"
VERSIONS = ("zh-party/dangfa0010.md", "zh-party/dangfa009.md")


@dataclass(frozen=True, slots=True)
class LawPair:
    """A Chinese and a Vietnamese law with the grade of every pair of articles.

    Attributes:
        name: which pair.
        a: the Chinese side.
        b: the Vietnamese side.
        features: articles of A × articles of B × features.
        grades: 2 for a direct counterpart, 1 for a partial one, 0 for none.
    """

    name: str
    a: Side
    b: Side
    features: np.ndarray
    grades: np.ndarray

    def figures(self, pairs: list[tuple[int, int]], scores: np.ndarray) -> dict[str, float]:
        """Measure chosen pairs and the scores that they were chosen by.

        Precision counts any grade, recall the direct counterparts.  ``best right`` looks
        at the best score of each article that has a direct counterpart, ``best pair
        right`` at the best pair that was chosen for it.
        """
        grades = self.grades
        right = sum(bool(grades[pair] > 0) for pair in pairs)
        direct = [tuple(pair) for pair in np.argwhere(grades == 2)]
        precision = right / len(pairs) if pairs else 0.0
        recall = sum(pair in set(pairs) for pair in direct) / len(direct)
        both = precision + recall
        known = np.flatnonzero((grades == 2).any(axis=1))
        free = np.flatnonzero(~(grades > 0).any(axis=1))
        claimed = {i for i, _ in pairs}
        best = {i: max((scores[pair], pair) for pair in pairs if pair[0] == i)[1] for i in claimed}
        told = [i in best and bool(grades[best[i]] > 0) for i in known]
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / both if both else 0.0,
            "best right": float(np.mean(grades[known, scores[known].argmax(axis=1)] > 0)),
            "best pair right": float(np.mean(told)),
            "none": float(np.mean([row not in claimed for row in free])),
            "pairs": len(pairs),
        }


def law_pairs(data: Path) -> list[LawPair]:
    """Read all annotated pairs of laws, their texts from the data folder."""
    shared = _rows(data / "alignment" / "dev_align_zh_vi.jsonl")
    documents = {
        path: side(read(data / "regulations" / path)) for both in LAWS.values() for path in both
    }
    found = []
    for name, (zh, vi) in LAWS.items():
        gold = _rows(GOLD / f"{name}.jsonl") if name in OURS else shared
        a, b = documents[zh], documents[vi]
        features, _ = pair_features(a, b)
        grades = np.zeros(features.shape[:2], dtype=int)
        rows, columns = numbers(a), numbers(b)
        for line in gold:
            for other in line["vi"]:  # type: ignore[attr-defined]
                if other.get("law", name) == name:
                    at = rows[str(line["zh"])], columns[str(other["article"])]
                    grades[at] = max(grades[at], other["grade"])
        found.append(LawPair(name, a, b, features, grades))
    return found


def version_pair(data: Path) -> tuple[Document, Document, list[dict[str, object]]]:
    """Read the annotated pair of versions."""
    old, new = (read(data / "regulations" / path) for path in VERSIONS)
    return old, new, _rows(data / "alignment" / "dev_align_versions.jsonl")


def side(document: Document) -> Side:
    """Cut a document into its articles."""
    return Side(document, units(document, "article"))


def numbers(one: Side) -> dict[str, int]:
    """Return the number of each article with its index."""
    return {unit.node.number or "": index for index, unit in enumerate(one.units)}


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
