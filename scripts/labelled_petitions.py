"""All real petitions that have labels: the training split, and our labels of further messages."""

from __future__ import annotations

from pathlib import Path

import train_clues
from shangxia.resources import corpus
from shangxia.tagging.examples import Example


def petitions(data: Path) -> list[Example]:
    """Return labelled petitions; the texts are other people's and stay where they are.

    Args:
        data: the folder with ``labelled_zh.jsonl`` and ``zh_messages.jsonl``.
    """
    found = train_clues.petitions(data)
    labels, texts = corpus("reports", "petition_labels.jsonl"), data / "zh_messages.jsonl"
    if not labels.is_file() or not texts.is_file():
        return found
    known = {one.text for one in found}
    messages = {row["id"]: row["text"] for row in train_clues.read(texts)}
    for row in train_clues.read(labels):
        text = messages.get(row["id"])
        if text is not None and text not in known:
            quotes = [{**one, "text": text[one["start"] : one["end"]]} for one in row["evidence"]]
            whole = {**row, "lang": "zh", "text": text, "evidence": quotes}
            found.append(train_clues.example(whole, register=train_clues.PETITIONS))
    return found
