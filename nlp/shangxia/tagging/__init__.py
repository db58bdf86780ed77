"""Reports to labels."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shangxia.tagging.batch import Redacted, redact, tag_file

__all__ = ["Redacted", "redact", "tag_file"]


def __getattr__(name: str) -> Any:
    # On demand: whoever only wants a model does not load what reads tables.
    if name in __all__:
        return getattr(import_module("shangxia.tagging.batch"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
