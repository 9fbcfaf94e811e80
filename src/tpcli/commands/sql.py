"""tpcli sql: any read-only SQL over the index."""

import json
import os
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of
from tpcli.errors import UsageError
from tpcli.export.views import add_views, described
from tpcli.index.guard import run as run_guarded
from tpcli.output.answer import Answer, emit, note, plain_answer, say
from tpcli.query.money import add_sum, are_texts
from tpcli.query.nouns import Column
from tpcli.text.json import Row
from tpcli.text.nearest import Unknown

EXAMPLES = (
    'tpcli sql "select kind, count(*) from events group by kind order by 2 desc"',
    "tpcli sql \"select start, title from events where place = 'Karachi'\"",
    'tpcli sql "select theme, count(*) from event_themes group by theme" --format csv',
    "tpcli sql \"select id, title from events_fts where events_fts match 'milgem'\"",
    "tpcli sql --tables",
)

ON_SCREEN = 10_000
"""Rows that a table on a terminal is drawn of at most; in a pipe there is no limit."""
TEXT_ON_SCREEN = 2**22
"""Characters of those rows."""


def run(
    ctx: typer.Context,
    statement: Annotated[
        str | None, typer.Argument(metavar="SQL", help="One SELECT statement.", show_default=False)
    ] = None,
    tables: Annotated[bool, typer.Option("--tables", help="Describe the tables and their columns.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="Stop a query that runs longer.")] = 30,
    fields: Annotated[
        str | None,
        typer.Option("--fields", metavar="A,B,C", help="These columns, in this order.", rich_help_panel=o.OUTPUT),
    ] = None,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """Any read-only SQL over the record, in SQLite's dialect.

    The tables are those of tpcli export sqlite, with the same columns, so that a query asks either. A query can't
    write, attach, load or run for ever.
    """
    chosen = format_of(format_, bom=bom)
    statement = _asked(statement, tables=tables)
    connection = index_of(ctx)
    add_views(connection)
    add_sum(connection)
    if statement is None:
        names, found = ["table", "column", "type", "meaning"], described(connection)
    else:
        if "value_" in statement.lower() and are_texts(connection):
            note("amounts that SQL would round are text here: CAST(value_amount AS REAL) compares and orders them")
        names, found = run_guarded(connection, statement, timeout, _end)
    places = _places(names, fields)
    first = next(found, None)
    columns = [
        Column(names[n], "", "number" if first and isinstance(first[n], int | float) else "text") for n in places
    ]
    rows = (tuple(row[n] for n in places) for row in chain([] if first is None else [first], found))
    if cite:
        held = list(rows)
        rows = (row for row in held)
    if chosen == "table":
        shown, more = _on_screen(rows)
        # As text, so that a year is not written with a comma.
        texts = [tuple(None if value is None else str(value) for value in row) for row in shown]
        answer = plain_answer("rows", columns, texts, chosen=True, footer=lambda: [counted(len(texts), "rows")])
    else:
        more = False
        answer = Answer("rows", columns, lambda: rows, lambda: _objects(columns, rows), header=header, chosen=True)
    if not emit(answer, chosen, bom=bom):
        note("no rows")
    if more:
        note(f"only the first {counted(len(shown), 'rows')}: --format csv gives all")
    if cite:
        from tpcli.commandline.citing import cite as cited

        connection.set_authorizer(None)  # The query is over, and what the record says of itself may be read again.
        cited(connection, "rows", (json.dumps(row) for row in held))


def _asked(statement: str | None, *, tables: bool) -> str | None:
    """The query; None where tables are to be described. Raises UsageError."""
    if tables == (statement is not None):
        raise UsageError('give one SELECT statement, as in tpcli sql "select * from events", or --tables')
    return None if statement is None or statement.strip(" ;").lower() in NAMES_TABLES else statement


NAMES_TABLES = ("tables", ".tables", "show tables", "schema", ".schema", ".help")
"""What names the tables in other programs, none of which is SQL."""


def _end(message: str) -> None:
    """End the process while SQLite is at work, with an error. What was not yet written is lost."""
    say(f"tpcli: {message}")
    os._exit(1)


def _on_screen(rows: Iterator[Row]) -> tuple[list[Row], bool]:
    """As many rows as a table is drawn of, and whether there are more."""
    shown: list[Row] = []
    size = 0
    for row in rows:
        size += sum(len(value) for value in row if isinstance(value, str))
        if shown and (len(shown) == ON_SCREEN or size > TEXT_ON_SCREEN):
            return shown, True
        shown.append(row)
    return shown, False


def _places(names: Sequence[str], fields: str | None) -> list[int]:
    """The places of the columns that were asked for. Raises UsageError, naming the nearest."""
    if fields is None:
        return list(range(len(names)))
    places = []
    for name in fields_asked(fields):
        if name not in names:
            raise Unknown("column", name, names, "columns", where=" in the query")
        places.append(names.index(name))
    return places


def _objects(columns: Sequence[Column], rows: Iterator[Row]) -> Iterator[str]:
    for row in rows:
        named = {column.name: value for column, value in zip(columns, row, strict=True)}
        yield json.dumps(named, ensure_ascii=False, separators=(",", ":"))
