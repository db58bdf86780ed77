"""Reports cut into clauses: the clause is what is coded, the report inherits.

A whole batch is read at once: texts are joined by line breaks, and reports,
sentences, clauses and words are arrays over the joined text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from shangxia.tagging.characters import (
    CLAUSE_END,
    DIGIT,
    HAN,
    LETTER,
    SENTENCE_END,
    Codes,
    bare,
    code_points,
    kinds,
)

Ints = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.uint64]]
#: Numbers of rows, as sparse sums take them best.
Rows = np.ndarray[Any, np.dtype[np.int32]]

#: Words of a clause at most: chat goes on for ever without a comma.
LONGEST = 40
#: Letters of a word that count, so that promise, promised and promising are one.
CLIP = 6
#: Between reports: two breaks, for a cue may run over one.
_BETWEEN = "\n\n"
_PRIME = np.uint64(1099511628211)


class Clauses(NamedTuple):
    """A batch of reports as arrays.

    Attributes:
        codes: code points of the joined texts.
        offset: where each report starts in the joined text, and where the last ends.
        start: first code point of each clause.
        end: code point behind the last of each clause.
        report: report of each clause.
        sentence: running number of the sentence of each clause.
        word_clause: clause of each word; a Han character is a word.
        word: hash of each word, without case and diacritics.
    """

    codes: Codes
    offset: Ints
    start: Ints
    end: Ints
    report: Ints
    sentence: Ints
    word_clause: Ints
    word: Hashes

    def __len__(self) -> int:
        """Return the number of clauses."""
        return len(self.start)


def cut(texts: Sequence[str]) -> Clauses:
    """Cut a batch of reports into clauses.

    Args:
        texts: the reports.

    Returns:
        Their clauses, in order; a text without any word has none.
    """
    codes = code_points("".join(f"{text}{_BETWEEN}" for text in texts))
    lengths = np.fromiter(
        (len(text) + len(_BETWEEN) for text in texts), dtype=np.int64, count=len(texts)
    )
    offset = np.concatenate([[0], np.cumsum(lengths)])
    kind = kinds(codes)
    letters = (kind == LETTER) | (kind == DIGIT)
    first = letters & (np.roll(kind, 1) != kind)
    last = letters & (np.roll(kind, -1) != kind)
    word_start = np.flatnonzero(first | (kind == HAN))
    word_end = np.flatnonzero(last | (kind == HAN)) + 1
    sentence_end = kind == SENTENCE_END
    segment = np.cumsum(sentence_end | (kind == CLAUSE_END))[word_start]
    opens = _opens(segment)
    clause = np.cumsum(opens) - 1
    at = np.flatnonzero(opens)
    start, end = word_start[at], word_end[np.append(at, len(word_end))[1:] - 1]
    return Clauses(
        codes=codes,
        offset=offset,
        start=start,
        end=end,
        report=np.searchsorted(offset, start, side="right") - 1,
        sentence=np.cumsum(sentence_end)[start],
        word_clause=clause,
        word=_hashes(codes, word_start, word_end),
    )


def _opens(segment: Ints) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which words open a clause: the first of a segment, and then every ``LONGEST``th."""
    new = np.ones(len(segment), dtype=bool)
    new[1:] = segment[1:] != segment[:-1]
    at = np.flatnonzero(new)
    place = np.arange(len(segment)) - np.repeat(at, np.diff(np.append(at, len(segment))))
    opens: np.ndarray[Any, np.dtype[np.bool_]] = place % LONGEST == 0
    return opens


def _hashes(codes: Codes, start: Ints, end: Ints) -> Hashes:
    plain = bare(codes).astype(np.uint64)
    words = plain[start]
    at = np.flatnonzero(end - start > 1)
    for place in range(1, CLIP):
        at = at[end[at] - start[at] > place]
        words[at] = words[at] * _PRIME + plain[start[at] + place]
    # A number is a number, however many digits it has.
    words[plain[start] == ord("0")] = ord("0")
    return words
