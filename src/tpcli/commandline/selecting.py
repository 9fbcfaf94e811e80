"""The filters of timeline and deals taken together, for the commands that count, draw or make a page."""

import sqlite3
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import words_asked
from tpcli.commands.deals import status_word
from tpcli.dates.typed import days, span
from tpcli.query.selection import Selection, words

Status = Annotated[list[str] | None, o._words("--status", "status", "How far a deal has come.")]
Supplier = Annotated[list[str] | None, o._words("--supplier", "deal.supplier", "The country that supplies.")]
Recipient = Annotated[list[str] | None, o._words("--recipient", "deal.recipient", "The country that receives.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Deals as they stood at the end of DATE.", rich_help_panel=o.FILTER),
]


def selection(
    connection: sqlite3.Connection,
    *,
    from_: str | None,
    to: str | None,
    year: str | None,
    match: str | None,
    status: list[str] | None,
    as_of: str | None,
    **asked: list[str] | None,
) -> Selection:
    """What the options ask for. Raises UsageError for a date, word or status that can't be read."""
    start, end = span(from_, to, year)
    return Selection(
        start,
        end,
        words(connection, asked),
        words_asked(match),
        tuple(status_word(connection, word) for word in status or ()),
        days(as_of, "--as-of").end if as_of is not None else None,
    )


def described(typed: dict[str, object]) -> list[tuple[str, str]]:
    """What was asked for, as typed: the name of each filter and its values, for a title or a heading."""
    out = []
    for name, value in typed.items():
        if value:
            shown = " or ".join(str(v) for v in value) if isinstance(value, list) else str(value)
            out.append((name.strip("_").replace("_", "-"), shown))
    return out
