"""Events on a day of the year: what happened, began, ended or was under way on it in other years."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence

from tpcli.dates.edtf import OPEN_END, OPEN_START, civil, day_number, days_in
from tpcli.index.marks import day_expression
from tpcli.query.nouns import NOUNS, Column, json_object
from tpcli.query.question import Question
from tpcli.query.sql import found
from tpcli.text.json import Row

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
    record=False,
)
EVENTS = NOUNS["events"]._replace(
    name="anniversaries",
    columns={**NOUNS["events"].columns, HOW.name: HOW},
    line=(*NOUNS["events"].line, HOW.name),
)


def anniversaries(
    connection: sqlite3.Connection,
    question: Question,
    day: tuple[int | None, int, int],
    columns: Sequence[Column],
    limit: int | None,
    *,
    sparse: bool,
) -> tuple[list[Row], Callable[[], Iterator[str]]]:
    """The events on a day of the year among those that answer a question, oldest first.

    `day` is a year to leave out (or None), a month and a day. Gives the rows of `columns`, and what makes a JSON object
    of each, without what is empty if `sparse`.
    """
    marked = "SELECT rowid / 4 FROM mark WHERE mark MATCH :on_day"
    answering, params = found(connection, "events", question)
    params |= {"on_day": day_expression(*day[1:]), "limit": -1 if limit is None else limit}
    narrowed = f" AND e.row IN ({answering})" if question.narrows else ""
    first, last = connection.execute(
        'SELECT min(iif(start > :open_start, start, "end")), max(iif("end" < :open_end, "end", start)) '
        f"FROM event WHERE row IN ({marked})",
        {**params, "open_start": OPEN_START, "open_end": OPEN_END},
    ).fetchone()
    params["days"] = json.dumps(_days(first, last, *day))

    def ask(picked: Sequence[str]) -> sqlite3.Cursor:
        return connection.execute(
            f"SELECT {', '.join(picked)} FROM event AS e WHERE e.row IN ({marked}) AND {HOW.sql} IS NOT NULL{narrowed} "
            f"ORDER BY {EVENTS.order} LIMIT :limit",
            params,
        )

    rows = ask([column.sql for column in columns]).fetchall()
    return rows, lambda: (text for (text,) in ask([json_object(EVENTS, columns, sparse=sparse)]))


def _days(first: int | None, last: int | None, left_out: int | None, month: int, day: int) -> list[int]:
    """That day of every year from the first day to the last, both Julian day numbers, as Julian day numbers."""
    if first is None or last is None:
        return []
    return [
        day_number(year, month, day)
        for year in range(civil(first)[0], civil(last)[0] + 1)
        if year != left_out and day <= days_in(year, month)
    ]
