"""What a document says about itself: title, number, kind, issuer, dates, status."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shangxia.document import Instrument, Jurisdiction, Language, Node
from shangxia.provisions.dates import find_dates
from shangxia.provisions.symbols import Symbol, find_symbols

#: Articles at the end of a text in which the effect clauses are looked for.
_LAST_ARTICLES = 8
#: How far into a news item its subject is looked for, in code points.
_NEWS_HEAD = 3000
_VIETNAM = re.compile(
    r"Viet\s?[Nn]am|Nghe An|Hanoi|Ha Noi|-NQ/TW|/TW\b|NĐ-CP|(?-i:Politburo and Secretariat)"
)
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"[#*]+")


@dataclass(frozen=True)
class _Words:
    """One language's words for the facts of an instrument, compiled."""

    country: str | None
    kinds: tuple[tuple[str, str], ...]
    kind_place: str
    patterns: dict[str, re.Pattern[str]]
    issuer_codes: dict[str, str]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]


@cache
def _words(language: str) -> _Words:
    path = files("shangxia.provisions").joinpath("instruments", f"{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    plain = {"country", "kinds", "kind_place", "issuer_codes"}
    flags = re.IGNORECASE if language == "en" else 0
    patterns = {
        name: re.compile(pattern, 0 if name.startswith("issuer") else flags)
        for name, pattern in data.items()
        if name not in plain
    }
    kinds = tuple((word, kind) for word, kind in data["kinds"])
    return _Words(
        data["country"] or None, kinds, data["kind_place"], patterns, data["issuer_codes"]
    )


def describe(text: str, nodes: Sequence[Node], language: Language) -> Instrument:
    """Read what a document says about itself.

    Args:
        text: the text of the document.
        nodes: its tree.
        language: ``zh``, ``vi`` or ``en``.

    Returns:
        The instrument; what the text does not say is None.  For news, number,
        issuer and date are those of the instrument that it reports on.
    """
    words = _words(language)
    parts = _parts(text, nodes)
    title = _title(nodes, language)
    normative = any(node.kind == "article" for node in nodes)
    kind = _kind(title, words) if title else None
    if not normative and (kind is None or language == "en" or not _looks_official(nodes, parts)):
        return _news(text, title, words, language)
    symbols = list(find_symbols(parts.front))
    number = symbols[0].canonical if symbols else None
    if kind is None and symbols:
        kind = symbols[0].kind
    dates = _dated(parts, words)
    effective = _effective(parts.back, words, dates)
    return Instrument(
        title=title,
        number=number,
        kind=kind or "other",
        issuer=_issuer(parts, symbols, words),
        jurisdiction=Jurisdiction(_country(text, words)),
        adopted=dates.get("adopted"),
        promulgated=dates.get("promulgated"),
        effective=effective or dates.get("effective"),
        replaces=_replaced(parts.back, words),
        revisions=tuple(dates.get("revised", "").split()),
        status=_status(title, words),
    )


@dataclass(frozen=True)
class _Parts:
    """The stretches of a text where an instrument speaks of itself, in NFC."""

    front: str
    back: str
    closing: str


def _parts(text: str, nodes: Sequence[Node]) -> _Parts:
    articles = [node for node in nodes if node.kind == "article"]
    first = next(
        (n.start for n in nodes if n.kind in ("article", "part", "chapter", "section")), None
    )
    front = text[: min(len(text), 6000) if first is None else min(first, 12000)]
    back = "\n".join(text[node.start : node.end] for node in articles[-_LAST_ARTICLES:])
    closing = "\n".join(text[node.start : node.end] for node in nodes if node.kind == "signature")
    clean = [_MARKUP.sub("", unicodedata.normalize("NFC", part)) for part in (front, back, closing)]
    return _Parts(*clean)


def _title(nodes: Sequence[Node], language: str) -> str | None:
    heading = next((n.heading for n in nodes if n.kind == "title" and n.heading), None)
    if heading is None:
        return None
    space = "" if language == "zh" else " "
    title = _MARKUP.sub("", unicodedata.normalize("NFC", heading))
    return _SPACE.sub(space, title.strip()) or None


def _kind(title: str, words: _Words) -> str | None:
    """Return the kind that the title's kind word names."""
    lower = title.lower()
    if words.kind_place == "last":
        bare = re.sub(r"(?:[（(][^（）()]*[）)]|\d{4})+$", "", lower)
        return next((kind for word, kind in words.kinds if bare.endswith(word)), None)
    if words.kind_place == "first":
        return next((kind for word, kind in words.kinds if lower.startswith(word)), None)
    found = [
        (match.start(), kind)
        for word, kind in words.kinds
        if (match := re.search(rf"\b{word}\b", lower))
    ]
    return min(found)[1] if found else None


def _looks_official(nodes: Sequence[Node], parts: _Parts) -> bool:
    """Tell an official letter from news: it is numbered, signed or in sections."""
    return bool(
        parts.closing
        or any(node.kind == "section" for node in nodes)
        or next(find_symbols(parts.front[:400]), None)
    )


def _dated(parts: _Parts, words: _Words) -> dict[str, str]:
    """Return the dates of the notes by what happened on each."""
    found: dict[str, str] = {}
    revised: list[str] = []
    for part in (parts.front, parts.closing):
        for date, before, after in _in_context(part):
            if not (found or part is parts.front or words["adopted"].search(before)):
                found.setdefault("promulgated", date)
            acts = [
                (match.start(), name)
                for name in ("adopted", "promulgated", "effective", "revised")
                if (match := words[name].search(after))
            ]
            lead = [n for n in ("adopted", "promulgated") if words[n].search(before[-40:])]
            name = min(acts)[1] if acts else (lead[0] if lead else None)
            if name == "revised":
                revised.append(date)
            elif name:
                found.setdefault(name, date)
            elif part is parts.front and len(date) == 10:
                found.setdefault("promulgated", date)
    if revised:
        found["revised"] = " ".join(revised)
    return found


def _in_context(part: str) -> list[tuple[str, str, str]]:
    """Return each date with the words before it and those up to the next date, on its line."""
    dates = list(find_dates(part))
    result = []
    for index, date in enumerate(dates):
        stop = dates[index + 1].start if index + 1 < len(dates) else len(part)
        line = part.find("\n", date.end)
        stop = min(stop, line if line >= 0 else len(part))
        begin = max(part.rfind("\n", 0, date.start) + 1, dates[index - 1].end if index else 0)
        result.append((date.iso, part[begin : date.start], part[date.end : stop]))
    return result


def _effective(back: str, words: _Words, dates: dict[str, str]) -> str | None:
    for match in words["effect"].finditer(back):
        date = next(find_dates(match["date"]), None)
        if date is not None:
            return date.iso
        if words["signed"].search(match["date"]):
            return dates.get("promulgated") or dates.get("adopted")
    return None


def _replaced(back: str, words: _Words) -> tuple[str, ...]:
    """Return the instruments named in the clauses that repeal or replace."""
    names: list[str] = []
    for match in words["replaced"].finditer(back):
        begin = max(back.rfind(mark, 0, match.start()) for mark in "。.\n;；") + 1
        stops = [at for mark in "。.\n;；" if (at := back.find(mark, match.end())) >= 0]
        sentence = back[begin : min(stops, default=len(back))]
        names += [_SPACE.sub(" ", m[0]).strip() for m in words["replaced_name"].finditer(sentence)]
    return tuple(dict.fromkeys(names))


def _issuer(parts: _Parts, symbols: Sequence[Symbol], words: _Words) -> str | None:
    """Return the body that issued, as printed: in the act, the letterhead or the number."""
    acted = re.search(
        f"(?P<who>{words['issuer'].pattern})[^。\\n]{{0,4}}?{words['issuer_act'].pattern}",
        parts.front,
    )
    if acted:
        return acted["who"].strip()
    found = words["issuer"].search(parts.front) or words["issuer"].search(parts.closing)
    if found:
        return _SPACE.sub(" ", found[0]).strip()
    return words.issuer_codes.get(symbols[0].issuer) if symbols else None


def _country(text: str, words: _Words) -> str | None:
    if words.country:
        return words.country
    return "VN" if _VIETNAM.search(text[: 4 * _NEWS_HEAD]) else "CN"


def _status(title: str | None, words: _Words) -> str | None:
    if title is None:
        return None
    for status in ("trial", "draft"):
        if words[status].search(title):
            return status
    return None


def _news(text: str, title: str | None, words: _Words, language: str) -> Instrument:
    """Describe a news item by the instrument that it reports on."""
    head = unicodedata.normalize("NFC", text[:_NEWS_HEAD])
    symbol = next(find_symbols(head), None)
    pattern = f"(?P<who>{words['issuer'].pattern})\\s{{0,2}}{words['issuer_act'].pattern}"
    acted = None
    promulgated = None
    for match in re.finditer(pattern, head):
        acted = acted or match
        around = head[max(0, match.start() - 60) : match.end() + 40]
        if date := next(find_dates(around), None):
            acted, promulgated = match, date.iso
            break
    if promulgated is None and symbol:
        date = next(find_dates(head, symbol.end, min(len(head), symbol.end + 60)), None)
        promulgated = date.iso if date else None
    issuer = acted["who"].strip() if acted else None
    if issuer is None and symbol:
        issuer = words.issuer_codes.get(symbol.issuer)
    return Instrument(
        title=title,
        number=symbol.canonical if symbol else None,
        kind="news" if title else "other",
        issuer=re.sub(r"^[Tt]he ", "", issuer) if issuer and language == "en" else issuer,
        jurisdiction=Jurisdiction(_country(text, words)),
        promulgated=promulgated,
    )
