"""The surroundings of the program: its arguments, streams, environment variables and today's date, as one value.

Everything of this program reaches them through `here()`, so that tests replace one value and start no process. Typer
and Rich look at `sys` and `os` themselves: `surrounded_by` shows them the same.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import IO, NamedTuple, TextIO

from tpcli.text.streams import closed, whole


class Environment(NamedTuple):
    """The surroundings of one run."""

    arguments: Sequence[str]
    """The words after the program's name."""
    stdin: TextIO | None
    """None where it is closed, as the others."""
    stdout: TextIO | None
    stderr: TextIO | None
    variables: Mapping[str, str]
    day: date | None = None
    """Today, where it is not what the clock says."""

    def today(self) -> date:
        """The date on the user's calendar."""
        return self.day or date.today()


def of_process() -> Environment:
    """The surroundings of this process."""
    return Environment(sys.argv[1:], sys.stdin, whole(sys.stdout), whole(sys.stderr, messages=True), os.environ)


_inside: list[Environment] = []


def here() -> Environment:
    """The surroundings that the program runs in."""
    return _inside[-1] if _inside else Environment((), sys.stdin, sys.stdout, sys.stderr, os.environ)


SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
"""The variables in which Rich and Typer look for a number of characters or lines."""


def size(text: str | None) -> int | None:
    """The number of characters or lines that a variable says, from 1 to 9999; None for all else."""
    believed = text is not None and text.isascii() and text.isdigit() and len(text) < 5
    return int(text or 0) or None if believed else None


@contextmanager
def surrounded_by(environment: Environment) -> Iterator[None]:
    """Run within these surroundings.

    A size that is none is taken away: Rich shows nothing on 0 columns, fills all memory for millions, and fails at `²`.
    """
    for name in SIZES:
        if name in environment.variables and size(environment.variables[name]) is None:
            os.environ.pop(name, None)
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stderr = environment.stdin, environment.stderr
    _inside.append(environment)
    try:
        with closed() as nowhere:
            sys.stdout = environment.stdout or nowhere
            yield
    finally:
        _inside.pop()
        sys.stdin, sys.stdout, sys.stderr = before


def is_terminal(*streams: IO[str] | None) -> bool:
    """Whether each of these streams is open and a terminal."""
    return all(stream is not None and stream.isatty() for stream in streams)
