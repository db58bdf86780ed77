"""shangxia: officials moving up and down, read from regulations, news and reports."""

__version__ = "0.1.0"
