"""Where bundled codebooks, lexicons, samples and models are found.

A checkout and an editable install keep them in ``corpora/`` and ``models/`` at
the top of the repository; a wheel carries the same folders inside the package,
in ``_data/``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

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
