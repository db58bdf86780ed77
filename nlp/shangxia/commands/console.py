"""What every command shares: messages on standard error, and progress for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def say(message: str) -> None:
    """Tell the person something, beside the results."""
    sys.stderr.write(message + "\n")


def with_progress(items: Iterable[T], *, total: int, what: str) -> Generator[T, None, None]:
    """Show a progress bar on a terminal, and nothing elsewhere.

    Args:
        items: what to go through.
        total: how many there are.
        what: what they are, for the bar.

    Yields:
        The items.
    """
    if total < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        for item in items:
            yield item
            progress.advance(task)


@contextmanager
def epochs_bar() -> Iterator[Callable[[int, int, float], None]]:
    """Give what shows how far the teaching is: a bar on a terminal, a line an epoch elsewhere."""
    if not sys.stderr.isatty():
        yield lambda epoch, most, reached: say(
            f"  epoch {epoch} of {most} at most: average precision {reached:.3f}"
        )
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("teaching", total=None)

        def show(epoch: int, most: int, reached: float) -> None:
            what = f"teaching, average precision {reached:.3f}"
            progress.update(task, completed=epoch, total=most, description=what)

        yield show
