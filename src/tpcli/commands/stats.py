"""tpcli stats: how many there are, by one or two of their fields, and what deals are worth."""

from collections.abc import Mapping

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import fields_asked, format_of, index_of
from tpcli.commandline.counting import counting
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.output.answer import Answer, emit, note, plain_answer, stdout
from tpcli.query.counts import Counted, OwnSums, counted_by, own_sums
from tpcli.query.effects import effects_of
from tpcli.query.nouns import Column, choose
from tpcli.text.json import Row

EXAMPLES = (
    "tpcli stats --by theme",
    "tpcli stats --by decade --by theme --country india",
    "tpcli stats --by status --supplier turkey",
    "tpcli stats --sum value --by type --format csv > values.csv",
)


@takes_filters(words=True)
def run(
    ctx: typer.Context,
    *,
    by: o.By = None,
    sum_: o.SumOf = None,
    asked: Asked,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """How many there are by decade, theme, country and so on; two --by make a cross-table.

    --by verdict counts facts; --by status, outcome or type, --sum, --status, --supplier, --recipient and --as-of
    count deals; everything else counts events. tpcli stats theme is the same as --by theme, and tpcli stats deals
    --by theme counts deals. Every filter applies to each: a deal answers to --theme when one of its events does, a fact
    by its own theme. What has several themes counts under each of them. A decade is that of the first day; for a deal,
    of its first event.

    --sum value adds up by outcome: what was delivered or is under way stands apart from what lapsed, was cancelled or
    only talked about. It adds only values that are settled. Values that sources dispute, or give as a range, stand
    beside it with the sum of the lowest and of the highest figures. --sum also takes a number that the vocabulary of
    the record declares among its own fields.
    """
    chosen = format_of(format_, bom=bom)
    connection = index_of(ctx)
    asked, counted_as = counting(asked, by)
    question = asked.question(connection)
    if sum_ is not None and sum_.lower() != "value":
        found = own_sums(connection, question, counted_as, sum_)
        emit(_own(found, fields, header=header), chosen)
        noun = found.noun
    else:
        answer = counted_by(connection, question, counted_as, sum_, limit)
        _write(answer, effects_of(connection), chosen, fields, bom=bom, header=header)
        noun = answer.noun
    if cite:
        from tpcli.commandline.citing import cite_question

        cite_question(connection, noun, question)


def _write(
    answer: Counted, effects: Mapping[str, str], chosen: str, fields: str | None, *, bom: bool, header: bool
) -> None:
    if not answer.number:
        note(f"no {answer.noun} match")
    if chosen == "table" and fields is None:
        if answer.number:
            from tpcli.terminal.bars import show
            from tpcli.terminal.counts import draw
            from tpcli.terminal.grid import Lines, console

            lines = Lines(console(stdout()).width)
            draw(lines, answer, effects)
            show(lines, stdout())
    elif chosen == "markdown" and len(answer.by) == 2 and answer.sums is None and fields is None:
        emit(_wide(answer), chosen, bom=bom)
    else:
        emit(_long(answer, fields, header=header), chosen, bom=bom)
        if answer.together:
            note(answer.together)


def _long(answer: Counted, fields: str | None, *, header: bool) -> Answer:
    """A line for each value, or pair of values, whose fields keep their names whatever the record holds."""
    columns = [Column(name, "") for name in answer.by]
    if answer.sums is not None:
        columns.append(Column("currency", ""))
        columns += [Column(name, "", "number") for name in ("deals", "value", "apart", "apart_low", "apart_high")]
    else:
        columns.append(Column(answer.noun, "", "number"))
    rows = answer.counts if answer.sums is None else answer.sums
    values: list[Row] = [(*row.keys, *row[1:]) for row in rows]
    return _picked(columns, values, fields, header=header)


def _picked(columns: list[Column], values: list[Row], fields: str | None, *, header: bool) -> Answer:
    """An answer with the fields that were asked for."""
    if fields is not None:
        chosen, _ = choose({column.name: column for column in columns}, fields_asked(fields), columns)
        places = [columns.index(column) for column in chosen]
        values = [tuple(value[n] for n in places) for value in values]
        columns = chosen
    return plain_answer("counts", columns, values, header=header, chosen=fields is not None)


def _own(found: OwnSums, fields: str | None, *, header: bool) -> Answer:
    """A line for each value, or pair of values, with the sum of a number of the record's own."""
    if not found.rows:
        note(f"no {found.noun} match")
    columns = [Column(name, "") for name in found.by]
    columns += [Column(found.noun, "", "number"), Column(found.field, "", "number")]
    return _picked(columns, list(found.rows), fields, header=header)


def _wide(answer: Counted) -> Answer:
    """A line for each value of the first dimension, a column for each of the second."""
    down, across = ([row.keys[0] for row in edge] for edge in answer.edges)
    numbers = {row.keys: row.number for row in answer.counts}
    columns = [Column(answer.by[0], ""), *(Column(name or "none", "", "number") for name in across)]
    return plain_answer("counts", columns, [(name, *(numbers.get((name, c), 0) for c in across)) for name in down])
