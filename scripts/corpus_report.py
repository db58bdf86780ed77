"""Print how well the parser reads a folder of laws, with the worst files.

In processed laws one line is one 款, 项, khoản or điểm, so a reader of single
lines gives a tree to compare with.  Run it before and after a change:

    python scripts/corpus_report.py DIR [--language zh|vi] [--worst 10] [--json OUT]
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

from shangxia import numerals
from shangxia.document import NORM_KINDS
from shangxia.structure import parse_tree

_ZH = re.compile(
    r"[#*\s]*(?:第(?P<heading>[〇零一二三四五六七八九十百千]+)(?P<kind>分编|[编章节])"
    r"|第(?P<article>[〇零一二三四五六七八九十百千]+)条(?:之(?P<sub>[一二三四五六七八九十]+))?"
    r"|[（(](?P<item>[一二三四五六七八九十百]+)[）)])[*\s]*"
)
_ZH_KINDS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
_VI = re.compile(
    r"\s*(?:(?P<kind>Phần|PHẦN|Chương|CHƯƠNG|Tiểu mục|Mục|MỤC)\s+"
    r"(?P<heading>(?:thứ |THỨ )?\S+?)(?=[.:\s]|$)"
    r"|(?:Điều|ĐIỀU) (?P<article>\d+[a-zđ]?)(?![\w])"
    r"|(?P<paragraph>\d{1,3})[.)-](?=[\s“A-ZĐÀ-Ỹ])"
    r"|(?P<item>[a-zđ])\) )"
)
_VI_KINDS = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
_ORDER = list(NORM_KINDS)


class _Reader:
    """Collect the paths of one law from its lines."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.paths: list[str] = []
        self.stack: list[tuple[str, str]] = []
        self.natural = 0
        self.article_at = 0
        self.numbered = False

    def open(self, kind: str, number: str) -> None:
        """Add a node, closing those of its rank and below."""
        while self.stack and _ORDER.index(self.stack[-1][0]) >= _ORDER.index(kind):
            self.stack.pop()
        self.stack.append((kind, number))
        self.paths.append("/".join(f"{NORM_KINDS[k]}_{n}" for k, n in self.stack))

    def inside(self, kind: str) -> bool:
        """Tell whether a node of this kind is open."""
        return any(open_ == kind for open_, _ in self.stack)

    def paragraph(self) -> None:
        """Open a natural paragraph."""
        self.natural += 1
        self.open("paragraph", str(self.natural))

    def heading(self, printed: str, kind: str) -> None:
        """Open a part, chapter or section."""
        kind = _ZH_KINDS.get(kind) or _VI_KINDS[kind.lower()]
        if (number := _heading_number(printed, self.language)) is not None:
            self.open(kind, number)

    def article(self, number: str, sub: str | None, *, text: bool) -> None:
        """Open an article, in Chinese with its first paragraph on the same line."""
        if self.language == "zh":
            number = str(numerals.chinese(number))
            number += f"-{numerals.chinese(sub)}" if sub else ""
        self.open("article", number)
        self.natural, self.numbered, self.article_at = 0, False, len(self.paths)
        if self.language == "zh" and text:
            self.paragraph()

    def numbered_paragraph(self, number: str) -> None:
        """Open a khoản; natural paragraphs before the first are opening words."""
        if not self.numbered:
            del self.paths[self.article_at :]
            self.numbered = True
        self.open("paragraph", number)

    def line(self, line: str) -> None:
        """Read one line."""
        match = (_ZH if self.language == "zh" else _VI).match(line)
        group = match.groupdict() if match else {}
        if match and group.get("heading") and not line.rstrip().endswith(("。", "；", ";")):
            self.heading(group["heading"], group["kind"])
        elif match and group.get("article"):
            self.article(group["article"], group.get("sub"), text=bool(line[match.end() :].strip()))
        elif not self.inside("article"):
            return
        elif match and group.get("paragraph"):
            self.numbered_paragraph(group["paragraph"])
        elif match and group.get("item"):
            if not self.inside("paragraph"):
                self.paragraph()
            item = group["item"]
            self.open("item", str(numerals.chinese(item)) if self.language == "zh" else item)
        elif not self.numbered:
            self.paragraph()


