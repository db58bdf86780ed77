"""Encoders as ONNX with weights of eight bits: for processors without a GPU."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
#: Turns tokens and mask (texts × tokens) into states (texts × tokens × width).
Runner = Callable[[Ints, Ints], Floats]
_OPSET = 17


def write_onnx(model: Any, path: Path) -> None:
    """Write a torch encoder as ONNX with weights of eight bits.

    Args:
        model: any ``AutoModel`` that takes ``input_ids`` and ``attention_mask``.
        path: the file to write.
    """
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    before = model.config._attn_implementation
    model.set_attn_implementation("eager")
    whole = States().eval()
    tokens = torch.full((2, 8), 3, dtype=torch.long)
    sizes = {0: "texts", 1: "tokens"}
    names = ("input_ids", "attention_mask", "states")
    with tempfile.TemporaryDirectory() as folder:
        plainly = Path(folder) / "model.onnx"
        with warnings.catch_warnings():
            # The exporter that is to follow needs one more package and writes the same graph.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                whole, (tokens, torch.ones_like(tokens)), str(plainly),
                input_names=list(names[:2]), output_names=[names[2]],
                dynamic_axes=dict.fromkeys(names, sizes), dynamo=False, opset_version=_OPSET,
            )  # fmt: skip
        graph = onnx.load(str(plainly))
        # Shapes that were noted for the example text would forbid any other.
        del graph.graph.value_info[:]
        onnx.save(graph, str(plainly))
        logging.disable(logging.WARNING)  # it would recommend what is done above
        try:
            quantize_dynamic(str(plainly), str(path), weight_type=QuantType.QInt8)
        finally:
            logging.disable(logging.NOTSET)
    model.set_attn_implementation(before)


def onnx_runner(path: Path) -> Runner:
    """Load an ONNX encoder.

    Args:
        path: a file of ``write_onnx``.

    Returns:
        What runs it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    # An encoder without layers has no use for the mask, and no such input.
    taken = {one.name for one in session.get_inputs()}

    def run(tokens: Ints, mask: Ints) -> Floats:
        given = {"input_ids": tokens, "attention_mask": mask}
        states: Floats = session.run(None, {name: given[name] for name in taken})[0]
        return states

    return run


def torch_runner(model: Any) -> Runner:
    """Return what runs a torch encoder: bf16 where there is a GPU."""
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.eval().to(device)

    def run(tokens: Ints, mask: Ints) -> Floats:
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16, device == "cuda"):
            states = model(
                input_ids=torch.from_numpy(tokens).to(device),
                attention_mask=torch.from_numpy(mask).to(device),
            ).last_hidden_state
        result: Floats = states.float().cpu().numpy()
        return result

    return run
