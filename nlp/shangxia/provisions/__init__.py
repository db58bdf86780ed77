"""What the rules say: norms, quantities, citations, sanctions, instruments."""
