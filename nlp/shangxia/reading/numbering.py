"""The automatic numbers of a DOCX: ``numbering.xml`` resolved, paragraph by paragraph.

A number that the word processor draws is not in the text, and yet it is the
identity of the provision.  Counters belong to an abstract list; instances of
it go on counting unless they override a start.  (ECMA-376 part 1, 17.9.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from shangxia.reading.number_formats import format_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL_MARK = re.compile(r"%([1-9])")
_DEEPEST = 8
#: Characters of the pattern of a number; a longer one would write the text of a bomb.
_LONGEST = 255
# A chain of styles or linked lists longer than this runs in a circle.
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None


@dataclass(slots=True)
class _List:
    """A numbering instance: its abstract list, levels, and starts that it overrides."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Read the lists and the styles that number.

        Args:
            numbering: root of ``numbering.xml``, if there is one.
            styles: root of ``styles.xml``, if there is one.
        """
        self._styles = {} if styles is None else _read_styles(styles)
        self._default = None if styles is None else _default_style(styles)
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read_lists(numbering)

    def label(self, properties: etree._Element | None) -> str:
        """Count a paragraph and return the number drawn before it.

        Args:
            properties: its ``w:pPr``, if it has one.

        Returns:
            The label with the space that follows it, or an empty string.
        """
        found = self._list_of(properties)
        if found is None:
            return ""
        instance, at = found
        level = instance.levels.get(at)
        if level is None:
            return ""
        self._count(instance, at)
        label = self._draw(instance, level)
        return label + ("" if level.suffix == "nothing" or not label else " ")

    def _list_of(self, properties: etree._Element | None) -> tuple[_List, int] | None:
        """Find the list and level of a paragraph: its own, else its style's."""
        style = self._default
        number = level = None
        if properties is not None:
            style = _value(properties, "pStyle") or style
            number, level = _number_of(properties)
        origin = style
        for _ in range(_LONGEST_CHAIN):
            if style is None or style not in self._styles or number is not None:
                break
            based_on, its_number, its_level = self._styles[style]
            number, origin = its_number, style
            level = its_level if level is None else level
            style = based_on
        instance = self._lists.get(number or "0")
        if instance is None:
            return None
        if level is None:
            # A list linked to a style says itself which level the style stands for.
            linked = [at for at, item in instance.levels.items() if item.style == origin]
            level = linked[0] if linked else 0
        return instance, min(max(level, 0), _DEEPEST)

    def _count(self, instance: _List, at: int) -> None:
        counts = self._counts.setdefault(instance.abstract, {})
        if at in instance.starts and at not in instance.begun:
            counts[at] = instance.starts[at]
        elif at in counts:
            counts[at] += 1
        else:
            counts[at] = instance.levels[at].start
        instance.begun.add(at)
        for deeper in [level for level in counts if level > at]:
            rule = instance.levels.get(deeper, _Level()).restart
            # 0: never starts again; n: only after level n (counted from one).
            if rule is None or (rule > 0 and at < rule):
                del counts[deeper]

    def _draw(self, instance: _List, level: _Level) -> str:
        if level.format == "bullet":
            mark = level.text.strip()
            # Symbol fonts keep their bullets in the private use area.
            return "•" if any("\ue000" <= letter <= "\uf8ff" for letter in mark) else mark
        counts = self._counts[instance.abstract]

        def number(match: re.Match[str]) -> str:
            wanted = int(match[1]) - 1
            item = instance.levels.get(wanted, _Level())
            value = counts.setdefault(wanted, instance.starts.get(wanted, item.start))
            return format_number(value, "decimal" if level.legal else item.format)

        return _LEVEL_MARK.sub(number, level.text)

    def _read_lists(self, root: etree._Element) -> None:
        abstracts = {
            item.get(f"{W}abstractNumId", ""): item for item in root.iter(f"{W}abstractNum")
        }
        targets = {
            item.get(f"{W}numId", ""): _value(item, "abstractNumId") or ""
            for item in root.iter(f"{W}num")
        }
        for item in root.iter(f"{W}num"):
            key = item.get(f"{W}numId", "")
            abstract = self._follow(targets[key], abstracts, targets)
            if key == "0" or abstract not in abstracts:
                continue
            levels = _read_levels(abstracts[abstract])
            starts = _override(item, levels)
            self._lists[key] = _List(abstract, levels, starts)

    def _follow(
        self, abstract: str, abstracts: dict[str, etree._Element], targets: dict[str, str]
    ) -> str:
        """Follow an abstract list that only names the style which defines it."""
        for _ in range(_LONGEST_CHAIN):
            item = abstracts.get(abstract)
            link = None if item is None else _value(item, "numStyleLink")
            if link is None or link not in self._styles:
                break
            abstract = targets.get(self._styles[link][1] or "", "")
        return abstract


def _read_levels(root: etree._Element) -> dict[int, _Level]:
    return {_integer(item.get(f"{W}ilvl"), 0): _read_level(item) for item in root.iter(f"{W}lvl")}


def _read_level(item: etree._Element) -> _Level:
    restart = _value(item, "lvlRestart")
    legal = item.find(f"{W}isLgl")
    formats = [found.get(f"{W}val", "decimal") for found in item.iter(f"{W}numFmt")]
    return _Level(
        start=_integer(_value(item, "start"), 1 if item.find(f"{W}start") is not None else 0),
        # Word offers a custom format first and a common one behind it.
        format=next((known for known in formats if known != "custom"), "decimal"),
        text=(_value(item, "lvlText") or "")[:_LONGEST],
        restart=None if restart is None else _integer(restart, 0),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false", "off"),
        suffix=_value(item, "suff") or "tab",
        style=_value(item, "pStyle"),
    )


def _override(item: etree._Element, levels: dict[int, _Level]) -> dict[int, int]:
    """Apply the overrides of an instance to its levels; return its own starts."""
    starts: dict[int, int] = {}
    for override in item.iter(f"{W}lvlOverride"):
        at = _integer(override.get(f"{W}ilvl"), 0)
        level = override.find(f"{W}lvl")
        if level is not None:
            levels[at] = _read_level(level)
        start = _value(override, "startOverride")
        if start is not None:
            starts[at] = _integer(start, 1)
            levels[at] = replace(levels.get(at, _Level()), start=starts[at])
    return starts


def _read_styles(root: etree._Element) -> dict[str, tuple[str | None, str | None, int | None]]:
    """Return style id → the style it is based on, its list and its level."""
    styles = {}
    for item in root.iter(f"{W}style"):
        properties = item.find(f"{W}pPr")
        number, level = (None, None) if properties is None else _number_of(properties)
        styles[item.get(f"{W}styleId", "")] = (_value(item, "basedOn"), number, level)
    return styles


def _default_style(root: etree._Element) -> str | None:
    for item in root.iter(f"{W}style"):
        if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true"):
            return item.get(f"{W}styleId")
    return None


def _number_of(properties: etree._Element) -> tuple[str | None, int | None]:
    item = properties.find(f"{W}numPr")
    if item is None:
        return None, None
    level = _value(item, "ilvl")
    return _value(item, "numId"), None if level is None else _integer(level, 0)


def _value(item: etree._Element, name: str) -> str | None:
    found = item.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _integer(text: str | None, default: int) -> int:
    """Read a number that a damaged file may have spoiled."""
    try:
        return min(int(text or ""), 1_000_000)
    except ValueError:
        return default
