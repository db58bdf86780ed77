"""YAML as nodes with lines, and the small checks that every field needs."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_TEXT = "tag:yaml.org,2002:str"
#: A codebook needs six levels.
_DEEPEST = 12


class Problem(NamedTuple):
    """What is wrong, and in which line of the file (1-based)."""

    line: int
    message: str


def refuse_shape(text: str, *, loader: Any) -> Problem | None:
    """Refuse YAML that a reader of nodes could choke on, before there are nodes.

    Aliases let a few of them stand for a billion nodes, and nesting without end
    overruns the stack of libyaml's composer.

    Args:
        text: the YAML text.
        loader: the loader class.

    Returns:
        What is wrong, or None.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Problem(line, "uses a YAML alias (* or &): write the text out, or quote it")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return Problem(line, "is nested too deep for a codebook: check the brackets")
    return None


class NodeReader:
    """Turns YAML nodes into plain values and collects what is wrong with them.

    Attributes:
        problems: what was found so far.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fail(self, node: Any, message: str) -> None:
        """Note a problem at the line of a node."""
        self.problems.append(Problem(node.start_mark.line + 1, message))

    def mapping(self, node: Any, what: str, keys: tuple[str, ...]) -> dict[str, Any]:
        """Return the fields of a mapping; unknown and doubled keys are problems."""
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, f"{what} must be a mapping with keys such as {', '.join(keys[:3])}")
            return {}
        result: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in keys:
                self.fail(key, f"{what} has no key {name!r}: use one of {', '.join(keys)}")
            elif name in result:
                self.fail(key, f"{what} has the key {name!r} twice: keep one")
            else:
                result[name] = value
        return result

    def items(self, node: Any, field: str) -> list[Any]:
        """Return the nodes of a list; a single text counts as a list of one."""
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if isinstance(node, yaml.ScalarNode) and node.tag == _TEXT and field != "codes":
            return [node]
        self.fail(node, f"{field!r} must be a list: begin each line with a dash, or use [a, b]")
        return []

    def strings(self, node: Any, field: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = (self.string(item, field) for item in self.items(node, field))
        return tuple(text for text in found if text)

    def string(self, node: Any, field: str) -> str | None:
        """Return a text with its blanks evened out, or None."""
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.fail(node, f"{field!r} must hold text here: put it in quotes")
            return None
        if node.tag != _TEXT:
            self.fail(node, f"{field!r} holds {node.value!r}, which is no text: put it in quotes")
            return None
        if not node.value.strip():
            self.fail(node, f"{field!r} holds an empty text: fill it in or take it out")
            return None
        return " ".join(str(node.value).split())

    def number_or_text(self, node: Any, field: str) -> str | None:
        """Return a number or a text as it is written, or None."""
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag != _TEXT):
            return None if node is None else str(node.value)
        return self.string(node, field)

    def choice(self, node: Any, field: str, choices: tuple[str, ...]) -> str | None:
        """Return one of a few words, or None."""
        value = self.string(node, field)
        if value is not None and value not in choices:
            self.fail(node, f"{field} {value!r} is unknown: use one of {', '.join(choices)}")
            return None
        return value

    def identifier(self, node: Any, what: str, parent: Any = None) -> str:
        """Return an id, or an empty text where there is none."""
        if node is None:
            if parent is not None:
                self.fail(parent, f"{what} has no id: add a line such as 'id: my-code'")
            return ""
        value = self.string(node, "id") or ""
        if value and not _ID.fullmatch(value):
            self.fail(node, f"the id {value!r} may hold only a–z, 0–9, '-', '_' and '.': rename it")
        return value
