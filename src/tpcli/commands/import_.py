"""tpcli import: a table of foreign shape as a record."""

import io
from pathlib import Path
from typing import Annotated, Any

import typer

from tpcli.commandline.asking import counted
from tpcli.dates import edtf
from tpcli.environment import here
from tpcli.errors import TpcliError, UsageError
from tpcli.index.load import load
from tpcli.output.answer import is_terminal, note, stdout
from tpcli.record.importing import aside
from tpcli.record.importing.columns import Columns
from tpcli.record.importing.dates import ORDERS
from tpcli.record.importing.encoding import content_of, text_of
from tpcli.record.importing.entries import Reading, entry, reading
from tpcli.record.importing.mapping import columns_of, parse_map
from tpcli.record.importing.objects import json_table
from tpcli.record.importing.tables import Row, Table, csv_table
from tpcli.record.problems import Wrong
from tpcli.record.reading.files import FORMATS, STDIN, RecordFile
from tpcli.record.reading.opened import opened
from tpcli.record.writing.as_text import whole_file
from tpcli.text.newfiles import new_file
from tpcli.text.safe import plain

EXAMPLES = (
    "printf 'Year,Name\\n2018,A contract\\n' | tpcli import - --map date=Year,title=Name",
    "tpcli timeline --format csv | tpcli import - --map date=date,title=title,countries=countries --output my.yaml",
    "tpcli timeline --format json | tpcli import - --map date=date,title=title,organisations=place+organisations",
)

MOST_TOLD = 20
"""Rows that could not be read whose reasons go to stderr; those of all are in the file."""


def run(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, a JSON list or JSON Lines; - for standard input.")],
    map_: Annotated[
        list[str],
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,...",
            help="The column, by name or number, that each field of an event is made of; A+B joins columns.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            metavar="PATH",
            help="Write to a new file, in the format of its ending: .yaml, .json, .jsonl or .csv.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="NAME,...",
            help="The names of the columns of a CSV that has no header.",
            show_default=False,
        ),
    ] = None,
    date_order: Annotated[
        str | None,
        typer.Option(
            "--date-order",
            metavar="dmy|mdy",
            help="Whether 03/04/1955 is 3 April or 4 March, where the column itself does not tell.",
            show_default=False,
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="The encoding of FILE, such as cp1252; UTF-8 if not given.",
            show_default=False,
        ),
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects",
            metavar="PATH",
            help="Where rows go that can't be read; FILE.rejects.csv or .jsonl if not given.",
            show_default=False,
        ),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Call it a success where rows were left out.", show_default=False)
    ] = False,
) -> None:
    """A table of foreign shape as a record, on stdout or in a new file.

    Names of countries become codes, and dates become EDTF, as exact as they are: 5 Jul 2018, 07/2018, 2018.0, c. 1955.
    What could be read in two ways (03/04/1955, 1.000) is read as the rest of its column tells, and never guessed: such
    rows are reported with their line and the reason, and written to a file as they stood; the next run replaces it.
    Columns that nothing is made of are named. The events come out in the order of their dates.
    """
    fields = parse_map(map_)
    format_ = _format(output)
    if date_order is not None and date_order not in ORDERS:
        raise UsageError(f"--date-order {date_order}: say dmy (day/month/year) or mdy (month/day/year)")
    name = "<stdin>" if file == STDIN else file
    text, told = text_of(_content(file, name), name, encoding)
    if told.startswith("utf-16") and encoding is None:
        note(plain(f"{name}: read as UTF-16"))
    wanted = [column for said in fields.values() for column in (said, *said.split("+"))]
    table = _table(text, name, wanted, columns.split(",") if columns is not None else None)
    for line in table.notes:
        note(plain(f"{name}: {line}"))
    made_of = columns_of(fields, table)
    used = {column for several in made_of.values() for column in several}
    if left := [column for column in table.columns if column not in used]:
        note(plain(f"not mapped: {', '.join(left)}"))
    how = reading(made_of, Columns(table.rows, date_order), opened(STDIN, [_file("yaml", "[]")]).vocabulary)
    events, rejected = _events(table, how)
    for line in how.columns.told:
        note(plain(f"{name}: {line}"))
    for row, reason in rejected[:MOST_TOLD]:
        note(plain(f"{name}:{row.line}: {reason}"))
    if not events:
        raise TpcliError(f"{name}: no row could be read" if rejected else f"{name}: there are no rows")
    text = whole_file(format_, events)
    _check(format_, text)
    left_out = ""
    if rejected:
        default = f"{'stdin' if file == STDIN else Path(file).stem}.rejects{table.suffix}"
        path = Path(rejects) if rejects else Path(output or "").parent / default
        if output is not None:
            _refuse(Path(output))
        _write(path, aside.text_of(table, rejected), replaces=path.exists() and aside.is_such(path))
        left_out = f"{counted(len(rejected), 'rows')} could not be read, and went to {path}"
    if output is not None:
        _write(Path(output), text)
    else:
        _print(text)
    if left_out and not partial:
        raise TpcliError(f"{left_out}: mend them there and import that file, or say --partial")
    if left_out:
        note(plain(left_out))


