"""Which reports a person must look at, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shangxia.tagging.experts import log_odds
from shangxia.tagging.scoring import Floats

#: Share of reports that may be sent to review by default.
SHARE = 0.18
#: Clauses with fewer words than this in all say too little to judge.
FEWEST_WORDS = 3


def reason(
    codes: Sequence[str], probabilities: Floats, threshold: float, margin: float, words: int
) -> str:
    """Say why a person should look at a report; ``""`` if nobody needs to.

    Args:
        codes: the codes.
        probabilities: per code.
        threshold: from which a code is tagged.
        margin: log-odds around the threshold within which the model is unsure.
        words: how many words (or Han characters) the report has.

    Returns:
        One clause in English, or the empty string.
    """
    if words < FEWEST_WORDS:
        return "too few words to judge"
    distance = np.abs(log_odds(probabilities) - log_odds(threshold))
    nearest = int(np.argmin(distance))
    if distance[nearest] >= margin:
        return ""
    side = "just tagged" if probabilities[nearest] >= threshold else "just not tagged"
    return f"unsure of {codes[nearest]} ({probabilities[nearest]:.2f}, {side})"


def margin_for(probabilities: Floats, threshold: float, share: float = SHARE) -> float:
    """Return the margin that sends a share of reports to review.

    Args:
        probabilities: reports × codes, of reports that the model had not seen.
        threshold: from which a code is tagged.
        share: of the reports, in [0, 1].

    Returns:
        A distance in log-odds.
    """
    distance = np.abs(log_odds(probabilities) - log_odds(threshold)).min(axis=1)
    return float(np.quantile(distance, share)) if len(distance) else 0.0
