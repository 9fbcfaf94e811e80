"""Problems of a record, and the lines that are changed to mend them, as a terminal shows them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rich.text import Text

from tpcli.output.looks import colour_of
from tpcli.terminal.grid import console
from tpcli.text.safe import plain

CHANGES = {"+": "green", "-": "red", "@": "cyan"}
"""The colours of the lines of a `diff -u`, by what they begin with."""


class Line(NamedTuple):
    """One problem as text."""

    at: str
    """Where it is: the beginning of the text."""
    severity: str
    """error or warning: what comes next in it."""
    code: str
    text: str


def print_problems(out: Any, lines: Sequence[Line], most: int) -> None:
    """Write problems, broken between words; of warnings of one kind at most so many, and how many more there are."""
    screen = console(out)
    shown: Counter[str] = Counter()
    for line in lines:
        if line.severity == "warning":
            shown[line.code] += 1
            if shown[line.code] > most:
                continue
        text = Text(line.text)
        text.stylize("dim", 0, len(line.at))
        text.stylize(f"bold {colour_of(line.severity, {})}", len(line.at), len(line.at) + len(line.severity))
        screen.print(text)
    for code, n in shown.items():
        if n > most:
            screen.print(Text(f"{n - most} more of {code}: --ignore {code} leaves them out, a pipe has all", "dim"))


def print_changes(out: Any, lines: Iterable[str]) -> None:
    """Write the lines of a `diff -u`."""
    screen = console(out)
    for line in lines:
        screen.print(Text(plain(line.rstrip()), style=CHANGES.get(line[:1], "")))
