"""An answer on its way out: its columns, its rows, and the formats that it can leave in."""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple, TextIO, cast

from tpcli import environment
from tpcli.environment import here
from tpcli.errors import NotWritten
from tpcli.query.nouns import Column
from tpcli.text.json import Row
from tpcli.text.safe import shown
from tpcli.text.streams import CLOSED

FORMATS = ("table", "list", "tsv", "csv", "json", "jsonl", "markdown", "yaml")
"""Each is a module of this package with a `write(answer, out)` that returns the number of rows written."""

WHOLE = ("csv", "json", "jsonl", "yaml")
"""The formats that, where no fields are named, hold all that the record holds and what follows from it; the others hold
one line's worth."""


class Answer(NamedTuple):
    """The answer of a command, whatever the format."""

    noun: str
    """The name of its rows in the plural: events, deals, facts, sources, ..."""
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Row]]
    """The rows, a value a column; lists and mappings are JSON text."""
    objects: Callable[[], Iterator[str]]
    """The rows, each as the text of one JSON object."""
    header: bool = False
    """Whether lines in a pipe begin with the names of the fields."""
    chosen: bool = False
    """Whether the user named the fields, so that none of them gives way."""
    asked: Collection[str] = ()
    """The fields that filters ask for: one that is the same in all rows needs no column."""
    footer: Callable[[], Sequence[str]] = lambda: ()
    """On a terminal: lines under the table."""
    marked: Callable[[str], list[tuple[int, int]]] | None = None
    """On a terminal: gives the places of the words searched for in a text, as pairs of start and end."""
    effects: Mapping[str, str] = MappingProxyType({})
    """On a terminal: the effect of each status on a deal, by which its word is coloured."""


def plain_answer(noun: str, columns: Sequence[Column], rows: Sequence[Row], **options: Any) -> Answer:
    """An answer whose rows are at hand. Lists and mappings in them may be Python's own."""

    def texts() -> Iterator[Row]:
        for row in rows:
            yield tuple(_text(v) if isinstance(v, (list, dict, tuple)) else v for v in row)

    return Answer(noun, columns, texts, lambda: json_objects(columns, rows), **options)


def json_objects(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """Each row as the text of one JSON object."""
    names = [column.name for column in columns]
    return (_text(dict(zip(names, row, strict=True))) for row in rows)


def emit(answer: Answer, format_: str, *, bom: bool = False) -> int:
    """Write an answer to stdout, after a byte order mark if Excel is to know the encoding; the number of rows."""
    write: Callable[[Answer, TextIO], int] = import_module(f"tpcli.output.{format_}").write
    out = stdout()
    if bom:
        out.write("\ufeff")
    return write(answer, out)


def default_format() -> str:
    """A table on a terminal, lines in a pipe."""
    return "table" if is_terminal() else "tsv"


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    return environment.is_terminal(here().stdout)


def stdout() -> TextIO:
    """Stdout, in UTF-8 with plain newlines in a pipe; a terminal that lacks a character shows `?` in its place.

    Raises NotWritten where it is closed.
    """
    out = here().stdout
    if out is None:
        raise NotWritten(CLOSED)
    if isinstance(out, io.TextIOWrapper):
        if is_terminal():
            out.reconfigure(errors="replace")
        else:
            out.reconfigure(encoding="utf-8", newline="\n")
    return cast("TextIO", Guarded(out)) if is_terminal() else out


class Guarded(io.TextIOBase):
    """A stream that people look at: no control character of a text gets out. Rich writes to `stream`, by itself."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write whole lines, with every control character but tabs and line ends visible; the length of the text."""
        self.stream.write(shown(text))
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        self.stream.flush()

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self.stream.isatty()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream."""
        return self.stream.encoding


def say(text: str, end: str = "\n") -> None:
    """Write to stderr, which people read wherever it leads."""
    err = here().stderr
    if err is not None:
        err.write(shown(text) + end)
        err.flush()


def note(text: str) -> None:
    """Say something beside the answer, on stderr; what was answered so far goes out first, as both may be one file."""
    out = here().stdout
    if out is not None:
        out.flush()
    from tpcli.habits import advised

    say(f"tpcli: {advised(text)}")


def counted(number: int, noun: str) -> str:
    """`1 event`, `3 events`."""
    if number != 1:
        return f"{number:,} {noun}"
    return f"1 {noun[:-3] + 'y' if noun.endswith('ies') else noun.removesuffix('es' if noun == 'statuses' else 's')}"


def _text(value: Any) -> str:
    from tpcli.text.numbers import dumped

    return dumped(value)
