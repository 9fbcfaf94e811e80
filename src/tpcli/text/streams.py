"""Standard streams that lose nothing: what can't be written is an error, and a reader that left an end in silence."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, TextIO

from tpcli.errors import NotWritten, ReaderLeft

CLOSED = "can't write the answer: standard output is closed"


class _Whole(io.RawIOBase):
    """The raw side of a stream: its failures are errors of this program. After a short write the buffer writes on.

    Without such a buffer, as under PYTHONUNBUFFERED, Python's own streams drop what a short write has left over.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self.raw = raw
        self.written = 0
        self.forgets = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.raw.fileno()

    def isatty(self) -> bool:
        return self.raw.isatty()

    def write(self, data: Any) -> int:
        if self.forgets:
            return len(data)
        try:
            while (number := self.raw.write(data)) is None:  # The stream does not block, and takes nothing now.
                _wait(self.fileno())
        except BrokenPipeError:
            raise ReaderLeft from None
        except OSError as error:
            raise NotWritten(f"can't write the answer: {error.strerror}") from None
        self.written += number
        return number


class _Closed(io.RawIOBase):
    """The raw side of a stream that was closed before the program began (`>&-`)."""

    forgets = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.forgets:
            return len(data)
        raise NotWritten(CLOSED)


def whole(stream: TextIO | None, *, messages: bool = False) -> TextIO | None:
    """The stream such that writing and flushing raise NotWritten or ReaderLeft; None where it is closed.

    `messages` go out line by line, as do all lines on a terminal.
    """
    if stream is None:
        return None
    raw = _Whole(getattr(stream.buffer, "raw", stream.buffer))
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=stream.encoding, errors=stream.errors, line_buffering=messages or raw.isatty()
    )


def taken_back(stream: TextIO | None) -> TextIO | None:
    """The stream anew, without what waits in its buffer; None where some of that is out already."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    if stream is None or not isinstance(raw, _Whole) or raw.written:
        return None
    raw.forgets = True
    again = _Whole(raw.raw)
    return io.TextIOWrapper(
        io.BufferedWriter(again), encoding=stream.encoding, errors=stream.errors, line_buffering=raw.isatty()
    )


@contextmanager
def closed() -> Iterator[TextIO]:
    """A stream that raises NotWritten, for those who would take none for a reason to write nothing."""
    raw = _Closed()
    try:
        yield io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8")
    finally:
        raw.forgets = True  # Python tries to write once more what waits in the buffer, and from 3.13 on tells of that.


def _wait(number: int) -> None:
    import select

    select.select([], [number], [])
