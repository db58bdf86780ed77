"""What kind of norm a provision is: ordered rules over its words, its chapeau and the headings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from shangxia.document import Language
from shangxia.provisions.folding import fold, view
from shangxia.provisions.grammar import Grammar, NormRule, NormRules

#: The norm of what no rule fits.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Frame:
    """The folded words around a provision that decide what it is.

    Attributes:
        own: its own words, without its number; of a paragraph those before its items.
        chapeau: the words that open the list it belongs to.
        heading: headings of its article and chapter.
    """

    own: str
    chapeau: str = ""
    heading: str = ""


def classify_norm(text: str, language: Language, *, chapeau: str = "", heading: str = "") -> str:
    """Tell the kind of norm by the rules alone.

    Args:
        text: the provision's own words, without its number.
        language: ``zh``, ``vi`` or ``en``.
        chapeau: the words that open the list it is an item of.
        heading: headings of its article and chapter.

    Returns:
        One of ``obligation``, ``prohibition``, ``permission``, ``right``, ``sanction``,
        ``definition``, ``scope``, ``procedure``, ``principle``, ``effect`` and ``other``.
    """
    seen = view(text, language)
    around = (fold(part, language) for part in (chapeau, heading))
    rule = fitting(Frame(seen.text, *around), seen.grammar)
    return rule.norm if rule is not None else OTHER


def fitting(frame: Frame, grammar: Grammar) -> NormRule | None:
    """Return the first rule that fits, if one does."""
    rules = grammar.norms
    own, chapeau, heading = frame.own, frame.chapeau, frame.heading
    cued = rules.always | _cued(rules, own, "own")
    if chapeau:
        cued |= _cued(rules, chapeau, "chapeau")
    if heading:
        cued |= _cued(rules, heading, "heading")
    while cued:
        first = cued & -cued
        cued ^= first
        rule = rules.rules[first.bit_length() - 1]
        where = rule.where
        if where == "own":
            fits = _fits(rule, own)
        elif where == "heading":
            fits = _fits_around(rule, heading)
        elif where == "chapeau":
            fits = _fits_around(rule, chapeau)
        else:
            whole = f"{chapeau}\n{own}" if chapeau else own
            fits = _fits(rule, whole if where == "whole" else f"{heading}\n{whole}")
        if fits:
            return rule
    return None


@lru_cache(maxsize=64)
def _cued(rules: NormRules, text: str, where: str) -> int:
    """Return which rules have a cue in a text, as bits; a chapeau is asked for by each item."""
    table, bits = rules.cued[where], 0
    for cue, _, _ in rules.cues.find_matches_as_indexes(text, overlapping=True):
        bits |= table[cue]
    return bits


@lru_cache(maxsize=512)
def _fits_around(rule: NormRule, text: str) -> bool:
    """Remember the answer for a heading or a chapeau: it is the same for each item."""
    return _fits(rule, text)


def _fits(rule: NormRule, text: str) -> bool:
    if rule.pattern is not None and (not text or rule.pattern.search(text) is None):
        return False
    return rule.unless is None or rule.unless.search(text) is None
