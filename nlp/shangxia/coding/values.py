"""What a codebook is made of: plain, frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

#: Text per language (``zh``, ``vi``, ``en``); a language that is missing has no entry.
Texts = Mapping[str, str]
#: Several texts per language.
TextLists = Mapping[str, tuple[str, ...]]

LANGUAGES = ("zh", "vi", "en")
FITS = ("close", "partial", "weak", "none")
STATUSES = ("quoted", "proposed")
MARKS = ("A", "B", "C", "P")
#: ``conduct``: codes allege something, so a negation turns them round.
#: ``topic``: codes name a subject, which a negated sentence is about as well.
#: ``norm``: codes are the norm types of provisions.
KINDS = ("conduct", "topic", "norm")

#: Weight of a cue that does not say otherwise.
WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for a code (or, as an anti-cue, against it).

    Attributes:
        text: a phrase (a final ``*`` lets the last word go on) or a regular expression.
        language: ``zh``, ``vi`` or ``en``.
        is_pattern: whether ``text`` is a regular expression.
        weight: how strongly it speaks, in (0, 1].
    """

    text: str
    language: str
    is_pattern: bool = False
    weight: float = WEIGHT


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a code corresponds to in this or another codebook.

    Attributes:
        codebook: id of the other codebook.
        code: id of the code there; None where there is no counterpart.
        fit: ``close``, ``partial``, ``weak`` or ``none``.
        note: what differs.
    """

    codebook: str
    code: str | None
    fit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One category of a codebook.

    Attributes:
        id: unique in the codebook.
        names: name per language.
        definitions: definition per language.
        inclusion: what counts as well, per language.
        exclusion: what does not count, traps included, per language.
        cues: phrases and patterns of all languages.
        anti_cues: words in whose clause a cue is only a mention.
        context: words one of which the text must hold somewhere, per language.
        examples: texts that carry the code, per language.
        counter_examples: texts that look alike and do not.
        broader: ids of wider codes of this codebook.
        narrower: ids of narrower codes of this codebook.
        correspondences: counterparts.
        status: ``quoted`` or ``proposed``.
        mark: how sure the source is: A read, B secondary, C recall, P proposed.
        source: where the code comes from; codes with one source and positions are one list.
        position: 1-based place in that list.
    """

    id: str
    names: Texts
    definitions: Texts = field(default_factory=dict)
    inclusion: Texts = field(default_factory=dict)
    exclusion: Texts = field(default_factory=dict)
    cues: tuple[Cue, ...] = ()
    anti_cues: tuple[Cue, ...] = ()
    context: TextLists = field(default_factory=dict)
    examples: TextLists = field(default_factory=dict)
    counter_examples: TextLists = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()
    status: str | None = None
    mark: str | None = None
    source: str | None = None
    position: int | None = None

    def name(self, language: str) -> str:
        """Return the name in a language, or in the first language that has one."""
        return self.names.get(language) or next(iter(self.names.values()))

    def definition(self, language: str) -> str:
        """Return the definition in a language, or in the first that has one, or ``""``."""
        return self.definitions.get(language) or next(iter(self.definitions.values()), "")


@dataclass(frozen=True, slots=True)
class Codebook:
    """A set of codes with cues: what the coder applies.

    Attributes:
        id: name of the codebook.
        title: title per language.
        codes: the codes, in the order of the file.
        kind: ``conduct``, ``topic`` or ``norm`` (see ``KINDS``).
        source: where the codes come from.
        version: version of the file.
        anti_cues: anti-cues of all codes.
    """

    id: str
    title: Texts
    codes: tuple[Code, ...]
    kind: str = "conduct"
    source: str = ""
    version: str = "1"
    anti_cues: tuple[Cue, ...] = ()

    def __iter__(self) -> Iterator[Code]:
        """Iterate over the codes in order."""
        return iter(self.codes)

    def __len__(self) -> int:
        """Return the number of codes."""
        return len(self.codes)

    def __contains__(self, code_id: object) -> bool:
        """Tell whether there is a code of this id."""
        return any(code.id == code_id for code in self.codes)

    def __getitem__(self, code_id: str) -> Code:
        """Return the code of this id; KeyError names those that there are."""
        for code in self.codes:
            if code.id == code_id:
                return code
        known = ", ".join(self.ids)
        raise KeyError(f"codebook {self.id!r} has no code {code_id!r}; it has {known}")

    def __hash__(self) -> int:
        """Hash what identifies the codebook (its mappings cannot be hashed)."""
        return hash((self.id, self.version, self.ids))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the codes, in order."""
        return tuple(code.id for code in self.codes)
