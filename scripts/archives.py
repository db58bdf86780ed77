"""Archives of arrays that are the same bytes for the same arrays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

#: A fixed date.
_DATE = (1980, 1, 1, 0, 0, 0)


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays without pickle, as ``numpy.load`` reads them.

    Args:
        path: an ``.npz`` file, replaced if it is there.
        arrays: by their names.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            held = io.BytesIO()
            np.lib.format.write_array(held, np.asarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _DATE)
            archive.writestr(entry, held.getvalue(), compress_type=zipfile.ZIP_DEFLATED)
