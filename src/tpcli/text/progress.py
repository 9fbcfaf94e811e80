"""A progress bar on stderr for work that takes longer than a second; nothing where stderr is no terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tpcli.environment import here, is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_bar(doing: str, unit: str, quiet: bool) -> Iterator[Callable[[int, float | None], None]]:
    """A function to tell how many events (or whatever the unit is) are done, and how much of the whole that is, from 0
    to 1, or None where that is not known. It draws from the first second on.
    """
    if quiet or not is_terminal(here().stderr):
        yield lambda _, __: None
        return
    began = time.monotonic()
    bar: list[Progress] = []

    def update(done: int, share: float | None) -> None:
        if not bar:
            if time.monotonic() - began < 1:
                return
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (
                TextColumn(doing),
                BarColumn(),
                TextColumn("{task.fields[done]:,} " + unit),
                TimeElapsedColumn(),
            )
            bar.append(Progress(*columns, console=Console(file=here().stderr), transient=True))
            bar[0].add_task("", total=None, done=done)
            bar[0].start()
        bar[0].update(bar[0].task_ids[0], done=done)
        if share is not None:  # A task that is complete would stop the clock.
            bar[0].update(bar[0].task_ids[0], completed=min(share, 0.99), total=1)

    try:
        yield update
    finally:
        for progress in bar:
            progress.stop()
