"""What speaks for a pair of provisions, each thing as a number.

Most are in [0, 1]: headings, beside all others, may fall to -1, and chapters and
provisions around, two likenesses together, reach 2.  Every feature is the same seen
from both sides, and every one can be told to an analyst: what the words, headings,
chapters, places, kinds of norms, numbers, codes, lengths and citations have to do
with each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise

import numpy as np

from shangxia.alignment.bridge import Links, find_links
from shangxia.alignment.collection import Collection, collect, collect_terms
from shangxia.alignment.company import document_vector, matter_scores, text_vectors
from shangxia.alignment.context import around_scores, chapter_scores, citation_scores
from shangxia.alignment.similarity import Matrix, coverage, harmonic, likeness, margin_scores
from shangxia.alignment.terms import Terms
from shangxia.alignment.units import Unit
from shangxia.document import Document
from shangxia.findings import Deadline, Threshold

#: Names of the features, in the order of the array, with what they are called in a reason.
FEATURES = {
    "wording": "wording, against all other pairs",
    "matter": "subject matter, by the words that go together",
    "containment": "one text held in the other",
    "sentence": "the most alike sentences",
    "sentences": "sentences, taken together",
    "heading": "headings",
    "chapter": "chapters",
    "around": "provisions around",
    "place": "place in the text",
    "norms": "kinds of norms",
    "numbers": "numbers and time limits",
    "codes": "codes",
    "length": "length",
    "citations": "provisions cited",
}
_SENTENCE_END = re.compile(r"[。；;！？!?\n]|\.(?=\s|$)")
#: A sentence of fewer parts (characters, syllables, words) says too little alone.
_SHORTEST_SENTENCE = 5


class Side:
    """One document, cut into units, with what the features need of it.

    Args:
        document: the document.
        pieces: its units.
    """

    def __init__(self, document: Document, pieces: Sequence[Unit]) -> None:
        self.document = document
        self.units = tuple(pieces)
        self.language = document.source.language
        self.texts = collect([unit.text for unit in pieces], self.language)
        holders: dict[str | None, int] = {}
        self.chapter_of = [
            holders.setdefault(unit.node.parent, len(holders)) for unit in self.units
        ]
        self.sentences, self.sentence_of = self._sentences()
        self.headings = collect([unit.node.heading or "" for unit in pieces], self.language)
        self.matters = text_vectors(self.texts, self.headings)
        self.matter = document_vector(self.texts)

    def _sentences(self) -> tuple[Collection, np.ndarray]:
        """Return the sentences of the units, at least one of each, and whose they are."""
        sentences: list[Terms] = []
        owners: list[int] = []
        for index, terms in enumerate(self.texts.terms):
            ends = [match.end() for match in _SENTENCE_END.finditer(terms.folded)]
            pieces = [
                terms.between(start, end) for start, end in pairwise([0, *ends, len(terms.folded)])
            ]
            kept = [piece for piece in pieces if len(piece.parts) >= _SHORTEST_SENTENCE]
            sentences += kept or [terms]
            owners += [index] * max(1, len(kept))
        return collect_terms(sentences, self.language), np.array(owners)

    def per_unit(self, found: Callable[[Unit], Counter[Hashable]]) -> list[Counter[Hashable]]:
        """Return counts of something for every unit."""
        return [found(unit) for unit in self.units]


def pair_features(a: Side, b: Side) -> tuple[np.ndarray, Links]:
    """Compute the features of every pair of units.

    Args:
        a: one side.
        b: the other.

    Returns:
        An array of units of A × units of B × ``FEATURES``, and the links
        between the terms of both.
    """
    links = find_links(a.texts, b.texts, related=True)
    forward = coverage(a.texts, b.texts, links)
    backward = coverage(b.texts, a.texts, links.turned()).T
    wording = margin_scores(harmonic(forward, backward))
    matter = matter_scores(a.matters, b.matters, wording.shape)
    best_sentence, sentences = _sentences(a, b)
    about = np.nan_to_num(matter) + sentences
    layers = [
        wording,
        matter,
        np.maximum(forward, backward),
        best_sentence,
        sentences,
        _headings(a, b),
        chapter_scores(about, a.chapter_of, b.chapter_of),
        around_scores(about),
        1 - np.abs(_positions(a)[:, None] - _positions(b)[None, :]),
        _cosine(*(side.per_unit(_norms) for side in (a, b))),
        _cosine(*(side.per_unit(_numbers) for side in (a, b)), rare=True),
        _cosine(*(_codes(side) for side in (a, b)), rare=True),
        _lengths(a, b),
        citation_scores(a.units, b.units, wording),
    ]
    return np.stack(layers, axis=2).astype(np.float32), links


def _sentences(a: Side, b: Side) -> tuple[Matrix, Matrix]:
    """Return the score of the best pair of sentences, and the mean of the best of each.

    The mean is taken over the sentences of the side that fits better into the
    other, because a short provision may answer to a part of a long one.
    """
    links = find_links(a.sentences, b.sentences, related=True)
    scores = margin_scores(likeness(a.sentences, b.sentences, links))
    best, ours = _by_owner(scores, a.sentence_of, b.sentence_of)
    _, theirs = _by_owner(scores.T, b.sentence_of, a.sentence_of)
    return best, np.maximum(ours, theirs.T)


def _by_owner(scores: Matrix, rows: np.ndarray, columns: np.ndarray) -> tuple[Matrix, Matrix]:
    starts = [np.flatnonzero(np.diff(owners, prepend=-1)) for owners in (rows, columns)]
    wide: Matrix = np.maximum.reduceat(scores, starts[1], axis=1)
    sizes = np.diff(np.append(starts[0], len(rows)))[:, None]
    mean = (np.add.reduceat(wide, starts[0], axis=0) / sizes).astype(np.float32)
    return np.maximum.reduceat(wide, starts[0], axis=0), mean


def _headings(a: Side, b: Side) -> Matrix:
    """How far the headings of either side are said in the texts of the other."""
    ours, theirs = _covered(a.headings, b.texts), _covered(b.headings, a.texts).T
    both: Matrix = (ours + theirs) * np.float32(0.5)
    return both


def _covered(headings: Collection, texts: Collection) -> Matrix:
    found = coverage(headings, texts, find_links(headings, texts, related=True))
    # A heading that all texts say distinguishes none.
    beside: Matrix = found - found.mean(axis=1, keepdims=True)
    return beside


def _positions(side: Side) -> Matrix:
    return np.array([unit.position for unit in side.units], dtype=np.float32)


def _norms(unit: Unit) -> Counter[Hashable]:
    return Counter(provision.norm for provision in unit.provisions)


def _numbers(unit: Unit) -> Counter[Hashable]:
    end = unit.start + len(unit.text)
    limits: list[Deadline | Threshold] = []
    for provision in unit.provisions:
        limits += [*provision.deadlines, *provision.thresholds]
    # Ten working days and ten days are the same number to look for.
    return Counter(
        {(one.value, one.unit.replace("working_", "")): 1 for one in limits if one.end <= end}
    )


def _codes(side: Side) -> list[Counter[Hashable]]:
    codings = side.document.codings
    return side.per_unit(
        lambda unit: Counter(
            {
                (coding.codebook, coding.code): 1
                for coding in codings
                if unit.start <= coding.start and coding.end <= unit.start + len(unit.text)
            }
        )
    )


def _cosine(
    a: Sequence[Counter[Hashable]], b: Sequence[Counter[Hashable]], *, rare: bool = False
) -> Matrix:
    """Return the cosine of counts; ``rare`` weighs each thing by its rarity on both sides."""
    things = sorted({thing for bag in (*a, *b) for thing in bag}, key=repr)
    place = {thing: index for index, thing in enumerate(things)}
    vectors = []
    for bags in (a, b):
        array = np.zeros((len(bags), len(things)), dtype=np.float32)
        for row, bag in enumerate(bags):
            for thing, count in bag.items():
                array[row, place[thing]] = count
        vectors.append(array)
    if rare and things:
        spread = sum((array > 0).sum(axis=0) for array in vectors)
        weights = np.log((len(a) + len(b) + 1) / spread).astype(np.float32)
        vectors = [array * weights for array in vectors]
    norms = [np.maximum(np.linalg.norm(array, axis=1), 1e-9) for array in vectors]
    result: Matrix = vectors[0] @ vectors[1].T / (norms[0][:, None] * norms[1][None, :])
    return result


def _lengths(a: Side, b: Side) -> Matrix:
    """Compare lengths, each in terms of the mean of its document."""
    logs = []
    for side in (a, b):
        sizes = np.array([len(terms.parts) + 1.0 for terms in side.texts.terms])
        logs.append(np.log(sizes / sizes.mean()))
    result: Matrix = np.exp(-np.abs(logs[0][:, None] - logs[1][None, :])).astype(np.float32)
    return result
