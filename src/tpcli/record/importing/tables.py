"""Tables of foreign shape: rows with named cells, and CSV of any dialect taken apart into them."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from tpcli.errors import TpcliError
from tpcli.text.folding import key
from tpcli.text.json import Fields

DELIMITERS = (",", ";", "\t", "|")
HEAD = 60
"""Lines among which the header is looked for."""
REASON = "not imported because"
"""The first column of a table of rows that could not be read; it is none of theirs."""

Cells = Fields
"""The values of a row, by the name of the column: texts, lists, mappings, None."""


class Row(NamedTuple):
    """One row of a table."""

    line: int
    """Where it begins, from 1."""
    values: Cells
    stood: str
    """Its text, ended by a line break."""
    wrong: str | None = None
    """Why it can't be read, if it can't."""


class Table(NamedTuple):
    """A table of foreign shape."""

    columns: tuple[str, ...]
    rows: Sequence[Row]
    suffix: str
    """The ending of the name of a file with some of the rows: .csv, .jsonl, ..."""
    head: str = ""
    """The text at the beginning of such a file."""
    tail: str = ""
    """The text at its end."""
    delimiter: str = ","
    also: Mapping[str, str] = {}
    """Other names by which columns may be asked for, such as the texts of the first row where there is no header."""
    notes: tuple[str, ...] = ()
    """Notes for the user on how the table was read."""


class Unmarked(NamedTuple):
    """The rows of a CSV as they come: the numbers of the first line and of the one after the last, and the cells."""

    begin: int
    end: int
    cells: list[str]
    wrong: str | None


def csv_table(text: str, name: str, wanted: Collection[str], columns: Sequence[str] | None = None) -> Table:
    """The table in a CSV. `wanted` are names that columns should have, which tell the delimiter and the header.

    The header is the line that has most of them; what is above it is left out, and a note says so. `columns` are the
    names where there is no header. Raises TpcliError where there is no table.
    """
    csv.field_size_limit(2**31 - 1)
    lines = re.findall("[^\n]*\n|[^\n]+" if "\n" in text else "[^\r]*\r|[^\r]+", text)
    named = re.fullmatch(r'"?sep=(.)"?\s*', lines[0], re.IGNORECASE) if lines else None
    start = 1 if named else 0
    known = {key(column) for column in wanted if not re.fullmatch(r"\d{0,3}", column)} - {""}
    delimiter = named[1] if named else max(DELIMITERS, key=lambda d: _likeness(lines[:HEAD], d, known))
    if columns is not None:
        names, twice = told_apart(columns)
        return _with_header(lines, start, start, names, delimiter, twice)
    at = _header_line(lines, start, delimiter, known)
    if at is None:
        raise TpcliError(f"{name}: there are no rows")
    head = next(_rows(lines[at:], delimiter))
    if head.wrong:
        raise TpcliError(f"{name}:{at + 1}: the header can't be read: {head.wrong}")
    notes: tuple[str, ...] = ()
    above = [n for n in range(start, at) if lines[n].strip(f" \r\n{delimiter}")]
    if above:
        notes = (f"left out: what is above the header, which is in line {at + 1}",)
    if any(_is_day(cell) for cell in head.cells) and head.cells[:1] != [REASON]:
        numbered = tuple(str(n) for n in range(1, len(head.cells) + 1))
        told = f"line {at + 1} is no header, as a date stands in it: columns go by number, or by --columns"
        table = _with_header(lines, at, at, numbered, delimiter, (*notes, told))
        return table._replace(also={cell.strip(): number for cell, number in zip(head.cells, numbered, strict=True)})
    names, twice = told_apart(_names(head.cells))
    return _with_header(lines, at, at + head.end, names, delimiter, (*notes, *twice))


def _is_day(cell: str) -> bool:
    """Whether a cell is a day in figures, which no name of a column is."""
    day = r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])|\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}"
    return re.fullmatch(day, cell.strip()) is not None


def _likeness(lines: Sequence[str], delimiter: str, known: Collection[str]) -> tuple[int, int]:
    """How well a delimiter fits: the wanted columns in one row, and the rows as wide as most of them."""
    cells = [next(_rows([line], delimiter)).cells for line in lines]
    widths = Counter(len(row) for row in cells if len(row) > 1)
    return max((_wanted(row, known) for row in cells), default=0), max(widths.values(), default=0)


def _wanted(cells: Sequence[str], known: Collection[str]) -> int:
    return len({key(cell) for cell in cells} & set(known))


def _header_line(lines: Sequence[str], start: int, delimiter: str, known: Collection[str]) -> int | None:
    """The line in which the header begins: the first with most of the wanted names, or as wide as most rows are."""
    found = []
    for at in range(start, min(len(lines), start + HEAD)):
        row = next(_rows(lines[at : at + 20], delimiter))
        if lines[at].strip():
            found.append((at, row))
    if not found:
        return None
    best = max(_wanted(row.cells, known) for _, row in found)
    if best:
        return next(at for at, row in found if _wanted(row.cells, known) == best)
    widths = Counter(len(row.cells) for _, row in found if any(cell.strip() for cell in row.cells))
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    return next((at for at, row in found if len(row.cells) == usual), found[0][0])


def _names(header: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns; one without a name is called after the one beside it."""
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    out: list[str] = []
    for n, cell in enumerate(cells, 1):
        out.append(cell or (f"beside {cells[n - 2]}" if n > 1 and cells[n - 2] else f"column {n}"))
    return tuple(out)


