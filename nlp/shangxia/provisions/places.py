"""Where a provision stands, and what a reference made there points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
_ORDER = tuple(LEVELS)


@dataclass(frozen=True, slots=True)
class Place:
    """Canonical numbers of the nodes around a provision, outermost first."""

    chapter: str | None = None
    section: str | None = None
    article: str | None = None
    paragraph: str | None = None
    item: str | None = None
    subitem: str | None = None

    def get(self, level: str) -> str | None:
        """Return the number at a level."""
        number: str | None = getattr(self, level)
        return number


@dataclass(frozen=True, slots=True)
class Context:
    """What relative references need: the place they stand at, and what exists.

    Attributes:
        place: where the text stands.
        nodes: target without law to id of the node, for the same document.
    """

    place: Place = Place()
    nodes: Mapping[str, str] = field(default_factory=dict)

    def at(self, place: Place) -> Context:
        """Return the context of another place in the same document."""
        return replace(self, place=place)


def places(nodes: Sequence[Node]) -> dict[str, Place]:
    """Return the place of every node by its id, parents before children.

    Args:
        nodes: nodes of one document, parents first.
    """
    found: dict[str, Place] = {}
    for node in nodes:
        place = found.get(node.parent or "", Place())
        if node.kind in LEVELS and node.number is not None:
            place = replace(place, **{node.kind: node.number})
        elif node.kind == "annex":
            # A reference inside an annex counts that annex's own articles.
            place = Place()
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
        levels = {level: place.get(level) for level in _ORDER}
        named.setdefault(target(levels), node.id)
        if node.kind in ("item", "subitem"):
            short.setdefault(target(levels | {"paragraph": None}), []).append(node.id)
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
    inner = levels.get("article") is not None
    shown = _ORDER[2:] if inner else _ORDER
    parts = [f"{LEVELS[level]}:{levels[level]}" for level in shown if levels.get(level)]
    return "/".join(([f"law:{law}"] if law else []) + parts)
