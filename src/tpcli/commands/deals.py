"""tpcli deals: one row a deal, as it stands or stood on any day."""

import sqlite3
from collections.abc import Sequence
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, send
from tpcli.dates.typed import days, span
from tpcli.errors import UsageError
from tpcli.query.question import NOUNS, Query, alternatives, rows
from tpcli.text.folding import did_you_mean, key

EXAMPLES = (
    "tpcli deals --type naval",
    "tpcli deals --status lapsed --status cancelled",
    "tpcli deals --as-of 2019-06",
    "tpcli deals --supplier turkey --fields title,value_amount,value_currency,status",
)


def run(
    ctx: typer.Context,
    type_: Annotated[list[str] | None, o._words("--type", "type", "What is supplied, such as naval.")] = None,
    status: Annotated[list[str] | None, o._words("--status", "status", "How far it has come.")] = None,
    supplier: Annotated[list[str] | None, o._words("--supplier", "supplier", "The country that supplies.")] = None,
    recipient: Annotated[list[str] | None, o._words("--recipient", "recipient", "The country that receives.")] = None,
    from_: o.From = None,
    to: o.To = None,
    organisation: o.Organisation = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As it stood at the end of DATE.", rich_help_panel=o.FILTER),
    ] = None,
    sort: o.Sort = None,
    reverse: o.Reverse = False,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """Arms deals: one row each, with the status that its latest stages give it.

    --from and --to take the deals whose events, from first to latest, overlap the range. With --as-of a deal is what it
    was at the end of that day: stages that came later do not show, and deals without any event by then are left out.
    """
    start, end = span(from_, to, None)
    day = days(as_of, "--as-of").end if as_of is not None else None
    connection = index_of(ctx)
    asked = {"type": type_, "supplier": supplier, "recipient": recipient, "organisation": organisation}
    query = Query(
        "deals",
        start,
        end,
        tuple((field, alternatives(connection, f"deal.{field}", typed)) for field, typed in asked.items() if typed),
        as_of=day,
        statuses=tuple(status_word(connection, word) for word in status or ()),
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
        footer=lambda n: totals(connection, query, n),
    )


def status_word(connection: sqlite3.Connection, typed: str) -> str:
    """The status that a user means. Raises UsageError, naming the nearest."""
    known = [status for (status,) in connection.execute(
        "SELECT DISTINCT status FROM term WHERE field = 'stage' AND status IS NOT NULL ORDER BY term"
    )]  # fmt: skip
    for status in known:
        if key(status) == key(typed):
            return str(status)
    raise UsageError(f"there is no status '{typed}'{did_you_mean(typed, known)}\nknown: {', '.join(known)}")


def totals(connection: sqlite3.Connection, query: Query, number: int) -> Sequence[str]:
    """The lines under the table: how many deals, and what they are worth. What is disputed is never summed."""
    from tpcli.dates.readable import amount

    names = ("value_amount", "value_max", "value_currency", "value_disputed")
    values = list(rows(connection, query, [NOUNS["deals"].columns[name] for name in names]))
    sums: dict[str, float] = {}
    disputed: dict[str, tuple[float, float, int]] = {}
    unknown = 0
    for low, high, currency, contested in values:
        if low is None:
            unknown += 1
        elif contested or high is not None:
            before = disputed.get(currency, (0, 0, 0))
            disputed[currency] = (before[0] + low, before[1] + (high or low), before[2] + 1)
        else:
            sums[currency] = sums.get(currency, 0) + low
    lines = [counted(number, "deals")]
    if sums:
        lines.append("known values: " + ", ".join(f"{c} {amount(total)}" for c, total in sorted(sums.items())))
    for currency, (low, high, count) in sorted(disputed.items()):
        between = amount(low) if low == high else f"{amount(low)} to {amount(high)}"
        lines.append(f"disputed or a range, not summed above: {currency} {between} ({counted(count, 'deals')})")
    if unknown:
        lines.append(f"no known value: {counted(unknown, 'deals')}")
    return lines
