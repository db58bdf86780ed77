"""Write a trained encoder in the layout of ``AutoModel``, and as ONNX for processors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from shangxia.neural.encoders import ENCODER, ONNX
from shangxia.neural.files import write_manifest
from shangxia.neural.onnxfile import write_onnx


def export(encoder: Any, tokenizer: Any, folder: Path, facts: dict[str, Any]) -> None:
    """Write the encoder (half precision), its tokenizer, the ONNX file and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    write_onnx(encoder, folder / ONNX)
    encoder.to(torch.float16).save_pretrained(folder)
    names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", ONNX]
    write_manifest(folder, ENCODER, names, facts)
