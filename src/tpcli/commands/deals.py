"""tpcli deals: one row a deal, as it stands or stood on any day."""

from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of, listing
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.totals import totals
from tpcli.dates.typed import days
from tpcli.output.answer import emit, note, plain_answer
from tpcli.query.changes import changes
from tpcli.query.effects import effects_of

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
    *,
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
    out: o.Out,
) -> None:
    """Arms deals: one row each, with the status that its latest stages give it.

    --from, --to and --year take the deals whose events, from first to latest, overlap the range. With --as-of a deal is
    what it was at the end of that day: stages that came later do not show, and deals without any event by then are left
    out.

    --since gives the deals that changed since the beginning of that date: the status that each had then, if any, what
    it is now, or was on the day of --as-of, and how many units were delivered in between.
    """
    if since is None:
        listing(ctx, "deals", asked, out, totals)
    else:
        _changes(ctx, asked, since, out)


def _changes(ctx: typer.Context, asked: Asked, since: str, out: o.Out) -> None:
    connection = index_of(ctx)
    question = asked.question(connection, sort=out.sort, reverse=out.reverse, limit=out.limit)
    chosen = format_of(out.format_, bom=out.bom)
    then = days(since, "--since").start - 1
    found = changes(connection, question, then, fields_asked(out.fields) if out.fields is not None else None)
    number = len(found.rows)
    said = f"{counted(number, 'deals')} changed since {since} began, {found.new:,} of them new"
    answer = plain_answer(
        "changes",
        found.columns,
        found.rows,
        header=out.header,
        chosen=out.fields is not None,
        footer=lambda: [said],
        effects=effects_of(connection),
    )
    if not emit(answer, chosen, bom=out.bom):
        note(f"no deals changed since {since} began")
    if out.cite:
        from tpcli.commandline.citing import cite as cited

        cited(connection, "deals", (str(id_) for (id_,) in changes(connection, question, then, ["id"]).rows))