def told_apart(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of columns, each once, and what is to be said of those that stood several times."""
    out: list[str] = []
    notes = []
    given, taken = set(names), set[str]()
    numbers: dict[str, int] = {}
    for name in names:
        new = name
        while new in taken or (new != name and new in given):
            numbers[name] = numbers.get(name, 1) + 1
            new = f"{name} {numbers[name]}"
        if new != name:
            notes.append(f"several columns are called '{name}': one of them goes by '{new}'")
        out.append(new)
        taken.add(new)
    return tuple(out), tuple(notes)


def _with_header(
    lines: Sequence[str], begin: int, end: int, columns: tuple[str, ...], delimiter: str, notes: tuple[str, ...]
) -> Table:
    """The rows below the line `end`, under a header that begins in the line `begin` or is none of the file's."""
    again = columns[:1] == (REASON,)
    prefix = re.compile(r'"(?:[^"]|"")*"' + re.escape(delimiter))
    width = len(columns) - again

    def cut(text: str) -> str:
        return prefix.sub("", text, count=1) if again and prefix.match(text) else text

    rows = []
    short = []
    for row in _rows(lines[end:], delimiter):
        cells, wrong = row.cells[again:], row.wrong
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if not wrong and not any(cell.strip() for cell in cells):
            continue
        if not wrong and 1 < len(cells) < width:
            # Excel leaves out what separates empty cells at the end of a row, but of every sixteenth.
            short.append(end + row.begin + 1)
            cells += [""] * (width - len(cells))
        if not wrong and len(cells) != width:
            wrong = f"the row has {len(cells)} cell{'' if len(cells) == 1 else 's'}, the header {width}"
        stood = cut(_ended("".join(lines[end + row.begin : end + row.end])))
        values = dict(zip(columns[again:], cells, strict=False))
        rows.append(Row(end + row.begin + 1, values, stood, wrong))
    head = cut(_ended("".join(lines[begin:end]))) if end > begin else ""
    if again:
        head = _ended("".join(lines[begin:end])).partition(delimiter)[2]
    if short:
        where = f"line {short[0]}" + (f" and {len(short) - 1} more" if short[1:] else "")
        notes = (*notes, f"rows with fewer cells than the header: the last are taken as empty ({where})")
    return Table(columns[again:], rows, ".csv", head, "", delimiter, {}, notes)


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[Unmarked]:
    """The rows of some lines."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    last = 0
    while True:
        begin = last
        wrong = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            open_quote = "unexpected end of data" in str(error)
            cells, wrong = [], "a quote is opened here and never closed" if open_quote else f"no CSV: {error}"
        last = reader.line_num
        yield Unmarked(begin, last, cells, wrong)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
