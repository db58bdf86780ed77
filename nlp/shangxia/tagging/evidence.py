"""Evidence: the clauses that made a label, as exact quotes."""

from __future__ import annotations

import numpy as np

from shangxia.findings import Quote
from shangxia.tagging.scoring import Floats, Seen

#: Clauses quoted for a label, at most.
MOST = 4
#: A further clause is quoted if its log-odds come this near to the best one's.
NEAR = 2.5


def evidence(seen: Seen, text: str, clauses: range, scores: Floats) -> tuple[Quote, ...]:
    """Return the quotes for one label, in text order.

    Args:
        seen: the batch.
        text: the report as it came.
        clauses: the report's clauses.
        scores: how well each clause of the batch shows the label, as log-odds.

    Returns:
        The best clause, and up to three that are nearly as good; neighbours of one
        sentence are one quote.
    """
    own = scores[clauses.start : clauses.stop]
    best = np.argsort(-own, kind="stable")[:MOST]
    chosen = sorted(int(at) for at in best if own[at] >= own[best[0]] - NEAR)
    sentence = seen.clauses.sentence[clauses.start : clauses.stop]
    quotes: list[Quote] = []
    for place, at in enumerate(chosen):
        span = seen.span(clauses.start + at)
        if place and chosen[place - 1] == at - 1 and sentence[at - 1] == sentence[at]:
            start = quotes.pop().start
        else:
            start = span.start
        quotes.append(Quote(text[start : span.end], start, span.end))
    return tuple(quotes)
