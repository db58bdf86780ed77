"""Torch and transformers, loaded only on demand."""
