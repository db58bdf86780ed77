"""Codebooks and the coder; claims in news."""

from shangxia.coding.codebook import (
    Code,
    Codebook,
    Correspondence,
    Cue,
    list_codebooks,
    load_codebook,
    validate_codebook,
)
from shangxia.coding.coder import Coder, code_document, code_text

__all__ = [
    "Code",
    "Codebook",
    "Coder",
    "Correspondence",
    "Cue",
    "code_document",
    "code_text",
    "list_codebooks",
    "load_codebook",
    "validate_codebook",
]
