"""Batches for the encoder: windows of text with masks, and translations side by side.

A batch depends on the seed and the number of the step alone, so a run that was
stopped goes on with the very batches it would have had.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from encoder_data import KINDS, Pair, glossary_pairs, pairs, stream
from shangxia.coding.folding import fold, strip_marks
from shangxia.neural.plain import plain

#: Tokens of a window at most, with both special tokens: laws are long, reports hang together.
LONGEST = {"laws-zh": 128, "laws-vi": 128, "messages": 256, "reports": 256}
PAIR_LONGEST = 96
#: Share of the steps that each kind of batch has.
SHARES = {
    "pairs": 0.48, "titles": 0.04, "messages": 0.2, "reports": 0.12, "laws-zh": 0.07,
    "laws-vi": 0.09,
}  # fmt: skip
#: Tokens of a batch, and pairs of one.
TOKENS, PAIRS = 4096, 96
#: Share of tokens to guess, mean length of a run of them, and how many are shown wrong or right.
MASKED, RUN, WRONG, RIGHT = 0.18, 1.6, 0.1, 0.1
#: Share of the Vietnamese that is read without diacritics.
BARE = 0.1
IGNORE = -100


class Batch(NamedTuple):
    """Arrays texts × tokens; for pairs the first half translates the second.

    Attributes:
        tokens: ids, padded with 0.
        mask: 1 where there is a token.
        wanted: ids to guess, ``IGNORE`` elsewhere.
        paired: whether it is a batch of pairs.
    """

    tokens: np.ndarray[Any, Any]
    mask: np.ndarray[Any, Any]
    wanted: np.ndarray[Any, Any]
    paired: bool


Tokens = np.ndarray[Any, np.dtype[np.int32]]


@dataclass
class Corpus:
    """Everything to learn from, as tokens without the special ones.

    Attributes:
        windows: kind → windows, the short ones first.
        groups: group of pairs → triples of tokens (zh, vi, en).
        held: pairs kept apart.
    """

    size: int
    special: tuple[int, int, int]
    windows: dict[str, list[Tokens]] = field(default_factory=dict)
    groups: dict[str, list[tuple[Tokens, ...]]] = field(default_factory=dict)
    held: list[Pair] = field(default_factory=list)

    def batch(self, step: int, seed: int) -> Batch:
        """Return the batch of a step."""
        rng = np.random.default_rng((seed, step))
        kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
        if kind in ("pairs", "titles"):
            left, right = self.sides(kind, rng)
            return self._masked([*left, *right], rng, paired=True)
        own = self.windows[kind]
        # Windows of like length stand together: a stretch of them needs little padding.
        start = int(rng.integers(len(own)))
        width = len(own[start]) + 2
        count = max(8, TOKENS // width)
        start = min(start, max(0, len(own) - 2 * count))
        chosen = rng.permutation(np.arange(start, min(len(own), start + 2 * count)))[:count]
        return self._masked([own[at] for at in chosen], rng, paired=False)

    def sides(
        self, kind: str, rng: np.random.Generator, count: int = PAIRS
    ) -> tuple[list[Tokens], list[Tokens]]:
        """Draw pairs of one group and two languages: what is wrong is wrong in one domain."""
        names = [name for name in self.groups if (name == "titles") == (kind == "titles")]
        sizes = np.array([len(self.groups[name]) for name in names]) ** 0.7
        group = self.groups[names[int(rng.choice(len(names), p=sizes / sizes.sum()))]]
        one, other = ((0, 1), (0, 1), (0, 1), (0, 2), (1, 2))[int(rng.integers(5))]
        chosen = rng.permutation(len(group))[: 4 * count]
        able = [at for at in chosen if len(group[at][one]) and len(group[at][other])][:count]
        if len(able) < min(count, len(group)) // 2:  # no English there
            one, other, able = 0, 1, chosen[:count]
        left = [group[at][one] for at in able]
        right = [self._right(group[at], other, rng) for at in able]
        return left, right

    def _right(self, row: tuple[Tokens, ...], other: int, rng: np.random.Generator) -> Tokens:
        return row[3] if other == 1 and len(row) > 3 and rng.random() < BARE else row[other]

    def _masked(self, rows: Sequence[Tokens], rng: np.random.Generator, *, paired: bool) -> Batch:
        start, end, masked = self.special
        width = max(map(len, rows)) + 2
        tokens = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for at, row in enumerate(rows):
            tokens[at, : len(row) + 2] = [start, *row, end]
            mask[at, : len(row) + 2] = 1
        hidden = np.zeros(tokens.shape, dtype=bool)
        lengths = np.array([len(row) for row in rows])
        for _ in range(max(1, math.ceil(MASKED * lengths.max() / RUN))):
            # Every text gets runs in proportion to its length.
            lucky = rng.random(len(rows)) < np.minimum(1, lengths / lengths.max())
            first = 1 + (rng.random(len(rows)) * lengths).astype(np.int64)
            run = np.minimum(rng.geometric(1 / RUN, len(rows)), 4)
            for more in range(4):
                at = np.flatnonzero(lucky & (run > more) & (first + more <= lengths))
                hidden[at, first[at] + more] = True
        wanted = np.where(hidden, tokens, IGNORE)
        chance = rng.random(tokens.shape)
        shown = tokens.copy()
        shown[hidden & (chance > WRONG + RIGHT)] = masked
        wrong = hidden & (chance < WRONG)
        shown[wrong] = rng.integers(5, self.size, int(wrong.sum()))
        return Batch(shown, mask, wanted, paired)


def read_corpus(tokenizer: Any, data: Path, without: Collection[str] = ()) -> Corpus:
    """Read and cut all streams, without the reports of some writers."""
    special = (tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.mask_token_id)
    corpus = Corpus(len(tokenizer), special)
    for kind in KINDS:
        rows = list(stream(kind, data, without))
        rng = np.random.default_rng(len(rows))
        texts = [
            bare(row["text"]) if row["language"] == "vi" and rng.random() < BARE else row["text"]
            for row in rows
        ]
        windows = [
            window for row in tokens_of(tokenizer, texts) for window in _cut(row, LONGEST[kind] - 2)
        ]
        corpus.windows[kind] = sorted(windows, key=len)
        if kind == "messages":
            corpus.groups["titles"] = _titles(tokenizer, [row["text"] for row in rows])
    learned, corpus.held = pairs(data / "parallel" / "zh_vi_en_train.tsv.gz")
    for name, group in (
        ("msdocs", [row for row in learned if row.source == "msdocs"]),
        ("bible", [row for row in learned if row.source == "bible"]),
        ("names", [row for row in learned if row.source.startswith("l10n")]),
        ("glossary", glossary_pairs()),
    ):
        sides = [
            tokens_of(tokenizer, texts, PAIR_LONGEST - 2)
            for texts in (
                [row.zh for row in group],
                [row.vi for row in group],
                [row.en for row in group],
                [bare(row.vi) for row in group],
            )
        ]
        corpus.groups[name] = list(zip(*sides, strict=True))
    return corpus


def bare(text: str) -> str:
    """Return Vietnamese as it is typed without diacritics."""
    return strip_marks(fold(text).text)


def tokens_of(tokenizer: Any, texts: Sequence[str], most: int | None = None) -> list[Tokens]:
    """Return the tokens of texts, without the special ones."""
    inner = tokenizer.backend_tokenizer
    found = inner.encode_batch([plain(text) for text in texts], add_special_tokens=False)
    return [np.array(one.ids[:most], dtype=np.int32) for one in found]


def _cut(tokens: Tokens, most: int) -> Iterator[Tokens]:
    """Cut into equal parts, none longer than allowed; leave out what says nothing."""
    parts = math.ceil(len(tokens) / most)
    for part in np.array_split(tokens, parts) if parts else []:
        if len(part) >= 6:
            yield part


def _titles(tokenizer: Any, texts: Sequence[str]) -> list[tuple[Tokens, ...]]:
    """Pair the titles of messages with what follows."""
    split = [text.split(" ", 1) for text in texts]
    split = [both for both in split if len(both) == 2 and len(both[0]) > 6 and len(both[1]) > 20]
    first = tokens_of(tokenizer, [both[0] for both in split], PAIR_LONGEST - 2)
    rest = tokens_of(tokenizer, [both[1] for both in split], PAIR_LONGEST - 2)
    nothing = np.zeros(0, dtype=np.int32)
    return [(a, b, nothing) for a, b in zip(first, rest, strict=True)]
