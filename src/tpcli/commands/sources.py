"""tpcli sources: every page, book and paper that the record cites."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send
from tpcli.query.question import Query

EXAMPLES = (
    "tpcli sources --sort cited --reverse --limit 20",
    "tpcli sources --fields publisher | sort | uniq -c | sort -rn | head",
)


def run(
    ctx: typer.Context,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """Every source, with how many events cite it."""
    connection = index_of(ctx)
    query = Query("sources", sort=sort, reverse=reverse, limit=limit)
    send(connection, query, fields=fields, format_=format_, header=header, footer=lambda n: [counted(n, "sources")])
