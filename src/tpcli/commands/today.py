"""tpcli today: what happened on this day and month in other years."""

import re
from contextlib import suppress
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import columns_of, counted, format_of, index_of
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.dates.edtf import civil, days_in
from tpcli.dates.readable import MONTHS
from tpcli.dates.typed import days
from tpcli.environment import here
from tpcli.errors import UsageError
from tpcli.output.answer import Answer, emit, note
from tpcli.query.anniversaries import EVENTS, anniversaries
from tpcli.query.nouns import pick

EXAMPLES = (
    "tpcli today",
    "tpcli today '24 Feb'",
    "tpcli today --date 2018-07-05 --format json",
)


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    day: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DATE]", help="The same as --date.", show_default=False),
    ] = None,
    date_: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Another day: MM-DD, or a date, whose own year is left out."),
    ] = None,
    asked: Asked,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """What happened on this day and month in other years, oldest first.

    Only dates that are known to the day count. Of an interval the field `how` says whether it began or ended on that
    day, or was under way; what happened on one day is `happened`.
    """
    typed = " ".join(day) if day else None
    if typed is not None and date_ is not None:
        raise UsageError(f"'{typed}' and --date {date_} are two days: give one")
    year, month, day_ = _day(typed or date_)
    chosen = format_of(format_, bom=bom)
    columns, named_all = columns_of(EVENTS, chosen, fields)
    connection = index_of(ctx)
    question = asked.question(connection)
    rows, objects = anniversaries(connection, question, (year, month, day_), columns, limit, sparse=not named_all)
    named = f"{day_} {MONTHS[month - 1]}"
    answer = Answer(
        "anniversaries",
        columns,
        lambda: iter(rows),
        objects,
        header=header,
        chosen=named_all,
        footer=lambda: [f"{counted(len(rows), 'events')} on {named} in other years"],
    )
    if not emit(answer, chosen, bom=bom):
        note(f"nothing in the record is dated to {named} of another year")
    if cite:
        from tpcli.commandline.citing import cite as cited

        ids = anniversaries(connection, question, (year, month, day_), pick(EVENTS, ["id"]), limit, sparse=False)[0]
        dated = [] if typed or date_ else ["--date", here().today().isoformat()]
        cited(connection, "events", (id_ for (id_,) in ids), [*here().arguments, *dated])


def _day(typed: str | None) -> tuple[int | None, int, int]:
    """The year to leave out, the month and the day that are asked for. Raises UsageError."""
    if typed is None:
        today = here().today()
        return today.year, today.month, today.day
    match = re.fullmatch(r"(\d\d?)-(\d\d?)", typed.strip())
    if match:
        month, day = int(match[1]), int(match[2])
        if not 1 <= month <= 12 or not 1 <= day <= days_in(2000, month):
            raise UsageError(f"--date: there is no day {typed}: write MM-DD, the month first")
        return None, month, day
    with suppress(UsageError):
        # A day of no year, as 24 Feb: 2000 has all of them.
        asked = days(f"{typed} 2000", "--date")
        if asked.start == asked.end and not re.search(r"\d{3}", typed):
            return None, *civil(asked.start)[1:]
    try:
        asked = days(typed, "--date")
    except UsageError:
        raise UsageError(f"--date: '{typed}' is no day: write MM-DD, or a day such as 1955-02-24") from None
    if asked.start != asked.end:
        raise UsageError(f"--date: {typed} is more than a day: write MM-DD, or a day such as 1955-02-24")
    return civil(asked.start)
