"""Commands killed at random points: nothing is half, lost, doubled or left behind.

``SHANGXIA_KILLS`` says how many kills (20; ``make nightly`` 200) and ``SHANGXIA_SEED`` when.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.attack.victims import FEW, KILLS, SEED, Victim, moments

ALL = ("--redact", "--review-queue", "queue.xlsx", "--report", "report.html")
TAGS: dict[str, tuple[str, ...]] = {
    "gb18030": ("reports.csv", "-o", "out.csv", "--workers", "1", *ALL),
    "gb18030, two workers": ("reports.csv", "-o", "out.csv", "--workers", "2", *ALL),
    "jsonl": ("reports.jsonl", "-o", "out.jsonl", "--workers", "1", "--review-queue", "queue.xlsx"),
    "jsonl, two workers": ("reports.jsonl", "-o", "out.jsonl", "--workers", "2", *ALL),
    "a workbook": ("reports.csv", "-o", "out.xlsx", "--workers", "1", *ALL),
}
WHOLE: dict[str, tuple[str, ...]] = {
    "extract to a page": ("extract", "a.txt", "b.txt", "-o", "out.html"),
    "extract to tables": ("extract", "a.txt", "b.txt", "-o", "tables", "--format", "csv"),
    "compare to a workbook": ("compare", "a.txt", "b.txt", "-o", "out.xlsx"),
    "train": ("train", "gold.csv", "-o", "model"),
}
#: Times that a command may end before its kill, for each kill.
_SPARE = 6


@pytest.mark.slow
@pytest.mark.parametrize("case", TAGS)
def test_a_killed_batch_ends_as_if_it_had_not_been(case: str, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    whole, broken = (Victim(tmp_path / name, "tag", *TAGS[case]) for name in ("whole", "broken"))
    length, expected = whole.finish(), whole.outputs()
    killed, started = 0, moments(length, (SEED, case))
    wanted = KILLS // len(TAGS)
    for _, moment in zip(range(wanted * _SPARE), started, strict=False):
        if broken.kill_after(moment):
            killed += 1
        else:
            assert broken.outputs() == expected
            _forget(broken)
        if killed == wanted:
            break
    broken.finish()
    assert broken.outputs() == expected
    assert not broken.left()
    assert killed == wanted


@pytest.mark.slow
@pytest.mark.parametrize("case", WHOLE)
def test_a_killed_command_leaves_a_whole_output_or_none(case: str, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    whole, broken = (Victim(tmp_path / name, *WHOLE[case]) for name in ("whole", "broken"))
    length, expected = whole.finish(), whole.outputs()
    killed, started = 0, moments(length, (SEED, case))
    for _, moment in zip(range(FEW * _SPARE), started, strict=False):
        killed += broken.kill_after(moment)
        seen = {name: data for name, data in broken.outputs().items() if ".part" not in name}
        assert seen in ({}, expected)
        _forget(broken, but=".part")
        if killed == FEW:
            break
    broken.finish()
    assert broken.outputs() == expected
    assert not broken.left()
    assert killed == FEW


def _forget(victim: Victim, *, but: str = "\0") -> None:
    """Remove the outputs, but for those with such a name."""
    for name in victim.outputs():
        if but not in name:
            (victim.folder / name).unlink()
    for folder in victim.folder.iterdir():
        if folder.is_dir() and but not in folder.name:
            shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize(("one", "other"), [
    (("extract", "a.txt", "-o", "out.html"), ("extract", "b.txt", "-o", "out.html")),
    (("extract", "a.txt", "-o", "tables", "--format", "csv"), ("extract", "b.txt", "-o", "tables", "--format", "csv")),
    (("compare", "a.txt", "b.txt", "-o", "out.xlsx"), ("compare", "b.txt", "a.txt", "-o", "out.xlsx")),
    (("train", "gold.csv", "-o", "model"), ("train", "other.csv", "-o", "model")),
])  # fmt: skip
def test_two_at_once_leave_the_output_of_one(one, other, tmp_path: Path) -> None:
    wholes = []
    for name, arguments in (("a", one), ("b", other)):
        victim = Victim(tmp_path / name, *arguments)
        victim.finish()
        wholes.append(victim.outputs())
    assert wholes[0] != wholes[1]
    first = Victim(tmp_path / "both", *one)
    second = Victim(tmp_path / "second", *other)
    second.folder = first.folder
    # The second time the output is there already.
    for _ in range(2):
        with first.started() as this, second.started() as that:
            for process in (this, that):
                _, err = process.communicate(timeout=120)
                assert process.returncode == 0, err
        assert first.outputs() in wholes
    assert not first.left()
    assert not second.left()
