"""Hashed n-grams of many short texts at once: what a learned model sees of a provision.

Chinese is read by characters, other languages by words.  All is done on arrays
over all the texts together: a law has thousands of short ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]
Hashes = NDArray[np.uint64]
_BLANK, _WORD, _SIGN = range(3)
#: Odd constants of Knuth's multiplicative hashing and of splitmix64.
_SPREAD, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)
_LONGEST_WORD = 32


@dataclass(frozen=True, slots=True)
class Part:
    """Which n-grams of a text count, and under which name.

    Attributes:
        name: tells the same words in different places apart.
        longest: the most tokens of an n-gram.
        first: how many tokens from the front are read; 0 for all.
        last: how many from the end are read; 0 for all.
        edge: only n-grams that begin at the front, or (with ``last``) finish at the end.
    """

    name: str
    longest: int
    first: int = 0
    last: int = 0
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one after the other.

    Attributes:
        hashes: of each token.
        owners: the text that each stands in.
        places: its place in its text, from the front.
        left: how many tokens follow it in its text.
        starts: where each begins in its text, in code points.
        ends: where each ends.
    """

    hashes: Hashes
    owners: Integers
    places: Integers
    left: Integers
    starts: Integers
    ends: Integers

    def grams(self, part: Part, rows: int) -> Iterator[tuple[Integers, Integers]]:
        """Yield the text and the row of a table of each n-gram, by length.

        Args:
            part: which n-grams.
            rows: rows of the table, a power of two.
        """
        keep = np.ones(len(self.hashes), dtype=bool)
        if part.first:
            keep &= self.places < part.first
        if part.last:
            keep &= self.left < part.last
        whole = self.hashes + np.uint64(0)
        for size in range(1, part.longest + 1):
            if size > 1:
                whole = whole[:-1] * _STEP + self.hashes[size - 1 :]
            count = len(whole)
            # An n-gram ends in the text that it begins in, within the part that is read.
            fits = keep[:count] & (self.left[:count] >= size - 1)
            if part.first:
                fits &= self.places[:count] + size <= part.first
            if part.edge:
                fits &= (self.left[:count] == size - 1) if part.last else self.places[:count] == 0
            at = np.flatnonzero(fits)
            yield self.owners[at], scattered(whole[at], part.name, rows)


def tokens(texts: Sequence[str], *, words: bool) -> Tokens:
    """Cut texts into tokens.

    Args:
        texts: folded texts.
        words: whether tokens are words; else characters.
    """
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    lengths = np.fromiter((len(text) + 1 for text in texts), np.intp, len(texts))
    if words:
        inside = kinds == _WORD
        begins = inside.copy()
        begins[1:] &= ~inside[:-1]
        starts = np.flatnonzero(begins | (kinds == _SIGN))
        hashes = _word_hashes(codes, inside | (kinds == _SIGN), starts)
        beyond = np.flatnonzero(inside & ~np.append(inside[1:], False)) + 1
        ends = starts + 1
        ends[kinds[starts] == _WORD] = beyond
    else:
        starts = np.flatnonzero(kinds)
        hashes = (codes[starts].astype(np.uint64) + np.uint64(1)) * _SPREAD
        ends = starts + 1
    edges = np.cumsum(lengths)
    owners = np.searchsorted(edges, starts, side="right")
    counts = np.bincount(owners, minlength=len(texts))
    firsts = np.cumsum(counts) - counts
    places = np.arange(len(starts)) - firsts[owners]
    begun = (edges - lengths)[owners]
    return Tokens(hashes, owners, places, counts[owners] - places - 1, starts - begun, ends - begun)


def _word_hashes(codes: NDArray[np.uint32], kept: NDArray[np.bool_], starts: Integers) -> Hashes:
    """Return a hash of each word: of its letters and their places."""
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    at = np.arange(len(codes))
    begun = np.zeros(len(codes), dtype=np.intp)
    begun[starts] = starts
    place = np.minimum(at - np.maximum.accumulate(begun), _LONGEST_WORD - 1)
    letters = (codes.astype(np.uint64) + np.uint64(1)) * _powers()[place]
    letters[~kept] = 0
    return np.asarray(np.add.reduceat(letters, starts), dtype=np.uint64)


@cache
def _powers() -> Hashes:
    with np.errstate(over="ignore"):
        return np.multiply.accumulate(np.full(_LONGEST_WORD, _SPREAD, dtype=np.uint64))


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return for each code point whether it is part of a word, a sign by itself, or blank."""
    letters = (chr(code) for code in range(0x10000))
    found = (
        _WORD if letter.isalnum() else _SIGN if letter.isprintable() and letter != " " else _BLANK
        for letter in letters
    )
    return np.fromiter(found, np.uint8, 0x10000)


def scattered(hashes: Hashes, name: str, rows: int) -> Integers:
    """Return a row of a table for each hash, others for another name.

    Args:
        hashes: of what is looked up.
        name: what they stand for.
        rows: rows of the table, a power of two.
    """
    mixed = (hashes + np.uint64(named(name))) * _SPREAD
    mixed = (mixed ^ (mixed >> _SHIFT)) * _STEP
    return (mixed >> np.uint64(64 - (rows.bit_length() - 1))).astype(np.intp)


@lru_cache(maxsize=1 << 14)
def named(name: str) -> int:
    """Return a number for a name, the same in every process."""
    number = 0
    for letter in name.encode():
        number = (number * 0x100000001B3 + letter + 1) & 0xFFFFFFFFFFFFFFFF
    return number
