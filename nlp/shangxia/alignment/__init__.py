"""Provisions of one document beside those of another, across versions and languages."""
