"""What the finders of mentions must know of each language, read from mentions.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class TitleWords:
    """How a language names instruments; see the head of mentions.toml."""

    quoted: re.Pattern[str]
    kinds: re.Pattern[str]
    dated_before: re.Pattern[str]
    dated_after: re.Pattern[str]
    short: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MentionWords:
    """What stands beside names in a language; see the head of mentions.toml."""

    kind_after: re.Pattern[str]
    kind_before: re.Pattern[str]
    part_of: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    person_before: re.Pattern[str]
    join: re.Pattern[str]
    country: dict[str, re.Pattern[str]]
    titles: TitleWords


@cache
def mention_words(language: str) -> MentionWords:
    """Return the words of a language.

    Args:
        language: ``zh``, ``vi`` or ``en``.
    """
    path = files("shangxia.coding").joinpath("mentions.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))[language]
    titles = TitleWords(**{name: re.compile(source) for name, source in data["titles"].items()})
    country = {name: re.compile(source) for name, source in data["country"].items()}
    plain = {name: re.compile(source) for name, source in data.items() if isinstance(source, str)}
    return MentionWords(**plain, country=country, titles=titles)
