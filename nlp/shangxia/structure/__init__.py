"""Text to tree: one engine, one grammar per language as data."""

from __future__ import annotations

from shangxia.structure.tree import Tree, parse_tree

__all__ = ["Tree", "parse_tree"]
