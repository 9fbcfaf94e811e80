"""Shared by commands that ask the index: opening it, and writing the answer."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence

import typer

from tpcli.commandline.filters import Asked
from tpcli.commandline.options import Out
from tpcli.errors import UsageError
from tpcli.index.cache import open_index
from tpcli.output.answer import FORMATS, WHOLE, Answer, default_format, emit, note
from tpcli.output.answer import counted as counted
from tpcli.query.effects import effects_of
from tpcli.query.functions import add_functions
from tpcli.query.nouns import NOUNS, Column, Noun, as_read, choose, noun_of, pick, usual
from tpcli.query.question import Question
from tpcli.query.sql import json_rows, rows
from tpcli.record.entries import About
from tpcli.record.reading.files import STDIN, places
from tpcli.text.nearest import Unknown


def record_of(ctx: typer.Context) -> str | None:
    """The record that the command line names with `--data` or `TPCLI_DATA`; None for the bundled one."""
    data: str | None = ctx.find_root().params.get("data")
    return data


def index_of(ctx: typer.Context) -> sqlite3.Connection:
    """The index of the record that is asked. Raises RecordError or TpcliError."""
    connection = open_index(record_of(ctx), tell=note)
    add_functions(connection)
    return connection


def titled(ctx: typer.Context, connection: sqlite3.Connection) -> About:
    """The record's description of itself; a record without a title is called after its file or folder."""
    from pathlib import Path

    from tpcli.query.about import about

    said, location = about(connection), record_of(ctx)
    if said.title:
        return said
    names = [Path(place).absolute().stem for place in places(location) if place not in (None, STDIN)]
    name = " and ".join(names)
    return said._replace(title=name.replace("-", " ").replace("_", " ").strip() or "A record")


def ids_of(connection: sqlite3.Connection, typed: Sequence[str]) -> list[str]:
    """The ids of the entries meant by the typed texts; for a retired id that of the entry that replaced it.

    If the first of several is the name of a noun, as in `deal milgem`, only its entries are meant. Raises UsageError,
    TpcliError for an id that is retired for nothing else.
    """
    from tpcli.commandline.retired import renewed
    from tpcli.query.finding import ORDER, called, each, meant

    nouns: Sequence[str] = ORDER
    first = typed[0].lower().removesuffix("s") + "s" if len(typed) > 1 else ""
    if first in ORDER and not called(connection, typed[0]):
        nouns, typed = [first], typed[1:]
    ids = []
    for text in renewed(connection, [one for several in typed for one in each(connection, several)]):
        entry, others = meant(connection, text, nouns)
        if others:
            note(f"'{text}' is taken for the deal {entry.id}; {others} more are called so: tpcli search '{text}'")
        ids.append(entry.id)
    return ids


def format_of(typed: str | None, *, bom: bool = False) -> str:
    """The format that an answer leaves in. Raises UsageError, also for a byte order mark before another than csv."""
    name = (typed or default_format()).lower()
    name = {"md": "markdown", "ndjson": "jsonl", "yml": "yaml"}.get(name, name)
    if name not in FORMATS:
        from tpcli.commandline.advice import no_format

        raise Unknown("format", typed or name, FORMATS, "formats", where=no_format(name))
    if bom and name != "csv":
        raise UsageError("--bom goes with --format csv")
    return name


def fields_asked(typed: str) -> list[str]:
    """The names that `--fields` gives. Raises UsageError for one that is given twice, which no object could hold."""
    names = [name.strip() for name in typed.split(",")]
    plain = [name.lower().replace("-", "_") for name in names]
    for name in names:
        if plain.count(name.lower().replace("-", "_")) > 1:
            raise UsageError(f"--fields names '{name}' twice")
    return names


SCREEN = ("table", "list")
"""The formats that a person reads, which have the fields of a table."""


def columns_of(noun: Noun, format_: str, fields: str | None) -> tuple[Sequence[Column], bool]:
    """The columns of an answer in a format, and whether `--fields` names them all. Raises UsageError."""
    default: Sequence[Column]
    if format_ in SCREEN:
        from tpcli.output.table import TABLES

        default = pick(as_read(noun), [name for name, _ in TABLES[noun.name].columns])
    else:
        default = usual(noun) if format_ in WHOLE else pick(noun, noun.line)
    return (
        (default, False) if fields is None else choose(noun.columns, fields_asked(fields), default, f" in {noun.name}")
    )


Footer = Callable[[sqlite3.Connection, Question, int], Sequence[str]]
"""The lines under a table, from the number of its rows."""


def listing(ctx: typer.Context, noun_name: str, asked: Asked, out: Out, footer: Footer | None = None) -> None:
    """Answer with the entries of a noun: write them in the format that is asked for, or say that there are none."""
    connection = index_of(ctx)
    noun = noun_of(connection, noun_name)
    if out.fields is not None and (more := [word for word in asked.words if word.lower() in noun.columns]):
        raise UsageError(f"write the fields without blanks: --fields {','.join([out.fields, *more])}")
    question = asked.question(connection, sort=out.sort, reverse=out.reverse, limit=out.limit)
    chosen = format_of(out.format_, bom=out.bom)
    columns, named = columns_of(noun, chosen, out.fields)
    count = 0

    def found() -> Iterator[tuple[object, ...]]:
        nonlocal count
        for row in rows(connection, noun_name, question, columns):
            count += 1
            yield row

    def under() -> Sequence[str]:
        return footer(connection, question, count) if footer else [counted(count, noun_name)]

    answer = Answer(
        noun_name,
        columns,
        found,
        lambda: json_rows(connection, noun_name, question, columns, sparse=not named),
        header=out.header,
        chosen=named,
        asked=fields_filtered(question),
        footer=under,
        effects=effects_of(connection) if chosen in SCREEN else {},
    )
    if not emit(answer, chosen, bom=out.bom) and not (question.limit == 0 and _any(connection, noun_name, question)):
        note(f"no {noun_name} match")
    if out.cite:
        from tpcli.commandline.citing import cite_question

        cite_question(connection, noun_name, question)


_FILTERED = {"theme": "themes", "country": "countries", "organisation": "organisations", "claimed-by": "claimant"}
"""The fields of the words of a filter, where they are called otherwise."""


def fields_filtered(question: Question) -> set[str]:
    """The fields whose words a question asks for."""
    return {field for name, _ in question.words for field in (name, _FILTERED.get(name, name))}


def _any(connection: sqlite3.Connection, noun: str, question: Question) -> bool:
    """Whether anything answers, whatever the limit."""
    return any(rows(connection, noun, question._replace(limit=1), [NOUNS[noun].columns["id"]]))
