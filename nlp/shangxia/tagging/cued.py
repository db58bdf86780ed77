"""What firm cues of the codebook say of public bodies, taken at their word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shangxia.tagging.actors import PRIVATE, SAME_SENTENCE
from shangxia.tagging.lexicon import concepts
from shangxia.tagging.scoring import Floats, Seen

#: Concepts of clauses that do not allege what they say, nor what stands beside them.
_NO_REPORT = ("wish", "future", "question", "praise", "news", "past")
#: And of those that do not allege what they say, whatever stands beside them.
_NO_CLAIM = (*_NO_REPORT, "neg")
#: Clauses of a report that holds little but the cue, at most.
_SHORT = 2


class Said(NamedTuple):
    """Firm cues.

    Attributes:
        report: of each cue.
        code: its code.
        claims: whether its clause alleges what it says.
        public: whether a public body is named in its sentence.
    """

    report: NDArray[Any]
    code: NDArray[Any]
    claims: NDArray[np.bool_]
    public: NDArray[np.bool_]


def said(seen: Seen) -> Said:
    """Return the firm cues of a batch."""
    effect = seen.features.actors.effect[seen.firm_clause]
    own = effect % SAME_SENTENCE
    public = (own > 0) & (own < PRIVATE) & (effect < 2 * SAME_SENTENCE)
    report = seen.clauses.report[seen.firm_clause]
    return Said(report, seen.firm_code, _claims(seen, _NO_CLAIM)[seen.firm_clause], public)


def raised(probabilities: Floats, threshold: float, seen: Seen) -> Floats:
    """Lift the code of a firm cue to the threshold in a report that holds little else.

    In one or two clauses such as "the office passes the buck, nobody solves it" the learned
    readings have next to nothing to go by, and a person does.  It is only just tagged, so it
    goes to review.

    Args:
        probabilities: reports × codes.
        threshold: from which a code is tagged.
        seen: the batch.

    Returns:
        The probabilities, reports × codes.
    """
    if not len(seen.firm_code):
        return probabilities
    clauses = np.bincount(seen.clauses.report, minlength=len(probabilities))
    short = clauses <= _SHORT
    if not short[seen.clauses.report[seen.firm_clause]].any():
        return probabilities
    short[seen.clauses.report[~_claims(seen, _NO_REPORT)]] = False
    cues = said(seen)
    believed = cues.public & cues.claims & short[cues.report]
    lifted = probabilities.copy()
    at = cues.report[believed], cues.code[believed]
    # One step up, so that rounding does not put it below.
    lifted[at] = np.maximum(lifted[at], np.nextafter(np.float32(threshold), np.float32(1)))
    return lifted


def _claims(seen: Seen, silencing: Sequence[str]) -> NDArray[np.bool_]:
    """Tell of each clause whether it alleges what it says: it holds no silencing concept."""
    features = seen.features
    silent = np.isin(features.hit_concept, [concepts().index(name) for name in silencing])
    claims = np.ones(len(seen.clauses), dtype=bool)
    claims[features.hit_clause[silent]] = False
    return claims
