"""The package as others install it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from shangxia import resources
from tests.conftest import ROOT


def test_bundled_data_are_found() -> None:
    assert (resources.corpus("samples") / "zh-regulation.txt").is_file()
    assert resources.corpus("codebooks", "channels.yaml").is_file()


def test_public_names_can_be_had() -> None:
    import shangxia as sx

    for name in sx.__all__:
        assert getattr(sx, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sx.nothing


@pytest.mark.slow
def test_wheel_runs_the_demo_outside_of_the_checkout(tmp_path: Path) -> None:
    """Build, install without the checkout, run: the data must have travelled."""
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT)
    built = subprocess.run([sys.executable, *build], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr[-2000:]
    wheel = next(tmp_path.glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    assert "shangxia/_data/corpora/samples/zh-regulation.txt" in names
    assert not [name for name in names if name.startswith(("tests/", "scripts/"))]
    assert wheel.stat().st_size < 60_000_000
    # The dependencies are those of this environment; the package itself is the wheel's.
    target = tmp_path / "site"
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target)
    subprocess.run([sys.executable, *install, wheel], check=True, capture_output=True)
    code = (
        f"import sys; sys.path.insert(0, {str(target)!r}); import shangxia; "
        f"assert shangxia.__file__.startswith({str(target)!r}), shangxia.__file__; "
        "from shangxia.cli import app; app(['demo', '-o', 'out'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "out" / "zh-regulation.html").is_file()
