"""Progress: a bar for long work, on a terminal alone. The only door to rich."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

_FEW = 20
"""Less than this is done before a bar could be read."""


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give the function to call with how many are done, of how many.

    Nothing is shown where standard error is no terminal, nor for a few.
    """
    with ExitStack() as stack:
        bar: Callable[[int, int], None] | None = None

        def tell(done: int, total: int) -> None:
            nonlocal bar
            if bar is None and total > _FEW and sys.stderr.isatty():
                bar = stack.enter_context(_bar(label, total))
            if bar is not None:
                bar(done, total)

        yield tell


@contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as shown:
        task = shown.add_task(label, total=total)
        yield lambda done, all_: shown.update(task, completed=done, total=all_)
