"""The tagger at work: folder → model → labels, with numpy alone.

This is the light half of the classifier: what ``tag`` and the batch engine
import.  ``estimator.Tagger`` wraps it for scikit-learn and for training.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shangxia.document import Tagging
from shangxia.errors import ModelError


class TaggingModel:
    """A trained tagger; immutable, and safe to share between threads.

    Attributes:
        name: name and version with the head of the fingerprint, as printed in ``Tagging.model``.
        fingerprint: sha256 (hex) over weights and settings: what a manifest keeps.
        codebook: id of the codebook.
        codes: the codes in codebook order.
    """

    name: str
    fingerprint: str
    codebook: str
    codes: tuple[str, ...]

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Tag a batch of reports; a few hundred to a few thousand a call is fastest."""
        raise NotImplementedError

    @staticmethod
    def load(name_or_path: str | Path = "clues") -> TaggingModel:
        """Load a model that ships, by name, or a folder written by ``save``."""
        raise ModelError(f"{name_or_path}: the model has not been built yet: run train_clues.py")