def line_paths(text: str, language: str) -> list[str]:
    """Read the tree line by line, as the processed laws print it."""
    reader = _Reader(language)
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith(("|", "<")):
            reader.line(line)
    return reader.paths


def _heading_number(printed: str, language: str) -> str | None:
    if language == "zh":
        return str(numerals.chinese(printed))
    word = printed.lower().removeprefix("thứ ")
    value = numerals.arabic(printed) or numerals.roman(printed) or numerals.vietnamese(word)
    value = value or {"nhất": 1, "tư": 4}.get(word)
    return None if value is None else str(value)


def line_articles(paths: list[str]) -> list[str]:
    """Return the article numbers in order."""
    return [p.rsplit("art_", 1)[1] for p in paths if p.rsplit("/", 1)[-1].startswith("art_")]


def runs_through(numbers: list[str]) -> bool:
    """Tell whether whole numbers run 1..n, or on from where a part of a code begins."""
    whole = [int(number) for number in numbers if number.isdecimal()]
    return bool(whole) and whole == list(range(whole[0], whole[0] + len(whole)))


def report(path: Path, language: str) -> dict[str, object]:
    """Parse one file and compare it with the reading line by line."""
    text = path.read_text(encoding="utf-8")
    started = time.perf_counter()
    nodes, coverage = parse_tree(text, language)
    seconds = time.perf_counter() - started
    gold = line_paths(text, language)
    found = [node.id for node in nodes if node.kind in NORM_KINDS]
    strip = re.compile(r"^(?:annex\w*|title|text)(?:~\d+)?/|~\d+")
    shared = sum((Counter(gold) & Counter(strip.sub("", f) for f in found)).values())
    articles = [node for node in nodes if node.kind == "article"]
    numbers = line_articles(gold)
    exact = [node.number for node in articles] == numbers and all(
        text.startswith(node.label or "", node.start) for node in articles
    )
    return {
        "file": path.name,
        "clean": runs_through(numbers),
        "exact": exact,
        "articles": len(articles),
        "gold": len(gold),
        "found": len(found),
        "shared": shared,
        "f1": 2 * shared / (len(gold) + len(found)) if gold or found else 1.0,
        "coverage": coverage.share,
        "bytes": len(text.encode()),
        "seconds": seconds,
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=("zh", "vi"), help="else told by the first file")
    parser.add_argument("--worst", type=int, default=10, help="how many files to list")
    parser.add_argument("--json", type=Path, help="write all rows here")
    options = parser.parse_args()
    files = sorted(p for p in options.folder.rglob("*") if p.suffix in (".md", ".txt"))
    sample = files[0].read_text(encoding="utf-8")
    language = options.language or ("zh" if re.search(r"[一-鿿]", sample) else "vi")
    rows = [report(path, language) for path in files]
    clean = [row for row in rows if row["clean"]]
    gold, found, shared = (sum(int(row[k]) for row in clean) for k in ("gold", "found", "shared"))
    size = sum(int(row["bytes"]) for row in rows)
    seconds = sum(float(row["seconds"]) for row in rows)
    print(f"{len(rows)} files, {len(clean)} of them numbered 1..n, language {language}")
    print(f"articles exact   {sum(bool(r['exact']) for r in clean) / len(clean):.3f}")
    print(f"paths precision  {shared / found:.4f}")
    print(f"paths recall     {shared / gold:.4f}")
    print(f"paths F1         {2 * shared / (gold + found):.4f}")
    print(f"coverage         {sum(float(r['coverage']) for r in rows) / len(rows):.4f}")
    print(f"speed            {size / seconds / 1e6:.1f} MB/s")
    print("worst files (F1, exact, gold paths, found paths):")
    for row in sorted(clean, key=lambda row: (row["exact"], row["f1"]))[: options.worst]:
        print(
            f"  {row['f1']:.3f} {row['exact']!s:5} {row['gold']:5} {row['found']:5} {row['file']}"
        )
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
