"""Comparisons to files: a page to read, a workbook, a table, JSON and plain text."""
