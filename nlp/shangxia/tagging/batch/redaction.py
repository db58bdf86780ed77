"""Masking the personal data of those who report, with the offsets kept right.

What is masked: telephones, identity numbers, e-mail, accounts, bank cards, number
plates, the house in an address, and the reporter's own name where they introduce
themselves or sign.  The name of an official who is complained about is what the
report is about, and stays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shangxia.reading import detect_language
from shangxia.spans import Edit, OffsetMap, apply

_JOINED = re.compile(r"(?<=\d)[ .-]{1,2}(?=\d)")
_RUN = re.compile(r"\d+")
#: A name is looked for again in the whole text from this many characters on.
_LEAST_NAME = 2
#: Names that are looked for again: more people do not sign one report.
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data.

    Attributes:
        text: the text, with markers such as ［电话］ where something was masked.
        map: offsets of the text as it was ↔ offsets of this one.
        kinds: kinds of what was masked, in order.
    """

    text: str
    map: OffsetMap
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    regex: re.Pattern[str]
    any: tuple[str, ...]
    digits: int
    check: Callable[[str], bool] | None


def redact(text: str, *, language: str | None = None) -> Redacted:
    """Mask personal data in a report.

    Args:
        text: any text.
        language: language of the markers; recognised where it is None.

    Returns:
        The redacted text with the map of its offsets.

    Examples:
        >>> redact("本人张某某，电话13000000000，路灯坏了。").text
        '本人［姓名］，电话［电话］，路灯坏了。'
    """
    found = list(find_personal(text))
    if not found:
        return Redacted(text, OffsetMap.identity(len(text)))
    language = language or detect_language(text)
    edits = [Edit(start, end, marker(kind, language)) for start, end, kind in found]
    masked, offsets = apply(text, edits)
    return Redacted(masked, offsets, tuple(kind for _, _, kind in found))


def marker(kind: str, language: str) -> str:
    """Return the marker of a kind of personal data, in a language that we have."""
    printed: dict[str, str] = _data()["markers"][kind]
    return printed.get(language, printed["en"])


def find_personal(text: str) -> Iterator[tuple[int, int, str]]:
    """Find personal data.

    Args:
        text: any text.

    Yields:
        Start, end and kind, in order, not overlapping.
    """
    hits = _hits(text)
    if not hits:
        return
    rank = {kind: at for at, kind in enumerate(_data()["markers"])}
    taken: list[tuple[int, int, str]] = []
    # One byte for each character, so that time stays linear in text and hits.
    used = bytearray(len(text))
    # The kind that comes first in the data wins where two meet, then the longer.
    for hit in sorted(hits, key=lambda hit: (rank[hit[2]], hit[0] - hit[1], hit[0])):
        start, end, _ = hit
        if used.find(1, start, end) < 0:
            used[start:end] = b"\1" * (end - start)
            taken.append(hit)
    yield from sorted(taken)


def _hits(text: str) -> set[tuple[int, int, str]]:
    lower = text.lower()
    longest = max(map(len, _RUN.findall(_JOINED.sub("", text))), default=0)
    hits: set[tuple[int, int, str]] = set()
    for pattern in _patterns():
        if pattern.digits > longest:
            continue
        if pattern.any and not any(sign in lower for sign in pattern.any):
            continue
        for match in pattern.regex.finditer(text):
            for group in _groups(pattern.regex):
                start, end = match.span(group)
                if start < end and (pattern.check is None or pattern.check(text[start:end])):
                    hits.add((start, end, pattern.kind))
    hits |= _repeated(text, hits)
    return hits


def _repeated(text: str, hits: set[tuple[int, int, str]]) -> set[tuple[int, int, str]]:
    """Find a reporter's name wherever else it stands: it is the same person's."""
    names = dict.fromkeys(text[start:end] for start, end, kind in sorted(hits) if kind == "name")
    again = set()
    for name in list(names)[:_MOST_NAMES]:
        if len(name) >= _LEAST_NAME:
            for match in re.finditer(re.escape(name), text):
                again.add((*match.span(), "name"))
    return again


@cache
def _groups(regex: re.Pattern[str]) -> tuple[str | int, ...]:
    return tuple(regex.groupindex) or (0,)


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "personal.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[_Pattern, ...]:
    parts = _parts(_data()["names"])
    patterns = []
    for item in _data()["pattern"]:
        source: str = item["regex"]
        for name, part in parts.items():
            source = source.replace("{" + name + "}", part)
        patterns.append(
            _Pattern(
                item["kind"],
                re.compile(source),
                tuple(item.get("any", ())),
                item.get("digits", 0),
                _luhn if item.get("check") == "luhn" else None,
            )
        )
    return tuple(patterns)


def _parts(names: dict[str, str]) -> dict[str, str]:
    compound = "|".join(names["zh_compound"].split())
    vi = "|".join(sorted(names["vi"].split(), key=len, reverse=True))
    han = r"[\u4e00-\u9fff]"
    word = r"\s{1,2}[A-ZĐÀ-Ỵ][\w]{0,8}"
    any_case = r"\s{1,2}(?!(?i:l[aà]|ở|o|hi[eệ]n|sinh|tr[uú]|ng[uụ])\b)\w{1,8}"
    return {
        "zh_name": rf"(?:(?:{compound}){han}{{1,2}}|[{names['zh']}]{han}{{1,2}}?)",
        "zh_edge": names["zh_edge"],
        "zh_number": names["zh_number"],
        "vi_name": rf"(?:{vi})(?:{word}){{1,4}}",
        "vi_any": rf"(?i:(?:{vi}))(?:{any_case}){{1,3}}|[A-ZĐÀ-Ỵ]\w{{0,8}}(?:{word}){{0,4}}",
        "en_name": r"[A-Z][a-z]{1,15}(?:[ -][A-Z][a-z]{0,15}){0,3}",
    }


def _luhn(number: str) -> bool:
    """Tell whether a card number has the right check digit (ISO/IEC 7812)."""
    digits = [int(sign) for sign in number if sign.isdecimal()]
    total = 0
    for at, digit in enumerate(reversed(digits)):
        doubled = digit * 2
        total += digit if at % 2 == 0 else doubled - 9 * (doubled > 9)
    return total % 10 == 0 and len(set(digits)) > 2
