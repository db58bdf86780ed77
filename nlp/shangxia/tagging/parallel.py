"""Several calls at a time that mostly wait: for an answer from another machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_parallel(function: Callable[[T], R], items: Sequence[T], threads: int) -> list[R]:
    """Call a function on items, several at a time.

    The threads are daemons: a person who interrupts the program need not wait for answers
    that are under way, as with a pool of ``concurrent.futures``.

    Args:
        function: what to call.
        items: what to call it on.
        threads: calls at a time.

    Returns:
        The results, in the order of the items.

    Raises:
        Exception: the first that a call raised; no further call is begun then.
    """
    work = _Work(function, items)
    helpers = [Thread(target=work.do, daemon=True) for _ in range(min(threads, len(items)))]
    for helper in helpers:
        helper.start()
    try:
        for helper in helpers:
            helper.join()
    finally:
        work.stop.set()
    if work.errors:
        raise work.errors[0]
    return [work.found[at] for at in range(len(items))]


class _Work(Generic[T, R]):
    def __init__(self, function: Callable[[T], R], items: Sequence[T]) -> None:
        self.function = function
        self.waiting = iter(list(enumerate(items)))
        self.found: dict[int, R] = {}
        self.errors: list[Exception] = []
        self.stop = Event()
        self._lock = Lock()

    def do(self) -> None:
        """Take items until there are none."""
        while not self.stop.is_set():
            with self._lock:
                at, item = next(self.waiting, (-1, None))
            if item is None:
                return
            try:
                self.found[at] = self.function(item)
            except Exception as error:
                self.errors.append(error)
                self.stop.set()
