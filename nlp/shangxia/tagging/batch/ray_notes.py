"""What a run by Ray has done: a manifest, and a note for each part that is in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shangxia.errors import UsageError
from shangxia.rendering.files import atomic_write
from shangxia.tagging.batch.ray_extras import KEPT

#: Work folder inside the output; readers of partitions pass over such names.
WORK = "_shangxia"


def note_of(output: Path, name: str) -> Path:
    """Return the file that says that a part is done, and how many rows it has."""
    return output / WORK / f"{name}.done"


def is_done(output: Path, name: str) -> bool:
    """Tell whether a part is in place."""
    return note_of(output, name).exists() and (output / name).exists()


def check_manifest(output: Path, manifest: dict[str, Any], *, fresh: bool) -> None:
    """Note what a run depends on, and refuse to go on with one that differs.

    Args:
        output: the folder of parts.
        manifest: what the rows depend on, as JSON values.
        fresh: forget an earlier run.

    Raises:
        UsageError: an earlier run had another input, model or options.
    """
    work = output / WORK
    path = work / "manifest.json"
    if path.exists() and not fresh:
        old = json.loads(path.read_bytes())
        changed = [name for name in manifest if old.get(name) != manifest[name]]
        if changed:
            raise UsageError(
                f"{output}: an earlier run to it had another {', '.join(changed)}: "
                "write to another folder, or give --fresh to start anew"
            )
        return
    for old in (*work.glob("*.done"), *(path for end in KEPT for path in work.glob(f"*.{end}"))):
        old.unlink()
    with atomic_write(path) as stream:
        json.dump(manifest, stream)
