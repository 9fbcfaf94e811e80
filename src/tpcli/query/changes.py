"""Changes of deals between two days."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tpcli.errors import UsageError
from tpcli.query.nouns import NOUNS, Column, Noun, pick, standing
from tpcli.query.question import Question
from tpcli.query.sql import rows
from tpcli.text.json import Row

FIELDS = ("was", "status", "delivered_since", "latest", "title", "id")


class Changes(NamedTuple):
    """The deals that changed, as rows of fields."""

    columns: Sequence[Column]
    rows: list[Row]
    new: int
    """How many of them were not known by the first day."""


def changes(connection: sqlite3.Connection, question: Question, then: int, fields: Sequence[str] | None) -> Changes:
    """The deals whose status, or number of units delivered, is another than at the end of the day `then`.

    `was` is the status at that day, None where nothing had happened to the deal by then or no stage was known, and
    `delivered_since` how many units were handed over since. The second day is that of the question. Raises UsageError.
    """
    if question.as_of is not None and question.as_of <= then:
        raise UsageError("--as-of is before --since: there is nothing in between")
    noun = _noun(then)
    columns = pick(noun, fields or FIELDS)
    told = [noun.columns[name] for name in ("was", "status", "delivered_since")]
    known = Column("known", f"EXISTS (SELECT 1 FROM standing AS s WHERE s.deal = e.id AND s.day <= {then})")
    found, new = [], 0
    for *row, was, status, delivered, before in rows(
        connection, "deals", question._replace(limit=None), [*columns, *told, known]
    ):
        if was != status or delivered:
            found.append(tuple(row))
            new += not before
    return Changes(columns, found[: question.limit], new)


def _noun(then: int) -> Noun:
    """Deals, with the fields that compare them with what they were."""
    before = f"coalesce({standing('delivered', str(then))}, 0)"
    more = (
        Column("was", standing("status", str(then)), record=False),
        Column("delivered_since", f"nullif({standing('delivered')} - {before}, 0)", "number", record=False),
    )
    deals = NOUNS["deals"]
    return deals._replace(columns={**deals.columns, **{column.name: column for column in more}})
