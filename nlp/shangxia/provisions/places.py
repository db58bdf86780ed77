"""Where a provision stands, and what a reference made there points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shangxia.document import Node

#: Levels that a reference names, outermost first, with their prefix in a target.
LEVELS = {
    "chapter": "chap",
    "section": "sec",
    "article": "art",
    "paragraph": "par",
    "item": "item",
    "subitem": "subitem",
}
_RANK = {level: rank for rank, level in enumerate(LEVELS)}
_PREFIXES = [f"{prefix}:" for prefix in LEVELS.values()]


class Place(NamedTuple):
    """Canonical numbers of the nodes around a provision, outermost first."""

    chapter: str | None = None
    section: str | None = None
    article: str | None = None
    paragraph: str | None = None
    item: str | None = None
    subitem: str | None = None

    def get(self, level: str) -> str | None:
        """Return the number at a level."""
        return self[_RANK[level]]


_NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Context:
    """What relative references need: the place they stand at, and what exists.

    Attributes:
        place: where the text stands.
        nodes: target without law to id of the node, for the same document.
    """

    place: Place = _NOWHERE
    nodes: Mapping[str, str] = field(default_factory=dict)

    def at(self, place: Place) -> Context:
        """Return the context of another place in the same document."""
        return Context(place, self.nodes)


def places(nodes: Sequence[Node]) -> dict[str, Place]:
    """Return the place of every node by its id, parents before children.

    Args:
        nodes: nodes of one document, parents first.
    """
    found: dict[str, Place] = {}
    for node in nodes:
        place = found.get(node.parent or "", _NOWHERE)
        rank = _RANK.get(node.kind)
        if rank is not None and node.number is not None:
            place = Place._make((*place[:rank], node.number, *place[rank + 1 :]))
        elif node.kind == "annex":
            # A reference inside an annex counts that annex's own articles.
            place = _NOWHERE
        found[node.id] = place
    return found


def targets(nodes: Iterable[Node], found: Mapping[str, Place]) -> dict[str, str]:
    """Return the ids of nodes by the targets that name them.

    An item can be named without its paragraph where the article has just one
    item of that number; the first node wins where two share a name.
    """
    named: dict[str, str] = {}
    short: dict[str, list[str]] = {}
    for node in nodes:
        if node.kind not in LEVELS or node.number is None:
            continue
        place = found[node.id]
        named.setdefault(_name(place), node.id)
        if node.kind in ("item", "subitem"):
            short.setdefault(_name(place._replace(paragraph=None)), []).append(node.id)
    for name, ids in short.items():
        if len(ids) == 1:
            named.setdefault(name, ids[0])
    return named


def target(levels: Mapping[str, str | None], law: str | None = None) -> str:
    """Return the name of what a reference points to.

    Args:
        levels: level to canonical number; chapters are left out below an article.
        law: title of another law.
    """
    name = _name([levels.get(level) for level in LEVELS])
    if not law:
        return name
    return f"law:{law}/{name}" if name else f"law:{law}"


def _name(numbers: Sequence[str | None]) -> str:
    """Return the target of the numbers of all levels, outermost first."""
    first = _RANK["article"] if numbers[_RANK["article"]] is not None else 0
    shown = zip(_PREFIXES[first:], numbers[first:], strict=True)
    return "/".join([prefix + number for prefix, number in shown if number])
