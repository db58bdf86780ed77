"""Write the table of rival models into the READMEs, from the card that holds all of it.

    python scripts/models_table.py

``scripts/benchmark_models.py`` measures and writes ``models/neural/README.md``.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "models" / "neural" / "README.md"
BEGIN = "<!-- models: begin (scripts/models_table.py writes this table) -->"
END = "<!-- models: end -->"
#: Header of each README: model, the four tests, calibration error on petitions, cost, size.
HEADS = {
    "README.md": "model | petitions, zh | written, zh | written, vi | written, en | ECE | ms | MB",
    "README.zh.md": "模型 | 中文留言 | 中文自撰 | 越文自撰 | 英文自撰 | ECE | 毫秒 | MB",
    "README.vi.md": "mô hình | thư thật, zh | tự viết, zh | tự viết, vi | tự viết, en | ECE | ms"
    " | MB",
}


def tests(card: str) -> list[dict[str, list[str]]]:
    """Return per test the cells of each model's row."""
    tagging = card.partition("## Tagging")[2].partition("## Alignment")[0]
    blocks = re.split(r"^\*\*.+\*\*$", tagging, flags=re.MULTILINE)[1:]
    return [rows(block) for block in blocks]


def rows(block: str) -> dict[str, list[str]]:
    """Return the first table of a text: cells by the name in the first column."""
    table = block.strip().split("\n\n")[0].splitlines()[2:]
    cells = ([cell.strip() for cell in line.strip("| ").split("|")] for line in table)
    return {name: rest for name, *rest in cells}


def costs(card: str) -> dict[str, list[str]]:
    """Return milliseconds a report and megabytes, by model."""
    return rows("| | ms" + card.partition("| | ms")[2])


def alignment(card: str) -> list[str]:
    """Return the lines of the table of alignment."""
    return ["| P@1" + card.partition("## Alignment")[2].partition("| P@1")[2].partition("\n\n")[0]]


def table(card: str, head: str) -> str:
    """Return both tables: micro F1 (95 %) and macro F1 of each test, then alignment."""
    found, cost = tests(card), costs(card)
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1)]
    for name, first in found[0].items():
        f1 = [
            f"{row[1]} ({row[2].replace(' to ', '–')}), {row[3]}"
            for row in (t[name] for t in found)
        ]
        lines.append("| " + " | ".join([name, *f1, first[6], *cost[name]]) + " |")
    return "\n".join([*lines, "", *alignment(card)])


def main() -> None:
    card = CARD.read_text(encoding="utf-8")
    for name, head in HEADS.items():
        path = ROOT / name
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        text = f"{before}{BEGIN}\n\n{table(card, head)}\n\n{END}{rest.partition(END)[2]}"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
