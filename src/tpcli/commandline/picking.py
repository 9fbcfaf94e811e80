"""Letting somebody pick entries from a list on the terminal."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from tpcli.commandline.asking import index_of, record_of
from tpcli.commandline.filters import Asked
from tpcli.environment import here
from tpcli.errors import UsageError


def picked(ctx: typer.Context, asked: Asked) -> list[str]:
    """The ids that somebody chose among what answers; none where they left. Raises TpcliError where fzf is missing."""
    from tpcli.query.browsing import View
    from tpcli.terminal.picker import pick, program

    program()
    asked.question(index_of(ctx))  # What is wrong with it is said before the list takes the terminal.
    record = record_of(ctx)
    if record == "-":
        raise UsageError("a record from standard input can't be browsed: the keys come from there")
    with TemporaryDirectory() as folder:
        state = Path(folder, "view.json")
        state.write_text(View().text(), encoding="utf-8")
        data = ["--data", record] if record else []
        command = [sys.executable, "-m", "tpcli", *data, "browse", *asked.arguments(), "--inside", str(state)]
        return pick(command, here().variables)
