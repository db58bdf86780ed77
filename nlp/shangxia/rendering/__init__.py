"""Value types to files."""
