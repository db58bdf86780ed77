"""Neural taggers on disk: the linear tagger, the encoder, the layers above it, the mixture."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from shangxia.errors import ModelError
from shangxia.tagging.experts import Expert
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.neural import Mix, NeuralExpert
from shangxia.tagging.storage import NEURAL_FORMAT, load_model, save_model

if TYPE_CHECKING:
    from shangxia.tagging.neural_training import Trained

LINEAR, HEAD, MIXTURE = "linear", "head.npz", "mixture.json"
_HEAD = ("inner", "kind", "outer", "bias")


def save_neural(trained: Trained, folder: str | Path, facts: dict[str, Any] | None = None) -> None:
    """Write a neural tagger to a folder, which is made if need be.

    Args:
        trained: what ``train_neural`` returned.
        folder: where to; files of an earlier model are replaced.
        facts: what the manifest should tell of the training.
    """
    from shangxia.neural.encoders import save_encoder
    from shangxia.neural.files import write_manifest

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    experts = [one for one in trained.model.experts if isinstance(one, NeuralExpert)]
    bases = [one.base for one in experts]
    linear = trained.linear
    calibrated = TaggingModel(linear.book, bases, router=linear.router, name=linear.name)
    save_model(calibrated, folder / LINEAR)
    # A bag of vectors gains nothing from a GPU: eight bits will do everywhere.
    light = getattr(trained.encoder.config, "num_hidden_layers", 1) == 0
    names = save_encoder(trained.encoder, trained.scorer.tokenizer, folder, light=light)
    head = trained.scorer.head
    np.savez(folder / HEAD, **{name: getattr(head, name) for name in _HEAD})
    told = {"longest": trained.scorer.longest, "mixtures": [asdict(one.mix) for one in experts]}
    (folder / MIXTURE).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    names += [HEAD, MIXTURE]
    names += [f"{LINEAR}/{path.name}" for path in sorted((folder / LINEAR).iterdir())]
    write_manifest(folder, NEURAL_FORMAT, names, facts or {})


def load_neural(folder: Path) -> TaggingModel:
    """Load a folder written by ``save_neural``.

    Raises:
        ModelError: the extra is not installed, or the model was damaged or changed.
    """
    from shangxia.neural.clausenet import ClauseScorer, Head
    from shangxia.neural.encoders import load_parts
    from shangxia.neural.files import check_manifest

    fingerprint = check_manifest(folder, NEURAL_FORMAT)
    try:
        told = json.loads((folder / MIXTURE).read_text(encoding="utf-8"))
        mixtures = [Mix(**one | {"flag": tuple(one["flag"])}) for one in told["mixtures"]]
        longest = int(told["longest"])
        with (folder / HEAD).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            head = Head(*(stored[name] for name in _HEAD))
    except (KeyError, ValueError, TypeError) as error:
        raise ModelError(
            f"{folder.name}: the model cannot be read ({error}): train or install it again"
        ) from error
    linear = load_model(folder / LINEAR)
    tokenizer, run = load_parts(folder)
    scorer = ClauseScorer(tokenizer, run, head, longest)
    experts: list[Expert] = [
        NeuralExpert.beside(replace(base), scorer, place, mix)
        for place, (base, mix) in enumerate(zip(linear.experts, mixtures, strict=True))
    ]
    name = linear.name.rsplit("-", 1)[0]
    return TaggingModel(
        linear.book, experts, router=linear.router, name=name, fingerprint=fingerprint
    )
