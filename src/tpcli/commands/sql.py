"""tpcli sql: any read-only SQL over the index."""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Any

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of
from tpcli.errors import UsageError
from tpcli.index.guard import run as run_guarded
from tpcli.output.answer import Answer, emit, note, plain_answer
from tpcli.query.nouns import Column
from tpcli.text.folding import did_you_mean

EXAMPLES = (
    'tpcli sql "select kind, count(*) from event group by kind order by 2 desc"',
    "tpcli sql \"select date(start), title from event where place = 'Karachi'\"",
    'tpcli sql "select value, count(*) from event, json_each(themes) group by 1" --format csv',
    "tpcli sql --tables",
)

ON_SCREEN = 10_000
"""Rows that a table on a terminal is drawn of at most; in a pipe there is no limit."""
TEXT_ON_SCREEN = 2**22
"""Characters of those rows."""

_PLACE = {
    "row": "the number of the row",
    "file": "the number of its file in the record, from 0",
    "line": "its line there, from 1",
    "item": "its place in the list that it is in, from 0; its line from 0 in JSON Lines and CSV",
    "made": "1 where its id was made of its date and title",
}
_SEARCH = "row number: 4 times the entry's row, plus 0 for an event, 1 a deal, 2 a fact, 3 a source"
MEANINGS: dict[str, dict[str, str]] = {
    "event": {
        "": "what happened; one row an event",
        **_PLACE,
        "date": "EDTF, as the record has it",
        "start": "the first day that the date can mean, as a Julian day number: date(start) makes it text",
        "end": "the last day that the date can mean; 9999999 where it is open",
        "span": "the number of bits of the date's length in days",
        "precision": "day, month, season, year, decade, century, millennium, unspecified, interval, set or open",
        "qualifier": "~ approximate, ? uncertain, % both, else empty",
        "themes": "a JSON list: json_each(themes) gives one row each",
        "countries": "a JSON list of ISO 3166-1 alpha-2 codes",
        "organisations": "a JSON list",
        "sources": "a JSON list of source and supports",
        "type": "the type of the deal that it belongs to",
    },
    "deal": {
        "": "arms deals; one row a deal",
        **_PLACE,
        "start": "the first day of its first event, as a Julian day number; 0 without events",
        "end": "the last day of its latest event",
        "span": "the number of bits of its length in days",
        "items": "a JSON list of designation, quantity and note",
        "quantity": "units ordered, where every item says how many",
        "value": "a JSON mapping of amount, amount_max, currency, disputed and note",
        "value_amount": "the value, or the lower end of its range",
        "value_max": "the upper end of its range",
        "value_currency": "ISO 4217",
        "value_disputed": "1 where sources disagree about it",
        "organisations": "a JSON list",
        "sources": "a JSON list of source and supports",
    },
    "fact": {
        "": "claims and their verdicts; one row a fact",
        **_PLACE,
        "start": "always 0: a fact has no date",
        "end": "always 0",
        "span": "always 0",
        "claimed_by": "the id of the source that makes the claim",
        "evidence": "a JSON list of ids of events and deals",
        "sources": "a JSON list of source and supports",
    },
    "source": {
        "": "what is cited; one row a source",
        **_PLACE,
        "start": "the first day that the date of publication can mean, as a Julian day number; 0 without a date",
        "end": "the last day of that date",
        "span": "the number of bits of its length in days",
        "published": "EDTF",
    },
    "standing": {
        "": "what each deal was from a day on; the latest row is its status",
        "deal": "the deal's id",
        "day": "the day, as a Julian day number",
        "seq": "the order of rows",
        "event": "the id of the event that changed it",
        "stage": "the stage that it reached",
        "status": "what it was from then on",
        "delivered": "units handed over by then, as far as events say",
    },
    "term": {
        "": "every word that entries are filtered by, in the order of the vocabulary",
        "term": "its number",
        "field": "theme, kind, country, deal.type, fact.verdict and so on",
        "value": "the word as entries have it",
        "name": "what it is called",
        "meaning": "what it means",
        "status": "of a stage: what a deal is then",
        "effect": "of a stage: advances, pauses or ends",
        "aliases": "a JSON list of what else it is called",
        "uses": "how many entries have it",
    },
    "alias": {
        "": "what people type for a word",
        "field": "the field of the word",
        "key": "what is typed, in lower case, without accents and spaces",
        "value": "the word",
    },
    "mark": {
        "": "an FTS5 index of the words and years that each entry is filtered by",
        "tokens": f"t7 for term 7, and tokens of years; {_SEARCH}",
    },
    "words": {
        "": "an FTS5 index of all text, folded: where words match 'akinci'; blanks around each Han letter",
        "title": f"title or statement; {_SEARCH}",
        "body": "summaries, notes, conflicts",
        "names": "ids, places, organisations and countries",
    },
    "span": {
        "": "the lengths that dates have",
        "span": "the number of bits of a length in days",
        "days": "2 to the power of that",
    },
    "meta": {
        "": "what the index was made from",
        "name": "the name of a value",
        "value": "the value",
    },
}
"""What the tables of the index and their columns are; fields of the record have their meaning from its model."""


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
    header: o.Header = False,
) -> None:
    """Any read-only SQL over the index, in SQLite's dialect.

    Lists are JSON, days are Julian day numbers: json_each(themes) and date(start) take them apart. A query can't write,
    attach, load or run for ever.
    """
    chosen = format_of(format_)
    if tables == (statement is not None):
        raise UsageError('give one SELECT statement, as in tpcli sql "select * from event", or --tables')
    connection = index_of(ctx)
    if statement is None:
        names, found = ["table", "column", "type", "meaning"], described(connection)
    else:
        names, found = run_guarded(connection, statement, timeout, _end)
    places = _places(names, fields)
    first = next(found, None)
    columns = [
        Column(names[n], "", "number" if first and isinstance(first[n], int | float) else "text") for n in places
    ]
    rows = (tuple(row[n] for n in places) for row in chain([] if first is None else [first], found))
    if chosen == "table":
        shown, more = _on_screen(rows)
        # As text, so that a year is not written with a comma.
        texts = [tuple(None if value is None else str(value) for value in row) for row in shown]
        answer = plain_answer("rows", columns, texts, chosen=True, footer=lambda: [counted(len(texts), "rows")])
    else:
        more = False
        answer = Answer("rows", columns, lambda: rows, lambda: _objects(columns, rows), header=header, chosen=True)
    if not emit(answer, chosen):
        note("no rows")
    if more:
        note(f"only the first {counted(len(shown), 'rows')}: --format csv gives all")


def _end(message: str) -> None:
    """End the process while SQLite is at work, with an error. What was not yet written is lost."""
    note(message)
    os._exit(1)


def _on_screen(rows: Iterator[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], bool]:
    """As many rows as a table is drawn of, and whether there are more."""
    shown: list[tuple[Any, ...]] = []
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
            raise UsageError(
                f"the query has no column '{name}'{did_you_mean(name, names)}\ncolumns: {', '.join(names)}"
            )
        places.append(names.index(name))
    return places


def _objects(columns: Sequence[Column], rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    for row in rows:
        named = {column.name: value for column, value in zip(columns, row, strict=True)}
        yield json.dumps(named, ensure_ascii=False, separators=(",", ":"))


def described(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Every table of the index and every column of it, with type and meaning; the table itself first."""
    from tpcli.record.model import FIELDS

    for table, meanings in MEANINGS.items():
        yield table, "", "", meanings[""]
        of_record = FIELDS.get(f"{table}s", {})
        for name, type_ in connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)):
            meaning = meanings.get(name) or (of_record[name].meaning if name in of_record else "")
            yield table, name, type_, meaning
