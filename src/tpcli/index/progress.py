"""A progress bar on stderr for builds that take longer than a second; nothing where stderr is no terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tpcli.record.record import RecordReader

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_bar(reader: RecordReader, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A function to tell how many events have been read; it draws from the first second on."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    began = time.monotonic()
    bar: list[Progress] = []

    def update(events: int) -> None:
        if not bar:
            if time.monotonic() - began < 1:
                return
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (
                TextColumn("indexing"),
                BarColumn(),
                TextColumn("{task.completed:,} events"),
                TimeElapsedColumn(),
            )
            bar.append(Progress(*columns, console=Console(stderr=True), transient=True))
            bar[0].add_task("", total=None)
            bar[0].start()
        bar[0].update(bar[0].task_ids[0], completed=events)

    try:
        yield update
    finally:
        for progress in bar:
            progress.stop()
