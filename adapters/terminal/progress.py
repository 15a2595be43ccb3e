"""A progress bar on stderr, so that stdout holds the result alone. Where nobody looks on, nothing is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

REFRESHES = 5
"""Redraws a second: enough to look alive, little enough to cost nothing."""

Moved = Callable[[int, int], None]


@contextmanager
def progress(total_label: str, file: IO[str] | None = None) -> Iterator[Moved]:
    """Yield a callback that takes (bytes done, bytes in all). The bar goes away when all is done, so it never mixes with what follows.

    `file`: where it is drawn instead of stderr.
    """
    console = Console(file=file, stderr=file is None)
    if not console.is_terminal or console.is_dumb_terminal:
        yield _unseen
        return
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        refresh_per_second=REFRESHES,
        transient=True,
    )
    task = bar.add_task(total_label, total=None)

    def moved(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if done >= total:
            bar.stop()

    with bar:
        yield moved


def _unseen(done: int, total: int) -> None:
    """Show nothing."""
