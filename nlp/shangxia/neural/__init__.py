"""Torch and transformers, loaded only on demand."""

from shangxia.neural.encoders import load_encoder

__all__ = ["load_encoder"]
