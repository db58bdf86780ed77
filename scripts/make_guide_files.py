"""Write the files that the guides work on, from the samples and reports that ship.

    python scripts/make_guide_files.py FOLDER [--reports 200]

A regulation as DOCX and one as PDF, a news page, a table of reports as Excel
saves it in China (CSV in GB18030), and a labelled table.  Without Chromium the
PDF is left out.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from docx import Document as WordDocument

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpora" / "samples"
WRITTEN = ROOT / "corpora" / "reports" / "written.jsonl"
COLUMNS = ("编号", "时间", "地区", "姓名", "联系电话", "内容")
PLACES = ("东区", "西区", "云溪镇", "高新区")
#: Invented, to be masked: the numbers are none that an operator gives out.
NAME, TELEPHONE = "王某某", "13000000000"


def page(text: str) -> str:
    """Return a text as an HTML page, a paragraph a line."""
    title, *lines = [html.escape(line.strip()) for line in text.splitlines() if line.strip()]
    body = "\n".join(f"<p>{line}</p>" for line in lines)
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f"<!doctype html><html><head>{head}</head><body><h1>{title}</h1>\n{body}</body></html>\n"


def write_docx(text: str, path: Path) -> None:
    document = WordDocument()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(path))


def write_pdf(text: str, path: Path) -> bool:
    """Print a text to PDF; say whether there was a Chromium to do it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page(text), encoding="utf-8")
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                 f"--user-data-dir={folder}/profile", f"--print-to-pdf={path}")  # fmt: skip
        subprocess.run([chromium, *flags, source.as_uri()], check=True, capture_output=True)
    return path.is_file()


def reports(language: str) -> list[dict[str, object]]:
    """Return the written reports of one language (``zh-Hans``, ``vi``, ``en``)."""
    rows = [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["lang"] == language]


def write_reports(path: Path, number: int) -> None:
    """Write a table as Excel saves it in China: GB18030, with names and telephones."""
    texts = [str(row["text"]) for row in reports("zh-Hans")]
    with path.open("w", encoding="gb18030", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for at in range(number):
            # Beyond the reports that there are they differ by their number only.
            text = texts[at % len(texts)] + f"（第{at}件，电话{TELEPHONE}）"
            date = f"2031-{at % 12 + 1:02}-{at % 28 + 1:02}"
            table.writerow((f"{at + 1:06}", date, PLACES[at % 4], NAME, TELEPHONE, text))


def write_labelled(path: Path, number: int) -> None:
    """Write labelled reports as JSONL, with evidence and the language."""
    with path.open("w", encoding="utf-8") as file:
        for row in reports("zh-Hans")[:number]:
            kept = {key: row[key] for key in ("id", "text", "labels", "inaction", "evidence")}
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def write_all(folder: Path, number: int) -> None:
    """Write everything but the PDF."""
    sample = {path.stem: path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.txt")}
    (folder / "regulations").mkdir(parents=True, exist_ok=True)
    write_docx(sample["zh-regulation"], folder / "cn.docx")
    write_docx(sample["vi-regulation"], folder / "regulations" / "vn.docx")
    shutil.copyfile(SAMPLES / "zh-regulation.txt", folder / "regulations" / "cn.txt")
    (folder / "news.html").write_text(page(sample["news-zh"]), encoding="utf-8")
    write_reports(folder / "reports.csv", number)
    write_labelled(folder / "labelled.jsonl", 120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=200, help="rows of reports.csv")
    options = parser.parse_args()
    write_all(options.folder, options.reports)
    text = (SAMPLES / "vi-regulation.txt").read_text(encoding="utf-8")
    if not write_pdf(text, options.folder.resolve() / "vn.pdf"):
        print("no Chromium: vn.pdf is left out; take any Vietnamese regulation as PDF")
    print(f"{options.folder}: {', '.join(sorted(p.name for p in options.folder.iterdir()))}")


if __name__ == "__main__":
    main()
