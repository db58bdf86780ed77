"""Names that the shell completes: codebooks and models that ship."""

from __future__ import annotations

from shangxia import resources


def codebook_names(incomplete: str) -> list[str]:
    """Return the bundled codebooks whose names begin so."""
    found = sorted(path.stem for path in resources.corpus("codebooks").glob("*.yaml"))
    return [name for name in found if name.startswith(incomplete)]


def model_names(incomplete: str) -> list[str]:
    """Return the bundled models of tagging whose names begin so."""
    found = sorted(path.parent.name for path in resources.model().glob("*/settings.json"))
    return [name for name in found if name.startswith(incomplete)]
