"""Sentence encoders: our own, or any of the transformers library by folder or hub name.

Mean pooling over the tokens and vectors of length one, as sentence encoders such
as LaBSE and multilingual E5 are used (Reimers and Gurevych 2019).  Nothing is
downloaded unless a hub name is given; only safetensors are read, and code that
comes with a model is never run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shangxia.errors import ModelError
from shangxia.neural.files import MANIFEST, check_manifest, kind_of, refuse_pickles
from shangxia.neural.onnxfile import Runner, onnx_runner, torch_runner
from shangxia.neural.plain import plain
from shangxia.resources import model as bundled

Vectors = np.ndarray[Any, np.dtype[np.float32]]

#: The name of the encoder that ships, or that ``scripts/pretrain_encoder.py`` wrote.
NEURAL = "neural"
ENCODER = "shangxia-encoder/1"
ONNX = "encoder.int8.onnx"
INSTALL = "needs torch, transformers and onnxruntime: pip install 'shangxia[neural]'"
_TOKENS = 4096
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder that was loaded.

    Attributes:
        tokenizer: a fast tokenizer of transformers.
        run: turns tokens and mask into states.
        width: dimensions of a state.
        longest: tokens of a text at most.
    """

    tokenizer: Any
    run: Runner
    width: int
    longest: int

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return an array texts × dimensions, each row of length one."""
        result = np.zeros((len(texts), self.width), dtype=np.float32)
        if not texts:
            return result
        read = self.tokenizer(
            [plain(text).strip() or "." for text in texts],
            truncation=True, max_length=self.longest, return_token_type_ids=False,
            return_attention_mask=False,
        )["input_ids"]  # fmt: skip
        for some in _alike(read):
            width = max(len(read[at]) for at in some)
            tokens = np.full((len(some), width), self.tokenizer.pad_token_id or 0, dtype=np.int64)
            mask = np.zeros_like(tokens)
            for row, at in enumerate(some):
                tokens[row, : len(read[at])] = read[at]
                mask[row, : len(read[at])] = 1
            weight = mask[:, :, None].astype(np.float32)
            # Each text weighs its own tokens alone, whatever it stands beside.
            pooled = (self.run(tokens, mask) * weight).sum(axis=1)
            result[some] = pooled / np.maximum(np.linalg.norm(pooled, axis=1)[:, None], 1e-9)
        return result


def load_encoder(name_or_path: str, *, revision: str | None = None) -> Encoder:
    """Load an encoder.

    Args:
        name_or_path: ``neural`` for our own, a folder in the layout of ``AutoModel``, or a
            name on the hub.
        revision: the commit of a hub model to pin.

    Returns:
        A function from n texts to an array n × dimensions, each row of length one.

    Raises:
        ModelError: the extra is not installed, or the model cannot be had.
    """
    name = str(_own() if name_or_path == NEURAL else name_or_path)
    folder = Path(name)
    if kind_of(folder) is not None:
        check_manifest(folder, ENCODER)
        if not _on_gpu() and (folder / ONNX).is_file():
            return _light(folder)
    tokenizer, model = load_transformer(name, revision=revision)
    longest = min(_LONGEST, getattr(model.config, "max_position_embeddings", _LONGEST) - 2)
    return Encoder(tokenizer, torch_runner(model), model.config.hidden_size, longest)


def load_transformer(name_or_path: str, *, revision: str | None = None) -> tuple[Any, Any]:
    """Load tokenizer and torch model of a folder or hub name.

    Raises:
        ModelError: the extra is not installed, or the model cannot be had.
    """
    try:
        from transformers import AutoModel, AutoTokenizer
    except ImportError:
        raise ModelError(f"an encoder {INSTALL}") from None
    local = Path(name_or_path).is_dir()
    if local:
        refuse_pickles(Path(name_or_path))
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
    return tokenizer, model.float()


def _own() -> Path:
    folder = bundled("encoder")
    if (folder / MANIFEST).is_file():
        return folder
    raise ModelError(
        "no neural encoder ships, because it earned no place beside the lexicon: train one with "
        "scripts/pretrain_encoder.py --export models/encoder, or name a folder or hub model"
    )


def _light(folder: Path) -> Encoder:
    try:
        from transformers import AutoConfig, PreTrainedTokenizerFast
    except ImportError:
        raise ModelError(f"an encoder {INSTALL}") from None
    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    run = onnx_runner(folder / ONNX)
    return Encoder(tokenizer, run, config.hidden_size, config.max_position_embeddings)


def _on_gpu() -> bool:
    try:
        import torch
    except ImportError:
        return False
    return bool(torch.cuda.is_available())


def _alike(read: Sequence[Sequence[int]]) -> list[list[int]]:
    """Group texts of like length: less padding."""
    groups: list[list[int]] = []
    for at in sorted(range(len(read)), key=lambda at: len(read[at])):
        if groups and (len(groups[-1]) + 1) * len(read[at]) <= _TOKENS:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
