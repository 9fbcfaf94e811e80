"""One JSON list of objects, an object a line."""

import re
from typing import TextIO

from tpcli.output.answer import Answer

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


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
    if text.isascii() or not out.isatty():
        return text
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
