"""Evidence: the clauses that made a label, as exact quotes."""

from __future__ import annotations

import numpy as np

from shangxia.document import Quote
from shangxia.tagging.scoring import Floats, Seen

#: Clauses quoted for a label, at most.
MOST = 3
#: A further clause is quoted if its log-odds come this near to the best one's.
NEAR = 2.5


def evidence(seen: Seen, text: str, clauses: range, scores: Floats) -> tuple[Quote, ...]:
    """Return the quotes for one label, in text order.

    Args:
        seen: the batch.
        text: the report as it came.
        clauses: the report's clauses.
        scores: log-odds of the label per clause of the batch.

    Returns:
        The best clause, and up to two that are nearly as good.
    """
    own = scores[clauses.start : clauses.stop]
    best = np.argsort(-own, kind="stable")[:MOST]
    chosen = sorted(int(at) for at in best if own[at] >= own[best[0]] - NEAR)
    spans = [seen.span(clauses.start + at) for at in chosen]
    return tuple(Quote(span.of(text), span.start, span.end) for span in spans)
