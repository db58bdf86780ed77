"""What the finders of claims must know of each language, read from claims.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """How a language counts, lists and reports; see the head of claims.toml."""

    sentence: re.Pattern[str]
    count: re.Pattern[str]
    announced: re.Pattern[str]
    general: re.Pattern[str]
    intro: re.Pattern[str]
    before: re.Pattern[str]
    lead: re.Pattern[str]
    cut: re.Pattern[str]
    joints: re.Pattern[str]
    open: re.Pattern[str]
    aspects: re.Pattern[str]
    figure: re.Pattern[str]
    not_figure: re.Pattern[str]
    measured: re.Pattern[str]
    speech: re.Pattern[str]
    general_actor: re.Pattern[str]
    coordinated: re.Pattern[str]
    behind_place: re.Pattern[str]
    type_word: re.Pattern[str]
    partly: re.Pattern[str]
    separators: tuple[str, ...]
    markers: tuple[re.Pattern[str], ...]


@cache
def claim_words(language: str) -> ClaimWords:
    """Return the words of a language.

    Args:
        language: ``zh``, ``vi`` or ``en``.
    """
    path = files("shangxia.coding").joinpath("claims.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))[language]
    names = data.pop("ordinal_names")
    shapes = data.pop("ordinals")
    markers = tuple(_marker(shapes, name) for name in names)
    separators = tuple(data.pop("separators"))
    compiled = {name: re.compile(source) for name, source in data.items()}
    return ClaimWords(**compiled, separators=separators, markers=markers)


def _marker(shapes: list[str], name: str) -> re.Pattern[str]:
    """Compile the marker of one listed sentence: it opens a line, sentence or clause."""
    words = "|".join(shape.replace("{}", f"(?:{name})") for shape in shapes)
    return re.compile(rf"(?:(?<=[\n。；;：:.!?，,\s])|\A)(?:{words})")
