"""Sentence encoders of the transformers library, from a folder or the hub.

Mean pooling over the tokens and vectors of length one, as sentence encoders such
as LaBSE and multilingual E5 are used (Reimers and Gurevych 2019).  Nothing is
downloaded unless a hub name is given; only safetensors are read, and code that
comes with a model is never run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangxia.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

_BATCH = 32
_LONGEST = 512


def load_encoder(
    name_or_path: str, *, revision: str | None = None
) -> Callable[[Sequence[str]], Vectors]:
    """Load an encoder.

    Args:
        name_or_path: a folder in the layout of ``AutoModel``, or a name on the hub.
        revision: the commit of a hub model to pin.

    Returns:
        A function from n texts to an array n × dimensions, each row of length one.

    Raises:
        ModelError: the extra is not installed, or the model cannot be had.
    """
    try:
        import torch
        from transformers import AutoModel, AutoTokenizer
    except ImportError:
        raise ModelError(
            "an encoder needs torch and transformers: pip install 'shangxia[neural]'"
        ) from None
    local = Path(name_or_path).is_dir()
    options: dict[str, Any] = {
        "revision": revision or "main",
        "local_files_only": local,
        "trust_remote_code": False,
    }
    try:
        tokenizer = AutoTokenizer.from_pretrained(name_or_path, **options)
        model = AutoModel.from_pretrained(name_or_path, use_safetensors=True, **options)
    except (OSError, ValueError, KeyError, ImportError) as error:
        where = "in that folder" if local else "on this machine or the hub"
        raise ModelError(
            f"no encoder {name_or_path!r} {where} ({_first_line(error)}): give a folder with "
            "config.json, tokenizer and model.safetensors, or a hub name while online"
        ) from None
    model.eval()
    longest = min(_LONGEST, getattr(model.config, "max_position_embeddings", _LONGEST) - 2)

    def encode(texts: Sequence[str]) -> Vectors:
        # Texts of like length together: less padding.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        rows: list[Any] = [None] * len(texts)
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            batch = tokenizer(
                [texts[index].strip() or "." for index in part],
                padding=True, truncation=True, max_length=longest, return_tensors="pt",
            )  # fmt: skip
            with torch.inference_mode():
                states = model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1).to(states.dtype)
            pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
            pooled = torch.nn.functional.normalize(pooled, dim=1)
            for index, vector in zip(part, pooled.float().numpy(), strict=True):
                rows[index] = vector
        import numpy as np

        return np.stack(rows) if rows else np.zeros((0, model.config.hidden_size), np.float32)

    return encode


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
