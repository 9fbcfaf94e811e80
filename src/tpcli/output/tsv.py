"""One record a line, its fields separated by tabs: for cut, sort, awk, join, fzf and the rest of the shell."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.output.cells import cell_makers
from tpcli.text.json import Cell
from tpcli.text.safe import plain


def write(answer: Answer, out: TextIO) -> int:
    """Write the rows. Tabs and line breaks within values become spaces, and other controls visible: what people read
    ends on a terminal, even from a pipe.
    """
    if answer.header:
        out.write("\t".join(_cell(column.name) for column in answer.columns) + "\n")
    makers = cell_makers(answer.columns)
    n = 0
    for row in answer.rows():
        cells = [value if make is None else make(value) for make, value in zip(makers, row, strict=True)]
        out.write("\t".join(map(_cell, cells)) + "\n")
        n += 1
    return n


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if value.__class__ is str:
        return plain(value)
    return str(value)
