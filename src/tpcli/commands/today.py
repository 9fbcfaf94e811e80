"""tpcli today: what happened on this day and month in other years."""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.dates.edtf import OPEN_END, OPEN_START, civil, day_number, days_in
from tpcli.dates.readable import MONTHS
from tpcli.dates.typed import days
from tpcli.environment import here
from tpcli.errors import UsageError
from tpcli.output.answer import WHOLE, Answer, emit, note
from tpcli.query.nouns import NOUNS, Column, json_object, pick
from tpcli.query.sql import found

EXAMPLES = (
    "tpcli today",
    "tpcli today --date 02-24",
    "tpcli today --date 2018-07-05 --format json",
)

_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"
_LAST = "substr(e.date, instr(e.date, '/') + 1)"
_BEGINS_EXACTLY = f"(e.date GLOB '{_DAY}' OR e.date GLOB '-{_DAY}')"
_ENDS_EXACTLY = f"({_LAST} GLOB '{_DAY}' OR {_LAST} GLOB '-{_DAY}')"
_DAYS = "(SELECT value FROM json_each(:days))"

# Only ends that are known to the day say anything about a day.
HOW = Column(
    "how",
    f"CASE WHEN e.precision = 'day' THEN CASE WHEN e.start IN {_DAYS} THEN 'happened' END "
    "WHEN e.precision IN ('interval', 'open') THEN CASE "
    f"WHEN e.start IN {_DAYS} AND {_BEGINS_EXACTLY} THEN 'began' "
    f"WHEN e.\"end\" IN {_DAYS} AND {_ENDS_EXACTLY} THEN 'ended' "
    f"WHEN {_BEGINS_EXACTLY} AND {_ENDS_EXACTLY} AND EXISTS ("
    "SELECT 1 FROM json_each(:days) AS d WHERE d.value > e.start AND d.value < e.\"end\") THEN 'under way' END END",
)
EVENTS = NOUNS["events"]._replace(columns={**NOUNS["events"].columns, HOW.name: HOW})


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    date_: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Another day: MM-DD, or a date, whose own year is left out."),
    ] = None,
    asked: Asked,
    limit: o.Limit = None,
    fields: o.Fields = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """What happened on this day and month in other years, oldest first.

    Only dates that are known to the day count. Of an interval the field `how` says whether it began or ended on that
    day, or was under way; what happened on one day is `happened`.
    """
    year, month, day = _day(date_)
    chosen = format_of(format_)
    columns: Sequence[Column]
    if fields is not None:
        columns = pick(EVENTS, fields_asked(fields))
    elif chosen == "table":
        from tpcli.output.table import TABLES

        columns = pick(EVENTS, [name for name, _ in TABLES["anniversaries"].columns])
    elif chosen in WHOLE:
        columns = [column for column in EVENTS.columns.values() if column.record]
    else:
        columns = pick(EVENTS, (*EVENTS.line, HOW.name))
    connection = index_of(ctx)
    first, last = connection.execute(
        'SELECT min(day), max(day) FROM (SELECT start AS day FROM event UNION ALL SELECT "end" FROM event) '
        "WHERE day > ? AND day < ?",
        (OPEN_START, OPEN_END),
    ).fetchone()
    answering, params = found(connection, "events", asked.question(connection))
    params |= {"days": json.dumps(_days(first, last, year, month, day)), "limit": -1 if limit is None else limit}
    narrowed = f" AND e.row IN ({answering})" if asked else ""

    def ask(picked: Sequence[str]) -> Any:
        return connection.execute(
            f"SELECT {', '.join(picked)} FROM event AS e WHERE {HOW.sql} IS NOT NULL{narrowed} "
            f"ORDER BY {EVENTS.order} LIMIT :limit",
            params,
        )

    rows = ask([column.sql for column in columns]).fetchall()
    whole = json_object(EVENTS, columns if fields is not None else None)
    named = f"{day} {MONTHS[month - 1]}"
    answer = Answer(
        "anniversaries",
        columns,
        lambda: iter(rows),
        lambda: (text for (text,) in ask([whole])),
        header=header,
        chosen=fields is not None,
        footer=lambda: [f"{counted(len(rows), 'events')} on {named} in other years"],
    )
    if not emit(answer, chosen):
        note(f"nothing in the record is dated to {named} of another year")


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
    try:
        asked = days(typed, "--date")
    except UsageError:
        raise UsageError(f"--date: '{typed}' is no day: write MM-DD, or a day such as 1955-02-24") from None
    if asked.start != asked.end:
        raise UsageError(f"--date: {typed} is more than a day: write MM-DD, or a day such as 1955-02-24")
    return civil(asked.start)


def _days(first: int | None, last: int | None, left_out: int | None, month: int, day: int) -> list[int]:
    """That day of every year from the first to the last of the record, as Julian day numbers."""
    if first is None or last is None:
        return []
    return [
        day_number(year, month, day)
        for year in range(civil(first)[0], civil(last)[0] + 1)
        if year != left_out and day <= days_in(year, month)
    ]
