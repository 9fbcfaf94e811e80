"""Shared by the readers of all formats: the bounds to what a file may hold, its text, and why it can't be read."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from tpcli.record.problems import Path

Value = Any
"""None, a text (true and false of JSON as they are), a list of values, or a dict from text to value."""

DEEPEST = 32
MOST_ALIASED = 100_000
MOST_BYTES = 2**27
"""The largest YAML or JSON file in bytes: it is read whole."""
MOST_MEMORY = 2**28
"""Bytes that its text may take: up to four a character, where any is beyond U+FFFF."""
MOST_VALUES = 3_000_000
"""In a YAML or JSON file: each takes a hundred bytes and more, in whatever way it is written."""
MOST_LINE = 2**24
"""Bytes in a line of JSON Lines or a row of CSV."""
BLOCK = 2**17
"""Bytes of JSON Lines or CSV that are looked at together."""
MOST_TEXT = 2**20
"""Characters in one value."""

ADVICE = "write it as JSON Lines or CSV, which are read line by line"
TOO_MANY = f"the file holds more than {MOST_VALUES:,} values: {ADVICE}"
TOO_LONG = f"holds a value of more than {MOST_TEXT:,} characters"

ERRORS = {
    "unreadable": "a file that the system does not give, or that never ends, can't be looked at",
    "not-utf-8": "in any other encoding a letter may turn into another without a word",
    "not-text": "a NUL character or half a surrogate pair is no text, and no database keeps it",
    "not-yaml": "a file that breaks the rules of YAML could be read in more than one way",
    "not-json": "a file that breaks the rules of JSON could be read in more than one way",
    "not-csv": "a file that breaks the rules of CSV could be read in more than one way",
    "tag": "values are text, lists and mappings; a file never says what is to be made of them",
    "equal-keys": "of two equal keys only one could be kept, in silence",
    "wrong-shape": "a list where one value stands, or one value where a mapping stands, can't be understood",
    "too-deep": "no record is nested so deep; what is was made to break programs",
    "too-large": "beyond some size a file would take more memory than a machine has",
}
"""The codes of errors of a file, and why each is an error."""

BOM = b"\xef\xbb\xbf"
AGAIN = "\0again"
"""Below a key's path: the place of its last occurrence, if it occurs twice."""

Report = Callable[[Path, str, str], None]
Entry = tuple[tuple[int], dict[str, Value]]
"""An entry of a file that is read line by line: its path, which is its line from 0, and what it holds."""


class Unreadable(Exception):
    """A file that can't be read on: where (line and column from 1), a code and a sentence."""

    def __init__(self, line: int, column: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.code = code
        self.message = message


def text_of(content: bytes) -> str:
    """The text of a file that must be UTF-8, with or without a byte-order mark. Raises Unreadable."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:2]:
        raise Unreadable(1, 1, "not-utf-8", "the file is UTF-16 or no text at all: save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise Unreadable(*after(before), "not-utf-8", message) from None
    if sys.getsizeof(text) > MOST_MEMORY:
        raise Unreadable(1, 1, "too-large", f"the text takes more than {MOST_MEMORY >> 20} MB: {ADVICE}")
    nul = text.find("\0")
    if nul >= 0:
        raise Unreadable(*after(text[:nul]), "not-text", "a NUL character stands here: this is no text")
    return text


def check_size(size: int) -> None:
    """Refuse what is too large to be read whole. Raises Unreadable."""
    if size > MOST_BYTES:
        raise Unreadable(1, 1, "too-large", f"the file is larger than {MOST_BYTES >> 20} MB: {ADVICE}")


def after(text: str) -> tuple[int, int]:
    """The line and column, from 1, of what follows a text. Lines end as editors have it: in LF, CRLF or CR."""
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return breaks + 1, len(text) - max(text.rfind("\n"), text.rfind("\r"))


def positions(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """The line and column, from 1, of each offset, in one pass over the text."""
    at, line, start, before = {}, 1, 0, 0
    for offset in sorted(set(offsets)):
        lines, column = after(text[before:offset])
        line += lines - 1
        start = offset - column + 1 if lines > 1 else start
        at[offset], before = (line, offset - start + 1), offset
    return at
