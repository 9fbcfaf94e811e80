"""Letting somebody pick entries from a list on the terminal."""

import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from tpcli.commandline.asking import index_of, record_of
from tpcli.commandline.filters import Asked
from tpcli.environment import here
from tpcli.errors import UsageError
from tpcli.record.reading.files import places
from tpcli.text.newfiles import temporary_folder

Pick = Callable[[Sequence[str], Mapping[str, str]], list[str]]
"""Lets somebody pick ids, with a command that answers it and the variables of its environment."""


def picked(ctx: typer.Context, asked: Asked, pick: Pick) -> list[str]:
    """The ids that somebody chose among what answers; none where they left. Raises what `pick` raises."""
    from tpcli.query.browsing import View

    connection = index_of(ctx)
    asked = asked.sorted_out(connection)
    asked.question(connection)  # What is wrong with it is said before the list takes the terminal.
    record = record_of(ctx)
    named = [place for place in places(record) if place is not None]
    if "-" in named:
        raise UsageError("a record from standard input can't be browsed: the keys come from there")
    with temporary_folder() as folder:
        state = folder / "view.json"
        state.write_text(View().text(), encoding="utf-8")
        data = [f"--data={place}" for place in named]
        command = [sys.executable, "-m", "tpcli", *data, "browse", *asked.arguments(), "--inside", str(state)]
        return pick(command, here().variables)
