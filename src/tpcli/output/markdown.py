"""A table in GitHub's Markdown, for issues, notes and reports."""

from typing import Any, TextIO

from tpcli.output.answer import Answer
from tpcli.output.cells import cell_makers
from tpcli.text.markdown import autolink, cell


def write(answer: Answer, out: TextIO) -> int:
    """Write the header and the rows; characters that Markdown would read as markup are escaped."""
    out.write("| " + " | ".join(cell(column.name) for column in answer.columns) + " |\n")
    out.write("|" + "|".join(" ---: " if column.kind == "number" else " --- " for column in answer.columns) + "|\n")
    makers = cell_makers(answer.columns)
    n = 0
    for row in answer.rows():
        cells = [value if make is None else make(value) for make, value in zip(makers, row, strict=True)]
        out.write("| " + " | ".join(map(_cell, cells)) + " |\n")
        n += 1
    return n


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return autolink(value) or cell(value) if isinstance(value, str) else str(value)
