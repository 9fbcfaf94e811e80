"""One JSON object a line, for jq and for programs that read as they go."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.output.json import shown


def write(answer: Answer, out: TextIO) -> int:
    """Write the rows as SQLite made them."""
    n = 0
    for text in answer.objects():
        out.write(shown(text, out) + "\n")
        n += 1
    return n
