"""Learn which Chinese and Vietnamese words the laws of both countries use in the same company.

    python scripts/learn_related.py REGULATIONS [--out models/bridge]

Words of each language become vectors (positive pointwise mutual information
with their neighbours, cut down by singular values: Levy and Goldberg 2014);
the words that the glossary and the learned lexicon translate turn one space
onto the other (Artetxe et al. 2016); and the nearest neighbours across, less
what is near to everything (Conneau et al. 2018), are *related*: 信访 and tiếp
công dân.  They help to find the provisions on one matter; they are no translations.
The regulations that evaluate_alignment.py measures are left out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from sklearn.utils.extmath import randomized_svd

from dev_pairs import LAWS
from learn_lexicon import packed, save_links
from shangxia.alignment.lexicon import glossary_links, lexis, link_table

FOLDERS = {"zh": ("zh-laws", "zh-party"), "vi": ("vi-laws",)}
KEPT_OUT = {Path(path).name for both in LAWS.values() for path in both}
WORDS, LEAST, WINDOW, DIMENSIONS = 8000, 5, 6, 150
#: A learned link is an anchor from this strength on, and counts half as much.
ANCHOR, HALF = 0.6, 0.5
#: Neighbours considered, the least similarity, and the least of it above the usual.
NEAREST, LEAST_COSINE, ABOVE = 8, 0.35, -0.15
HUB = 10
STRENGTH = 0.9


@dataclass(frozen=True, slots=True)
class Space:
    """Words with their vectors of length one."""

    words: list[str]
    vectors: np.ndarray

    @property
    def place(self) -> dict[str, int]:
        """Word → row."""
        return {word: index for index, word in enumerate(self.words)}


def sentences(folder: Path, language: str) -> list[list[str]]:
    """Read the words of every line of the regulations of one language."""
    known = lexis(language)
    found = []
    for name in FOLDERS[language]:
        for path in sorted((folder / name).iterdir()):
            if path.name in KEPT_OUT or path.suffix not in (".md", ".txt"):
                continue
            for line in path.read_text(encoding="utf-8").splitlines():
                words = [term.text for term in known.terms(line).words if term.text[0] != "#"]
                if len(words) > 3:
                    found.append(words)
    return found


def embed(lines: list[list[str]]) -> Space:
    """Turn words into vectors by the company they keep."""
    counts = Counter(word for line in lines for word in line)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    words = [word for word, count in common if count >= LEAST]
    place = {word: index for index, word in enumerate(words)}
    ones: list[int] = []
    others: list[int] = []
    for line in lines:
        row = [place.get(word, -1) for word in line]
        for step in range(1, WINDOW + 1):
            for one, other in zip(row, row[step:], strict=False):
                if one >= 0 and other >= 0:
                    ones.append(one)
                    others.append(other)
    met = coo_matrix((np.ones(len(ones)), (ones, others)), shape=(len(words),) * 2).tocsr()
    met = (met + met.T).tocoo()
    sums = np.asarray(met.sum(axis=1)).ravel()
    smooth = sums**0.75
    value = np.log(met.data * smooth.sum() / (sums[met.row] * smooth[met.col]))
    kept = value > 0
    table = coo_matrix((value[kept], (met.row[kept], met.col[kept])), shape=met.shape).tocsr()
    left, singular, _ = randomized_svd(table, DIMENSIONS, random_state=0)
    vectors = left * np.sqrt(singular)
    return Space(words, vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9))


def anchors(zh: Space, vi: Space) -> list[tuple[int, int, float]]:
    """Return pairs of words that are known to translate each other, with a weight."""
    ours, theirs = zh.place, vi.place
    found = [
        (ours[term], theirs[other], strength / len(row))
        for term, row in glossary_links("zh", "vi").items()
        if term in ours
        for other, strength in row.items()
        if other in theirs
    ]
    table = link_table("zh", "vi")
    right = list(table.right)
    for term, index in table.left.items():
        if term in ours and len(term) > 1:
            for at in range(table.starts[index], table.starts[index + 1]):
                other, strength = right[table.columns[at]], float(table.strengths[at])
                if other in theirs and strength > ANCHOR:
                    found.append((ours[term], theirs[other], HALF * strength))
    return found


def aligned(zh: Space, vi: Space) -> Space:
    """Turn the Chinese vectors into the space of the Vietnamese ones."""
    rows = anchors(zh, vi)
    one, two = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    weight = np.array([row[2] for row in rows])[:, None]
    left, _, right = np.linalg.svd((zh.vectors[one] * weight).T @ vi.vectors[two])
    return Space(zh.words, zh.vectors @ (left @ right))


def related(zh: Space, vi: Space) -> dict[tuple[str, str], float]:
    """Return the related words of two aligned spaces, with the strength of the link."""
    cosine = zh.vectors @ vi.vectors.T
    usual = [np.sort(table, axis=1)[:, -HUB:].mean(axis=1) for table in (cosine, cosine.T)]
    above = 2 * cosine - usual[0][:, None] - usual[1][None, :]
    found = {}
    for row, best in enumerate(np.argsort(-above, axis=1, kind="stable")[:, :NEAREST]):
        for column in best:
            if above[row, column] > ABOVE and cosine[row, column] > LEAST_COSINE:
                strength = min(1.0, STRENGTH * float(cosine[row, column]))
                found[zh.words[row], vi.words[column]] = strength
    return found


def save_spaces(path: Path, spaces: dict[str, Space], lines: dict[str, list[list[str]]]) -> None:
    """Write words and vectors, the vectors as bytes, and the mean of the texts."""
    stored: dict[str, np.ndarray] = {}
    for language, space in spaces.items():
        scaled = np.round(space.vectors * 127 / np.abs(space.vectors).max()).astype(np.int8)
        counts = Counter(word for line in lines[language] for word in line)
        weight = np.sqrt([counts[word] for word in space.words])
        rarity = np.log(len(lines[language]) / np.maximum(weight**2, 1.0)).clip(min=0.1)
        mean = (space.vectors * (weight * rarity)[:, None]).sum(axis=0)
        stored[f"{language}_words"] = packed(space.words)
        stored[f"{language}_vectors"] = scaled
        stored[f"{language}_centre"] = (mean / np.linalg.norm(mean)).astype(np.float32)
    np.savez_compressed(path, **stored)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("regulations", type=Path)
    parser.add_argument("--out", type=Path, default=Path("models/bridge"))
    options = parser.parse_args()
    lines = {language: sentences(options.regulations, language) for language in FOLDERS}
    zh, vi = (embed(lines[language]) for language in ("zh", "vi"))
    zh = aligned(zh, vi)
    save_spaces(options.out / "zh-vi-company.npz", {"zh": zh, "vi": vi}, lines)
    table = related(zh, vi)
    kept = save_links(options.out / "zh-vi-related.npz", table, len(table))
    print({"words": [len(space.words) for space in (zh, vi)], "links": kept})
    for name in ("company", "related"):
        print({name: (options.out / f"zh-vi-{name}.npz").stat().st_size})


if __name__ == "__main__":
    main()
