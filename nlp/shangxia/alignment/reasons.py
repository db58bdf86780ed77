"""Why a pair is a pair, in a sentence for the analyst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shangxia.alignment.versions import Match
from shangxia.comparison import Change, Feature, SharedTerm

_MOST_FEATURES, _MOST_TERMS = 3, 4


def counterpart_reason(
    features: Sequence[Feature], terms: Sequence[SharedTerm], names: Mapping[str, str]
) -> str:
    """Say which features and words speak for a pair across languages."""
    told = [
        f"{names[one.name]} ({one.share:.0%})" for one in features[:_MOST_FEATURES] if one.share > 0
    ]
    against = [names[one.name] for one in features[:_MOST_FEATURES] if one.share < 0]
    sentences = ["What speaks for it: " + ", ".join(told) if told else "Little speaks for it"]
    if against:
        sentences.append("against it: " + ", ".join(against))
    if terms:
        words = (
            f"{one.a.text} = {one.b.text}" + (f" [{one.reading}]" if one.reading else "")
            for one in terms[:_MOST_TERMS]
        )
        sentences.append("shared terms: " + ", ".join(words))
    return "; ".join(sentences) + "."


def version_reason(match: Match, edits: Sequence[Change]) -> str:
    """Say how much of two wordings is the same."""
    if match.relation == "same":
        return "The same words; only spaces, punctuation or numbers of provisions may differ."
    words = f"{match.likeness:.0%} of the letters are the same in the same order"
    if match.relation == "edited":
        return f"{words}; {len(edits)} {'change' if len(edits) == 1 else 'changes'}."
    shares = sorted(match.coverage, reverse=True)
    return (
        f"One text went to {len(match.b)} places; in the main one {words}."
        if match.relation == "split"
        else f"{len(match.a)} texts came together; of the main one {words}."
    ) + (
        f" By weight, {shares[0]:.0%} of the words of one side stand in the other, and"
        f" {shares[1]:.0%} the other way round."
    )
