"""``shangxia doctor``: what it looks at, what it finds broken, and the exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from shangxia import resources
from shangxia.commands import doctor, doctor_checks
from shangxia.commands.doctor_checks import Check


def test_a_sound_installation_passes_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.doctor(as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"], told["schema"]) == (0, True, "shangxia-doctor/1")
    parts = [check["part"] for check in told["checks"]]
    assert list(dict.fromkeys(parts)) == [
        "package", "dependencies", "extras", "fonts", "data", "models", "self-test",
    ]  # fmt: skip
    assert {"clues", "bridge", "tag"} <= {check["name"] for check in told["checks"]}


def test_a_failure_is_named_at_the_end_and_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in ("dependencies", "extras", "fonts", "data", "self_test"):
        monkeypatch.setattr(doctor, part, lambda: iter(()))
    broken = Check("models", "clues", "fail", "was changed")
    monkeypatch.setattr(doctor, "models", lambda: iter([broken]))
    assert doctor.doctor(as_json=False) == 1
    out = capsys.readouterr().out
    assert "  FAIL  clues                was changed\n" in out
    assert out.endswith("checks failed (models: clues)\n")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Data of our own that a test may damage."""
    for name in ("corpora", "models"):
        shutil.copytree(resources.data_root() / name, tmp_path / name)
    monkeypatch.setattr(resources, "data_root", lambda: tmp_path)
    yield tmp_path


def _states(checks: Iterator[Check]) -> dict[str, str]:
    return {check.name: check.state for check in checks}


@pytest.mark.parametrize(
    ("model", "file"), [("clues", "weights.npz"), ("bridge", "zh-vi.npz"), ("clues", None)]
)
def test_a_changed_or_lost_model_is_found(copied: Path, model: str, file: str | None) -> None:
    assert set(_states(doctor_checks.models()).values()) == {"ok"}
    if file is None:
        (copied / "models" / model / "settings.json").unlink()
    else:
        path = copied / "models" / model / file
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    assert _states(doctor_checks.models())[model] == "fail"


def test_lost_data_and_bad_codebooks_are_found(copied: Path) -> None:
    shutil.rmtree(copied / "corpora" / "gazetteer")
    (copied / "corpora" / "codebooks" / "mine.yaml").write_text("id: mine\n", encoding="utf-8")
    states = _states(doctor_checks.data())
    assert states["gazetteer"] == "fail"
    assert states["codebook mine"] == "fail"
    assert states["codebook clues"] == "ok"


def test_dependencies_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["numpy>=1", "numpy<1", "no-such-package>=2", "rich; python_version < '3'"]
    monkeypatch.setattr(metadata, "requires", lambda _: lines)
    found = list(doctor_checks.dependencies())
    assert [check.state for check in found] == ["ok", "fail", "fail"]
    assert "does not fit <1" in found[1].told
    assert "pip install 'no-such-package>=2'" in found[2].told


def test_an_extra_that_is_not_there_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ['no-such-package; extra == "neural"', 'numpy<1; extra == "ray"', "rich"]
    monkeypatch.setattr(metadata, "requires", lambda _: lines)
    found = {check.name: check for check in doctor_checks.extras()}
    assert found["neural"].state == "note"
    assert "pip install 'shangxia[neural]'" in found["neural"].told
    assert found["ray"].state == "fail"


def test_without_fontconfig_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert [check.state for check in doctor_checks.fonts()] == ["note"]


def test_a_self_test_that_raises_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Path) -> str:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(doctor, "_tag", broken)
    states = {check.name: check for check in doctor.self_test()}
    assert states["extract"].state == "ok"
    assert states["tag"].told == "RuntimeError: no such luck"


def test_a_package_that_is_not_installed_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", lost)
    assert [check.state for check in doctor_checks.dependencies()] == ["note"]
