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
    r"[#*\s]*(?:第(?P<heading>[〇零一二三四五六七八九十百千]+)(?P<kind>分编|[编章节])(?=[\s　*])"
    r"|第(?P<article>[〇零一二三四五六七八九十百千]+)条(?:之(?P<sub>[一二三四五六七八九十]+))?"
    r"|[（(](?P<item>[一二三四五六七八九十百]+)[）)])[*\s]*"
)
_ZH_KINDS = {"编": "part", "分编": "subpart", "章": "chapter", "节": "section"}
_VI = re.compile(
    r"\s*(?:(?P<kind>Phần|PHẦN|Chương|CHƯƠNG|Tiểu mục|Mục|MỤC)\s+(?P<heading>(?:thứ |THỨ )?\S+?)(?=[.:\s]|$)"
    r"|(?:Điều|ĐIỀU) (?P<article>\d+[a-zđ]?)(?![\w])"
    r"|(?P<paragraph>\d{1,3})[.)-](?=[\s“A-ZĐÀ-Ỹ])"
    r"|(?P<item>[a-zđ])\) )"
)
_VI_KINDS = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
_ORDER = list(NORM_KINDS)


def line_paths(text: str, language: str) -> list[str]:
    """Read the tree line by line, as the processed laws print it."""
    paths: list[str] = []
    stack: list[tuple[str, str]] = []
    counts: Counter[str] = Counter()
    natural = 0

    def open_(kind: str, number: str) -> None:
        while stack and _ORDER.index(stack[-1][0]) >= _ORDER.index(kind):
            stack.pop()
        stack.append((kind, number))
        paths.append("/".join(f"{NORM_KINDS[k]}_{n}" for k, n in stack))

    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith(("|", "<")):
            continue
        match = (_ZH if language == "zh" else _VI).match(line)
        group = match.groupdict() if match else {}
        if match and group.get("heading"):
            kind = _ZH_KINDS.get(group["kind"]) or _VI_KINDS[group["kind"].lower()]
            number = _heading_number(group["heading"], language)
            if number is None or kind is None:
                continue
            open_(kind, number)
        elif match and group.get("article"):
            number = group["article"]
            if language == "zh":
                number = str(numerals.chinese(number))
                number += f"-{numerals.chinese(group['sub'])}" if group["sub"] else ""
            open_("article", number)
            counts["par"], natural = 0, len(paths)
            if language == "zh" and line[match.end() :].strip():
                counts["par"] = 1
                open_("paragraph", "1")
        elif not any(kind == "article" for kind, _ in stack):
            continue
        elif match and group.get("paragraph"):
            if counts["par"]:
                # Opening words before the first khoản.
                del paths[natural:]
                counts["par"] = 0
            natural = len(paths) + 1
            open_("paragraph", group["paragraph"])
            counts["numbered"] = natural
        elif match and group.get("item"):
            if not any(kind == "paragraph" for kind, _ in stack):
                open_("paragraph", "1")
            item = group["item"]
            open_("item", str(numerals.chinese(item)) if language == "zh" else item)
        elif language == "zh" or counts["numbered"] < natural:
            counts["par"] += 1
            open_("paragraph", str(counts["par"]))
    return paths


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
