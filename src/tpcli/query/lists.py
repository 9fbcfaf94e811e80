"""The words of each filter, with how many entries have them."""

import sqlite3
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from tpcli.query.counts import counts
from tpcli.query.question import Question
from tpcli.query.words import statuses


class List(NamedTuple):
    """The words of one filter."""

    filter: str
    noun: str
    """The noun that is counted."""
    field: str
    """The field of the index's words."""
    columns: tuple[str, ...]
    """The columns of each word: value, name, meaning, or stages."""
    by_use: bool = False
    """Whether the most used come first; else they come in the order of the vocabulary."""


VALUE, NAMED, MEANT = ("value",), ("value", "name"), ("value", "name", "meaning")

LISTS = {
    "themes": List("theme", "events", "theme", MEANT),
    "countries": List("country", "events", "country", NAMED, by_use=True),
    "kinds": List("kind", "events", "kind", MEANT),
    "types": List("type", "deals", "deal.type", MEANT),
    "organisations": List("organisation", "events", "organisation", VALUE, by_use=True),
    "places": List("place", "events", "place", VALUE, by_use=True),
    "deals": List("deal", "events", "deal", NAMED, by_use=True),
    "stages": List("stage", "events", "stage", MEANT),
    "statuses": List("status", "deals", "status", ("value", "stages")),
    "suppliers": List("supplier", "deals", "deal.supplier", NAMED, by_use=True),
    "recipients": List("recipient", "deals", "deal.recipient", NAMED, by_use=True),
    "sources": List("source", "events", "source", NAMED, by_use=True),
    "publishers": List("publisher", "sources", "source.publisher", VALUE, by_use=True),
    "confidence": List("confidence", "events", "confidence", MEANT),
    "verdicts": List("verdict", "facts", "fact.verdict", MEANT),
    "claimants": List("claimed-by", "facts", "fact.claimed_by", NAMED, by_use=True),
}
"""By the name that `tpcli list` takes."""


def listed(connection: sqlite3.Connection, list_: List, question: Question) -> list[tuple[str | int | None, ...]]:
    """A row for each word that an answering entry has: the list's columns and the number of those entries."""
    if list_.filter == "status":
        return _statuses(connection, question)
    # The uses of a source are those of deals and facts too.
    told = question.narrows or list_.filter == "source"
    narrowed = _numbers(connection, list_, question) if told else None
    order = "uses DESC, value" if list_.by_use else "term"
    found = connection.execute(
        f"SELECT value, name, meaning, uses FROM term WHERE field = ? AND uses > 0 ORDER BY {order}", (list_.field,)
    )
    rows = [
        (*said[: len(list_.columns)], uses if narrowed is None else narrowed.get(said[0], 0)) for *said, uses in found
    ]
    if narrowed is None:
        return rows
    rows = [row for row in rows if row[-1]]
    return sorted(rows, key=itemgetter(-1), reverse=True) if list_.by_use else rows


def _numbers(connection: sqlite3.Connection, list_: List, question: Question) -> dict[str | None, int]:
    return {row.keys[0]: row.number for row in counts(connection, question, list_.noun, [list_.filter])}


def _statuses(connection: sqlite3.Connection, question: Question) -> list[tuple[str | int | None, ...]]:
    """The statuses with the stages that give them; those of no deal too, unless something is asked for."""
    numbers = {row.keys[0]: row.number for row in counts(connection, question, "deals", ["status"])}
    stages: dict[str, list[str]] = {}
    for stage, status in connection.execute(
        "SELECT value, status FROM term WHERE field = 'stage' AND status IS NOT NULL ORDER BY value"
    ):
        stages.setdefault(status, []).append(stage)
    known: Sequence[str] = statuses(connection)
    rows = [(status, ", ".join(stages[status]), numbers.get(status, 0)) for status in known]
    return [row for row in rows if row[-1] or not question.narrows]
