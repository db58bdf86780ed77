"""A tagger that needs no model: quick, deterministic, and can be sent to workers."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shangxia.findings import Quote
from shangxia.labels import Label, Tagging
from shangxia.tagging.batch import tag_file
from shangxia.tagging.batch.outcome import Summary

CUES = {"dilatory": ("拖", "ngâm"), "buck-passing": ("推", "đùn đẩy"), "indifferent": ("不理",)}
#: What a tagger says of a text in which it finds nothing.
NONE = Tagging((), False, False, "", "zh", "fake 1")


@dataclass(frozen=True)
class FakeTagger:
    """Labels texts by single words; asks for review where a text says so."""

    name: str = "fake 1"
    fingerprint: str = "0" * 64
    codebook: str = "clues"
    codes: tuple[str, ...] = tuple(CUES)
    fails_on: str | None = None

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        return [self._tag(text) for text in texts]

    def _tag(self, text: str) -> Tagging:
        if self.fails_on is not None and self.fails_on in text:
            raise ValueError("a text that no model likes")
        labels = []
        for code, words in CUES.items():
            found = [word for word in words if word in text]
            if found:
                spans = [match.span() for word in found for match in re.finditer(word, text)][:5]
                quotes = tuple(Quote(text[a:b], a, b) for a, b in spans)
                labels.append(Label(code, 0.5 + 0.1 * len(quotes), quotes))
        scores = {label.code: label.score for label in labels}
        return Tagging(
            labels=tuple(labels),
            inaction="不作为" in text,
            review="?" in text or "？" in text,
            review_reason="a question" if "?" in text or "？" in text else "",
            language="zh" if re.search("[\u4e00-\u9fff]", text) else "vi",
            model=self.name,
            scores={code: scores.get(code, 0.01) for code in self.codes},
        )


@dataclass(frozen=True)
class SlowTagger(FakeTagger):
    """Takes so long for a batch that it can be killed in the middle."""

    seconds: float = 0.004

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        time.sleep(self.seconds)
        return super().tag(texts)


def tag(source: Path, output: Path, **options: Any) -> Summary:
    """Tag a table in this process."""
    return tag_file(source, output, model=FakeTagger(), workers=1, **options)
