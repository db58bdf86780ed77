"""The figures of docs/scale.md, and what follows from them: times and costs of many reports."""

from __future__ import annotations

from dataclasses import dataclass

_SIZES = (10_000_000, 1_000_000_000)
_CORES = (2, 16, 64, 1_024)


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
    two: tuple[float, float]
    memory: float

    @property
    def whole(self) -> float:
        """Reports a core and second from file to file, JSONL."""
        return 1 / (1 / self.tagging + 1 / self.jsonl)


def table(rates: Rates, price: float, rows: int) -> list[str]:
    """Return the figures and what follows from them, as Markdown.

    Args:
        rates: what was measured.
        price: of one core for one hour, in dollars.
        rows: how many reports were measured with.

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
        f"The tagger reads {per_byte:.1f} MB/s and takes {rates.start:.1f} s to start. Reading, "
        f"sending and appending would keep {rates.workers:.0f} workers busy. Two workers were "
        f"{rates.two[0]:.2f} times as fast as one on the clock of this machine, which had other "
        f"work beside, and are {rates.two[1]:.2f} times by CPU time ({rows:,} reports, start "
        f"included). The most memory of one process was {rates.memory:,.0f} MB.",
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
