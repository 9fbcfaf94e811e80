"""A table in GitHub's Markdown, for issues, notes and reports."""

from typing import Any, TextIO

from tpcli.output.answer import Answer
from tpcli.output.cells import cell_makers
from tpcli.text.safe import one_line, plain

_ESCAPED = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|~"})


def write(answer: Answer, out: TextIO) -> int:
    """Write the header and the rows; characters that Markdown would read as markup are escaped."""
    clean = plain if out.isatty() else one_line
    out.write("| " + " | ".join(column.name for column in answer.columns) + " |\n")
    out.write("|" + "|".join(" ---: " if column.kind == "number" else " --- " for column in answer.columns) + "|\n")
    makers = cell_makers(answer.columns)
    n = 0
    for row in answer.rows():
        cells = [value if make is None else make(value) for make, value in zip(makers, row, strict=True)]
        out.write("| " + " | ".join(_cell(cell, clean) for cell in cells) + " |\n")
        n += 1
    return n


def _cell(value: Any, clean: Any) -> str:
    if value is None:
        return ""
    text: str = clean(str(value))
    return text.translate(_ESCAPED)
