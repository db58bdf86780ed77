"""The code blocks of a Markdown page: what a test runs, writes or leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(
    r"^(?:<!-- (?P<note>[^>]+) -->\n)?```(?P<language>\w+)(?P<title> title=\"(?P<file>[^\"]+)\")?\n"
    r"(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_NOT_RUN = "not run: "
_DECIDED = "a person has filled in "


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        language: ``sh``, ``python``, ``yaml`` …
        code: what is in it.
        file: the file that it is the content of.
        why_not: why it is not run, where it is not.
        decided: the review queue that a person fills in before it, where one does.
        line: 1-based line of its first line of code.
    """

    language: str
    code: str
    file: str | None
    why_not: str | None
    decided: str | None
    line: int

    @property
    def runs(self) -> bool:
        return self.language in ("sh", "python") and self.why_not is None


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page in their order."""
    found = []
    for match in _FENCE.finditer(page):
        note = match["note"] or ""
        why_not = note.removeprefix(_NOT_RUN) if note.startswith(_NOT_RUN) else None
        decided = note.removeprefix(_DECIDED) if note.startswith(_DECIDED) else None
        line = page.count("\n", 0, match.start("code")) + 1
        found.append(Block(match["language"], match["code"], match["file"], why_not, decided, line))
    return found
