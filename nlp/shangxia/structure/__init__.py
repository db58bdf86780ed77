"""Text to tree: one engine, one grammar per language as data."""
