"""A codebook file, read node by node so that every complaint has a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from shangxia.coding.folding import HAN, fold, fold_pattern, has_marks
from shangxia.coding.links import link
from shangxia.coding.patterns import PatternError, compile_pattern
from shangxia.coding.values import (
    FITS,
    KINDS,
    LANGUAGES,
    MARKS,
    STATUSES,
    WEIGHT,
    Code,
    Codebook,
    Correspondence,
    Cue,
)
from shangxia.coding.yamlnodes import NodeReader, Problem, refuse_shape

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOK_KEYS = ("id", "title", "kind", "source", "version", "anti-cues", "codes")
_CODE_KEYS = (
    "id", "names", "definitions", "inclusion", "exclusion", "cues", "anti-cues", "context",
    "examples", "counter-examples", "broader", "narrower", "correspondences", "status", "mark",
    "source", "position",
)  # fmt: skip

#: Gives the code ids of another codebook, or None where there is no such codebook.
Known = Callable[[str], "frozenset[str] | None"]


def read_codebook(text: str, *, known: Known | None) -> tuple[Codebook | None, tuple[Problem, ...]]:
    """Read the text of a codebook file.

    Args:
        text: the YAML text.
        known: looks up the codes of other codebooks; None skips that check.

    Returns:
        The codebook, or None where nothing can be made of the file; and the
        problems in line order.
    """
    try:
        refused = refuse_shape(text, loader=_Loader)
        if refused:
            return None, (refused,)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = error.problem or error.context or "a mistake"
        return None, (Problem(line, f"is not valid YAML ({what}): check indents and quotes"),)
    except yaml.YAMLError as error:
        what = " ".join(str(error).split())
        return None, (Problem(1, f"is not valid YAML ({what}): save it as plain UTF-8 text"),)
    if root is None:
        return None, (Problem(1, "the file is empty: give an id and codes"),)
    reader = _Reader()
    book = reader.book(root)
    if book is not None and known is not None:
        reader.check_counterparts(book, known)
    return book, tuple(sorted(reader.problems))


class _Reader(NodeReader):
    """Turns the nodes of a codebook into its values."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, int] = {}
        self._pointers: list[tuple[Any, Correspondence]] = []

    def book(self, root: Any) -> Codebook | None:
        fields = self.mapping(root, "a codebook", _BOOK_KEYS)
        if "id" not in fields:
            self.fail(root, "the codebook has no id: begin with a line such as 'id: my-codes'")
        if "codes" not in fields:
            self.fail(root, "the codebook has no codes: add a list under 'codes:'")
            return None
        codes = [code for node in self.items(fields["codes"], "codes") if (code := self.code(node))]
        if not codes and not self.problems:
            self.fail(fields["codes"], "the list of codes is empty: add at least one code")
        return Codebook(
            id=self.identifier(fields.get("id"), "the codebook"),
            title=self.texts(fields.get("title"), "title"),
            codes=self.linked(codes),
            kind=self.choice(fields.get("kind"), "kind", KINDS) or "conduct",
            source=self.string(fields.get("source"), "source") or "",
            version=self.number_or_text(fields.get("version"), "version") or "1",
            anti_cues=self.cues(fields.get("anti-cues"), "anti-cues"),
        )

    def code(self, node: Any) -> Code | None:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, "a code must be a mapping: write '- id: …' with its fields below")
            return None
        fields = self.mapping(node, "a code", _CODE_KEYS)
        code_id = self.identifier(fields.get("id"), "a code", node)
        if not code_id:
            return None
        if code_id in self._lines:
            first = self._lines[code_id]
            self.fail(fields["id"], f"code {code_id!r} was there in line {first}: rename one")
            return None
        self._lines[code_id] = node.start_mark.line + 1
        names = self.texts(fields.get("names"), "names")
        if not names:
            self.fail(
                node,
                f"code {code_id!r} has no name in any language: add a line such as "
                "'names: {en: …}'",
            )
        return Code(
            id=code_id,
            names=names,
            definitions=self.texts(fields.get("definitions"), "definitions"),
            inclusion=self.texts(fields.get("inclusion"), "inclusion"),
            exclusion=self.texts(fields.get("exclusion"), "exclusion"),
            cues=self.cues(fields.get("cues"), "cues"),
            anti_cues=self.cues(fields.get("anti-cues"), "anti-cues"),
            context=self.lists(fields.get("context"), "context"),
            examples=self.lists(fields.get("examples"), "examples"),
            counter_examples=self.lists(fields.get("counter-examples"), "counter-examples"),
            broader=self.strings(fields.get("broader"), "broader"),
            narrower=self.strings(fields.get("narrower"), "narrower"),
            correspondences=self.correspondences(fields.get("correspondences")),
            status=self.choice(fields.get("status"), "status", STATUSES),
            mark=self.choice(fields.get("mark"), "mark", MARKS),
            source=self.string(fields.get("source"), "source"),
            position=self.position(fields.get("position")),
        )

    def position(self, node: Any) -> int | None:
        value = self.number_or_text(node, "position")
        if value is not None and not (value.isascii() and value.isdigit()):
            self.fail(node, f"position {value!r} is no whole number: write 1, 2 …")
            return None
        return int(value) if value else None

    def linked(self, codes: list[Code]) -> tuple[Code, ...]:
        links, wrong = link(codes)
        self.problems += [Problem(self._lines[code], message) for code, message in wrong]
        return links

    def check_counterparts(self, book: Codebook, known: Known) -> None:
        for node, pointer in self._pointers:
            name = pointer.codebook or book.id
            codes = frozenset(book.ids) if name == book.id else known(name)
            if codes is None:
                self.fail(node, f"there is no codebook {name!r}: write 'codebook/code'")
            elif pointer.code is not None and pointer.code not in codes:
                self.fail(node, f"codebook {name!r} has no code {pointer.code!r}: correct the id")

    def correspondences(self, node: Any) -> tuple[Correspondence, ...]:
        found = []
        for item in self.items(node, "correspondences"):
            fields = self.mapping(item, "a correspondence", ("to", "fit", "note"))
            target = self.string(fields.get("to"), "to")
            fit = self.choice(fields.get("fit"), "fit", FITS)
            if fit is None and "fit" not in fields:
                self.fail(item, f"a correspondence has no fit: add one of {', '.join(FITS)}")
            if target is None and fit != "none":
                self.fail(item, "a correspondence has no target: add 'to: code' or 'fit: none'")
            book, _, code = (target or "").rpartition("/")
            note = self.string(fields.get("note"), "note") or ""
            found.append(Correspondence(book, code or None, fit or "none", note))
            self._pointers.append((item, found[-1]))
        return tuple(found)

    def cues(self, node: Any, field: str) -> tuple[Cue, ...]:
        return tuple(
            cue
            for language, item in self.by_language(node, field)
            if (cue := self.cue(item, field, language)) is not None
        )

    def cue(self, node: Any, field: str, language: str | None) -> Cue | None:
        weight = WEIGHT
        is_pattern = False
        text_node = node
        if isinstance(node, yaml.MappingNode):
            fields = self.mapping(node, "a cue", ("phrase", "pattern", "weight"))
            if ("phrase" in fields) == ("pattern" in fields):
                self.fail(node, "a cue needs either 'phrase' or 'pattern': give one of them")
                return None
            is_pattern = "pattern" in fields
            text_node = fields["pattern" if is_pattern else "phrase"]
            weight = self.weight(fields.get("weight"))
        text = self.string(text_node, field)
        if text is None:
            return None
        language = language or _guess(text)
        if is_pattern:
            return self.pattern(text_node, text, language, weight)
        if len(text.rstrip("*").strip()) < (2 if language != "en" else 3):
            self.fail(text_node, f"the phrase {text!r} is too short to mean anything: lengthen it")
        return Cue(text, language, weight=weight)

    def pattern(self, node: Any, text: str, language: str, weight: float) -> Cue | None:
        try:
            compile_pattern(fold_pattern(text))
            if language == "vi":
                compile_pattern(fold_pattern(text, bare=True))
        except PatternError as error:
            self.fail(node, f"the pattern {text!r} {error}")
            return None
        return Cue(text, language, is_pattern=True, weight=weight)

    def weight(self, node: Any) -> float:
        text = self.number_or_text(node, "weight")
        try:
            weight = float(text) if text is not None else WEIGHT
        except ValueError:
            weight = 0.0
        if not 0 < weight <= 1:
            self.fail(node, f"the weight {text!r} is not in (0, 1]: write a number such as 0.5")
        return weight

    def texts(self, node: Any, field: str) -> dict[str, str]:
        if isinstance(node, yaml.ScalarNode):
            text = self.string(node, field)
            return {_guess(text): text} if text else {}
        result = {}
        for language, item in self.languages(node, field):
            text = self.string(item, field)
            if text:
                result[language] = text
        return result

    def lists(self, node: Any, field: str) -> dict[str, tuple[str, ...]]:
        result: dict[str, tuple[str, ...]] = {}
        for language, item in self.by_language(node, field):
            text = self.string(item, field)
            if text:
                language = language or _guess(text)
                result[language] = (*result.get(language, ()), text)
        return result

    def by_language(self, node: Any, field: str) -> list[tuple[str | None, Any]]:
        """Return (language, item) of a list per language; of a bare list the language is open."""
        if node is None:
            return []
        if isinstance(node, yaml.MappingNode) and not _is_cue(node):
            return [
                (language, item)
                for language, part in self.languages(node, field)
                for item in self.items(part, field)
            ]
        return [(None, item) for item in self.items(node, field)]

    def languages(self, node: Any, field: str) -> list[tuple[str, Any]]:
        if node is None:
            return []
        return list(self.mapping(node, field, LANGUAGES).items())


def _is_cue(node: Any) -> bool:
    keys = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
    return bool(keys & {"phrase", "pattern"})


def _guess(text: str) -> str:
    """Return the language a text without one is in, by its letters."""
    if HAN.search(text):
        return "zh"
    return "vi" if has_marks(fold(text).text) else "en"
