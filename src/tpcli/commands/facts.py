"""tpcli facts: what is claimed, by whom, and the verdict."""

from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send
from tpcli.query.question import Query, alternatives

EXAMPLES = (
    "tpcli facts --theme nuclear",
    "tpcli facts --verdict disputed --verdict outdated",
    "tpcli facts --claimed-by gsdn-article --format csv > claims.csv",
)


def run(
    ctx: typer.Context,
    theme: Annotated[list[str] | None, o._words("--theme", "theme", "What the claim bears on.")] = None,
    verdict: Annotated[list[str] | None, o._words("--verdict", "fact.verdict", "What became of it.")] = None,
    claimed_by: Annotated[
        list[str] | None, o._words("--claimed-by", "fact.claimed_by", "The source that makes the claim.")
    ] = None,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """Claims: what is said, by whom, and what became of it.

    Verdicts are supported, partly-supported, disputed, outdated and opinion; `tpcli show ID` gives the reasons.
    """
    connection = index_of(ctx)
    asked = {"theme": theme, "verdict": verdict, "claimed_by": claimed_by}
    query = Query(
        "facts",
        filters=tuple(
            (field, alternatives(connection, f"fact.{field}", typed)) for field, typed in asked.items() if typed
        ),
        sort=sort,
        reverse=reverse,
        limit=limit,
    )
    send(connection, query, fields=fields, format_=format_, header=header, footer=lambda n: [counted(n, "facts")])
