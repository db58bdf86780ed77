"""Bytes in, text out: formats, encodings, scripts, normalisation."""
