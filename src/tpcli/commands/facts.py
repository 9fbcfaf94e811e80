"""tpcli facts: what is claimed, by whom, and the verdict."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send
from tpcli.commandline.filters import Asked, takes_filters

EXAMPLES = (
    "tpcli facts --theme nuclear",
    "tpcli facts --verdict disputed --verdict outdated",
    "tpcli facts --match milgem --not verdict=supported",
    "tpcli facts --claimed-by gsdn-article --format csv > claims.csv",
)


@takes_filters("theme", "verdict", "claimed-by", "match", "from", "to", "year", "country", "deal", words=True)
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
    """Claims: what is said, by whom, and what became of it.

    Verdicts are supported, partly-supported, disputed, outdated and opinion; `tpcli show ID` gives the reasons.
    """
    connection = index_of(ctx)
    question = asked.question(connection, sort=sort, reverse=reverse, limit=limit)
    send(
        connection,
        "facts",
        question,
        fields=fields,
        format_=format_,
        header=header,
        cite=cite,
        bom=bom,
        footer=lambda n: [counted(n, "facts")],
    )
