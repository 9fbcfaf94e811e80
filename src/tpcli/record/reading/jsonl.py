"""JSON Lines to plain values, a block of lines at a time."""

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from tpcli.record.problems import quoted
from tpcli.record.reading import json
from tpcli.record.reading.content import BLOCK, MOST_LINE, MOST_TEXT, TOO_LONG, Entry, Report, Unreadable, text_of


def lines(stream: BinaryIO, report: Report, seen: Callable[[bytes], object]) -> Iterator[list[Entry]]:
    """The objects of a JSON Lines file, a block of lines at a time.

    `seen` is given every byte. Lines that can't be read are reported and passed over. Raises Unreadable where no line
    can be.
    """
    first = 0
    for block in _blocks(stream, seen):
        yield list(_objects(block, first, report))
        first += block.count(b"\n") + (block[-1] != 10)


def _objects(block: bytes, first: int, report: Report) -> Iterator[Entry]:
    """The objects of a block of lines. What is wrong is reported. Raises Unreadable if all must be wrong."""
    equal: list[str] = []
    decoder = json.decoder(equal)
    scan = decoder.scan_once  # type: ignore[attr-defined]
    for number, raw in enumerate(io.BytesIO(block), first):
        if raw.isspace():
            continue
        if len(raw) > MOST_LINE:
            report((number,), "too-large", f"the line is longer than {MOST_LINE >> 20} MB")
            continue
        try:
            text = text_of(raw) if number == 0 else raw.decode()
            json.check_escapes(text)
            equal.clear()
            try:  # The decoder itself looks for space on either side first, which takes a tenth of the time.
                entry, end = scan(text, 0)
            except StopIteration:
                end = -1
            if end < 0 or text[end:].strip(" \t\r\n"):
                entry = decoder.decode(text)
        except UnicodeDecodeError as error:
            column = len(raw[: error.start].decode())
            report((number, column), "not-utf-8", "the line is not UTF-8: save the file as UTF-8")
        except Unreadable as error:
            if number == 0 and error.code == "not-utf-8" and error.column == 1:
                raise  # UTF-16: the other lines are as unreadable as the first.
            report((number, error.column - 1), error.code, error.message)
        except ValueError as error:
            report((number, getattr(error, "colno", 1) - 1), "not-json", json.reason(error))
        except RecursionError:
            report((number,), "too-deep", "the line is nested too deep")
        else:
            for path in json.equal_keys(text) if equal else ():
                report((number, *path), "equal-keys", f"the key {quoted(str(path[-2]))} stands twice in one object")
            long = json.long_value(entry) if len(raw) > MOST_TEXT else None
            if long is not None:
                report((number, *long), "too-large", TOO_LONG)
            elif isinstance(entry, dict):
                yield (number,), entry
            else:
                report((number,), "wrong-shape", 'the line must be one JSON object: {"date": ..., "title": ...}')


def _blocks(stream: BinaryIO, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The whole lines of a file, some BLOCK bytes at a time; of a line longer than MOST_LINE no more than is needed
    to tell. `seen` is given every byte.
    """
    while block := stream.read(BLOCK):
        if block[-1] != 10:
            block += stream.readline(MOST_LINE + 1)
        seen(block)
        yield block
        while block and block[-1] != 10:
            block = stream.readline(MOST_LINE + 1)
            seen(block)
