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

from shangxia.errors import ModelError, first_line
from shangxia.neural.files import MANIFEST, check_manifest, kind_of, refuse_pickles
from shangxia.neural.onnxfile import Runner, onnx_runner, torch_runner, write_onnx
from shangxia.neural.plain import plain
from shangxia.neural.windows import batches
from shangxia.resources import model as bundled

Vectors = np.ndarray[Any, np.dtype[np.float32]]

#: The name of the encoder that ships, or that ``scripts/pretrain_encoder.py`` wrote.
NEURAL = "neural"
ENCODER = "shangxia-encoder/1"
ONNX, WEIGHTS = "encoder.int8.onnx", "model.safetensors"
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
        for some in batches([len(tokens) for tokens in read], _TOKENS):
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
            name on the hub, with or without ``@REVISION``.
        revision: the commit of a hub model to pin.

    Returns:
        A function from n texts to an array n × dimensions, each row of length one.

    Raises:
        ModelError: the extra is not installed, or the model cannot be had.
    """
    name, pinned = split_revision(named(name_or_path))
    folder = Path(name)
    if kind_of(folder) is not None:
        check_manifest(folder, ENCODER)
        tokenizer, run = load_parts(folder)
        config = _config(folder)
    else:
        tokenizer, model = load_transformer(name, revision=revision or pinned)
        run, config = torch_runner(model), model.config
    return Encoder(tokenizer, run, config.hidden_size, longest_of(config))


def split_revision(name: str) -> tuple[str, str | None]:
    """Return a model name and the revision behind its ``@``; a folder has none."""
    if Path(name).is_dir():
        return name, None
    own, _, revision = name.partition("@")
    return own, revision or None


def load_parts(folder: Path) -> tuple[Any, Runner]:
    """Load tokenizer and encoder of a folder of ours: ONNX, or torch where there is a GPU.

    Raises:
        ModelError: the extra is not installed.
    """
    whole = (folder / WEIGHTS).is_file()
    if whole and (_on_gpu() or not (folder / ONNX).is_file()):
        tokenizer, model = load_transformer(str(folder))
        return tokenizer, torch_runner(model)
    try:
        import onnxruntime  # noqa: F401
        from transformers import PreTrainedTokenizerFast
    except ImportError:
        raise ModelError(f"a neural model {INSTALL}") from None
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    return tokenizer, onnx_runner(folder / ONNX)


def save_encoder(model: Any, tokenizer: Any, folder: Path, *, light: bool = False) -> list[str]:
    """Write an encoder: half precision in the layout of ``AutoModel``, and eight bits as ONNX.

    Args:
        model: the torch encoder; it is left in half precision.
        tokenizer: its tokenizer.
        folder: where to.
        light: write the eight bits alone.

    Returns:
        The names of the files.
    """
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    model.cpu().eval()
    write_onnx(model, folder / ONNX)
    tokenizer.save_pretrained(folder)
    names = ["config.json", "tokenizer.json", "tokenizer_config.json", ONNX]
    if light:
        model.config.save_pretrained(folder)
        return names
    model.to(torch.float16).save_pretrained(folder)
    return [*names, WEIGHTS]


def load_transformer(name_or_path: str, *, revision: str | None = None) -> tuple[Any, Any]:
    """Load tokenizer and torch model of a folder or hub name.

    Raises:
        ModelError: the extra is not installed, or the model cannot be had.
    """
    try:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError:
        raise ModelError(f"an encoder {INSTALL}") from None
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
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
            f"no encoder {name_or_path!r} {where} ({first_line(error)}): give a folder with "
            "config.json, tokenizer and model.safetensors, or a hub name while online"
        ) from None
    if getattr(model, "pooler", None) is not None:
        model.pooler = None  # a layer that we do not use, and that may be left to chance
    return tokenizer, model.float()


def named(name_or_path: str) -> str:
    """Return the folder of our own encoder for ``neural``, and any other name as it is.

    Raises:
        ModelError: there is no encoder of our own.
    """
    if name_or_path != NEURAL:
        return name_or_path
    folder = bundled("encoder")
    if (folder / MANIFEST).is_file():
        return str(folder)
    raise ModelError(
        "no neural encoder is installed here (models/encoder): train one with "
        "scripts/pretrain_encoder.py --export models/encoder, or name a folder or hub model"
    )


def longest_of(config: Any) -> int:
    """Return how many tokens of a text an encoder reads, two less than its positions."""
    return min(_LONGEST, getattr(config, "max_position_embeddings", _LONGEST + 2) - 2)


def _config(folder: Path) -> Any:
    from transformers import AutoConfig

    return AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def _on_gpu() -> bool:
    try:
        import torch
    except ImportError:
        return False
    return bool(torch.cuda.is_available())
