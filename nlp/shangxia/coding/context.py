"""Does the text allege what the cue says, or deny it, wish it away, or only name it?"""

from __future__ import annotations

from typing import NamedTuple

from shangxia.coding.languages import Context, LanguageData

#: What is left of a cue's weight (the shares of asserted, mentioned and negated cues).
ASSERTED, MENTIONED, NEGATED = 1.0, 0.4, 0.15
#: Code points before a cue that are looked at.
_BEFORE = 100


class Judgement(NamedTuple):
    """Share of the cue's weight that counts, and why, in words (``""`` where asserted)."""

    share: float
    note: str


def judge(
    text: str,
    start: int,
    end: int,
    data: LanguageData,
    *,
    topic: bool = False,
    bare: bool = False,
) -> Judgement:
    """Judge a cue by the words before it.

    Args:
        text: folded text.
        start: where the cue begins.
        end: where it ends.
        data: the language.
        topic: the code names a subject, so only a title makes it a mention.
        bare: the text was typed without diacritics.

    Returns:
        The judgement.
    """
    context = data.bare if bare else data.context
    before = text[max(0, start - _BEFORE) : start]
    if context.title_open.search(_last(before, "\n")):
        return Judgement(MENTIONED, "mention only: in the title of an instrument")
    if topic:
        return Judgement(ASSERTED, "")
    sentence = _last(before, data.sentence)
    for name, expression in context.mentions:
        if expression.search(sentence):
            return Judgement(MENTIONED, f"mention only: {name}")
    if context.forbidden.search(text, start, end):
        return Judgement(MENTIONED, "mention only: in a rule or an appeal")
    denied = _denied(_last(before, data.clause), context)
    if denied:
        return Judgement(NEGATED, f"negated by “{denied}”")
    return Judgement(ASSERTED, "")


def clause_of(text: str, start: int, end: int, data: LanguageData) -> tuple[int, int]:
    """Return the clause around ``start:end``, at most some words to either side."""
    low = start - len(_last(text[max(0, start - _BEFORE) : start], data.clause))
    high = end
    limit = min(len(text), end + _BEFORE)
    while high < limit and text[high] not in data.clause:
        high += 1
    return low, high


def _denied(clause: str, context: Context) -> str:
    found = context.negated.search(clause)
    if found is None or context.not_negated.search(clause):
        return ""
    return found.group().strip()


def _last(text: str, ends: str) -> str:
    """Return what stands behind the last of the characters ``ends``."""
    cut = max(text.rfind(char) for char in ends)
    return text[cut + 1 :]
