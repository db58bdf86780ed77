"""A grammar: how one language numbers its provisions, as data.

The engine knows nothing of languages.  A grammar names the labels that open a
line, the node kind that each stands for inside and outside of articles, and
the words by which title, notes, contents, annexes and signatures are known.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from shangxia import numerals

#: Kinds that are headings: a label, then a heading, then provisions below.
HEADINGS = ("part", "subpart", "chapter", "section", "subsection")
#: What may stand before a label without being part of it.
PREFIX = r"[ \t\u3000\u00a0#*>【\ufeff]*"
#: The spaces that scanning and typesetting leave inside a label.
SPACES = r"[ \t\u3000\u00a0]*"

#: Patterns of a grammar that are compiled as they are.
_WORDS = (
    "reference", "bracketed_heading", "annex", "signature", "byline", "title", "subtitle",
    "note", "preamble",
)  # fmt: skip
#: Vietnamese ordinals that are no numbers.
ORDINAL_WORDS = {"nhất": 1}
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_DIGITS = re.compile(r"[0-9０-９]{1,18}(?:\.[0-9]{1,18}){0,9}")
_HAN = re.compile(f"[{numerals.CHINESE_DIGITS}]+")
_ROMAN_TAIL = re.compile(r"([IVXLCl]+)([a-z]?)$")


@dataclass(frozen=True)
class Grammar:
    """One language's grammar, compiled.

    Attributes:
        language: ``zh``, ``vi`` or ``en``.
        marker: matches a label at the start of a line; ``lastgroup`` names it.
        inside: label name to node kind, inside articles.
        outside: label name to node kind, in texts without articles.
        terminal: characters that end a sentence or a list item.
        reference: matches what follows a cited label but not a provision's own.
        bracketed_heading: matches an article's heading given in brackets.
        numbered_paragraphs: whether paragraphs of an article carry numbers.
        running: style to pattern of ordinals that enumerate in running text.
    """

    language: str
    marker: re.Pattern[str]
    inside: dict[str, str]
    outside: dict[str, str]
    terminal: frozenset[str]
    open_quote: frozenset[str]
    close_quote: frozenset[str]
    reference: re.Pattern[str]
    bracketed_heading: re.Pattern[str]
    contents: re.Pattern[str]
    supplement: re.Pattern[str]
    annex: re.Pattern[str]
    signature: re.Pattern[str]
    byline: re.Pattern[str]
    title: re.Pattern[str]
    subtitle: re.Pattern[str]
    note: re.Pattern[str]
    preamble: re.Pattern[str]
    indent: str
    numbered_paragraphs: bool
    running: dict[str, re.Pattern[str]]


@cache
def load_grammar(language: str) -> Grammar:
    """Return the compiled grammar of a language.

    Args:
        language: ``zh``, ``vi`` or ``en``.
    """
    path = files("shangxia.structure").joinpath("grammars", f"{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(_fill(pattern, data["numeral"]))

    labels = "|".join(
        f"(?P<{name}>{_fill(pattern, data['numeral'])})" for name, pattern in data["label"].items()
    )
    words = {name: compiled(data[name]) for name in _WORDS}
    # One run of signs: two of blanks would share them out in every way.
    alone = SPACES.replace("[", r"[*】", 1) + "$"
    return Grammar(
        language=language,
        marker=re.compile(f"{PREFIX}(?:{labels})"),
        inside=data["inside"],
        outside=data["outside"],
        terminal=frozenset(data["terminal"]),
        open_quote=frozenset(data["open_quote"]),
        close_quote=frozenset(data["close_quote"]),
        contents=compiled(data["contents"] + alone),
        supplement=compiled(data["supplement"] + alone),
        indent=data["wrapped_indent"],
        numbered_paragraphs=data["paragraphs"] == "numbered",
        running={
            name: re.compile(pattern, re.MULTILINE) for name, pattern in data["running"].items()
        },
        **words,
    )


def _fill(pattern: str, numeral: str) -> str:
    return pattern.replace("{n}", numeral).replace("{m}", SPACES)


@lru_cache(maxsize=4096)
def canonical(label: str) -> str | None:
    """Return the canonical number of a printed label.

    Args:
        label: as printed, such as 第一百二十条之一, （三）, ①, Điều 5a, đ), Chương IV.

    Returns:
        ``"120-1"``, ``"3"``, ``"1"``, ``"5a"``, ``"đ"``, ``"4"``; None without a number.
    """
    text = label.strip()
    if len(text) == 1 and (value := numerals.enclosed(text)) is not None:
        return str(value)
    han = [numerals.chinese(part) for part in _HAN.findall(re.sub(r"\s", "", text))]
    if han and han[0] is not None:
        return "-".join(str(value) for value in han if value is not None)
    if digits := _DIGITS.search(text):
        tail = re.match(r"[a-zđ](?![a-zà-ỹđ])", text[digits.end() :])
        number = ".".join(str(int(part)) for part in digits[0].split("."))
        head = text[: digits.start()].strip("( （")
        # d1) is a point of its own between d) and đ).
        prefix = head if re.fullmatch("[a-zđ]", head) else ""
        return prefix + number + (tail[0] if tail else "")
    words = _WORD.findall(text)
    if not words:
        value = next((v for v in map(numerals.enclosed, text) if v is not None), None)
        return None if value is None else str(value)
    return _from_word(words[-1])


def _from_word(word: str) -> str | None:
    lower = word.lower()
    if len(word) == 1 and word.islower():
        return word
    for reader in (numerals.vietnamese, numerals.english):
        if (value := reader(lower)) is not None:
            return str(value)
    if lower in ORDINAL_WORDS:
        return str(ORDINAL_WORDS[lower])
    # Scans print a Roman I as l.
    if match := _ROMAN_TAIL.search(word):
        value = numerals.roman(match[1].replace("l", "I"))
        if value is not None:
            return f"{value}{match[2]}"
    return word if len(word) == 1 else None
