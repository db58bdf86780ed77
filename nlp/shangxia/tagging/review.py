"""Which reports a person must look at, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from shangxia.tagging.cued import said
from shangxia.tagging.experts import log_odds
from shangxia.tagging.lexicon import concepts
from shangxia.tagging.scoring import Floats, Seen

#: Share of the held-out reports to send to review; of new ones it is a little more.
SHARE = 0.15
#: Reports of fewer words than this say too little to judge.
FEWEST_WORDS = 3


def reasons(
    codes: Sequence[str], probabilities: Floats, threshold: float, margin: float, seen: Seen
) -> list[str]:
    """Say of each report why a person should look at it.

    Args:
        codes: the codes.
        probabilities: reports × codes.
        threshold: from which a code is tagged.
        margin: log-odds around the threshold within which the model is unsure.
        seen: the batch.

    Returns:
        A clause in English per report, ``""`` where nobody needs to look.
    """
    clauses = seen.clauses
    words = np.bincount(clauses.report[clauses.word_clause], minlength=len(probabilities))
    distance = np.abs(log_odds(probabilities) - log_odds(threshold))
    nearest = distance.argmin(axis=1)
    found = [""] * len(probabilities)
    for row in np.flatnonzero(distance.min(axis=1) < margin).tolist():
        value = float(probabilities[row, nearest[row]])
        side = "just tagged" if value >= threshold else "just not tagged"
        found[row] = f"unsure of {codes[nearest[row]]} ({value:.2f}, {side})"
    for row, code in _contradicted(probabilities, threshold, seen):
        if not found[row]:
            found[row] = f"a cue of {codes[code]} that the model does not follow"
    praised = _praising(seen, len(found)) & (probabilities >= threshold).any(axis=1)
    for row in np.flatnonzero(praised).tolist():
        found[row] = found[row] or "tagged although every sentence praises"
    for row in np.flatnonzero(words < FEWEST_WORDS).tolist():
        found[row] = "too few words to judge"
    return found


def _contradicted(probabilities: Floats, threshold: float, seen: Seen) -> Iterator[tuple[int, int]]:
    """Yield (report, code) where a cue speaks for a code of a public body and the model for none.

    The body is named in the sentence of the cue, or the report names nobody at all; wishes,
    questions, praise and news do not count.
    """
    if not len(seen.firm_code):
        return
    cues = said(seen)
    nobody = seen.features.actors.share[cues.report] == 0
    nothing = probabilities.max(axis=1) < threshold
    wrong = (cues.public | nobody) & cues.claims & nothing[cues.report]
    yield from zip(cues.report[wrong].tolist(), cues.code[wrong].tolist(), strict=True)


def _praising(seen: Seen, reports: int) -> NDArray[np.bool_]:
    """Tell of each report whether all its sentences hold a word of praise or thanks."""
    clauses, features = seen.clauses, seen.features
    praise = features.hit_clause[features.hit_concept == concepts().index("praise")]
    within = np.isin(clauses.sentence, clauses.sentence[praise])
    whole = np.bincount(clauses.report, minlength=reports)
    praising = np.bincount(clauses.report[within], minlength=reports)
    return np.asarray((whole > 0) & (whole == praising))


def margin_for(probabilities: Floats, threshold: float) -> float:
    """Return the margin that sends ``SHARE`` of the reports to review.

    Args:
        probabilities: reports × codes, of reports that the model had not seen.
        threshold: from which a code is tagged.

    Returns:
        A distance in log-odds.
    """
    distance = np.abs(log_odds(probabilities) - log_odds(threshold)).min(axis=1)
    return float(np.quantile(distance, SHARE)) if len(distance) else 0.0
