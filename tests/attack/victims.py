"""Commands to be killed: what they read, and how to start them so that kills hit their work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.tagging.batch.tables import HEAD, write_csv, write_jsonl

#: Kills of ``tag`` in one run of the tests, and the seed of their moments.
KILLS = int(os.environ.get("SHANGXIA_KILLS", "20"))
SEED = int(os.environ.get("SHANGXIA_SEED", "7"))
#: Kills of each other command.
FEW = max(3, KILLS // 10)

# Importing is no work: it is over when the word is said.  Batches are small, so that
# there is much between them to hit.
SCRIPT = """
import importlib, sys
for name in {"train": ["evaluation", "training"], "tag": ["batch.pool"]}.get(sys.argv[1], []):
    importlib.import_module(f"shangxia.tagging.{name}")
importlib.import_module(f"shangxia.commands.{sys.argv[1]}")
from shangxia.tagging.batch import rows, run
from shangxia.cli import main
rows.Limit.ROWS = 64
run._COMMIT_AFTER = 0.0
print("ready", flush=True)
input()
main()
"""
WORDS = (
    "一直拖着没有结果", "去了三趟都说归别的科室管，推来推去", "我叫张三，电话13812345678，不理我",
    "谢谢老师", "不作为？",
)  # fmt: skip
TABLES = {"reports.csv", "reports.jsonl", "gold.csv", "other.csv", "a.txt", "b.txt"}


def make_inputs(folder: Path) -> None:
    """Write what the commands read."""
    folder.mkdir()
    rows = [(str(n), f"2024-{n % 12 + 1:02}-01", WORDS[n % 5] * (n % 3 + 1)) for n in range(900)]
    broken = [*rows[:77], ("777", "x", "y", "z"), *rows[77:]]
    write_csv(folder / "reports.csv", broken, encoding="gb18030")
    write_jsonl(
        folder / "reports.jsonl", [*(dict(zip(HEAD, row, strict=True)) for row in rows), ["no row"]]
    )
    topics = {"school": ("老师", "学生", "课堂"), "road": ("公交", "路口", "红灯")}
    for name, extra in (("gold.csv", "请处理"), ("other.csv", "请解决")):
        gold = [
            (f"您好，第{n}号，{word}的事情{extra}。", topic)
            for topic, words in topics.items()
            for n, word in enumerate(words * 4)
        ]
        write_csv(folder / name, gold, head=("text", "labels"))
    law = "云溪市规定\n" + "".join(
        f"第{n}条 机关应当在{n}日内办理，不得拖延。\n" for n in range(1, 60)
    )
    (folder / "a.txt").write_text(law, "utf-8")
    (folder / "b.txt").write_text(law.replace("办理", "答复"), "utf-8")


class Victim:
    """One command in one folder, with a folder of its own for temporary files."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder, self.arguments = folder, arguments
        self.temporary = folder.with_name(folder.name + "-tmp")
        self.temporary.mkdir()
        make_inputs(folder)

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[str]]:
        """Give the process at the beginning of its work, and see it end."""
        env = {**os.environ, "PYTHONPATH": str(ROOT / "nlp"), "TMPDIR": str(self.temporary)}
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *self.arguments],
            env=env, cwd=self.folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            assert process.stdout.readline() == "ready\n"
            process.stdin.write("\n")
            process.stdin.flush()
            yield process
        finally:
            process.kill()
            process.communicate(timeout=120)

    def finish(self) -> float:
        """Run to the end; return the seconds that it took."""
        with self.started() as process:
            began = time.monotonic()
            _, err = process.communicate(timeout=120)
            assert process.returncode == 0, err
            return time.monotonic() - began

    def kill_after(self, seconds: float) -> bool:
        """Run for so long and kill it; tell whether it was still alive."""
        with self.started() as process:
            try:
                _, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate(timeout=120)
                return process.returncode == -signal.SIGKILL
            assert process.returncode == 0, err
            return False

    def outputs(self) -> dict[str, bytes]:
        """Return every file that the command made, hidden ones included."""
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        names = {str(path.relative_to(self.folder)): path for path in found}
        return {name: path.read_bytes() for name, path in names.items() if name not in TABLES}

    def left(self) -> list[Path]:
        """Return what lies in its folder for temporary files."""
        return list(self.temporary.rglob("*"))


def moments(length: float, seed: Sequence[object]) -> Iterator[float]:
    """Yield random moments of a run of so many seconds, the same for the same seed."""
    chance = random.Random(repr(seed))
    while True:
        yield chance.uniform(0, length)
