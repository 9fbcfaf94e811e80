"""A table in GitHub's Markdown, for issues, notes and reports."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.output.cells import cell_makers
from tpcli.query.nouns import Column
from tpcli.text.json import Cell
from tpcli.text.markdown import autolink, cell, unlinked

_ADDRESSES = ("url", "seen_at")
"""A cell of Markdown; one that holds nothing but an address is a link."""


def write(answer: Answer, out: TextIO) -> int:
    """Write the header and the rows; characters that Markdown would read as markup are escaped."""
    out.write("| " + " | ".join(cell(column.name) for column in answer.columns) + " |\n")
    out.write("|" + "|".join(" ---: " if column.kind == "number" else " --- " for column in answer.columns) + "|\n")
    makers = cell_makers(answer.columns)
    n = 0
    for row in answer.rows():
        cells = [value if make is None else make(value) for make, value in zip(makers, row, strict=True)]
        out.write("| " + " | ".join(map(_cell, answer.columns, cells)) + " |\n")
        n += 1
    return n


def _cell(column: Column, value: Cell) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return autolink(value) or (unlinked(value) if column.name in _ADDRESSES else cell(value))
