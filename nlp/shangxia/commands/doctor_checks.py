"""What ``shangxia doctor`` looks at in an installation, one function for each part."""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import platform
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from shangxia import __version__, resources
from shangxia.coding import list_codebooks, load_codebook
from shangxia.errors import ShangxiaError

State = Literal["ok", "note", "fail"]
#: Packages that are imported under another name than they are installed under.
_IMPORTED_AS = {"python-docx": "docx", "pyyaml": "yaml", "scikit-learn": "sklearn"}
#: What to ask fontconfig for, and who needs it.
_FONTS = {"zh-cn": "simplified Chinese", "zh-tw": "traditional Chinese", "vi": "Vietnamese"}
_MANIFEST = "manifest.json"
#: Extras that users install; those for building and documenting the project are left out.
_EXTRAS = ("neural", "ray")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        part: ``package``, ``dependencies``, ``extras``, ``fonts``, ``data``, ``models`` or
            ``self-test``.
        name: what was looked at.
        state: ``ok``, ``note`` (works, but know this) or ``fail``.
        told: what was found and, where it failed, what to do.
    """

    part: str
    name: str
    state: State
    told: str


def package() -> Iterator[Check]:
    """Yield the versions of shangxia, of Python and of the system."""
    where = "a checkout" if _in_checkout() else "installed"
    yield Check("package", "shangxia", "ok", f"{__version__}, {where}")
    version = platform.python_version()
    fits = sys.version_info >= (3, 11)
    yield Check(
        "package", "python", "ok" if fits else "fail", f"{version}; 3.11 or later is needed"
    )
    yield Check("package", "system", "ok", f"{platform.system()} {platform.machine()}")
    encoding = (sys.stdout.encoding or "none").lower()
    shows = encoding.replace("-", "") == "utf8"
    advice = "" if shows else "; set PYTHONUTF8=1 to see Chinese and Vietnamese"
    yield Check("package", "output", "ok" if shows else "note", f"{encoding}{advice}")


def dependencies() -> Iterator[Check]:
    """Yield a check for each package that the base needs: version, and whether it loads."""
    if _declared() is None:
        advice = "not installed but run from a folder: versions are not known"
        yield Check("dependencies", "shangxia", "note", advice)
    for needed in _requirements(""):
        found = _version(needed)
        if found.state == "ok":
            found = _loads(needed, found)
        yield found


def extras() -> Iterator[Check]:
    """Yield a check for each extra: there, not there (which is no fault), or of a wrong version."""
    for extra in _EXTRAS:
        found = [_version(needed) for needed in _requirements(extra)]
        missing = [check.name for check in found if check.told.startswith("missing")]
        wrong = [f"{check.name} {check.told}" for check in found if check.state == "fail"]
        wrong = [told for told in wrong if " missing" not in told]
        if wrong:
            yield Check("extras", extra, "fail", "; ".join(wrong))
        elif missing:
            advice = f"not installed ({', '.join(missing)}): pip install 'shangxia[{extra}]'"
            yield Check("extras", extra, "note", advice)
        else:
            yield Check("extras", extra, "ok", ", ".join(f"{c.name} {c.told}" for c in found))


def fonts() -> Iterator[Check]:
    """Yield whether this machine can show Chinese and Vietnamese."""
    command = shutil.which("fc-list")
    if command is None:
        yield Check("fonts", "fontconfig", "note", "not here; browsers bring their own fonts")
        return
    for language, name in _FONTS.items():
        # The path is the one of which(); nothing of the user's goes into the command.
        told = subprocess.run(  # noqa: S603
            [command, f":lang={language}", "family"],
            capture_output=True, check=False, encoding="utf-8", errors="replace", timeout=20,
        ).stdout  # fmt: skip
        names = (line.split(",")[0].strip() for line in told.splitlines())
        families = sorted({name for name in names if name})
        if families:
            some = ", ".join(families[:2]) + (" …" if len(families) > 2 else "")
            yield Check("fonts", name, "ok", some)
        else:
            advice = "none: pages opened here show boxes; install Noto Sans CJK or Noto Sans"
            yield Check("fonts", name, "note", advice)


def data() -> Iterator[Check]:
    """Yield whether the bundled data are there and as they were packed."""
    for name in ("codebooks", "gazetteer", "lexicons", "samples"):
        files = [path for path in resources.corpus(name).glob("*") if path.is_file()]
        state: State = "ok" if files else "fail"
        yield Check("data", name, state, f"{len(files)} files" if files else "missing")
    for name in list_codebooks():
        try:
            book = load_codebook(name)
        except ShangxiaError as error:
            yield Check("data", f"codebook {name}", "fail", str(error))
        else:
            yield Check("data", f"codebook {name}", "ok", f"{len(book)} codes")
    yield _recorded()


def models() -> Iterator[Check]:
    """Yield a check for each bundled model: its files against their hashes."""
    folders = sorted(path.parent for path in resources.model().glob("*/README.md"))
    if not folders:
        yield Check("models", "models", "fail", "missing: install shangxia again")
    for folder in folders:
        try:
            told = _held(folder)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            again = f"{type(error).__name__}: {error}: install shangxia again"
            yield Check("models", folder.name, "fail", again)
        else:
            yield Check("models", folder.name, "ok", told)


def _held(folder: Path) -> str:
    """Hold the files of a model against its manifest, or its archives against their sums."""
    if (folder / _MANIFEST).is_file():
        expected = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["sha256"]
        for name, digest in expected.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ValueError(f"{folder.name}/{name} is not what the manifest says")
        return f"{len(expected)} files, SHA-256 as in {_MANIFEST}"
    archives = sorted(folder.glob("*.npz"))
    if not archives:
        return "a card alone: no model ships with it"
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            if damaged := archive.testzip():
                raise ValueError(f"{folder.name}/{path.name} is damaged at {damaged}")
    return f"{len(archives)} archives, check sums right"


def _recorded() -> Check:
    """Hold every file of an installed wheel against the RECORD that came with it."""
    if _in_checkout():
        return Check("data", "hashes", "ok", "a checkout: git knows what was changed")
    names = [(name, name.hash.value) for name in metadata.files("shangxia") or () if name.hash]
    for name, recorded in names:
        path = Path(str(name.locate()))
        digest = hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != recorded:
            again = f"{name} was changed or lost: pip install --force-reinstall shangxia"
            return Check("data", "hashes", "fail", again)
    return Check("data", "hashes", "ok", f"{len(names)} files, SHA-256 as installed")


def _in_checkout() -> bool:
    return resources.data_root().name != "_data"


def _declared() -> list[str] | None:
    """Return what the installed package says it needs; None where it is not installed."""
    try:
        return metadata.requires("shangxia") or []
    except metadata.PackageNotFoundError:
        return None


def _requirements(extra: str) -> Iterator[Requirement]:
    for line in _declared() or ():
        needed = Requirement(line)
        asked = needed.marker is None or "extra" not in str(needed.marker)
        fits = needed.marker is None or needed.marker.evaluate({"extra": extra})
        if fits and asked == (not extra):
            yield needed


def _version(needed: Requirement) -> Check:
    try:
        version = metadata.version(needed.name)
    except metadata.PackageNotFoundError:
        return Check("dependencies", needed.name, "fail", f"missing: pip install '{needed}'")
    if not needed.specifier.contains(version, prereleases=True):
        told = f"{version} does not fit {needed.specifier}: pip install '{needed}'"
        return Check("dependencies", needed.name, "fail", told)
    return Check("dependencies", needed.name, "ok", version)


def _loads(needed: Requirement, found: Check) -> Check:
    name = _IMPORTED_AS.get(needed.name.lower(), needed.name.lower().replace("-", "_"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(name)
    except Exception as error:  # a broken build may raise anything
        told = f"{found.told} does not load ({error}): install it again"
        return Check(found.part, found.name, "fail", told)
    return found
