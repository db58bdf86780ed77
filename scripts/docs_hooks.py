"""What mkdocs takes into the site from beside ``docs/``: the cards of the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent


def on_files(files: Files, *, config: Any) -> Files:
    """Add ``models/NAME.md`` and the drawings of each card."""
    for card in sorted((ROOT / "models").glob("*/README.md")):
        text = card.read_text(encoding="utf-8")
        page = File.generated(config, f"models/{card.parent.name}.md", content=text)
        files.append(page)
        for drawing in sorted(card.parent.glob("*.svg")):
            content = drawing.read_bytes()
            files.append(File.generated(config, f"models/{drawing.name}", content=content))
    return files
