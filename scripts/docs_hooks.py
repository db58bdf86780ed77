"""What mkdocs takes into the site from beside ``docs/``: the cards of the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
CARDS = "<!-- cards -->"


def cards() -> list[Path]:
    """Return the cards of all models."""
    return sorted((ROOT / "models").glob("*/README.md"))


def on_files(files: Files, *, config: Any) -> Files:
    """Add ``models/NAME/README.md`` and the drawings of each card."""
    for card in cards():
        place = f"models/{card.parent.name}"
        text = card.read_text(encoding="utf-8")
        files.append(File.generated(config, f"{place}/README.md", content=text))
        for drawing in sorted(card.parent.glob("*.svg")):
            content = drawing.read_bytes()
            files.append(File.generated(config, f"{place}/{drawing.name}", content=content))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: Any, files: Files) -> str:
    """List the cards where a page asks for them."""
    del page, config, files
    names = [card.parent.name for card in cards()]
    return markdown.replace(
        CARDS, "\n".join(f"- [{name}](models/{name}/README.md)" for name in names)
    )
