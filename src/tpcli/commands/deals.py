"""tpcli deals: one row a deal, as it stands or stood on any day."""

import sqlite3
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of, send
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.totals import totals
from tpcli.dates.typed import days
from tpcli.output.answer import emit, note, plain_answer
from tpcli.query.changes import changes
from tpcli.query.question import Question

EXAMPLES = (
    "tpcli deals --type naval",
    "tpcli deals --status lapsed --status cancelled",
    "tpcli deals --as-of 2019-06",
    "tpcli deals --since 2019",
    "tpcli deals --stale",
    "tpcli deals --country turkey --year 2018",
    "tpcli deals --supplier turkey --fields title,value_amount,value_currency,status",
)


@takes_filters("type", "status", "supplier", "recipient", "from", "to", "year", "as-of", "theme", "match", words=True)
def run(
    ctx: typer.Context,
    asked: Asked,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="What changed since DATE began: what deals were, and are.",
            rich_help_panel=o.FILTER,
            show_default=False,
        ),
    ] = None,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """Arms deals: one row each, with the status that its latest stages give it.

    --from, --to and --year take the deals whose events, from first to latest, overlap the range. With --as-of a deal is
    what it was at the end of that day: stages that came later do not show, and deals without any event by then are left
    out.

    --since gives the deals that changed since the beginning of that date: the status that each had then, if any, what
    it is now, or was on the day of --as-of, and how many units were delivered in between.
    """
    connection = index_of(ctx)
    question = asked.question(connection, sort=sort, reverse=reverse, limit=limit)
    if since is not None:
        _changes(connection, question, since, fields, format_of(format_), header=header)
        return
    send(
        connection,
        "deals",
        question,
        fields=fields,
        format_=format_,
        header=header,
        cite=cite,
        bom=bom,
        footer=lambda n: totals(connection, question, n),
    )


def _changes(
    connection: sqlite3.Connection, question: Question, since: str, fields: str | None, format_: str, *, header: bool
) -> None:
    then = days(since, "--since").start - 1
    found = changes(connection, question, then, fields_asked(fields) if fields is not None else None)
    number = len(found.rows)
    said = f"{counted(number, 'deals')} changed since {since} began, {found.new:,} of them new"
    answer = plain_answer(
        "changes", found.columns, found.rows, header=header, chosen=fields is not None, footer=lambda: [said]
    )
    if not emit(answer, format_):
        note(f"no deals changed since {since} began")
