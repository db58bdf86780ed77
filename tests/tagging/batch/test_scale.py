"""Memory stays flat, a second worker helps, and nothing heavy is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from shangxia import resources
from shangxia.tagging.batch import Progress, tag_file
from tests.conftest import ROOT
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import read_jsonl, write_csv, write_jsonl

SCRIPT = r"""
import re, sys
from pathlib import Path
from shangxia.tagging.batch import tag_file
from tests.tagging.batch.fakes import FakeTagger
tag_file(Path(sys.argv[1]), Path(sys.argv[2]), model=FakeTagger(), workers=1)
heavy = [name for name in ("torch", "spacy", "sklearn", "pandas", "ray", "pyarrow") if name in sys.modules]
# Of this process alone: what getrusage says begins with the parent's.
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024, *heavy)
"""


def peak(source: Path, output: Path) -> tuple[int, list[str]]:
    """Return the peak memory of a run in a process of its own, in megabytes, and what it loaded."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "nlp")])}
    command = [sys.executable, "-c", SCRIPT, str(source), str(output)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    memory, *heavy = done.stdout.split()
    return int(memory), heavy


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_memory_is_flat(tmp_path: Path, ending: str) -> None:
    text = "关于道路施工的问题，市民多次反映，有关部门一直拖着没有处理，希望领导重视。" * 9
    peaks = []
    for rows in (5_000, 60_000):
        source = write_jsonl(tmp_path / "in.jsonl", ({"id": n, "text": text} for n in range(rows)))
        memory, heavy = peak(source, tmp_path / f"out.{ending}")
        # Where pandas is installed, pyarrow imports it by itself.
        assert set(heavy) <= ({"pandas", "pyarrow"} if ending == "parquet" else set())
        peaks.append(memory)
    assert peaks[1] < 500
    assert peaks[1] < peaks[0] + 120


def test_the_shipped_model_tags_a_table(tmp_path: Path) -> None:
    if not resources.model("clues", "manifest.json").is_file():
        pytest.skip("the model clues is not built: run scripts/train_clues.py")
    rows = [
        ("1", "", "我去年十月交的申请，镇政府一直说在研究，跑了六趟还是没有结果。"),
        ("2", "", ""),
        (
            "3",
            "",
            "Tôi nộp hồ sơ ở phường từ tháng 3, cán bộ cứ hẹn lần hẹn lữa đến nay chưa giải quyết.",
        ),
        ("4", "", "请问小学什么时候报名？"),
    ]
    source = write_csv(tmp_path / "in.csv", rows)
    summary = tag_file(source, tmp_path / "out.jsonl")
    out = read_jsonl(tmp_path / "out.jsonl")
    assert [row["编号"] for row in out] == ["1", "2", "3", "4"]
    assert [row["language"] for row in (out[0], out[2])] == ["zh", "vi"]
    assert "dilatory" in [label["code"] for label in out[0]["labels"]]
    for row in out:
        for label in row["labels"]:
            for quote in label["evidence"]:
                assert row["内容"][quote["start"] : quote["end"]] == quote["text"]
    assert summary.counts.rows == 4


@dataclass(frozen=True)
class WaitingTagger(FakeTagger):
    """Waits instead of computing, so that other work on the machine does not count."""

    def tag(self, texts):
        time.sleep(0.0004 * len(texts))
        return super().tag(texts)


@pytest.mark.slow
def test_two_workers_are_faster_than_one(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [(str(n), "", "一直拖着") for n in range(20_480)])
    rates = []
    for workers in (1, 2):
        seen: list[Progress] = []
        tag_file(source, tmp_path / "out.csv", model=WaitingTagger(), workers=workers,
                 on_progress=seen.append)  # fmt: skip
        # The start of the processes is not counted: it does not grow with the table.
        first, last = seen[0], seen[-1]
        rates.append((last.rows - first.rows) / (last.seconds - first.seconds))
    assert rates[1] / rates[0] >= 1.5
