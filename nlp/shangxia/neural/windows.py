"""Texts as windows of tokens that know to which clause they belong.

A clause is read with its neighbours: a window holds as many whole clauses of one
text as fit, the title with what follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from shangxia.neural.plain import plain

Ints = np.ndarray[Any, np.dtype[np.int64]]
#: Tokens of a batch, padding with it.
TOKENS = 8192


class Window(NamedTuple):
    """A stretch of one text.

    Attributes:
        text: index of the text.
        tokens: ids, the special ones at both ends with them.
        clause: per token the clause of the whole batch it belongs to; -1 for special ones.
    """

    text: int
    tokens: Ints
    clause: Ints


class Padded(NamedTuple):
    """Windows of like length as arrays windows × tokens.

    Attributes:
        tokens: ids; the padding id behind the end.
        mask: 1 where there is a token.
        clause: as in ``Window``; -1 behind the end.
    """

    tokens: Ints
    mask: Ints
    clause: Ints


def windows(
    tokenizer: Any, texts: Sequence[str], clauses: Sequence[Sequence[tuple[int, int]]], longest: int
) -> list[Window]:
    """Cut texts into windows.

    Args:
        tokenizer: a fast tokenizer of transformers.
        texts: the texts, in the normal form NFC.
        clauses: for each text its clauses, half-open code points, in order.
        longest: tokens of a window at most, the special ones with them.

    Returns:
        The windows, in order; a text without clauses has none.
    """
    found: list[Window] = []
    head, tail = _special(tokenizer)
    room = longest - len(head) - len(tail)
    begun = 0
    for index, (text, own) in enumerate(zip(texts, clauses, strict=True)):
        if not own:
            continue
        # One text a call: a batch would be padded or warned about.
        read = tokenizer(
            plain(text), add_special_tokens=False, return_offsets_mapping=True,
            return_attention_mask=False, return_token_type_ids=False, verbose=False,
        )  # fmt: skip
        ids = np.array(read["input_ids"], dtype=np.int64)
        starts = np.array([start for start, _ in read["offset_mapping"]], dtype=np.int64)
        clause = np.searchsorted([start for start, _ in own], starts, side="right") - 1
        clause = np.maximum(clause, 0)
        for low, high in _stretches(clause, room):
            outside = np.full(len(head), -1), np.full(len(tail), -1)
            found.append(
                Window(
                    index,
                    np.concatenate([head, ids[low:high], tail]),
                    np.concatenate([outside[0], begun + clause[low:high], outside[1]]),
                )
            )
        begun += len(own)
    return found


def batches(lengths: Sequence[int], most: int = TOKENS) -> list[list[int]]:
    """Group what is of like length, so that little is padding.

    Args:
        lengths: how many tokens each window or text has.
        most: tokens of a batch at most, padding with them.

    Returns:
        Indices of the windows or texts of each batch.
    """
    result: list[list[int]] = []
    for at in sorted(range(len(lengths)), key=lengths.__getitem__):
        if result and (len(result[-1]) + 1) * lengths[at] <= most:
            result[-1].append(at)
        else:
            result.append([at])
    return result


def padded(chosen: Sequence[Window], pad: int) -> Padded:
    """Return windows as arrays."""
    width = max(len(one.tokens) for one in chosen)
    tokens = np.full((len(chosen), width), pad, dtype=np.int64)
    clause = np.full_like(tokens, -1)
    mask = np.zeros_like(tokens)
    for row, one in enumerate(chosen):
        tokens[row, : len(one.tokens)] = one.tokens
        clause[row, : len(one.tokens)] = one.clause
        mask[row, : len(one.tokens)] = 1
    return Padded(tokens, mask, clause)


def _special(tokenizer: Any) -> tuple[Ints, Ints]:
    """Return what the tokenizer puts before and behind a text."""
    whole = tokenizer("x", return_attention_mask=False, return_token_type_ids=False)["input_ids"]
    inner = tokenizer("x", add_special_tokens=False)["input_ids"]
    before = next(
        (at for at in range(len(whole)) if whole[at : at + len(inner)] == inner), len(whole)
    )
    head = np.array(whole[:before], dtype=np.int64)
    return head, np.array(whole[before + len(inner) :], dtype=np.int64)


def _stretches(clause: Ints, room: int) -> list[tuple[int, int]]:
    """Cut tokens where a clause begins, none longer than the room."""
    edges = [0, *(np.flatnonzero(np.diff(clause)) + 1).tolist(), len(clause)]
    found: list[tuple[int, int]] = []
    low = 0
    for before, edge in pairwise(edges):
        if edge - low > room and before > low:
            found.append((low, before))
            low = before
        while edge - low > room:  # one clause alone is too long
            found.append((low, low + room))
            low += room
    if low < len(clause):
        found.append((low, len(clause)))
    return found
