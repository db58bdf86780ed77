"""Which model a name means: the one place where ``--model`` is looked up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.errors import UsageError
from shangxia.neural.endpoint import PREFIX, endpoint_of
from shangxia.neural.files import kind_of

if TYPE_CHECKING:
    from shangxia.tagging.classifier import ClassifierTagger
    from shangxia.tagging.endpoint import EndpointTagger
    from shangxia.tagging.model import TaggingModel

    AnyTagger = TaggingModel | ClassifierTagger | EndpointTagger

#: The codebook of models that have none of their own, unless another is named.
CLUES = "clues"
_HUB = re.compile(r"[\w.-]+/[\w.-]+(?:@[\w./-]+)?|[\w.-]+@[\w./-]+", re.ASCII)


def load_named(model: str | Path, codebook: str | Path | None = None) -> AnyTagger:
    """Load a model.

    Args:
        model: the name of a model that ships; ``neural``; a folder of ``shangxia train``
            or of a sequence classifier of transformers; the name of such a classifier on
            the hub, best with its revision (``OWNER/NAME@COMMIT``); or ``llm:URL#NAME``.
            Folders come first.
        codebook: name or file, for classifiers and endpoints; ``clues`` by default.

    Returns:
        What tags reports.

    Raises:
        ModelError: there is no such model, or it cannot be trusted.
        UsageError: the name cannot be read, or the model has another codebook.
        CodebookError: there is no such codebook.
    """
    name = str(model)
    if name.startswith(PREFIX):
        from shangxia.coding import load_codebook
        from shangxia.tagging.endpoint import EndpointTagger

        return EndpointTagger(endpoint_of(name), load_codebook(codebook or CLUES))
    if _is_classifier(Path(name)) or _is_hub(name):
        from shangxia.tagging.classifier import load_classifier_tagger

        return load_classifier_tagger(name, codebook or CLUES)
    from shangxia.tagging.model import TaggingModel

    tagger = TaggingModel.load(model)
    if codebook is not None:
        _check_codebook(tagger, codebook)
    return tagger


def _is_classifier(folder: Path) -> bool:
    """Tell whether a folder holds a model of transformers, and none of ours."""
    return (folder / "config.json").is_file() and kind_of(folder) is None


def _is_hub(name: str) -> bool:
    """Tell whether a name can only mean a model on the hub: no folder here begins like it."""
    there = Path(name).exists() or Path(name.split("/")[0]).is_dir()
    return not there and _HUB.fullmatch(name) is not None


def _check_codebook(tagger: TaggingModel, codebook: str | Path) -> None:
    from shangxia.coding import load_codebook

    book = load_codebook(codebook)
    if (book.id, book.ids) != (tagger.codebook, tagger.codes):
        raise UsageError(
            f"the model {tagger.name} was trained on the codebook {tagger.codebook}: leave "
            f"--codebook away, or train a model of {book.id}"
        )
