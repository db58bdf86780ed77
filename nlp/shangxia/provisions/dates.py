"""Calendar dates in every form that Chinese, Vietnamese and English texts print."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from shangxia import numerals

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun",
         "july jul", "august aug", "september sep sept", "october oct", "november nov",
         "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_HAN = "〇零○Ｏ一二三四五六七八九十廿卅"
_MONTH_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_VI_WORDS = "giêng|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|chạp"
_VI_MONTHS = {"giêng": 1, "chạp": 12, "tư": 4}

# One alternation, one pass: the named group that opens an alternative tells the form.
_DATE = re.compile(
    rf"""
    (?P<zy>[12１２][0-9０-９]{{3}}|[{_HAN}]{{4}})\s?年(?:\s?(?P<zm>[0-9０-９]{{1,2}}|[{_HAN}]{{1,3}})\s?月
        (?:\s?(?P<zd>[0-9０-９]{{1,2}}|[{_HAN}]{{1,3}})\s?[日号號])?)?
    |(?<![0-9０-９年])(?P<cm>[0-9０-９]{{1,2}}|[{_HAN}]{{1,3}})\s?月\s?(?P<cd>[0-9０-９]{{1,2}}|[{_HAN}]{{1,3}})\s?[日号號](?P<cy>(?!))?
    |(?:ngày|NGÀY|Ngày)\s+(?P<vd>\d{{1,2}})\s+(?:tháng|THÁNG)\s+(?P<vm>\d{{1,2}}|{_VI_WORDS})
        (?:\s+(?:năm|NĂM)\s+(?P<vy>\d{{4}}))?
    |(?<![\d/-])(?P<dd>\d{{1,2}})(?P<dsep>[/.-])(?P<dm>\d{{1,2}})(?P=dsep)(?P<dy>(?:19|20)\d{{2}})(?![\d/-])
    |(?<![\d/.-])(?P<iy>(?:19|20)\d{{2}})(?P<isep>[/.-])(?P<im>\d{{1,2}})(?P=isep)(?P<id>\d{{1,2}})(?![\d/-])
    |(?<!\w)(?P<em>{_MONTH_WORDS})\.?\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<ey>(?:19|20)\d{{2}}))?
    |(?<!\w)(?P<bd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<bm>{_MONTH_WORDS})\.?(?:,?\s+(?P<by>(?:19|20)\d{{2}}|\d{{2}}(?!\d)))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date at its place; ``iso`` is ``2022-09-08``, ``2022-09``, ``2022`` or ``--09-08``."""

    start: int
    end: int
    iso: str


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Date]:
    """Find the calendar dates of a text.

    Args:
        text: the text, in NFC.
        start: where to begin.
        end: where to stop; None for the end of the text.

    Yields:
        The dates in order; impossible ones (month 13) are left out.
    """
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        iso = _iso(match)
        if iso is not None:
            yield Date(match.start(), match.end(), iso)


def _iso(match: re.Match[str]) -> str | None:
    prefix = next(p for p in "zcvdieb" if _has(match, p))
    year = _number(match[f"{prefix}y"], year=True)
    month = _number(match[f"{prefix}m"])
    day = _number(match[f"{prefix}d"])
    if year is not None and year < 100:
        year += 2000
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= monthrange(year or 2000, month or 1)[1]:
        return None
    if year is None:
        return None if month is None or day is None else f"--{month:02}-{day:02}"
    if month is None:
        return f"{year:04}"
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")


def _has(match: re.Match[str], prefix: str) -> bool:
    """Tell whether this alternative matched: every one sets its month or its year."""
    return match[f"{prefix}m"] is not None or match[f"{prefix}y"] is not None


def _number(printed: str | None, *, year: bool = False) -> int | None:
    if printed is None:
        return None
    lower = printed.lower()
    if lower in _MONTHS:
        return _MONTHS[lower]
    if lower in _VI_MONTHS:
        return _VI_MONTHS[lower]
    value = numerals.arabic(printed)
    if value is None:
        value = numerals.chinese(printed)
    if value is None:
        value = numerals.vietnamese(lower)
    return None if year and value is not None and value < 20 else value
