"""The norm of a provision as a model weighs it: its words, and what the rules made of them.

The rules know what is plain; the model has read some thousands of provisions that
careful readers told apart, and settles the rest.  It is linear over hashed
n-grams of the provision, its chapeau and its headings and over a few facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from shangxia.document import Language
from shangxia.errors import ModelError
from shangxia.provisions.ngrams import Integers, Part, tokens
from shangxia.provisions.norms import Frame
from shangxia.resources import load_arrays, model

Floats = NDArray[np.float32]
#: Rows of the table of hashed n-grams: a power of two.
ROWS = 1 << 17
#: Languages that there is annotation in; the rules alone speak for the others.
LANGUAGES = ("zh", "vi")
#: Tokens of an n-gram at most: longer ones made it worse on laws that it had not read.
_LONGEST = 2
_OWN, _EDGE, _AROUND, _TAIL = 100, 8, 30, 6
_SENTENCES = tuple(f"sentences {count}" for count in range(5))


@dataclass(frozen=True, slots=True)
class Case:
    """A provision to be judged.

    Attributes:
        frame: its folded words and those around it.
        said: the norm that the rules tell.
        rule: the name of the rule that told it, or nothing.
        modal: the span of its deontic word in ``frame.own``, if it has one.
        kind: of its node, ``paragraph`` or ``item``.
        layers: names of what else was found in it, such as ``deadlines``.
        siblings: the same for all items of a list, and nothing for what is no item.
    """

    frame: Frame
    said: str
    rule: str
    modal: tuple[int, int] | None
    kind: str
    layers: tuple[str, ...]
    siblings: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class NormModel:
    """Weights of one language.

    Attributes:
        norms: the kinds of norms, K of them.
        grams: ROWS × (K + 1): the weights of each n-gram, and its squared rarity.
        facts: the row of each fact.
        facts_weights: facts × K.
        bias: K.
    """

    norms: tuple[str, ...]
    grams: Floats
    facts: dict[str, int]
    facts_weights: Floats
    bias: Floats

    def judge(self, cases: Sequence[Case], language: Language) -> list[str]:
        """Tell the norm of each provision of a document."""
        if not cases:
            return []
        total = np.zeros((len(cases), self.grams.shape[1]), dtype=np.float32)
        for texts, parts in fields(cases):
            # A heading or a chapeau stands over many provisions: each is weighed once.
            places: dict[str, int] = {}
            index = [places.setdefault(text, len(places)) for text in texts]
            sums = np.zeros((len(places), total.shape[1]), dtype=np.float32)
            cut = tokens(list(places), words=language != "zh")
            for part in parts:
                for owners, rows in cut.grams(part, ROWS):
                    # ``take`` copies rows several times as fast as an index does.
                    _add(sums, owners, self.grams.take(rows, axis=0))
            total += sums.take(index, axis=0)
        lengths = np.sqrt(np.maximum(total[:, -1:], 1e-6))
        scores = total[:, :-1] / lengths + self.bias + self._facts(cases, language)
        for items in _lists(cases):
            at = np.array(items)
            scores[at] = scores[at].mean(axis=0)
        return [self.norms[best] for best in scores.argmax(axis=1)]

    def _facts(self, cases: Sequence[Case], language: Language) -> Floats:
        """Return what the facts add: cases × K."""
        owners: list[int] = []
        rows: list[int] = []
        known: dict[tuple[object, ...], list[int]] = {}
        for at, case in enumerate(cases):
            standing = _standing_of(case)
            if standing not in known:
                known[standing] = self._known(_standing(*standing))
            mine = known[standing] + self._known(_passing(case, language))
            owners += [at] * len(mine)
            rows += mine
        scores = np.zeros((len(cases), len(self.norms)), dtype=np.float32)
        _add(scores, np.array(owners, dtype=np.intp), self.facts_weights[rows])
        return scores

    def _known(self, names: Iterable[str]) -> list[int]:
        return [self.facts[name] for name in names if name in self.facts]


def _lists(cases: Sequence[Case]) -> list[list[int]]:
    """Return the items of each list that go by its opening words, for they have no modal.

    What holds for one of them holds for all.
    """
    found: dict[str, list[int]] = {}
    for at, case in enumerate(cases):
        if case.siblings and case.modal is None:
            found.setdefault(case.siblings, []).append(at)
    return [places for places in found.values() if len(places) > 1]


def fields(cases: Sequence[Case]) -> Iterator[tuple[list[str], tuple[Part, ...]]]:
    """Yield the texts of the cases, a field at a time, and which n-grams of it count."""
    headings = [case.frame.heading.split("\n") for case in cases]
    own = (
        Part("own", _LONGEST, first=_OWN),
        Part("opening", _LONGEST, first=_EDGE),
        Part("start", _LONGEST, first=_EDGE, edge=True),
        Part("ending", _LONGEST, last=_TAIL),
    )
    above = (
        Part("chapeau", _LONGEST, last=_AROUND),
        Part("colon", _LONGEST + 1, last=_LONGEST + 1, edge=True),
    )
    yield [_line(case.frame.own) for case in cases], own
    yield [_line(case.frame.chapeau) for case in cases], above
    yield [lines[-1] for lines in headings], (Part("heading", _LONGEST, first=_AROUND),)
    chapters = [lines[0] if len(lines) > 1 else "" for lines in headings]
    yield chapters, (Part("chapter", _LONGEST, first=_AROUND),)


def _line(text: str) -> str:
    return text.replace("\n", " ")


def facts(case: Case, language: Language) -> Iterator[str]:
    """Yield what is known of a provision beside its words."""
    yield from _standing(*_standing_of(case))
    yield from _passing(case, language)


def _standing_of(case: Case) -> tuple[str, str, str, str, bool]:
    modal = case.frame.own[slice(*case.modal)] if case.modal is not None else ""
    return case.said, case.rule, modal, case.kind, bool(case.frame.chapeau)


def _standing(said: str, rule: str, modal: str, kind: str, listed: bool) -> tuple[str, ...]:
    """Return the facts that many provisions share."""
    return (
        f"rules {said}", f"rule {rule}", f"modal {modal}", f"kind {kind} {modal}",
        f"kind {kind}", f"listed {listed}",
    )  # fmt: skip


def _passing(case: Case, language: Language) -> Iterator[str]:
    """Yield the facts of one provision."""
    own = case.frame.own
    yield from case.layers
    yield _SENTENCES[min(4, own.count("。") + own.count("；") + own.count(". "))]
    if own.rstrip().endswith((":", "：")):
        yield "opens a list"
    if case.modal is not None:
        yield from _beside(own, *case.modal, words=language != "zh")


def _beside(own: str, start: int, end: int, *, words: bool) -> Iterator[str]:
    """Yield the words before and after the modal."""
    before, after = own[max(0, start - 20) : start], own[end : end + 40]
    if words:
        lead, tail = before.split()[-2:], after.split()[:2]
        yield from (f"before {' '.join(lead[at:])}" for at in range(len(lead)))
        yield from (f"after {' '.join(tail[: at + 1])}" for at in range(len(tail)))
    else:
        yield from (f"before {before[-size:]}" for size in (1, 2) if len(before) >= size)
        yield from (f"after {after[:size]}" for size in (1, 2, 3) if len(after) >= size)
    yield f"place {min(5, start // 15)}"


def _add(total: Floats, owners: Integers, rows: Floats) -> None:
    """Add rows to those of their owners, which come in order."""
    if len(owners):
        starts = np.append(0, np.flatnonzero(owners[1:] != owners[:-1]) + 1)
        total[owners[starts]] += np.add.reduceat(rows, starts)


@cache
def norm_model(language: Language) -> NormModel | None:
    """Load the weights of a language, or None where there are none.

    Raises:
        ModelError: the file is damaged.
    """
    if language not in LANGUAGES:
        return None
    path = model("norms", f"{language}.npz")
    stored = load_arrays(path)
    try:
        names = json.loads(str(stored["names"]))
        norms, known = tuple(names["norms"]), names["facts"]
        loaded = NormModel(
            norms=norms,
            grams=stored["grams"].astype(np.float32),
            facts={fact: row for row, fact in enumerate(known)},
            facts_weights=stored["facts"].astype(np.float32),
            bias=stored["bias"].astype(np.float32),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: not a model of norms: install shangxia again") from error
    shapes = loaded.grams.shape, loaded.facts_weights.shape, loaded.bias.shape
    kinds = len(norms)
    if shapes != ((ROWS, kinds + 1), (len(known), kinds), (kinds,)):
        raise ModelError(f"{path}: weights of another size: install shangxia again")
    return loaded
