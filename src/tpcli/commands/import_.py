"""tpcli import: a table of foreign shape as a record."""

import io
from pathlib import Path
from typing import Annotated, Any

import typer

from tpcli.commandline.asking import counted
from tpcli.dates import edtf
from tpcli.environment import here
from tpcli.errors import ReaderLeft, TpcliError, UsageError
from tpcli.output.answer import is_terminal, note, stdout
from tpcli.record.problems import Wrong
from tpcli.record.reading.entries import RecordReader
from tpcli.record.reading.files import FORMATS, STDIN, RecordFile
from tpcli.record.writing.as_text import whole_file
from tpcli.record.writing.foreign import Row, columns_of, event, parse_map, read, reading
from tpcli.text.newfiles import new_file
from tpcli.text.safe import plain

EXAMPLES = (
    "printf 'Year,Name\\n2018,A contract\\n' | tpcli import - --map date=Year,title=Name",
    "tpcli timeline --format csv | tpcli import - --map date=date,title=title,countries=countries --output my.yaml",
    "tpcli timeline --format json | tpcli import - --map date=date,title=title,organisations=place+organisations",
)


def run(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, a JSON list or JSON Lines; - for standard input.")],
    map_: Annotated[
        list[str],
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,...",
            help="The column that each field of an event is made of; A+B joins columns.",
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
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects",
            metavar="PATH",
            help="Where rows go that can't be read; FILE.rejects.csv or .jsonl if not given.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """A table of foreign shape as a record, on stdout or in a new file.

    Names of countries become codes, and dates become EDTF, as exact as they are: 5 Jul 2018, 07/2018, 2018.0, c. 1955.
    What could be read in two ways (03/04/1955) is not guessed: such rows are reported with their line and the reason,
    and written to a file as they stood. Columns that nothing is made of are named. The events come out in the order of
    their dates.
    """
    fields = parse_map(map_)
    format_ = _format(output)
    name = "<stdin>" if file == STDIN else file
    table = read(_content(file), name, [column for said in fields.values() for column in (said, *said.split("+"))])
    columns = columns_of(fields, table.columns)
    used = {column for several in columns.values() for column in several}
    if left := [column for column in table.columns if column not in used]:
        note(plain(f"not mapped: {', '.join(left)}"))
    how = reading(columns, _reader("yaml", "[]").vocabulary)
    events: list[dict[str, Any]] = []
    rejected: list[Row] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        try:
            entry = event(row, how)
            if "id" in entry and lines.setdefault(entry["id"], row.line) != row.line:
                raise Wrong("equal-ids", f"id: '{entry['id']}' is already the id of line {lines[entry['id']]}")
            events.append(entry)
        except Wrong as wrong:
            rejected.append(row)
            note(plain(f"{name}:{row.line}: {wrong.message}"))
    if not events:
        raise TpcliError(f"{name}: no row could be read" if rejected else f"{name}: there are no rows")
    events.sort(key=lambda entry: edtf.parse(entry["date"])[1:3])
    text = whole_file(format_, events)
    _check(format_, text)
    if rejected:
        default = f"{'stdin' if file == STDIN else Path(file).stem}.rejects{table.suffix}"
        aside = Path(rejects) if rejects else Path(output or "").parent / default
        for path in (output, aside):
            if path is not None:
                _refuse(Path(path))
        _write(aside, table.head + "".join(row.stood for row in rejected))
        note(plain(f"{counted(len(rejected), 'rows')} could not be read, and went to {aside}"))
    if output is not None:
        _write(Path(output), text)
        return
    terminal = is_terminal()
    try:
        stdout().writelines(f"{plain(line.rstrip())}\n" if terminal else line for line in io.StringIO(text, newline=""))
    except BrokenPipeError:
        raise ReaderLeft from None


def _format(output: str | None) -> str:
    if output is None:
        return "yaml"
    suffix = Path(output).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"--output {output}: the ending says the format: {', '.join(FORMATS)}")
    _refuse(Path(output))
    return FORMATS[suffix]


def _content(file: str) -> bytes:
    try:
        if file == STDIN:
            stdin = here().stdin
            return stdin.buffer.read() if stdin else b""
        with open(file, "rb") as stream:
            return stream.read()
    except (OSError, ValueError) as error:
        raise TpcliError(f"{file}: can't be read: {getattr(error, 'strerror', error)}") from None


def _reader(format_: str, text: str) -> RecordReader:
    return RecordReader(STDIN, [RecordFile("the result", None, format_, None, text.encode())])


def _check(format_: str, text: str) -> None:
    """Read what is about to be written. Raises RecordError where the reader would not take it."""
    reader = _reader(format_, text)
    for _ in reader.events():
        pass
    reader.finish()


def _refuse(path: Path) -> None:
    if path.exists():
        raise TpcliError(f"{path} is there already, and is not replaced: name another, or remove it")


def _write(path: Path, text: str) -> None:
    _refuse(path)
    with new_file(path, force=False) as temporary, open(temporary, "w", encoding="utf-8", newline="") as out:
        out.write(text)
