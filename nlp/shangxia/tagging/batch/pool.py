"""Batches done by one process or by several, in order either way."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from shangxia.errors import TableError
from shangxia.tagging.batch.rows import Batch
from shangxia.tagging.batch.work import (
    Done,
    Job,
    TagsReports,
    Worker,
    do_batch,
    start_worker,
    together,
)

#: Below this size starting processes costs more than it gains, in bytes.
_SMALL = 8 << 20
_MOST_WORKERS = 8
#: Batches that a helper has before it: the one it does, and one for when it is done with that.
_AHEAD = 2
#: Batches in memory for each process, at most.
_HELD = 6


def processes(workers: int | None, size: int) -> int:
    """Return how many processes to use for an input of so many bytes."""
    if workers is not None:
        return workers
    return 1 if size < _SMALL else min(os.cpu_count() or 1, _MOST_WORKERS)


def do_all(
    batches: Iterator[Batch], job: Job, tagger: TagsReports, workers: int, done: int = 0
) -> Iterator[Done]:
    """Do all batches; few of them are in memory at a time.

    The process that reads takes part: it does a batch itself whenever the others have
    enough before them, so that no core waits while they start, or for want of reading.

    Args:
        batches: the batches.
        job: what to do with them.
        tagger: the model, for this process.
        workers: processes, this one included; one is enough for a tagger that has all
            cores at work itself, or waits for another machine.
        done: records of the input that an interrupted run had done.

    Yields:
        What came of each batch, in order.

    Raises:
        TableError: a process was killed.
    """
    own = Worker(job, tagger)
    if workers < 2 or together(tagger):
        yield from own.do_each(batches, done)
        return
    helpers = workers - 1
    # spawn: a forked child of a process with threads may hang.
    context = get_context("spawn")
    pool = ProcessPoolExecutor(helpers, context, initializer=start_worker, initargs=(job,))
    waiting: deque[Future[Done]] = deque()
    try:
        for batch in batches:
            if sum(not future.done() for future in waiting) < _AHEAD * helpers:
                waiting.append(pool.submit(do_batch, batch))
            else:
                waiting.append(_finished(own.do(batch)))
            while waiting and (waiting[0].done() or len(waiting) > _HELD * workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise TableError(
            "a worker process ended unexpectedly, perhaps for want of memory: run the same "
            "command again to go on, with fewer --workers"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(done: Done) -> Future[Done]:
    future: Future[Done] = Future()
    future.set_result(done)
    return future
