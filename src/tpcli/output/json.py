"""One JSON list of objects, an object a line."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.text.safe import escaped


def write(answer: Answer, out: TextIO) -> int:
    """Write the rows as SQLite made them."""
    n = 0
    for text in answer.objects():
        out.write((",\n" if n else "[\n") + shown(text, out))
        n += 1
    out.write("\n]\n" if n else "[]\n")
    return n


def shown(text: str, out: TextIO) -> str:
    """JSON text, for a terminal with what could move it escaped: the JSON means the same."""
    return escaped(text) if out.isatty() else text
