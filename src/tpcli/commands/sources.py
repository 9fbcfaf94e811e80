"""tpcli sources: every page, book and paper that the record cites."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send
from tpcli.commandline.filters import Asked, takes_filters

EXAMPLES = (
    "tpcli sources --sort cited --reverse --limit 20",
    "tpcli sources --publisher dawn --theme nuclear",
    "tpcli sources --fields publisher | sort | uniq -c | sort -rn | head",
)


@takes_filters("publisher", "from", "to", "year", "theme", "country", "deal", "claimed-by", "match", words=True)
def run(
    ctx: typer.Context,
    asked: Asked,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """Every source, with how many events, deals and facts cite it.

    --from, --to and --year are about when it was published, --publisher and --match about itself; every other filter
    takes the sources of the events, deals and facts that have what is asked for.
    """
    connection = index_of(ctx)
    question = asked.question(connection, sort=sort, reverse=reverse, limit=limit)
    send(
        connection,
        "sources",
        question,
        fields=fields,
        format_=format_,
        header=header,
        cite=cite,
        bom=bom,
        footer=lambda n: [counted(n, "sources")],
    )
