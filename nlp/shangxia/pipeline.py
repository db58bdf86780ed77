"""The spaCy component: ``nlp.add_pipe("shangxia")``.

It puts the whole result into ``doc._.shangxia`` and its spans into
``doc.spans``: ``provisions``, ``claims``, one group for each codebook, and
``patterns`` for the user's own phrases and token patterns.  Spans
of spaCy begin and end at tokens, so ours are widened to the tokens they touch;
the exact offsets stay in ``doc._.shangxia``.
"""

# No deferred annotations here: spaCy before 3.8.14 reads those of a factory as they stand.
from collections.abc import Iterable, Sequence
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span

from shangxia.document import Document
from shangxia.extraction import CODEBOOKS, parse

_CODES = {"zh": "zh", "vi": "vi", "en": "en"}


def _give_extensions() -> None:
    """Declare our attributes, also where a DocBin is read without the component."""
    if not Doc.has_extension("shangxia"):
        Doc.set_extension("shangxia", getter=_document, setter=_set_document)
    for name in ("code", "score", "reason", "norm"):
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


def _set_document(doc: Doc, document: Document) -> None:
    # Plain values survive a DocBin; the hook spares building them again here.
    doc.user_data["shangxia"] = document.to_dict(text=False)
    doc.user_hooks["shangxia"] = lambda _: document


def _document(doc: Doc) -> Document | None:
    """Return the result, built from plain values where the doc was stored."""
    if "shangxia" not in doc.user_hooks:
        if "shangxia" not in doc.user_data:
            return None
        document = Document.from_dict(doc.user_data["shangxia"], text=doc.text)
        doc.user_hooks["shangxia"] = lambda _: document
    return doc.user_hooks["shangxia"](doc)  # type: ignore[no-any-return]


@Language.factory(
    "shangxia",
    assigns=["doc._.shangxia", "doc.spans"],
    default_config={"codebooks": list(CODEBOOKS), "patterns": []},
)
def create_component(
    nlp: Language, name: str, codebooks: list[str], patterns: list[dict[str, Any]]
) -> "ShangxiaComponent":
    """Make the component.

    Args:
        nlp: the pipeline it will be part of.
        name: its name there.
        codebooks: names of bundled codebooks or paths of codebook files.
        patterns: the user's own, as spaCy's entity ruler takes them: ``{"label": …,
            "pattern": …}`` with a phrase or a list of token descriptions.

    Returns:
        The component.
    """
    return ShangxiaComponent(nlp, name, codebooks=codebooks, patterns=patterns)


class ShangxiaComponent:
    """Parse each document and hang the layers on it.

    Args:
        nlp: the pipeline; a language of ours is taken over, others are recognised.
        name: the component's name.
        codebooks: codebooks to apply.
        patterns: the user's own phrases and token patterns.
    """

    def __init__(
        self,
        nlp: Language,
        name: str = "shangxia",
        *,
        codebooks: Sequence[str] = CODEBOOKS,
        patterns: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.name = name
        self.codebooks = tuple(codebooks)
        self.phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.tokens = Matcher(nlp.vocab)
        for entry in patterns:
            if isinstance(entry["pattern"], str):
                self.phrases.add(entry["label"], [nlp.make_doc(entry["pattern"])])
            else:
                self.tokens.add(entry["label"], [entry["pattern"]])
        self.language = _CODES.get(nlp.lang or "")
        _give_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        document = parse(
            doc.text,
            codebooks=self.codebooks,
            language=self.language,  # type: ignore[arg-type]
        )
        doc._.shangxia = document
        spans: dict[str, list[Span]] = {"provisions": [], "claims": []}
        spans |= {codebook: [] for codebook in self.codebooks}
        for provision in document.provisions:
            spans["provisions"] += _span(doc, provision, provision.norm, {"norm": provision.norm})
        for claim in document.claims:
            spans["claims"] += _span(
                doc, claim, claim.verdict or claim.kind, {"reason": claim.reason}
            )
        for coding in document.codings:
            values = {"code": coding.code, "score": coding.score, "reason": coding.reason}
            spans.setdefault(coding.codebook, []).extend(_span(doc, coding, coding.code, values))
        # An empty matcher warns on each call.
        matchers = [matcher for matcher in (self.phrases, self.tokens) if len(matcher)]
        spans["patterns"] = sorted(span for m in matchers for span in m(doc, as_spans=True))
        for group, members in spans.items():
            doc.spans[group] = members
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Serialise: the component holds no state beside its configuration."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> "ShangxiaComponent":
        """Read what ``to_bytes`` wrote."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Write nothing: the configuration is in the pipeline's config."""

    def from_disk(self, _path: Any, **_: Any) -> "ShangxiaComponent":
        """Read what ``to_disk`` wrote."""
        return self


def _span(doc: Doc, part: Any, label: str, values: dict[str, Any]) -> Iterable[Span]:
    span = doc.char_span(part.start, part.end, label=label, alignment_mode="expand")
    if span is None:
        return []
    for name, value in values.items():
        span._.set(name, value)
    return [span]
