"""Models on disk: arrays without pickle, settings as JSON, and their hashes."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

import numpy as np

from shangxia.coding.values import Code, Codebook, Cue
from shangxia.errors import ModelError
from shangxia.resources import model as bundled
from shangxia.tagging.blended import BLENDED, BlendedExpert, Reading, Terms
from shangxia.tagging.experts import Expert
from shangxia.tagging.scoring import Weights
from shangxia.tagging.soundness import require_sound
from shangxia.tagging.whole import WHOLE, WholeExpert

if TYPE_CHECKING:
    from shangxia.tagging.model import TaggingModel

FORMAT = "shangxia-tagger/3"
#: The format of ``neural_storage``, which needs the extra.
NEURAL_FORMAT = "shangxia-neural-tagger/2"
WEIGHTS, SETTINGS, MANIFEST = "weights.npz", "settings.json", "manifest.json"
#: What parts raise that are not what they should be.
_BROKEN = (
    LookupError, ValueError, TypeError, AttributeError, OverflowError, RecursionError, EOFError,
    OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, SyntaxError, TokenError,
)  # fmt: skip
#: A fixed date, so that the same model gives the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def save_model(model: TaggingModel, folder: str | Path) -> None:
    """Write a model to a folder, which is made if need be.

    Args:
        model: the model.
        folder: where to; files of an earlier model are replaced.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    for number, expert in enumerate(model.experts):
        arrays |= _arrays(f"{number}.", expert.weights)
        arrays |= _arrays(f"{number}.words.", expert.words)
        arrays[f"{number}.inaction"] = expert.inaction
        if isinstance(expert, WholeExpert):
            arrays[f"{number}.rarity"] = expert.rarity
        if isinstance(expert, BlendedExpert):
            arrays |= _readings(f"{number}.", expert)
    if model.router is not None:
        arrays |= _arrays("router.", model.router)
    _write_arrays(folder / WEIGHTS, arrays)
    text = json.dumps(_settings(model), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    hashes = {name: _sha256(folder / name) for name in (WEIGHTS, SETTINGS)}
    manifest = {"format": FORMAT, "sha256": hashes}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def load_model(name_or_path: str | Path) -> TaggingModel:
    """Load a model that ships, by name, or a folder.

    Args:
        name_or_path: a folder below ``models/``, or any path.

    Returns:
        The model.

    Raises:
        ModelError: there is no such model, it is of another format, or it was changed.
    """
    from shangxia.tagging.model import TaggingModel

    folder = _folder(name_or_path)
    if _format(folder) == NEURAL_FORMAT:
        from shangxia.tagging.neural_storage import load_neural

        return load_neural(folder)
    fingerprint = _check(folder)
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        with (folder / WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        experts = [
            _expert(number, entry, arrays) for number, entry in enumerate(settings["experts"])
        ]
        router = _weights("router.", arrays) if "router.buckets" in arrays else None
        book = _codebook(settings["codebook"])
        name = str(settings["name"])
        require_sound(experts, router, len(book.codes))
    except _BROKEN as error:
        raise ModelError(
            f"{folder.name}: the model cannot be read ({error}): train or install it again"
        ) from error
    return TaggingModel(book, experts, router=router, name=name, fingerprint=fingerprint)


def _folder(name_or_path: str | Path) -> Path:
    own = bundled(str(name_or_path)) if "/" not in str(name_or_path) else Path(name_or_path)
    for folder in (Path(name_or_path), own):
        if (folder / MANIFEST).is_file():
            return folder
    if str(name_or_path) == "neural":
        raise ModelError(
            "no neural tagger is installed here (models/neural): train one with `shangxia train "
            "TABLE -o DIR --model ENCODER`, ENCODER a folder or hub name, then give `--model DIR`"
        )
    raise ModelError(
        f"{name_or_path}: there is no model here (no {MANIFEST}): "
        "give the folder that `shangxia train` wrote, or the name of a model that ships"
    )


def _format(folder: Path) -> str:
    """Return the format that the manifest names, ``""`` where it names none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return ""
    return str(told.get("format", "")) if isinstance(told, dict) else ""


def _check(folder: Path) -> str:
    """Hold the files against their hashes and return the fingerprint of all."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found, expected = manifest["format"], manifest["sha256"]
    except _BROKEN as error:
        raise ModelError(f"{folder.name}/{MANIFEST}: cannot be read: install it again") from error
    if found != FORMAT:
        raise ModelError(f"{folder.name}: format {found!r} is not {FORMAT!r}: train it again")
    for name in (WEIGHTS, SETTINGS):
        if not (folder / name).is_file():
            raise ModelError(f"{folder.name}/{name}: is missing: install the model again")
        if _sha256(folder / name) != expected.get(name):
            raise ModelError(
                f"{folder.name}/{name}: was changed after training (its hash differs from the "
                "manifest's): do not trust it, install or train the model again"
            )
    return hashlib.sha256("".join(expected[name] for name in sorted(expected)).encode()).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _arrays(prefix: str, weights: Weights) -> dict[str, Any]:
    return {
        f"{prefix}buckets": weights.buckets.astype(np.int32),
        f"{prefix}values": weights.values.astype(np.float16),
        f"{prefix}bias": weights.bias.astype(np.float32),
    }


def _weights(prefix: str, arrays: dict[str, Any]) -> Weights:
    values = arrays[f"{prefix}values"].astype(np.float32)
    return Weights(arrays[f"{prefix}buckets"], values, arrays[f"{prefix}bias"])


def _write_arrays(path: Path, arrays: dict[str, Any]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                np.lib.format.write_array(file, arrays[name], allow_pickle=False)


def _settings(model: TaggingModel) -> dict[str, Any]:
    book = model.book
    return {
        "name": model.name.removesuffix(f"-{model.fingerprint[:8]}"),
        "codebook": {
            "id": book.id,
            "version": book.version,
            "kind": book.kind,
            "title": dict(book.title),
            "codes": [
                {
                    "id": code.id,
                    "names": dict(code.names),
                    "cues": [[cue.language, cue.text] for cue in code.cues if not cue.is_pattern],
                }
                for code in book.codes
            ],
        },
        "experts": [
            {
                "name": expert.name,
                "pooling": expert.pooling,
                "slope": expert.slope.tolist(),
                "intercept": expert.intercept.tolist(),
                "shift": expert.shift,
                "threshold": expert.threshold,
                "margin": expert.margin,
                **({"exclusive": expert.exclusive} if isinstance(expert, WholeExpert) else {}),
                **(
                    {"readings": sorted(expert.readings)}
                    if isinstance(expert, BlendedExpert)
                    else {}
                ),
            }
            for expert in model.experts
        ],
    }


def _expert(number: int, entry: dict[str, Any], arrays: dict[str, Any]) -> Expert:
    kept: dict[str, Any] = {
        "name": entry["name"],
        "pooling": entry["pooling"],
        "weights": _weights(f"{number}.", arrays),
        "slope": np.array(entry["slope"], dtype=np.float32),
        "intercept": np.array(entry["intercept"], dtype=np.float32),
        "shift": entry["shift"],
        "threshold": entry["threshold"],
        "margin": entry["margin"],
        "words": _weights(f"{number}.words.", arrays),
        "inaction": arrays[f"{number}.inaction"],
    }
    if entry["pooling"] == WHOLE:
        rarity = arrays[f"{number}.rarity"].astype(np.float32)
        return WholeExpert(**kept, rarity=rarity, exclusive=entry["exclusive"])
    if entry["pooling"] == BLENDED:
        return BlendedExpert(
            **kept,
            readings={name: _reading(f"{number}.{name}.", arrays) for name in entry["readings"]},
            plain=arrays[f"{number}.plain"],
        )
    return Expert(**kept)


def _readings(prefix: str, expert: BlendedExpert) -> dict[str, Any]:
    arrays: dict[str, Any] = {f"{prefix}plain": expert.plain}
    for name, reading in expert.readings.items():
        for part, terms in (("passages", reading.passages), ("whole", reading.whole)):
            own = f"{prefix}{name}.{part}."
            arrays |= _arrays(own, terms.weights)
            arrays[f"{own}rarity"] = terms.rarity.astype(np.float16)
        arrays[f"{prefix}{name}.mix"] = reading.mix
    return arrays


def _reading(prefix: str, arrays: dict[str, Any]) -> Reading:
    passages, whole = (
        Terms(_weights(own, arrays), arrays[f"{own}rarity"].astype(np.float32))
        for own in (f"{prefix}passages.", f"{prefix}whole.")
    )
    return Reading(passages, whole, arrays[f"{prefix}mix"])


def _codebook(entry: dict[str, Any]) -> Codebook:
    codes = tuple(
        Code(
            id=code["id"],
            names=code["names"],
            cues=tuple(Cue(text, language) for language, text in code["cues"]),
        )
        for code in entry["codes"]
    )
    return Codebook(
        id=entry["id"],
        title=entry["title"],
        codes=codes,
        kind=entry["kind"],
        version=entry["version"],
    )
