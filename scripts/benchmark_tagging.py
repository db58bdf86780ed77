"""Measure tagging and compute what many reports take.

    python scripts/benchmark_tagging.py [--rows 20000] [--model clues] [--write docs/scale.md]

Rates are in CPU seconds of one core, so that other work on the machine counts
little.  With ``--write`` the figures replace those between the
two marks in a document.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shangxia.document import Tagging
from shangxia.tagging.batch import redact, tag_file
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
_SIZES = (10_000_000, 1_000_000_000)
_CORES = (2, 16, 64, 1_024)


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


@dataclass(frozen=True)
class Rates:
    """What was measured, in reports for one core and second unless said otherwise."""

    characters: float
    bytes_in: float
    bytes_out: float
    start: float
    jieba: float
    tagging: float
    csv: float
    jsonl: float
    redaction: float
    workers: float
    memory: float

    @property
    def whole(self) -> float:
        """Reports a core and second from file to file, JSONL."""
        return 1 / (1 / self.tagging + 1 / self.jsonl)


def main() -> None:
    """Measure, print, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--model", default="clues")
    parser.add_argument("--price", type=float, default=0.04, help="of a core and hour, in dollars")
    parser.add_argument("--write", type=Path, help="document whose figures are replaced")
    options = parser.parse_args()
    texts = _texts(options.rows)
    with tempfile.TemporaryDirectory() as folder:
        rates = measure(texts, options.model, Path(folder))
    page = "\n".join(table(rates, options.price))
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
        workers=_workers_kept_busy(sources["jsonl"], folder, name),
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


def _workers_kept_busy(source: Path, folder: Path, name: str) -> float:
    """Return for how many workers one process can read and append, by CPU time."""
    seconds = []
    for workers in (1, 2):
        # With workers, this process alone: theirs is counted when they end.
        began = time.process_time()
        tag_file(source, folder / "w.jsonl", model=name, workers=workers)
        seconds.append(time.process_time() - began)
    whole, reader = seconds
    return (whole - reader) / reader


def _memory(source: Path, folder: Path, name: str) -> float:
    """Return the most memory of a process of its own that tags the table, in megabytes."""
    command = [sys.executable, "-c", _MEMORY, str(source), str(folder / "m.jsonl"), name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def table(rates: Rates, price: float) -> list[str]:
    """Return the figures and what follows from them, as Markdown.

    Args:
        rates: what was measured.
        price: of one core for one hour, in dollars.

    Returns:
        Lines.
    """
    per_byte = rates.tagging * rates.bytes_in / 1e6
    lines = [
        f"Reports of {rates.characters:,.0f} characters on average, "
        f"{rates.bytes_in:,.0f} bytes a row; rates for one core:",
        "",
        "| step | reports/s | beside jieba cutting words |",
        "|---|--:|--:|",
        *(
            f"| {what} | {value:,.0f} | {value / rates.jieba:.1f} × |"
            for what, value in (
                ("jieba cuts words (nothing else)", rates.jieba),
                ("tagger alone", rates.tagging),
                ("read and write JSONL, no tagger", rates.jsonl),
                ("read and write CSV, no tagger", rates.csv),
                ("masking personal data, where asked for", rates.redaction),
                ("all together, JSONL to JSONL", rates.whole),
            )
        ),
        "",
        f"The tagger reads {per_byte:.1f} MB/s and takes {rates.start:.1f} s to start. The process "
        f"that reads and appends keeps {rates.workers:.0f} workers busy. The most memory of one "
        f"process was {rates.memory:,.0f} MB.",
        "",
        "| reports | core hours | input | output | "
        + " | ".join(f"{cores:,} cores" for cores in _CORES)
        + f" | cost at ${price:.2f} a core hour |",
        "|--:|--:|--:|--:|" + "--:|" * (len(_CORES) + 1),
    ]
    for size in _SIZES:
        hours = size / rates.whole / 3600
        lines.append(
            f"| {size:,} | {hours:,.1f} | {_gigabytes(size * rates.bytes_in)} | "
            f"{_gigabytes(size * rates.bytes_out)} | "
            + " | ".join(_duration(3600 * hours / (cores * _EFFICIENCY)) for cores in _CORES)
            + f" | ${hours / _EFFICIENCY * price:,.2f} |"
        )
    lines += ["", f"Times and costs count {_EFFICIENCY:.0%} of each core as used."]
    return lines


#: Share of a core that is at work, where the rest waits for disks and others.
_EFFICIENCY = 0.75


def _gigabytes(size: float) -> str:
    return f"{size / 1e12:,.1f} TB" if size >= 1e12 else f"{size / 1e9:,.0f} GB"


def _duration(seconds: float) -> str:
    if seconds >= 2 * 86_400:
        return f"{seconds / 86_400:,.1f} days"
    if seconds >= 2 * 3_600:
        return f"{seconds / 3_600:,.1f} h"
    return f"{seconds / 60:,.1f} min" if seconds >= 120 else f"{seconds:,.0f} s"


if __name__ == "__main__":
    main()
