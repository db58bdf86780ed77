"""Values as JSON-ready dictionaries and lists, and back.

Field names are the names in the written results, because other programs read them.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

#: Name of the layout of all results.
SCHEMA = "shangxia/1"


def to_plain(value: Any) -> Any:
    """Return nested dataclasses and tuples as dictionaries and lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def from_plain(kind: Any, value: Any) -> Any:
    """Return the dataclasses and tuples that ``to_plain`` took apart.

    Args:
        kind: the type to build, such as ``Document`` or ``tuple[Node, ...]``.
        value: dictionaries, lists and plain values.
    """
    if value is None:
        return None
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        known = {
            name: from_plain(hint, value[name]) for name, hint in hints.items() if name in value
        }
        return kind(**known)  # type: ignore[operator]
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is tuple:
        repeated = len(arguments) == 2 and arguments[1] is Ellipsis
        kinds = arguments[:1] * len(value) if repeated else arguments
        return tuple(from_plain(inner, item) for inner, item in zip(kinds, value, strict=True))
    if origin is dict:
        return {key: from_plain(arguments[1], item) for key, item in value.items()}
    if origin is UnionType:
        return from_plain(next(a for a in arguments if a is not type(None)), value)
    return value
