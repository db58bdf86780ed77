"""The language data of the coder, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shangxia.coding.folding import fold_pattern

_FILE = Path(__file__).with_name("languages.yaml")


@dataclass(frozen=True, slots=True)
class Context:
    """Expressions over what stands before a cue."""

    negated: re.Pattern[str]
    not_negated: re.Pattern[str]
    mentions: tuple[tuple[str, re.Pattern[str]], ...]
    title_open: re.Pattern[str]
    forbidden: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lists:
    """How a language writes lists."""

    chapeau: re.Pattern[str]
    segment: str
    separator: str
    last: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    nouns: tuple[str, ...]
    trigger: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LanguageData:
    """What the coder knows of one language.

    Attributes:
        boundaries: whether words are set apart by blanks.
        sentence: characters that end a sentence.
        clause: characters that end a clause.
        context: expressions over the words before a cue.
        bare: the same for text without diacritics.
        lists: how lists are written.
        unit: ``character`` or ``word``: what definitions are compared by.
        together: how many units make a term.
        clip: letters of a word that count, 0 for all.
        stop: words that do not count.
    """

    boundaries: bool
    sentence: str
    clause: str
    context: Context
    bare: Context
    lists: Lists
    unit: str
    together: int
    clip: int
    stop: frozenset[str]


@cache
def language_data(language: str) -> LanguageData:
    """Return the data of ``zh``, ``vi`` or ``en``."""
    data = _all()[language]
    words = data["terms"]
    blank = r"\s*" if data["boundaries"] else ""
    lists = data["lists"]
    edge = r"\b" if data["boundaries"] else ""
    return LanguageData(
        boundaries=data["boundaries"],
        sentence=data["sentence"],
        clause=data["clause"],
        context=_context(data, bare=False),
        bare=_context(data, bare=True),
        lists=Lists(
            chapeau=re.compile(lists["chapeau"]),
            segment=lists["segment"],
            separator=lists["separator"],
            last=re.compile(f"{edge}{blank}{lists['last']}{edge}{blank}"),
            lead=re.compile(f"(?:{edge}{lists['lead']}{edge}|[:：]){blank}"),
            tail=re.compile(lists["tail"]),
            nouns=tuple(lists["nouns"]),
            trigger=re.compile(f"{edge}{lists['count']}(?:{'|'.join(lists['nouns'])})"),
        ),
        unit=words["unit"],
        together=words["together"],
        clip=words.get("clip", 0),
        stop=frozenset(words.get("stop", ())),
    )


def _context(data: dict[str, Any], *, bare: bool) -> Context:
    def compiled(source: str) -> re.Pattern[str]:
        return re.compile(fold_pattern(source, bare=bare))

    return Context(
        negated=compiled(data["negated"]),
        not_negated=compiled(data["not_negated"]),
        mentions=tuple((name, compiled(source)) for name, source in data["mentions"].items()),
        title_open=compiled(data["title_open"]),
        forbidden=compiled(data["forbidden"]),
    )


@cache
def _all() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return loaded
