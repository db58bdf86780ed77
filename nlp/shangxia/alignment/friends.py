"""False friends: Chinese and Vietnamese words that look alike through their readings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

from shangxia.alignment.lexicon import glossary, lexis, readings

#: The languages in which words look alike and are not.
LANGUAGES = ("zh", "vi")


@cache
def warnings(left: str, right: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return which words of one language to warn of beside which of the other.

    Args:
        left: ``zh`` or ``vi``.
        right: the other of the two.

    Returns:
        Left word → warnings about it, each with the right words that it is about.
    """
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for entry in glossary():
        if entry.warning:
            chinese, vietnamese = (
                tuple(lexis(language).key(one) for one in entry.variants[language])
                for language in LANGUAGES
            )
            sides = {"zh": chinese, "vi": _misleading(entry.warning, chinese, vietnamese)}
            for form in sides[left]:
                found.setdefault(form, []).append((entry.warning, sides[right]))
    return found


def _misleading(warning: str, chinese: Sequence[str], vietnamese: Sequence[str]) -> tuple[str, ...]:
    """Return the Vietnamese words that a warning is about.

    Where 制度 is put as ``hệ thống`` nobody need be told that ``chế độ`` means more.  So
    of the translations those remain of which the warning names a syllable, and the word
    joins them that only sounds like the Chinese one, where the warning names it.
    """
    parts = (term.text for term in lexis("vi").terms(warning).parts)
    named = {part for part in parts if not part.isascii() and part not in readings()}
    joiner = lexis("vi").joiner
    sounds = (
        joiner.join(spoken)
        for form in chinese
        if all(char in readings() for char in form)
        for spoken in product(*(named.intersection(readings()[char]) for char in form))
    )
    about = (one for one in vietnamese if not named or named.intersection(one.split(joiner)))
    return tuple(dict.fromkeys((*about, *sounds)))
