"""tpcli deals: one row a deal, as it stands or stood on any day."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import index_of, send
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.totals import totals

EXAMPLES = (
    "tpcli deals --type naval",
    "tpcli deals --status lapsed --status cancelled",
    "tpcli deals --as-of 2019-06",
    "tpcli deals --country turkey --year 2018",
    "tpcli deals --supplier turkey --fields title,value_amount,value_currency,status",
)


@takes_filters("type", "status", "supplier", "recipient", "from", "to", "year", "as-of", "theme", "match", words=True)
def run(
    ctx: typer.Context,
    asked: Asked,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """Arms deals: one row each, with the status that its latest stages give it.

    --from, --to and --year take the deals whose events, from first to latest, overlap the range. With --as-of a deal is
    what it was at the end of that day: stages that came later do not show, and deals without any event by then are left
    out.
    """
    connection = index_of(ctx)
    question = asked.question(connection, sort=sort, reverse=reverse, limit=limit)
    send(
        connection,
        "deals",
        question,
        fields=fields,
        format_=format_,
        header=header,
        cite=cite,
        footer=lambda n: totals(connection, question, n),
    )
