"""Names that the shell completes: codebooks and models that ship."""

from __future__ import annotations

from shangxia import resources


def codebook_names(incomplete: str) -> list[str]:
    """Return the bundled codebooks whose names begin so."""
    found = sorted(path.stem for path in resources.corpus("codebooks").glob("*.yaml"))
    return [name for name in found if name.startswith(incomplete)]


def model_names(incomplete: str) -> list[str]:
    """Return the bundled models of tagging whose names begin so."""
    # Here, because the command line imports this module before it knows what is asked.
    from shangxia.neural.files import MANIFEST, kind_of

    found = sorted(path.parent for path in resources.model().glob(f"*/{MANIFEST}"))
    taggers = [folder.name for folder in found if "tagger" in (kind_of(folder) or "")]
    return [name for name in taggers if name.startswith(incomplete)]
