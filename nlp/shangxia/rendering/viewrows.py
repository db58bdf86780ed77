"""Rows of the page's tables; making them collects the marks that the text shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from shangxia.document import Document
from shangxia.findings import Claim, Provision
from shangxia.rendering import readable
from shangxia.rendering.marks import Mark
from shangxia.rendering.outline import Outline, Spanned, covering_codes, opening
from shangxia.rendering.views import Chip, RowView

_EXCERPT = 180
_CHIP = 36


class RowMaker:
    """Makes the rows of one document.

    Attributes:
        marks: what the text shows; equal spans of one kind and meaning share a key.
        names: names of the codes that were used.
    """

    def __init__(self, document: Document, outline: Outline, prefix: str, first_key: int) -> None:
        """Start with no marks.

        Args:
            document: the document.
            outline: its index.
            prefix: put before node ids to make element ids of this document.
            first_key: the first key that no other document uses.
        """
        self._document = document
        self._outline = outline
        self._prefix = prefix
        self._first = first_key
        self._keys: dict[tuple[str, int, int, str], int] = {}
        self.marks: list[Mark] = []
        self.names: dict[str, str] = {}

    @property
    def next_key(self) -> int:
        """The first key that is still free."""
        return self._first + len(self.marks)

    def provisions(self) -> Iterator[RowView]:
        """Yield a row for each provision, with its codes; make the codings first."""
        document = self._document
        codings = {
            f"{coding.codebook}:{coding.code}": self._keys[
                "coding", coding.start, coding.end, f"{coding.codebook}:{coding.code}"
            ]
            for coding in document.codings
        }
        for provision, codes in zip(
            document.provisions, covering_codes(document, document.provisions), strict=True
        ):
            target, place = self._where(provision, provision.node)
            coded = [Chip("coding", self.names[code], codings[code], code) for code in codes]
            yield RowView(
                target=target,
                place=place,
                kind=provision.norm,
                text=opening(provision.text, _EXCERPT),
                codes=tuple(codes),
                who=tuple(self._actors(provision)),
                chips=(*self._limits(provision), *coded),
            )

    def codings(self) -> Iterator[RowView]:
        """Yield a row for each coding."""
        for coding in self._document.codings:
            code = f"{coding.codebook}:{coding.code}"
            name = code_name(coding.codebook, coding.code, self._document.source.language)
            self.names[code] = name
            target, place = self._where(coding)
            title = f"{coding.codebook}: {name}"
            yield RowView(
                target=target,
                place=place,
                kind=coding.codebook,
                text=opening(coding.text, _EXCERPT),
                key=self._mark("coding", coding, title, code=code),
                name=name,
                note=coding.reason,
                badge=f"{coding.score:.2f}",
                codes=(code,),
            )

    def claims(self) -> Iterator[RowView]:
        """Yield a row for each claim."""
        for claim in self._document.claims:
            target, place = self._where(claim)
            yield RowView(
                target=target,
                place=place,
                kind=claim.kind,
                text=opening(claim.text, _EXCERPT),
                key=self._mark("claim", claim, " ".join(filter(None, (claim.kind, claim.verdict)))),
                name=readable.counted(claim),
                note=claim.reason or "",
                badge=claim.verdict or "",
                chips=tuple(self._borne_out(claim)),
            )

    def mentions(self) -> Iterator[RowView]:
        """Yield a row for each mention."""
        for mention in self._document.mentions:
            target, place = self._where(mention)
            facts = [part for part in (mention.number, mention.date) if part]
            yield RowView(
                target=target,
                place=place,
                kind=mention.kind,
                text=opening(mention.text, _EXCERPT),
                key=self._mark("mention", mention, f"{mention.kind}: {mention.canonical}"),
                name=mention.canonical,
                note=" · ".join(facts),
            )

    def _actors(self, provision: Provision) -> Iterator[Chip]:
        for kind, quote in (("bearer", provision.bearer), ("modal", provision.modal)):
            if quote:
                yield self._chip(kind, quote, quote.text, kind)

    def _limits(self, provision: Provision) -> Iterator[Chip]:
        for limit in provision.deadlines:
            yield self._chip("deadline", limit, readable.deadline(limit), limit.text)
        for bound in provision.thresholds:
            yield self._chip("threshold", bound, readable.threshold(bound), bound.text)
        for sanction in provision.sanctions:
            yield self._chip("sanction", sanction, sanction.text, "sanction")
        for condition in provision.conditions:
            yield self._chip("condition", condition, f"if {condition.text}", condition.text)
        for citation in provision.citations:
            known = citation.node in self._outline.by_id
            href = f"#{self._prefix}{citation.node}" if known else ""
            key = self._mark("citation", citation, f"→ {citation.target}", href=href)
            text = opening(citation.text, _CHIP)
            yield Chip("citation", text, key, f"→ {citation.target}", href)

    def _borne_out(self, claim: Claim) -> Iterator[Chip]:
        for figure in claim.figures:
            yield self._chip("figure", figure, figure.text, "figure")
        for quote in claim.listed:
            yield self._chip("listed", quote, quote.text, "listed in the text")

    def _chip(self, kind: str, part: Spanned, text: str, title: str) -> Chip:
        said = f"{kind}: {text}" if title != text else kind
        return Chip(kind, opening(text, _CHIP), self._mark(kind, part, said), opening(title, 200))

    def _mark(self, kind: str, part: Spanned, title: str, *, code: str = "", href: str = "") -> int:
        place = (kind, part.start, part.end, code or href)
        if place not in self._keys:
            key = self._keys[place] = self.next_key
            self.marks.append(Mark(part.start, part.end, kind, key, title, code, href))
        return self._keys[place]

    def _where(self, part: Spanned, node_id: str = "") -> tuple[str, str]:
        node = self._outline.by_id.get(node_id) or self._outline.innermost(part)
        if node is None:
            return "", ""
        return self._prefix + node.id, self._outline.place(node)


@cache
def code_name(codebook: str, code: str, language: str) -> str:
    """Return the name of a code in a language, or its id where the book is not at hand.

    Args:
        codebook: id of a codebook; those that ship are known by their ids.
        code: id of a code.
        language: ``zh``, ``vi`` or ``en``.

    Returns:
        A name for a person.
    """
    from shangxia.coding.codebook import list_codebooks, load_codebook
    from shangxia.errors import CodebookError

    if codebook in list_codebooks():
        try:
            names = {entry.id: entry.name(language) for entry in load_codebook(codebook).codes}
        except CodebookError:
            # A page must not fail because a codebook was broken meanwhile.
            return code
        return names.get(code, code)
    return code
