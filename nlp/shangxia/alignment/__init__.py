"""Provisions of one document beside those of another, across versions and languages."""

from shangxia.alignment.compare import compare, compare_many
from shangxia.alignment.similarity import similarity

__all__ = ["compare", "compare_many", "similarity"]
