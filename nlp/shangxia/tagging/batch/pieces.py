"""Batches in small pieces, for taggers that take long over a report.

What a kill can cost is one piece, and progress is seen after each.  A run that goes on
may begin inside a batch; its pieces are cut by the numbers of the records.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shangxia.tagging.batch.rows import Batch, Reject, Rows


class Piece(NamedTuple):
    """Consecutive records of one batch.

    Attributes:
        rows: those that could be read, with what could not.
        records: how many records of the input they are.
        share: share of the batch that is done with it, in (0, 1].
    """

    rows: Rows
    records: int
    share: float


def pieces(batch: Batch, size: int, done: int) -> Iterator[Piece]:
    """Cut a batch.

    Args:
        batch: the batch.
        size: records of a piece at most.
        done: records of the input that an interrupted run had done.

    Yields:
        The pieces that are not done, in order.
    """
    rows = batch.open()
    end = batch.first + batch.count
    for first in range(max(batch.first, done + 1), end, size):
        last = min(first + size, end)
        low, high = bisect_left(rows.numbers, first), bisect_left(rows.numbers, last)
        rejects = [one for one in rows.rejects if first <= one.row < last]
        share = (last - batch.first) / batch.count
        yield Piece(some_rows(rows, range(low, high), rejects), last - first, share)


def some_rows(rows: Rows, good: Sequence[int], rejects: list[Reject]) -> Rows:
    """Return some of the rows.

    Args:
        rows: the rows.
        good: indices of those to keep, in order.
        rejects: what could not be read between them.
    """
    return Rows(
        rows.columns,
        [rows.numbers[at] for at in good],
        [rows.cells[at] for at in good] if rows.table is None else (),
        sorted(rejects),
        None if rows.lines is None else [rows.lines[at] for at in good],
        None if rows.table is None else rows.table.take(list(good)),
    )
