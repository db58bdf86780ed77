"""``shangxia demo``: everything that exists, on the bundled samples."""

from __future__ import annotations

from pathlib import Path

from shangxia import resources
from shangxia.alignment import compare
from shangxia.commands.console import say
from shangxia.document import Document
from shangxia.extraction import read
from shangxia.rendering import write
from shangxia.tagging import tag_file

_TEXTS = ("zh-regulation.txt", "vi-regulation.txt", "news-zh.txt", "news-en.txt")


def demo(output: Path) -> None:
    """Write the reports of the samples and say where they are.

    Args:
        output: folder for the reports; made where it is missing.
    """
    output.mkdir(parents=True, exist_ok=True)
    documents: list[Document] = []
    for name in _TEXTS:
        document = read(resources.corpus("samples", name))
        documents.append(document)
        page = output / f"{Path(name).stem}.html"
        write(document, page)
        say(f"{page}: {document!r}")
    write(documents, output / "provisions.xlsx")
    say(f"{output / 'provisions.xlsx'}: all provisions, codings and claims in one workbook")
    regulation, foreign, news, _ = documents
    for name, a, b in (("compare", regulation, foreign), ("claims", news, regulation)):
        comparison = compare(a, b)
        write(comparison, output / f"{name}.html")
        say(f"{output / f'{name}.html'}: {comparison!r}")
        write(comparison, output / f"{name}.xlsx")
    tagged = output / "reports.csv"
    summary = output / "reports.html"
    tag_file(resources.corpus("samples", "reports.csv"), tagged, report=summary, fresh=True)
    say(f"{tagged}: the sample reports with their labels; {summary}: counts and examples")
    say(f"Open {output / 'zh-regulation.html'} in a browser to begin.")