def _table(text: str, name: str, wanted: list[str], columns: list[str] | None) -> Table:
    begin = text.lstrip()[:1]
    if not begin:
        raise TpcliError(f"{name}: the file is empty")
    if begin in "[{" and not name.lower().endswith((".csv", ".tsv")):
        if columns is not None:
            raise UsageError("--columns names the columns of a CSV without a header: this is JSON, which has names")
        return json_table(text, name, wanted)
    return csv_table(text, name, wanted, [column.strip() for column in columns] if columns else None)


def _events(table: Table, how: Reading) -> tuple[list[dict[str, Any]], list[tuple[Row, str]]]:
    """The events of a table in the order of their dates, and the rows that can't be read, with the reasons."""
    events: list[dict[str, Any]] = []
    rejected: list[tuple[Row, str]] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        try:
            made = entry(row, how)
            if "id" in made and lines.setdefault(made["id"], row.line) != row.line:
                raise Wrong("equal-ids", f"id: '{made['id']}' is already the id of line {lines[made['id']]}")
            events.append(made)
        except Wrong as wrong:
            rejected.append((row, wrong.message))
    events.sort(key=lambda event: edtf.parse(event["date"])[1:3])
    return events, rejected


def _format(output: str | None) -> str:
    if output is None:
        return "yaml"
    suffix = Path(output).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"--output {output}: the ending says the format: {', '.join(FORMATS)}")
    _refuse(Path(output))
    return FORMATS[suffix]


def _content(file: str, name: str) -> bytes:
    try:
        if file == STDIN:
            stdin = here().stdin
            return content_of(stdin.buffer, name) if stdin else b""
        with open(file, "rb") as stream:
            return content_of(stream, name)
    except (OSError, ValueError) as error:
        raise TpcliError(f"{file}: can't be read: {getattr(error, 'strerror', error)}") from None


def _file(format_: str, text: str) -> RecordFile:
    return RecordFile("the result", None, format_, None, text.encode())


def _check(format_: str, text: str) -> None:
    """Read what is about to be written. Raises RecordError where the reader would not take it."""
    load(STDIN, [_file(format_, text)])


def _refuse(path: Path) -> None:
    if path.exists():
        raise TpcliError(f"{path} is there already, and is not replaced: name another, or remove it")


def _write(path: Path, text: str, *, replaces: bool = False) -> None:
    if not replaces:
        _refuse(path)
    with new_file(path, force=replaces) as temporary, open(temporary, "w", encoding="utf-8", newline="") as out:
        out.write(text)


def _print(text: str) -> None:
    terminal = is_terminal()
    stdout().writelines(f"{plain(line.rstrip())}\n" if terminal else line for line in io.StringIO(text, newline=""))
