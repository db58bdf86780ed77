"""Codebooks and the coder; claims in news."""
