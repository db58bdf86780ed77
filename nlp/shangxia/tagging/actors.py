"""Who acts: the actor that is in effect in each clause.

The same words about a property manager are nothing and about the housing
bureau a clue.  A clause without an actor of its own inherits the last one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shangxia.tagging.clauses import Clauses, Ints
from shangxia.tagging.lexicon import concepts

#: Concepts that are actors; the last one is no official.
ACTORS = ("authority", "staff", "service", "hotline", "private")
PRIVATE = len(ACTORS)
#: Added to an actor inherited from the same sentence, and from an earlier one.
SAME_SENTENCE, EARLIER = 8, 16


class Actors(NamedTuple):
    """Actors as arrays.

    Attributes:
        effect: per clause 0 for nobody, else 1 + index in ``ACTORS`` (+ 8 or 16 if inherited).
        share: per report 0 for nobody, else 1 to 5 by the public share of the mentions.
        title: per report a bit per actor of the first clause.
    """

    effect: Ints
    share: Ints
    title: Ints


def find_actors(clauses: Clauses, clause: Ints, concept: Ints, end: Ints) -> Actors:
    """Find who acts.

    Args:
        clauses: the batch.
        clause: clause of each hit.
        concept: concept of each hit.
        end: where each hit ends.

    Returns:
        The actors of clauses and reports.
    """
    actor = _actor_of()[np.minimum(concept, len(concepts()))]
    keep = np.flatnonzero(actor)
    clause, actor, end = clause[keep], actor[keep], end[keep]
    order = np.lexsort((end, clause))
    clause, actor = clause[order], actor[order]
    own = np.zeros(len(clauses), dtype=np.int64)
    own[clause] = actor  # the last mention of a clause wins
    reports = len(clauses.offset) - 1
    report = clauses.report[clause]
    return Actors(
        effect=_inherit(clauses, own),
        share=_share(
            np.bincount(report[actor < PRIVATE], minlength=reports),
            np.bincount(report[actor == PRIVATE], minlength=reports),
        ),
        title=_title(clauses, clause, actor, reports),
    )


def _inherit(clauses: Clauses, own: Ints) -> Ints:
    index = np.arange(len(own))
    source = np.maximum.accumulate(np.where(own > 0, index, -1))
    valid = (source >= 0) & (clauses.report[source] == clauses.report)
    same = clauses.sentence[source] == clauses.sentence
    added = np.where(source == index, 0, np.where(same, SAME_SENTENCE, EARLIER))
    return np.where(valid, own[source] + added, 0)


def _share(public: Ints, private: Ints) -> Ints:
    total = public + private
    part = np.minimum(4, 5 * public // np.maximum(total, 1))
    return np.where(total > 0, 1 + part, 0)


def _title(clauses: Clauses, clause: Ints, actor: Ints, reports: int) -> Ints:
    first = np.ones(len(clauses), dtype=bool)
    first[1:] = clauses.report[1:] != clauses.report[:-1]
    keep = first[clause]
    title = np.zeros(reports, dtype=np.int64)
    np.bitwise_or.at(title, clauses.report[clause[keep]], 1 << (actor[keep] - 1))
    return title


def _actor_of() -> Ints:
    """Return the actor of each concept, 0 for those that are none (and for codebook cues)."""
    table = np.zeros(len(concepts()) + 1, dtype=np.int64)
    for index, name in enumerate(ACTORS):
        table[concepts().index(name)] = index + 1
    return table
