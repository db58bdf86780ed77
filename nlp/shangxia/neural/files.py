"""Folders of our own models: what is in them, and whether it is what was written.

Weights are safetensors and ONNX, settings JSON; ``manifest.json`` holds the hash of
every file.  Whatever can run code is refused before it is opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shangxia.errors import ModelError

MANIFEST = "manifest.json"
#: Endings of files that run code when they are loaded.
_PICKLES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib")


def write_manifest(folder: Path, kind: str, names: Sequence[str], facts: Mapping[str, Any]) -> None:
    """Write the hashes of files, and facts about how they were made.

    Args:
        folder: the model's folder.
        kind: format and version, such as ``shangxia-encoder/1``.
        names: the files, relative to the folder.
        facts: anything that JSON can hold.
    """
    told = {
        "format": kind,
        "sha256": {name: _sha256(folder / name) for name in sorted(names)},
        "facts": dict(facts),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def kind_of(folder: Path) -> str | None:
    """Return the format that a folder's manifest names; None where there is none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(told["format"]) if isinstance(told, dict) and "format" in told else None


def check_manifest(folder: Path, kind: str) -> str:
    """Hold the files of a folder against its manifest.

    Args:
        folder: the model's folder.
        kind: the format that it must have.

    Returns:
        The fingerprint: one hash over all files.

    Raises:
        ModelError: a file is missing, was changed, or can run code.
    """
    refuse_pickles(folder)
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found, hashes = told["format"], dict(told["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder.name}/{MANIFEST}: cannot be read: install it again") from error
    if found != kind:
        raise ModelError(f"{folder.name}: format {found!r} is not {kind!r}: train it again")
    for name, expected in sorted(hashes.items()):
        path = folder / name
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            raise ModelError(f"{folder.name}/{name}: is missing: install the model again")
        if _sha256(path) != expected:
            raise ModelError(
                f"{folder.name}/{name}: was changed after training (its hash differs from the "
                "manifest's): do not trust it, install or train the model again"
            )
    return hashlib.sha256("".join(hashes[name] for name in sorted(hashes)).encode()).hexdigest()


def refuse_pickles(folder: Path) -> None:
    """Refuse a folder with weights that could run code and none that cannot.

    Raises:
        ModelError: so it is.
    """
    dangerous = sorted(path.name for path in folder.glob("*") if path.suffix in _PICKLES)
    if dangerous and not any(folder.glob("*.safetensors")):
        raise ModelError(
            f"{folder.name}/{dangerous[0]}: is a pickle, which can run code when it is loaded: "
            "give a model with model.safetensors"
        )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
