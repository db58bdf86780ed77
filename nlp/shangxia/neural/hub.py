"""Sequence classifiers of the transformers library, from a folder or from the hub.

Folders come first, then what was downloaded before, then the network.  Weights are
safetensors, code that comes with a model is never run, and the revision that was loaded
is known by its commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shangxia.errors import ModelError, first_line
from shangxia.neural.encoders import INSTALL, longest_of, split_revision
from shangxia.neural.files import refuse_pickles

Floats = np.ndarray[Any, np.dtype[np.float32]]
#: Tokens that two windows of a long text share; texts that are read together.
_SHARED = 32
_TOGETHER = 16
MULTI = "multi_label_classification"
#: Files that are fetched, and characters of a commit that pin one.
_WANTED = ("*.json", "*.safetensors", "*.txt", "*.model")
_PINNED = 7


@dataclass(frozen=True)
class Classifier:
    """A classifier that was loaded.

    Attributes:
        name: folder or name on the hub.
        revision: commit of the hub, or a digest of the weights of a folder.
        pinned: whether the person named the revision, or a folder.
        labels: its labels, in the order of its outputs.
        several: a text may carry several labels; otherwise exactly one.
        tokenizer: a fast tokenizer.
        model: the torch model.
    """

    name: str
    revision: str
    pinned: bool
    labels: tuple[str, ...]
    several: bool
    tokenizer: Any
    model: Any

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, texts × labels; of a long text the most that a window gives."""
        import torch

        result = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        with torch.inference_mode():
            for first in range(0, len(order), _TOGETHER):
                some = order[first : first + _TOGETHER]
                read = self._read([texts[at] for at in some])
                owner = read.pop("overflow_to_sample_mapping").numpy()
                scores = self.model(**read.to(self.model.device)).logits.float()
                given = (scores.sigmoid() if self.several else scores.softmax(-1)).cpu().numpy()
                np.maximum.at(result, np.array(some)[owner], given)
        return result

    def _read(self, texts: Sequence[str]) -> Any:
        longest = longest_of(self.model.config)
        # A text of no token at all would be no row.
        shown = [text.strip() or "." for text in texts]
        return self.tokenizer(
            shown, truncation=True, max_length=longest, stride=min(_SHARED, longest // 4),
            return_overflowing_tokens=True, padding=True, return_tensors="pt",
        )  # fmt: skip


def load_classifier(name: str) -> Classifier:
    """Load a sequence classifier.

    Args:
        name: a folder in the layout of ``AutoModelForSequenceClassification``, or a name on
            the hub with or without ``@REVISION``.

    Raises:
        ModelError: the extra is not installed, or the model cannot be had or trusted.
    """
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError:
        raise ModelError(f"a classifier of transformers {INSTALL}") from None
    own, revision = split_revision(name)
    local = Path(own).is_dir()
    folder = Path(own) if local else _fetched(own, revision)
    refuse_pickles(folder)
    options = {"local_files_only": True, "trust_remote_code": False}
    try:
        with _quiet():
            tokenizer = AutoTokenizer.from_pretrained(folder, **options)
            model, loading = AutoModelForSequenceClassification.from_pretrained(
                folder, use_safetensors=True, output_loading_info=True, **options
            )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise _cannot(own, error) from None
    if loading["missing_keys"]:
        raise ModelError(
            f"{own}: has no layer for labels: it is an encoder, not a sequence classifier: "
            "fine-tune it first, or give it to --encoder"
        )
    if not tokenizer.is_fast:
        raise ModelError(f"{own}: has no fast tokenizer (tokenizer.json): save it with one")
    _let_pad(own, tokenizer, model)
    model = model.float().eval().to("cuda" if torch.cuda.is_available() else "cpu")
    config = model.config
    labels = tuple(str(config.id2label[at]) for at in range(config.num_labels))
    several = config.problem_type == MULTI or config.num_labels == 1
    # A download lies in a folder that has the name of its commit.
    commit = _digest(folder) if local else folder.name
    pinned = local or (len(revision or "") >= _PINNED and commit.startswith(revision or ""))
    return Classifier(own, commit, pinned, labels, several, tokenizer, model)


def _let_pad(own: str, tokenizer: Any, model: Any) -> None:
    """Give models that were made to write on, and pad nothing, a sign to pad with."""
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if tokenizer.pad_token is None:
        raise ModelError(
            f"{own}: its tokenizer has neither a pad nor an end token: save it with one"
        )
    model.config.pad_token_id = tokenizer.pad_token_id


def _fetched(own: str, revision: str | None) -> Path:
    """Return the folder of a model of the hub: from this machine before the network.

    Neither pickles nor code are asked for.
    """
    from huggingface_hub import snapshot_download

    last: Exception = OSError("it has no model.safetensors")
    for offline in (True, False):
        try:
            found = snapshot_download(
                own, revision=revision, local_files_only=offline, allow_patterns=list(_WANTED)
            )
        # Whatever the network does, the sentence is the same.
        except Exception as error:
            last = error
            continue
        if any(Path(found).glob("*.safetensors")):
            return Path(found)
    first = first_line(last)
    raise ModelError(
        f"{own}: is no folder here, was not downloaded before, and cannot be had from the hub "
        f"as safetensors ({first}): check name, revision and network, or give a folder"
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Let transformers draw no bars: a run of ours draws its own."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _cannot(own: str, error: Exception) -> ModelError:
    said = str(error)
    if "trust_remote_code" in said:
        return ModelError(
            f"{own}: comes with code of its own, which is never run: give a model of a family "
            "that transformers knows"
        )
    first = first_line(said)
    return ModelError(
        f"{own}: cannot be loaded ({first}): give a folder with config.json, tokenizer.json "
        "and model.safetensors"
    )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        if path.suffix in (".safetensors", ".json", ".model", ".txt"):
            digest.update(path.name.encode())
            with path.open("rb") as file:
                while part := file.read(1 << 20):
                    digest.update(part)
    return digest.hexdigest()
