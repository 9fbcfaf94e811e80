"""CSV to plain values: a row is an entry, a cell a text, a list or a mapping."""

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import BinaryIO

from tpcli.record.fields import FLAT
from tpcli.record.problems import Path, quoted
from tpcli.record.reading import json
from tpcli.record.reading.content import BOM, MOST_LINE, MOST_TEXT, TOO_LONG, Entry, Report, Unreadable, Value, text_of
from tpcli.record.reading.own import is_slip
from tpcli.text.lists import parted

MAPPINGS = frozenset({"value"})
"""The fields whose cell in a CSV file is a JSON object."""


def rows(
    stream: BinaryIO, report: Report, seen: Callable[[bytes], object], lists: Iterable[str], required: Sequence[str]
) -> Iterator[Entry]:
    """The rows of a CSV file with a header, one at a time.

    A cell of a column named in `lists` is taken apart at `;`, or is a JSON list; empty cells are absent.
    """

    size = 0

    def decoded() -> Iterator[str]:
        nonlocal size
        for number, raw in enumerate(bounded(stream, seen)):
            size = len(raw) if number == last else size + len(raw)
            if size > MOST_LINE:
                message = f"the row that begins here is longer than {MOST_LINE >> 20} MB: is a quote left open?"
                raise Unreadable(last + 1, 1, "too-large", message)
            try:
                text = text_of(raw if number == 0 else BOM + raw)  # Only the file's first mark is none of its text.
            except Unreadable as error:
                raise Unreadable(number + 1, error.column, error.code, error.message) from None
            yield text

    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(decoded(), strict=True)
    many = frozenset(lists)
    nested_fields = [name for name in FLAT if name in many or (name in MAPPINGS and "items" in many)]
    header: list[str] | None = None
    last = 0
    try:
        for row in reader:
            at, last = last, reader.line_num
            if header is None:
                header = _header(row, at, report, required)
            elif not any(row):
                continue
            elif len(row) != len(header):
                report((at,), "wrong-shape", f"the row has {len(row)} cells, the header {len(header)}")
            elif size > MOST_TEXT and max(map(len, row)) > MOST_TEXT:
                report((at,), "too-large", TOO_LONG)
            else:
                entry = _entry(header, row, at, many, report)
                for field in nested_fields:
                    fold(entry, field, report, at)
                yield (at,), entry
    except csv.Error as error:
        # Of the csv module's messages two are common, and neither speaks to whoever has only the file.
        said = {
            "unexpected end of data": "the row that begins here has a quote that is never closed",
            "new-line character seen in unquoted field": "the lines end in a bare carriage return: save it with LF",
        }
        message = next((text for words, text in said.items() if str(error).startswith(words)), str(error))
        raise Unreadable(last + 1, 1, "not-csv", message) from None


def _header(row: Sequence[str], at: int, report: Report, required: Sequence[str]) -> list[str]:
    """The names of the columns. Raises Unreadable where the table is none of a record, but one to import."""
    header = [name.strip() for name in row]
    if len(header) == 1 and (between := next((c for c in ";\t" if c in header[0]), None)):
        message = (
            f"the cells of this file are separated by {between!r}: save it with commas, or let `tpcli import` read it"
        )
        raise Unreadable(1, header[0].index(between) + 1, "not-csv", message)
    plain = [name.casefold() for name in header]
    missing = [name for name in required if not any(is_slip(other, name) for other in plain)]
    if missing:
        message = f"this table has no column {' and no '.join(missing)}: `tpcli import` reads tables with other columns"
        raise Unreadable(at + 1, 1, "missing-field", message)
    for name, times in Counter(header).items():
        if times > 1:
            report((at, name), "equal-keys", f"the column {quoted(name)} stands {times} times")
    return header


def _entry(
    header: Sequence[str], row: Sequence[str], at: int, many: Collection[str], report: Report
) -> dict[str, Value]:
    """The cells of a row that hold something, by the names of their columns."""
    entry: dict[str, Value] = {}
    for name, cell in zip(header, row, strict=True):
        if cell == "":
            continue
        if name in many:
            entry[name] = cell_list(cell, _inside(report, (at, name)))
        elif name in MAPPINGS:
            entry[name] = nested(cell, _inside(report, (at, name)))
        else:
            entry[name] = cell
    return entry


def _inside(report: Report, path: Path) -> Report:
    """A report of what is wrong in a value, at the place of the value."""
    return lambda _, code, message: report(path, code, message)


def fold(entry: dict[str, Value], field: str, report: Report, at: int) -> None:
    """Put the columns that hold the parts of a field, such as `value_amount`, into the field itself."""
    cells = {name: entry.pop(name) for name in FLAT[field] if name != field and name in entry}
    if not cells:
        return
    if field in MAPPINGS:
        parts = {FLAT[field][name]: cell for name, cell in cells.items()}
        if parts.get("disputed") in _BOOLEANS:
            parts["disputed"] = _BOOLEANS[parts["disputed"]]
        entry.setdefault(field, parts)
        return
    first = FLAT[field][field]
    items: list[Value] = [{first: text} for text in _texts(entry.get(field))]
    for name, cell in cells.items():
        parted_ = parted(str(cell))
        if len(parted_) != len(items):
            message = f"holds {len(parted_)} parts by ';', and {field} {len(items)}: leave one empty with ';;'"
            report((at, name), "wrong-shape", message)
            return
        for item, text in zip(items, parted_, strict=True):
            item.update({FLAT[field][name]: text} if text else {})
    entry[field] = items


_BOOLEANS = {"1": "true", "0": "false", "TRUE": "true", "FALSE": "false"}
"""How spreadsheets write what is true or false."""


def _texts(value: Value) -> list[Value]:
    return list(value) if isinstance(value, list) else []


def nested(cell: str, report: Report = lambda *_: None) -> Value:
    """A CSV cell: a JSON object where it is one (a deal's value), else the text itself."""
    if cell[0] == "{" and cell[-1] == "}":
        try:
            return json.read(cell, report)
        except Unreadable:
            pass
    return cell


def cell_list(cell: str, report: Report = lambda *_: None) -> list[Value]:
    r"""The items of a list written into one cell: `PK;TR`, with `\;` in an item; or a JSON list."""
    if cell[0] == "[":
        try:
            value = json.read(cell, report)
        except Unreadable:
            value = None
        if isinstance(value, list):
            return value
    return [item for item in parted(cell) if item]


def bounded(stream: BinaryIO, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The lines of a file, of one longer than MOST_LINE only that much and a byte. `seen` is given every byte."""
    while raw := stream.readline(MOST_LINE + 1):
        seen(raw)
        yield raw
        while len(raw) > MOST_LINE and raw[-1] != 10:
            raw = stream.readline(MOST_LINE + 1)
            seen(raw)
