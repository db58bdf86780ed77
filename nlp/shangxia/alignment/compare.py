"""Documents side by side: the one call of this room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from shangxia.alignment.checks import check_claims
from shangxia.alignment.differences import Differences
from shangxia.alignment.encoding import Encoder, add_encoder, encoded, explain_encoder
from shangxia.alignment.evidence import Evidence
from shangxia.alignment.features import FEATURES, Side, pair_features
from shangxia.alignment.kinship import Kinship, find_kinship
from shangxia.alignment.lexicon import LANGUAGES
from shangxia.alignment.matrix import code_matrix, coded
from shangxia.alignment.pairing import assign, pair_model
from shangxia.alignment.reasons import counterpart_reason, version_reason
from shangxia.alignment.turning import turned
from shangxia.alignment.units import Level, units
from shangxia.alignment.versions import match_versions
from shangxia.alignment.wording import alike, bare, changes, joint_changes
from shangxia.comparison import Change, ClaimCheck, Comparison, Feature, Pair
from shangxia.document import Document
from shangxia.errors import UsageError

#: A counterpart with less probability than this is a partial one.
_WHOLE = 0.5
#: Provisions of two texts that are no versions have their changed words marked from here on.
_REWORDED = 0.6
_NAMES = {**FEATURES, "encoder": "the encoder"}


def compare(
    a: Document,
    b: Document,
    *,
    level: Level = "article",
    codebooks: Sequence[str | Path] | None = None,
    encoder: Encoder | None = None,
) -> Comparison:
    r"""Put two documents side by side.

    Texts in one language that share much of their wording are versions: provisions
    are the same, edited, split or merged, and what is left was deleted or added.
    In all other documents provisions are paired by meaning and structure.  Where one
    side is news, its claims are checked against the other.

    Args:
        a: one document (the older version, if one is older).
        b: the other.
        level: compare articles, paragraphs or items.
        codebooks: codebooks of the matrix, names or paths; None takes those that
            the documents are coded with.
        encoder: turns texts into vectors; its similarity is one more feature of pairs
            across languages.

    Returns:
        The comparison; ``compare(b, a)`` is the same turned round.

    Raises:
        UsageError: there is no such level.
        CodebookError: a codebook is unknown or broken.
        ModelError: the translation lexicon is missing or damaged, or the encoder does not fit.

    Examples:
        >>> from shangxia import parse
        >>> old = parse("第一条　处理时间不得超过十五日。\n第二条　本规定自发布之日起施行。")
        >>> new = parse("第一条　处理时间不得超过三十日。\n第二条　本规定自发布之日起施行。")
        >>> found = compare(old, new)
        >>> [(pair.relation, [d.kind for d in pair.differences]) for pair in found.pairs]
        [('edited', ['deadline']), ('same', [])]
    """
    return compare_many([a, b], level=level, codebooks=codebooks, encoder=encoder)[0]


def compare_many(
    documents: Sequence[Document],
    *,
    level: Level = "article",
    codebooks: Sequence[str | Path] | None = None,
    pivot: int | None = None,
    encoder: Encoder | None = None,
) -> tuple[Comparison, ...]:
    """Compare several documents: all pairs, or one of them with all the others.

    Args:
        documents: at least two documents.
        level: compare articles, paragraphs or items.
        codebooks: as in ``compare``.
        pivot: index of the document that the others are compared with; None
            compares all pairs.
        encoder: as in ``compare``.

    Returns:
        Comparisons in the order of the documents.

    Raises:
        UsageError: there are fewer than two documents, no such pivot or level.
        CodebookError: a codebook is unknown or broken.
        ModelError: the translation lexicon is missing or damaged.
    """
    if len(documents) < 2:
        raise UsageError(f"{len(documents)} document: give at least two to compare")
    if pivot is not None and not 0 <= pivot < len(documents):
        raise UsageError(f"there is no document {pivot}: the pivot counts from 0")
    ready = [coded(document, codebooks) for document in documents]
    sides = [Side(document, units(document, level)) for document in ready]
    pairs = (
        list(combinations(range(len(ready)), 2))
        if pivot is None
        else [(pivot, other) for other in range(len(ready)) if other != pivot]
    )
    return tuple(_compare(sides[i], sides[j], level, codebooks, encoder) for i, j in pairs)


def _compare(
    a: Side,
    b: Side,
    level: Level,
    codebooks: Sequence[str | Path] | None,
    encoder: Encoder | None,
) -> Comparison:
    if _order(b) < _order(a):
        return turned(_compare(b, a, level, codebooks, encoder))
    kin = find_kinship(a, b)
    pairs: list[Pair] = []
    if a.units and b.units:
        versions = kin.basis == "versions"
        pairs = _versions(a, b) if versions else _counterparts(a, b, kin, encoder)
    used_a = {name for pair in pairs for name in pair.a}
    used_b = {name for pair in pairs for name in pair.b}
    return Comparison(
        a=a.document,
        b=b.document,
        pairs=tuple(pairs),
        only_a=tuple(unit.node.id for unit in a.units if unit.node.id not in used_a),
        only_b=tuple(unit.node.id for unit in b.units if unit.node.id not in used_b),
        matrix=code_matrix([a.document, b.document], codebooks),
        claims=(
            *_checked(a.document, b.document),
            *_checked(b.document, a.document),
        ),
        level=level,
        basis=kin.basis,
        basis_reason=kin.reason,
    )


def _order(side: Side) -> tuple[int, str, str]:
    """Return what decides which side is worked on first, so that turning round changes nothing."""
    source = side.document.source
    return LANGUAGES.index(source.language), source.sha256, side.document.text


def _checked(news: Document, regulation: Document) -> tuple[ClaimCheck, ...]:
    reports = news.instrument.kind == "news" and regulation.instrument.kind != "news"
    return check_claims(news, regulation) if reports else ()


def _counterparts(a: Side, b: Side, kin: Kinship, encoder: Encoder | None) -> list[Pair]:
    """Pair the provisions of two documents that are no versions of one text."""
    features, links = pair_features(a, b)
    model = pair_model()
    standings = model.standings(features, distance=kin.distance)
    cosines = encoded(a, b, encoder) if encoder is not None else None
    if cosines is not None:
        standings = add_encoder(standings, cosines)
    evidence = Evidence(a, b, links)
    differences = Differences(a, b, evidence)
    pairs = []
    for i, j in assign(standings, threshold=model.threshold, second=model.second):
        score = model.score(float(standings[i, j]))
        mutual = standings[i].argmax() == j and standings[:, j].argmax() == i
        explained = model.explain(features[i, j])
        if cosines is not None:
            explained = explain_encoder(explained, float(cosines[i, j]))
        terms = evidence.terms(i, j)
        pairs.append(
            Pair(
                a=(a.units[i].node.id,),
                b=(b.units[j].node.id,),
                score=round(score, 4),
                relation="counterpart" if mutual and score >= _WHOLE else "partial",
                reason=counterpart_reason(explained, terms, _NAMES),
                differences=differences.of((i,), (j,)),
                features=explained,
                terms=terms,
                changes=_alike_changes(a, i, b, j),
            )
        )
    return pairs


def _alike_changes(a: Side, i: int, b: Side, j: int) -> tuple[Change, ...]:
    """Return the changed words of two provisions whose wording is much the same."""
    if a.language != b.language or alike(bare(a, i), bare(b, j)) < _REWORDED:
        return ()
    return changes(a, i, b, j)


def _versions(a: Side, b: Side) -> list[Pair]:
    """Pair the provisions of two versions."""
    matches, links = match_versions(a, b)
    evidence = Evidence(a, b, links)
    differences = Differences(a, b, evidence)
    pairs = []
    for match in matches:
        told = () if match.relation == "same" else joint_changes(a, match.a, b, match.b)
        pairs.append(
            Pair(
                a=tuple(a.units[i].node.id for i in match.a),
                b=tuple(b.units[j].node.id for j in match.b),
                score=round(match.score, 4),
                relation=match.relation,
                reason=version_reason(match, told),
                differences=() if match.relation == "same" else differences.of(match.a, match.b),
                features=_shares(match.likeness, match.coverage),
                terms=evidence.terms(match.a[0], match.b[0]),
                changes=told,
            )
        )
    return pairs


def _shares(likeness: float, coverage: tuple[float, float]) -> tuple[Feature, ...]:
    both = 2 * coverage[0] * coverage[1] / max(sum(coverage), 1e-9)
    values = {"wording": likeness, "terms": both, "containment": max(coverage)}
    whole = sum(values.values()) or 1.0
    return tuple(
        Feature(name, round(value, 4), round(value / whole, 4)) for name, value in values.items()
    )
