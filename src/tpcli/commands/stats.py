"""tpcli stats: how many there are, by one or two of their fields, and what deals are worth."""

import sqlite3
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import format_of, index_of
from tpcli.commandline.selecting import AsOf, Recipient, Status, Supplier, selection
from tpcli.errors import UsageError
from tpcli.output.answer import Answer, emit, note, plain_answer, stdout
from tpcli.query.counts import DIMENSIONS, Counted, counted_noun, counts, dimension, sums, total
from tpcli.query.question import Column
from tpcli.query.selection import Selection
from tpcli.text.folding import did_you_mean

EXAMPLES = (
    "tpcli stats --by theme",
    "tpcli stats --by decade --by theme --country india",
    "tpcli stats --by status --supplier turkey",
    "tpcli stats --sum value --by type --format csv > values.csv",
)


def _complete(incomplete: str) -> list[str]:
    return [name for name in DIMENSIONS if name.startswith(incomplete)]


By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="FIELD",
        help=f"{', '.join(DIMENSIONS[:-1])} or {DIMENSIONS[-1]}; two make a cross-table.",
        autocompletion=_complete,
        show_default=False,
    ),
]
SumOf = Annotated[
    str | None,
    typer.Option("--sum", metavar="value", help="Add up what the deals are worth, a currency at a time."),
]


def run(
    ctx: typer.Context,
    by: By = None,
    sum_: SumOf = None,
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
    status: Status = None,
    supplier: Supplier = None,
    recipient: Recipient = None,
    as_of: AsOf = None,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """How many there are by decade, theme, country and so on; two --by make a cross-table.

    --by verdict counts facts; --by status or type, --sum, --status, --supplier, --recipient and --as-of count deals;
    everything else counts events. All filters of timeline and deals apply to each: a deal answers to --theme when one
    of its events does, a fact when its evidence does. What has several themes counts under each of them. A decade is
    that of the first day; for a deal, of its first event.

    --sum value adds only values that are settled. Values that sources dispute, or give as a range, stand beside it with
    the sum of the lowest and of the highest figures.
    """
    chosen = format_of(format_)
    connection = index_of(ctx)
    asked = selection(
        connection, from_=from_, to=to, year=year, match=match, status=status, as_of=as_of, theme=theme,
        country=country, kind=kind, type=type_, organisation=organisation, deal=deal, source=source,
        confidence=confidence, supplier=supplier, recipient=recipient,
    )  # fmt: skip
    answer = counted_by(connection, asked, by, sum_, limit)
    if not answer.number:
        note(f"no {answer.noun} match")
    if chosen == "table" and fields is None:
        if answer.number:
            from tpcli.terminal.bars import show
            from tpcli.terminal.counts import draw
            from tpcli.terminal.grid import Lines, console

            lines = Lines(console(stdout()).width)
            draw(lines, answer)
            show(lines, stdout())
    elif chosen == "markdown" and len(answer.by) == 2 and sum_ is None and fields is None:
        emit(_wide(answer), chosen)
    else:
        emit(_long(answer, fields, header=header), chosen)


def counted_by(
    connection: sqlite3.Connection,
    asked: Selection,
    by: Sequence[str] | None,
    sum_: str | None,
    limit: int | None = None,
) -> Counted:
    """What --by and --sum ask for, with at most `limit` values of the first field. Raises UsageError."""
    if sum_ is not None and sum_.lower() != "value":
        raise UsageError(f"--sum '{sum_}': only the value of deals can be summed; write --sum value")
    named = _dimensions(by, summed=sum_ is not None)
    noun = counted_noun(named, of_deals=sum_ is not None or asked.asks_deals)
    if sum_ is not None and noun != "deals":
        raise UsageError("--by verdict counts facts, and facts have no value to sum")
    cells = counts(connection, asked, noun, named)
    values = sums(connection, asked, named) if sum_ is not None else None
    edges = [counts(connection, asked, noun, [name]) for name in named] if len(named) == 2 else [cells]
    if limit is not None and edges:
        edges[0] = edges[0][:limit]
        kept = {row.keys for row in edges[0]}
        cells = [row for row in cells if row.keys[:1] in kept]
        values = [row for row in values if row.keys[:1] in kept] if values is not None else None
    return Counted(noun, tuple(named), cells, values, edges, total(connection, asked, noun))


def _dimensions(by: Sequence[str] | None, *, summed: bool) -> list[str]:
    """What to count by: the decade if nothing is named. Raises UsageError for a third, an unknown or an equal one."""
    named = [dimension(name) for name in by or ([] if summed else ["decade"])]
    if len(named) > 2:
        raise UsageError(f"--by stands {len(named)} times: one makes a list, two a cross-table")
    if len(set(named)) < len(named):
        raise UsageError(f"--by {named[0]} stands twice: name two different fields")
    return named


def _long(answer: Counted, fields: str | None, *, header: bool) -> Answer:
    """A line for each value, or pair of values, whose fields keep their names whatever the record holds."""
    columns = [Column(name, "") for name in answer.by]
    if answer.sums is not None:
        columns.append(Column("currency", ""))
        columns += [Column(name, "", "number") for name in ("deals", "value", "apart", "apart_low", "apart_high")]
    else:
        columns.append(Column(answer.noun, "", "number"))
    rows = answer.counts if answer.sums is None else answer.sums
    values: list[tuple[Any, ...]] = [(*row.keys, *row[1:]) for row in rows]
    if fields is not None:
        places = {column.name: n for n, column in enumerate(columns)}
        picked = []
        for name in fields.split(","):
            word = name.strip().lower()
            if word not in places:
                raise UsageError(f"there is no field '{name}'{did_you_mean(name, places)}\nfields: {', '.join(places)}")
            picked.append(places[word])
        columns = [columns[n] for n in picked]
        values = [tuple(value[n] for n in picked) for value in values]
    return plain_answer("counts", columns, values, header=header, chosen=fields is not None)


def _wide(answer: Counted) -> Answer:
    """A line for each value of the first dimension, a column for each of the second."""
    down, across = ([row.keys[0] for row in edge] for edge in answer.edges)
    numbers = {row.keys: row.number for row in answer.counts}
    columns = [Column(answer.by[0], ""), *(Column(name or "none", "", "number") for name in across)]
    return plain_answer("counts", columns, [(name, *(numbers.get((name, c), 0) for c in across)) for name in down])
