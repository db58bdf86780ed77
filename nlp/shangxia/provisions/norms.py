"""What kind of norm a provision is: ordered rules over its words, its chapeau and the headings."""

from __future__ import annotations

from dataclasses import dataclass

from shangxia.document import Language
from shangxia.provisions.folding import fold, view
from shangxia.provisions.grammar import Grammar, NormRule


@dataclass(frozen=True, slots=True)
class Frame:
    """The folded words around a provision that decide what it is.

    Attributes:
        own: its own words, without its number; of a paragraph those before its items.
        chapeau: the words that open the list it belongs to.
        heading: headings of its article and chapter.
        items: the words of its items.
    """

    own: str
    chapeau: str = ""
    heading: str = ""
    items: str = ""


def classify_norm(
    text: str, language: Language, *, chapeau: str = "", heading: str = "", items: str = ""
) -> str:
    """Tell the kind of norm.

    Args:
        text: the provision's own words, without its number.
        language: ``zh``, ``vi`` or ``en``.
        chapeau: the words that open the list it is an item of.
        heading: headings of its article and chapter.
        items: the words of its own items.

    Returns:
        One of ``obligation``, ``prohibition``, ``permission``, ``right``, ``sanction``,
        ``definition``, ``scope``, ``procedure``, ``principle``, ``effect`` and ``other``.
    """
    seen = view(text, language)
    around = (fold(part, language) for part in (chapeau, heading, items))
    return classify(Frame(seen.text, *around), seen.grammar)


def classify(frame: Frame, grammar: Grammar) -> str:
    """Return the norm of the first rule that fits."""
    whole = f"{frame.chapeau}\n{frame.own}" if frame.chapeau else frame.own
    fields = {
        "own": frame.own,
        "chapeau": frame.chapeau,
        "heading": frame.heading,
        "items": frame.items,
        "whole": whole,
    }
    for rule in grammar.norms:
        if _fits(rule, fields[rule.where]):
            return rule.norm
    return "other"


def _fits(rule: NormRule, text: str) -> bool:
    if rule.has:
        # A plain loop: this runs for every rule of every provision.
        for word in rule.has:
            if word in text:
                break
        else:
            return False
    if rule.pattern is not None and (not text or rule.pattern.search(text) is None):
        return False
    return rule.unless is None or rule.unless.search(text) is None
