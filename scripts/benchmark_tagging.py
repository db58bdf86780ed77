"""Measure tagging and compute what many reports take.

    python scripts/benchmark_tagging.py [--rows 60000] [--model clues] [--write docs/scale.md]

Rates are in CPU seconds of one core, so that other work on the machine counts
little.  With ``--write`` the figures replace those between the
two marks in a document.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

from scale_page import Rates, table
from shangxia.labels import Tagging
from shangxia.tagging.batch import redact, tag_file
from shangxia.tagging.batch.sources import open_source
from shangxia.tagging.model import TaggingModel

_ROOT = Path(__file__).resolve().parent.parent
_MESSAGES = _ROOT.parent / "shared" / "data" / "reports" / "zh_messages.jsonl"
_OURS = _ROOT / "corpora" / "reports"
# Peak memory of the process itself: what getrusage says begins with its parent's.
_MEMORY = r"""
import re, sys
from shangxia.tagging.batch import tag_file
tag_file(sys.argv[1], sys.argv[2], model=sys.argv[3], workers=1)
print(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
"""
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"
#: Pairs of runs by one worker and two; and who has spent CPU time: this process, or its workers.
_PAIRS = 3
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True)
class NullTagger:
    """Says nothing of any report: what is left is reading and writing."""

    codes: tuple[str, ...]
    name: str = "null 1"
    fingerprint: str = "0"
    codebook: str = "clues"

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Return one empty result per text."""
        scores = dict.fromkeys(self.codes, 0.0123)
        return [Tagging((), False, False, "", "zh", self.name, scores)] * len(texts)


def main() -> None:
    """Measure, print, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--model", default="clues")
    parser.add_argument("--price", type=float, default=0.04, help="of a core and hour, in dollars")
    parser.add_argument("--write", type=Path, help="document whose figures are replaced")
    options = parser.parse_args()
    texts = _texts(options.rows)
    with tempfile.TemporaryDirectory() as folder:
        rates = measure(texts, options.model, Path(folder))
    page = "\n".join(table(rates, options.price, options.rows))
    sys.stdout.write(page + "\n")
    if options.write:
        document = options.write.read_text(encoding="utf-8")
        before, rest = document.split(_BEGIN)
        after = rest.split(_END)[1]
        options.write.write_text(f"{before}{_BEGIN}\n{page}\n{_END}{after}", encoding="utf-8")


def _texts(rows: int) -> list[str]:
    """Return real messages where they are there, and otherwise our own reports."""
    files = [_MESSAGES] if _MESSAGES.is_file() else sorted(_OURS.rglob("*.jsonl"))
    found = [
        json.loads(line)["text"]
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    return [found[at % len(found)] for at in range(rows)]


def measure(texts: Sequence[str], name: str, folder: Path) -> Rates:
    """Measure all rates on some texts.

    Args:
        texts: the reports.
        name: the model.
        folder: where tables may be written.

    Returns:
        The rates.
    """
    rows = len(texts)
    sources = _tables(texts, folder)
    began = time.process_time()
    model = TaggingModel.load(name)
    model.tag(texts[:1])
    start = time.process_time() - began
    null = NullTagger(model.codes)
    few = texts[: max(200, rows // 10)]
    out = {
        kind: _rate(rows, lambda kind=kind: tag_file(
            sources[kind], folder / f"out.{kind}", model=null, workers=1))
        for kind in ("csv", "jsonl")
    }  # fmt: skip
    tagging = _rate(rows, lambda: _all(model, texts))
    tag_file(sources["jsonl"], folder / "out.jsonl", model=name, workers=1)
    return Rates(
        characters=sum(map(len, texts)) / rows,
        bytes_in=sources["jsonl"].stat().st_size / rows,
        bytes_out=(folder / "out.jsonl").stat().st_size / rows,
        start=start,
        jieba=_jieba(few),
        tagging=tagging,
        csv=out["csv"],
        jsonl=out["jsonl"],
        redaction=_rate(len(few), lambda: [redact(text, language="zh") for text in few]),
        workers=_workers_kept_busy(sources["jsonl"], folder, rows, tagging),
        two=_two_workers(sources["jsonl"], folder, name),
        memory=_memory(sources["jsonl"], folder, name),
    )


def _tables(texts: Sequence[str], folder: Path) -> dict[str, Path]:
    import csv

    paths = {kind: folder / f"in.{kind}" for kind in ("csv", "jsonl")}
    with paths["csv"].open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "date", "content"])
        writer.writerows((at, "2024-05-06", text) for at, text in enumerate(texts))
    with paths["jsonl"].open("w", encoding="utf-8") as lines:
        for at, text in enumerate(texts):
            row = {"id": str(at), "date": "2024-05-06", "content": text}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return paths


def _all(model: TaggingModel, texts: Sequence[str]) -> None:
    for start in range(0, len(texts), 2_048):
        model.tag(texts[start : start + 2_048])


def _rate(rows: int, work: Callable[[], object]) -> float:
    """Return rows for each CPU second: the better of two runs."""
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return rows / best


def _jieba(texts: Sequence[str]) -> float:
    """Return how many reports jieba cuts into words: what everything is compared with."""
    import jieba

    jieba.setLogLevel("ERROR")
    jieba.initialize()
    return _rate(len(texts), lambda: [list(jieba.cut(text)) for text in texts])


def _workers_kept_busy(source: Path, folder: Path, rows: int, tagging: float) -> float:
    """Return for how many workers one process can read, send and append, by CPU time."""
    out = (folder / "out.jsonl").read_bytes()
    here, there = Pipe()
    began = time.process_time()
    batches = list(open_source(source, "jsonl").batches())
    share = len(out) // len(batches) + 1
    for at, batch in enumerate(batches):
        for sent in (batch, out[at * share : (at + 1) * share]):
            # Beside the receiver, for a pipe holds less than a batch.
            sender = Thread(target=there.send, args=(sent,))
            sender.start()
            received = here.recv()
            sender.join()
        (folder / "appended").write_bytes(received)
    return rows / tagging / (time.process_time() - began)


def _two_workers(source: Path, folder: Path, name: str) -> tuple[float, float]:
    """Return how much faster two workers are than one: on the clock, and by CPU time.

    By CPU time it is what an idle machine would give at best: all the work by one process over
    the work of the busier of two.  On the clock it is the median of pairs, one after the other.
    """
    clock, work = [], []
    for _ in range(_PAIRS):
        seconds, busy = zip(
            *(_timed(source, folder, name, workers) for workers in (1, 2)), strict=True
        )
        clock.append(seconds[0] / seconds[1])
        work.append(busy[0] / busy[1])
    return statistics.median(clock), statistics.median(work)


def _timed(source: Path, folder: Path, name: str, workers: int) -> tuple[float, float]:
    """Return the seconds of a run on the clock, and the CPU seconds of its busier process."""

    def spent(who: int) -> float:
        used = resource.getrusage(who)
        return used.ru_utime + used.ru_stime

    before = [spent(who) for who in _WHO]
    began = time.monotonic()
    tag_file(source, folder / "w.jsonl", model=name, workers=workers)
    return time.monotonic() - began, max(
        spent(who) - start for who, start in zip(_WHO, before, strict=True)
    )


def _memory(source: Path, folder: Path, name: str) -> float:
    """Return the most memory of a process of its own that tags the table, in megabytes."""
    command = [sys.executable, "-c", _MEMORY, str(source), str(folder / "m.jsonl"), name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


if __name__ == "__main__":
    main()
