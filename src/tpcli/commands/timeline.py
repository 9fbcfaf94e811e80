"""tpcli timeline: dated events, in order."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send
from tpcli.commandline.filters import Asked, takes_filters

EXAMPLES = (
    "tpcli timeline --from 1955 --to 1979 --theme alliance",
    "tpcli timeline --country turkey+india --kind statement",
    "tpcli timeline --deal milgem --fields date,stage,title",
    "tpcli timeline --type naval --format csv > naval.csv",
    "tpcli timeline --conflicts --not theme=rivals",
)


@takes_filters(words=True)
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
    """Dated events, in order.

    Both ends of a range are inclusive, at the precision given: --to 1959 runs to the last day of 1959. An event
    answers when its date, however exact, and the range overlap. Repeating an option widens, A+B asks for both,
    different options narrow.
    """
    connection = index_of(ctx)
    question = asked.question(connection, sort=sort, reverse=reverse, limit=limit)
    send(
        connection,
        "events",
        question,
        fields=fields,
        format_=format_,
        header=header,
        cite=cite,
        bom=bom,
        footer=lambda n: [counted(n, "events")],
    )
