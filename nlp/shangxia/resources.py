"""Where bundled codebooks, lexicons, samples and models are found.

A checkout and an editable install keep them in ``corpora/`` and ``models/`` at
the top of the repository; a wheel carries the same folders inside the package,
in ``_data/``.
"""

from __future__ import annotations

import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from shangxia.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_root() -> Path:
    """Return the folder that holds ``corpora/`` and ``models/``.

    Raises:
        FileNotFoundError: the installation is damaged.
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parents[1]):
        if (root / "corpora").is_dir():
            return root
    raise FileNotFoundError(
        f"shangxia's bundled data are missing beside {_PACKAGE}: install the package again"
    )


def corpus(*parts: str) -> Path:
    """Return a path under the bundled ``corpora/``, whether it exists or not."""
    return data_root().joinpath("corpora", *parts)


def model(*parts: str) -> Path:
    """Return a path under the bundled ``models/``, whether it exists or not."""
    return data_root().joinpath("models", *parts)


def load_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a bundled archive; nothing in it is ever unpickled.

    Args:
        path: an ``.npz`` file below ``models/``.

    Raises:
        ModelError: the file is missing or damaged.
    """
    import numpy as np

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(stored.items())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(
            f"{path.parent.name}/{path.name}: weights are missing or damaged ({error}): "
            "install shangxia again"
        ) from error
