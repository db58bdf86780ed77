"""Provisions of one text against provisions of another."""
