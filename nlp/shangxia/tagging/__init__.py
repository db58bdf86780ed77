"""Reports to labels."""
