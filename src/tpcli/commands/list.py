"""tpcli list: what there is to ask for, with counts."""

from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, format_of, index_of
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.errors import UsageError
from tpcli.output.answer import emit, note, plain_answer
from tpcli.query.effects import effects_of
from tpcli.query.lists import LISTS, listed
from tpcli.query.nouns import Column
from tpcli.text.nearest import Unknown

EXAMPLES = (
    "tpcli list",
    "tpcli list themes",
    "tpcli list countries --format csv",
    "tpcli list organisations --year 2019",
)


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    what: Annotated[
        str | None,
        typer.Argument(metavar="LIST", help=f"{', '.join(LISTS)}.", autocompletion=o.one_of(LISTS), show_default=False),
    ] = None,
    asked: Asked,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """What there is to ask for: the words of each filter, with how many entries have them; alone, what can be listed.

    With filters only what answers them is counted.
    """
    chosen = format_of(format_, bom=bom)
    if what is None:
        if asked:
            raise UsageError(f"say what to list\nlists: {', '.join(LISTS)}")
        columns = [Column("list", ""), Column("filter", ""), Column("counts", "")]
        every = [(name, f"--{list_.filter}", list_.noun) for name, list_ in LISTS.items()]
        footer = [f"tpcli list {every[0][0]} lists the first"]
        emit(plain_answer("lists", columns, every, header=header, footer=lambda: footer), chosen, bom=bom)
        return
    what = next((name for name in (what, f"{what}s", f"{what}es", f"{what[:-1]}ies") if name in LISTS), what)
    if what in ("events", "facts"):
        command = {"events": "timeline"}.get(what, what)
        raise UsageError(f"the {what} are listed by tpcli {command}\nlists: {', '.join(LISTS)}")
    if what not in LISTS:
        raise Unknown("list of", what, LISTS, "lists")
    list_ = LISTS[what]
    connection = index_of(ctx)
    rows = listed(connection, list_, asked.question(connection))
    columns = [*(Column(name, "") for name in list_.columns), Column(list_.noun, "", "number")]
    answer = plain_answer(
        what,
        columns,
        rows,
        header=header,
        footer=lambda: [counted(len(rows), what)],
        effects=effects_of(connection),
    )
    if not emit(answer, chosen, bom=bom):
        note(f"no {what} match" if asked else f"the record names no {what}")
    if cite:
        from tpcli.commandline.citing import cite as cited

        cited(connection, what, (str(row[0]) for row in rows))
