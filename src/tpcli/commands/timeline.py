"""tpcli timeline: dated events, in order."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send, words_asked
from tpcli.dates.typed import span
from tpcli.query.question import Query, alternatives

EXAMPLES = (
    "tpcli timeline --from 1955 --to 1979 --theme alliance",
    "tpcli timeline --country turkey+india --kind statement",
    "tpcli timeline --deal milgem --fields date,stage,title",
    "tpcli timeline --type naval --format csv > naval.csv",
)


def run(
    ctx: typer.Context,
    from_: o.From = None,
    to: o.To = None,
    year: o.Year = None,
    theme: o.Theme = None,
    country: o.Country = None,
    kind: o.Kind = None,
    type_: o.Type = None,
    organisation: o.Organisation = None,
    deal: o.DealId = None,
    source: o.SourceId = None,
    confidence: o.Confidence = None,
    match: o.Match = None,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """Dated events, in order.

    Both ends of a range are inclusive, at the precision given: --to 1959 runs to the last day of 1959. An event
    answers when its date, however exact, and the range overlap. Repeating an option widens, A+B asks for both,
    different options narrow.
    """
    start, end = span(from_, to, year)
    connection = index_of(ctx)
    asked = {
        "theme": theme, "country": country, "kind": kind, "type": type_, "organisation": organisation, "deal": deal,
        "source": source, "confidence": confidence,
    }  # fmt: skip
    query = Query(
        "events",
        start,
        end,
        tuple((field, alternatives(connection, field, typed)) for field, typed in asked.items() if typed),
        words_asked(match),
        sort=sort,
        reverse=reverse,
        limit=limit,
    )
    send(
        connection,
        query,
        fields=fields,
        format_=format_,
        header=header,
        footer=lambda n: [counted(n, "events")],
    )
