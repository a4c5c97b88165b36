"""Progress: a bar for long work, on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click

_FEW = 20
"""Less than this is done before a bar could be read."""


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give the function to call with how many are done, of how many.

    Nothing is shown where standard error is no terminal, nor for a few.
    """
    with ExitStack() as stack:
        advance: Callable[[int], None] | None = None
        shown = 0

        def tell(done: int, total: int) -> None:
            nonlocal advance, shown
            if advance is None and total > _FEW and sys.stderr.isatty():
                bar = click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True)
                advance = stack.enter_context(bar).update
            if advance is not None:
                advance(done - shown)
                shown = done

        yield tell


def clear_line() -> None:
    """Take a bar off its line, so that what is printed next has the line to itself."""
    if sys.stderr.isatty() and sys.stdout.isatty():
        click.echo("\r\x1b[2K", err=True, nl=False)
