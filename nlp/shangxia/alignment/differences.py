"""What differs in substance between provisions that correspond."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from shangxia.alignment.bridge import find_links
from shangxia.alignment.collection import collect
from shangxia.alignment.evidence import Evidence, quote
from shangxia.alignment.features import Side
from shangxia.alignment.friends import LANGUAGES, warnings
from shangxia.alignment.lexicon import lexis
from shangxia.alignment.quantities import compare_deadlines, compare_thresholds
from shangxia.alignment.similarity import likeness
from shangxia.alignment.wording import running
from shangxia.coding.folding import fold
from shangxia.comparison import Difference
from shangxia.findings import Deadline, Provision, Quote, Threshold

#: Two names of one sanction are at least as alike as this; of one bearer, as that.
_ONE_SANCTION, _ONE_BEARER = 0.5, 0.15
#: In one language the words say more: 警告 is not 严重警告, 行政处分 is 行政处分决定.
_SAME_WORDS = 0.6
#: A word in more than this share of the units, and in more than a few, is warned of nowhere.
_COMMON, _FEW_UNITS = 0.2, 3


class Differences:
    """Compares what the provisions of two sides say.

    Args:
        a: one side.
        b: the other.
        evidence: the shared terms of both.
    """

    def __init__(self, a: Side, b: Side, evidence: Evidence) -> None:
        self._a, self._b, self._evidence = a, b, evidence
        self._sanctions = _alike(
            a, b, [_sanctions(side, range(len(side.units))) for side in (a, b)]
        )
        self._common = (_common(a), _common(b))
        self._bearers = _alike(a, b, [_bearers(side, range(len(side.units))) for side in (a, b)])

    def of(self, ours: Sequence[int], theirs: Sequence[int]) -> tuple[Difference, ...]:
        """Compare some units of A with some units of B.

        Args:
            ours: indices of units of A.
            theirs: indices of units of B.

        Returns:
            Differences, kind by kind.
        """
        limits = [_limits(self._a, ours), _limits(self._b, theirs)]
        return (
            *compare_deadlines(limits[0][0], limits[1][0]),
            *compare_thresholds(limits[0][1], limits[1][1]),
            *self._norms(ours, theirs),
            *self._scope(ours, theirs),
            *self._bearer(ours, theirs),
            *self._sanction(ours, theirs),
            *self._false_friends(ours, theirs),
        )

    def _norms(self, ours: Sequence[int], theirs: Sequence[int]) -> Iterable[Difference]:
        """Tell where the strength of the norms is wholly another."""
        strengths = [_strengths(self._a, ours), _strengths(self._b, theirs)]
        if not all(strengths) or set(strengths[0]) & set(strengths[1]):
            return
        # A provision may say more than its first modal: 应当……可以延长.  In two versions of
        # one text the first ones stand for each other.
        across = self._a.language != self._b.language
        also = across and (
            _others(self._a, ours) & set(strengths[1])
            or _others(self._b, theirs) & set(strengths[0])
        )
        if not also:
            one, two = (next(iter(found.values())) for found in strengths)
            names = [" and ".join(found) for found in strengths]
            yield Difference("norm", one.text, two.text, " against ".join(sorted(names)), one, two)

    def _scope(self, ours: Sequence[int], theirs: Sequence[int]) -> Iterable[Difference]:
        """Tell which weighty words of a provision on scope the other side lacks."""
        both = [
            any(one.norm == "scope" for index in chosen for one in side.units[index].provisions)
            for side, chosen in ((self._a, ours), (self._b, theirs))
        ]
        if all(both):
            only = self._evidence.uncovered(ours[0], theirs[0])
            if any(only):
                words = [", ".join(found) or None for found in only]
                yield Difference("scope", words[0], words[1], "words without counterpart")

    def _bearer(self, ours: Sequence[int], theirs: Sequence[int]) -> Iterable[Difference]:
        bearers = [_bearers(self._a, ours), _bearers(self._b, theirs)]
        alike = (
            self._bearers.get((one.text, two.text), 0.0) >= _ONE_BEARER
            for one in bearers[0]
            for two in bearers[1]
        )
        if all(bearers) and not any(alike) and not self._named(ours, theirs, bearers):
            one, two = bearers[0][0], bearers[1][0]
            yield Difference("bearer", one.text, two.text, "", one, two)

    def _named(
        self, ours: Sequence[int], theirs: Sequence[int], quotes: Sequence[Sequence[Quote]]
    ) -> bool:
        """Tell whether one side names what bears a norm of the other, in the same words."""
        return any(
            self._says(side, chosen, one)
            for side, chosen, several in (
                (self._b, theirs, quotes[0]),
                (self._a, ours, quotes[1]),
            )
            for one in several
        )

    def _says(
        self, side: Side, chosen: Sequence[int], words: Quote, *, known: Sequence[Quote] = ()
    ) -> bool:
        """Tell whether units of the same language hold words, but for those within ``known``."""
        if self._a.language != self._b.language:
            return False
        for unit in (side.units[index] for index in chosen):
            at = unit.text.find(words.text)
            while at >= 0:
                start, end = unit.start + at, unit.start + at + len(words.text)
                if not any(one.start <= start and end <= one.end for one in known):
                    return True
                at = unit.text.find(words.text, at + 1)
        return False

    def _sanction(self, ours: Sequence[int], theirs: Sequence[int]) -> Iterable[Difference]:
        ladders = [_sanctions(self._a, ours), _sanctions(self._b, theirs)]
        if not all(ladders):
            return
        least = _SAME_WORDS if self._a.language == self._b.language else _ONE_SANCTION
        pairs = {
            (one.text, two.text)
            for one in ladders[0]
            for two in ladders[1]
            if self._sanctions.get((one.text, two.text), 0.0) >= least
        }
        known = [{pair[side] for pair in pairs} for side in (0, 1)]
        only = [
            # 处分 alone is no measure that 警告处分 would lack; 警告 is not 严重警告.
            [
                one
                for one in ladder
                if one.text not in found and not self._says(*other, one, known=_measures(*other))
            ]
            for ladder, found, other in zip(
                ladders, known, ((self._b, theirs), (self._a, ours)), strict=True
            )
        ]
        if any(only):
            names = [", ".join(one.text for one in found) or None for found in only]
            first = [found[0] if found else None for found in only]
            note = "measures without counterpart"
            yield Difference("sanction", names[0], names[1], note, first[0], first[1])

    def _false_friends(self, ours: Sequence[int], theirs: Sequence[int]) -> Iterable[Difference]:
        languages = (self._a.language, self._b.language)
        if sorted(languages) != sorted(LANGUAGES):
            return
        rows = [
            {form: one for form, one in _words(side, chosen).items() if form not in common}
            for side, chosen, common in (
                (self._a, ours, self._common[0]),
                (self._b, theirs, self._common[1]),
            )
        ]
        said: dict[str, Difference] = {}
        for form, one in rows[0].items():
            for warning, others in warnings(*languages).get(form, ()):
                two = next((rows[1][other] for other in others if other in rows[1]), None)
                if two is not None and warning not in said:
                    said[warning] = Difference(
                        "false-friend", one.text, two.text, warning, one, two
                    )
        yield from (said[warning] for warning in sorted(said))


def _alike(a: Side, b: Side, quotes: Sequence[Sequence[Quote]]) -> dict[tuple[str, str], float]:
    """Return how alike the words of A and of B are, text by text."""
    texts = [list(dict.fromkeys(one.text for one in side)) for side in quotes]
    if not all(texts):
        return {}
    sides = [collect(several, side.language) for several, side in zip(texts, (a, b), strict=True)]
    table = likeness(sides[0], sides[1], find_links(*sides))
    return {
        (one, two): float(table[i, j])
        for i, one in enumerate(texts[0])
        for j, two in enumerate(texts[1])
    }


def _provisions(side: Side, chosen: Iterable[int]) -> list[Provision]:
    return [one for index in chosen for one in side.units[index].provisions]


def _limits(side: Side, chosen: Sequence[int]) -> tuple[list[Deadline], list[Threshold]]:
    """Return what limits in some units; a paragraph and its items say it once."""
    ends = [(side.units[i].start, side.units[i].start + len(side.units[i].text)) for i in chosen]
    deadlines: dict[tuple[int, float], Deadline] = {}
    thresholds: dict[tuple[int, float], Threshold] = {}
    for provision in _provisions(side, chosen):
        for deadline in provision.deadlines:
            if any(start <= deadline.start < end for start, end in ends):
                deadlines.setdefault((deadline.start, deadline.value), deadline)
        for threshold in provision.thresholds:
            if any(start <= threshold.start < end for start, end in ends):
                thresholds.setdefault((threshold.start, threshold.value), threshold)
    return (
        [deadlines[key] for key in sorted(deadlines)],
        [thresholds[key] for key in sorted(thresholds)],
    )


def _strengths(side: Side, chosen: Sequence[int]) -> dict[str, Quote]:
    """Return the classes of norm strength in some units, each with its first words."""
    found: dict[str, Quote] = {}
    modals = lexis(side.language).modals
    for provision in _provisions(side, chosen):
        if provision.modal is not None:
            words = fold(provision.modal.text).text
            strength = next((name for word, name in modals.items() if word in words), None)
            if strength is not None:
                found.setdefault(strength, provision.modal)
    return found


def _others(side: Side, chosen: Sequence[int]) -> set[str]:
    """Return the strengths of all modals in the words of some units, but for short ones.

    One character or syllable is often something else, as 应 in 相应 or được of a passive.
    """
    known = lexis(side.language)
    long = [word for word in known.modals if len(known.terms(word).parts) > 1]
    # The longest come first: 不可以 is no 可以.
    modals = re.compile("|".join(map(re.escape, long)))
    return {
        known.modals[match[0]]
        for index in chosen
        for match in modals.finditer(side.texts.terms[index].folded)
    }


def _bearers(side: Side, chosen: Iterable[int]) -> list[Quote]:
    return [one.bearer for one in _provisions(side, chosen) if one.bearer is not None]


def _measures(side: Side, chosen: Iterable[int]) -> list[Quote]:
    return [one for provision in _provisions(side, chosen) for one in provision.sanctions]


def _sanctions(side: Side, chosen: Iterable[int]) -> list[Quote]:
    found: dict[str, Quote] = {}
    for sanction in _measures(side, chosen):
        found.setdefault(sanction.text, sanction)
    return sorted(found.values(), key=lambda one: one.start)


def _words(side: Side, chosen: Sequence[int]) -> dict[str, Quote]:
    found: dict[str, Quote] = {}
    for index in chosen:
        for term in running(side.texts.terms[index]):
            if term.text not in found:
                found[term.text] = quote(side, index, term.start, term.end)
    return found


def _common(side: Side) -> frozenset[str]:
    """Return the words that so many units hold that a warning would be noise."""
    spread = Counter(form for terms in side.texts.terms for form in {t.text for t in terms.words})
    most = max(_FEW_UNITS, len(side.units) * _COMMON)
    return lexis(side.language).function | {form for form, n in spread.items() if n > most}
