"""One language's knowledge about provisions, read from its TOML file and compiled.

The files beside this module hold patterns and word lists; the engine that runs
them knows no language.  ``{name}`` in a pattern stands for the fragment of that
name.  A Vietnamese grammar has a second form without marks, for texts typed so.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import ahocorasick_rs

from shangxia import numerals
from shangxia.document import Language

_FRAGMENT = re.compile(r"\{([a-z_]+)\}")

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: ``kind`` is ``time`` or ``amount``; a value is multiplied."""

    kind: str
    name: str
    factor: float
    unless: Pattern | None
    after: Pattern | None
    marked: bool


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a duration that decide its bound."""

    bound: str
    own: Pattern | None
    before: Pattern | None
    after: Pattern | None


@dataclass(frozen=True, slots=True)
class QuantityGrammar:
    """How quantities are written.

    ``ordinal`` are the letters before a number that counts nothing, ``closers``
    the last words of ``before``, which are quicker to look for.
    """

    start: Pattern
    core: Pattern
    units: dict[str, Unit]
    ordinal: str
    before: Pattern
    closers: tuple[str, ...]
    after: Pattern
    far: Pattern
    opener: Pattern
    link: Pattern
    negation: Pattern
    forbidden: Pattern
    contexts: tuple[Context, ...]
    decimal: str
    one: str
    halves: frozenset[str]
    hundred: frozenset[str]
    parts: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class NormRule:
    """A norm and the words that show it, in the text named by ``where``.

    ``name`` is a hash of what is written in the grammar: a rule that was changed has another.
    """

    name: str
    norm: str
    where: str
    pattern: Pattern | None
    unless: Pattern | None


@dataclass(frozen=True, slots=True, eq=False)
class NormRules:
    """Rules in order, and the cues without which most of them need not be tried.

    Attributes:
        rules: the first that fits decides.
        cues: finds the words of which a rule needs one.
        cued: for each field of a provision, the rules that a cue in it calls up, as bits.
        always: the rules that need no cue, as bits.
    """

    rules: tuple[NormRule, ...]
    cues: ahocorasick_rs.AhoCorasick
    cued: dict[str, list[int]]
    always: int


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """One language's knowledge about provisions.

    Attributes:
        language: ``zh``, ``vi`` or ``en``.
        folding: pairs of strings whose characters correspond, old and new.
        respelling: matches two letters whose tone mark is written in the old way.
        numeral: reads a numeral written in words.
        quantity: how quantities are written.
        citation: the patterns that references are made of, by name.
        titles: finds the titles of laws that are cited without brackets.
        sanctions: finds sanctions named in the list.
        sanction: the patterns that go with that list, by name.
        norms: how norms are told apart.
        clause: patterns for modals, bearers and conditions, by name.
        terms: patterns that define a term, in a group named ``term``.
    """

    language: Language
    folding: tuple[tuple[str, str], ...]
    respelling: Pattern | None
    numeral: Callable[[str], int | None]
    quantity: QuantityGrammar
    citation: dict[str, Pattern]
    titles: ahocorasick_rs.AhoCorasick
    sanctions: ahocorasick_rs.AhoCorasick
    sanction: dict[str, Pattern]
    norms: NormRules
    clause: dict[str, Pattern]
    terms: tuple[Pattern, ...]


@cache
def grammar_of(language: Language, *, plain: bool = False) -> Grammar:
    """Return the compiled grammar of a language.

    Args:
        language: ``zh``, ``vi`` or ``en``.
        plain: the form for texts typed without diacritical marks.
    """
    path = files("shangxia.provisions").joinpath("grammars", f"{language}.toml")
    text = path.read_text(encoding="utf-8")
    data = tomllib.loads(without_marks(text) if plain else text)
    compiler = _Compiler(data["fragment"])
    spelling = data.get("respelling")
    words = _numerals()[language]
    # Numerals are read by their full forms, which a text without marks leaves to be guessed.
    marked = tomllib.loads(text)["fragment"]["number_words"]
    return Grammar(
        language=language,
        folding=tuple((old, new) for old, new in data.get("folding", [])),
        respelling=compiler(spelling) if spelling else None,
        numeral=_plain_numeral(words, marked) if plain else words,
        quantity=_quantity(data["quantity"], compiler),
        citation=compiler.table(data["citation"]),
        titles=_automaton(data["titles"]["words"]),
        sanctions=_automaton(
            _sure(data["sanction"].pop("words")) if plain else data["sanction"].pop("words")
        ),
        sanction=compiler.table(data["sanction"]),
        norms=_norms(data["norm"], compiler),
        clause=compiler.table(data["clause"]),
        terms=tuple(compiler(pattern) for pattern in data["terms"]["patterns"]),
    )


def without_marks(text: str) -> str:
    """Return a composed text without diacritical marks, of the same length."""
    stripped = (unicodedata.normalize("NFD", letter)[0] for letter in text)
    return "".join(stripped).replace("đ", "d").replace("Đ", "D")


class _Compiler:
    """Compile patterns after putting the fragments in."""

    def __init__(self, fragments: dict[str, str]) -> None:
        self.fragments = fragments

    def __call__(self, pattern: str) -> Pattern:
        return re.compile(self.expand(pattern))

    def expand(self, pattern: str) -> str:
        return _FRAGMENT.sub(lambda match: f"(?:{self.expand(self.fragments[match[1]])})", pattern)

    def optional(self, table: dict[str, Any], name: str) -> Pattern | None:
        return self(table[name]) if name in table else None

    def table(self, table: dict[str, str]) -> dict[str, Pattern]:
        return {name: self(pattern) for name, pattern in table.items()}


def _automaton(words: str) -> ahocorasick_rs.AhoCorasick:
    """Build a finder of the longest of the words, one per line."""
    lines = [line.strip() for line in words.splitlines()]
    return ahocorasick_rs.AhoCorasick(
        sorted({line for line in lines if line}),
        matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
    )


def _quantity(data: dict[str, Any], compiler: _Compiler) -> QuantityGrammar:
    units: dict[str, Unit] = {}
    for entry in data["unit"]:
        unit = Unit(
            entry["kind"],
            entry["name"],
            entry.get("factor", 1.0),
            compiler.optional(entry, "unless"),
            compiler.optional(entry, "after"),
            entry.get("marked", False),
        )
        units |= dict.fromkeys(entry["forms"], unit)
    _name_units(compiler, units)
    marks = {
        side: "|".join(
            f"(?P<{op}>{compiler.expand(pattern)})" for op, pattern in data[side].items()
        )
        for side in ("before", "after", "far")
    }
    return QuantityGrammar(
        start=compiler(data["start"]),
        core=compiler(data["core"]),
        units=units,
        before=re.compile(f"(?:{marks['before']})$"),
        ordinal=data["ordinal"],
        closers=tuple(data["closers"]),
        after=re.compile(marks["after"]),
        far=re.compile(f"(?:{marks['far']})"),
        opener=re.compile(f"(?:{compiler.expand(data['opener'])})$"),
        link=compiler(data["link"]),
        negation=compiler(data["negation"]),
        forbidden=compiler(data["forbidden"]),
        contexts=tuple(_context(entry, compiler) for entry in data["context"]),
        decimal=data["decimal"],
        one=data["one"],
        halves=frozenset(data["halves"]),
        hundred=frozenset(data["hundred"]),
        parts=data.get("parts", {}),
    )


def _name_units(compiler: _Compiler, units: Iterable[str]) -> None:
    """Let patterns stand for any unit, and for the letter that any begins with."""
    forms = sorted(units, key=lambda form: (-len(form), form))
    compiler.fragments["unit"] = "|".join(map(re.escape, forms))
    first = "".join(sorted({form[0] for form in forms}))
    compiler.fragments["unit_first"] = f"[{re.escape(first)}]"


def _context(entry: dict[str, Any], compiler: _Compiler) -> Context:
    own, before, after = (compiler.optional(entry, side) for side in ("own", "before", "after"))
    return Context(entry["bound"], own, before, after)


def _norms(entries: list[dict[str, Any]], compiler: _Compiler) -> NormRules:
    rules, always = [], 0
    words = sorted({word for entry in entries for word in entry.get("has", ())})
    rank = {word: index for index, word in enumerate(words)}
    cued = {field: [0] * len(words) for field in ("own", "chapeau", "heading")}
    wider = {"whole": ("own", "chapeau"), "under": ("own", "chapeau", "heading")}
    for number, entry in enumerate(entries):
        where, bit = entry["in"], 1 << number
        name = f"{crc32(repr(sorted(entry.items())).encode()):08x}"
        rules.append(NormRule(name, entry["is"], where, *_patterns(entry, compiler)))
        always |= 0 if "has" in entry else bit
        for field in wider.get(where, (where,)):
            for word in entry.get("has", ()):
                cued[field][rank[word]] |= bit
    return NormRules(tuple(rules), ahocorasick_rs.AhoCorasick(words), cued, always)


def _patterns(entry: dict[str, Any], compiler: _Compiler) -> tuple[Pattern | None, Pattern | None]:
    return compiler.optional(entry, "pattern"), compiler.optional(entry, "unless")


def _numerals() -> dict[str, Callable[[str], int | None]]:
    return {"zh": numerals.chinese, "vi": numerals.vietnamese, "en": numerals.english}


def _sure(words: str) -> str:
    """Keep the names of more than one syllable: without marks tù, prison, is tu, from."""
    return "\n".join(word for word in words.splitlines() if " " in word.strip())


def _plain_numeral(read: Callable[[str], int | None], words: str) -> Callable[[str], int | None]:
    """Read numerals typed without marks by their full forms."""
    full = {without_marks(word): word for word in words.split("|")}
    return lambda text: read(" ".join(full.get(word, word) for word in text.split()))
