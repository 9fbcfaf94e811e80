"""Each row as a few lines, a field a line, by name: for reading, and for having it read out."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.output.table import lay_out
from tpcli.terminal.grid import console
from tpcli.terminal.pager import paged

UNBROKEN = 1_000_000
"""The width of lines in a pipe, which are not wrapped."""


def write(answer: Answer, out: TextIO) -> int:
    """Write the rows with an empty line between two; on a terminal to its width, through the pager if need be."""
    screen = console(out)
    rows = list(answer.rows())
    terminal = out.isatty()
    grid, footer = lay_out(answer, rows, screen.width if terminal else UNBROKEN, stacked=True)
    if not terminal:
        for line in grid.lines:
            out.write("".join(part.text for part in line) + "\n")
        return len(rows)
    with paged(screen, grid.height + len(footer) + 2):
        if rows:
            screen.print(grid, end="")
        if footer:
            screen.print("\n" + "\n".join(footer), style="dim")
    return len(rows)
