"""What a count, a picture or a page is about: filters of events and of deals taken together, as rows of the index.

`timeline` asks events and `deals` asks deals. Here every filter of both applies to whatever is asked for:

- events: what only deals have (status, supplier, recipient, as-of) takes the events of the deals that have it;
- deals: what only events have (theme, country, kind, source, confidence) takes the deals of an event that has it all;
- facts: theme, source and words are their own; everything else takes the facts whose evidence has it.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.dates.edtf import OPEN_END
from tpcli.errors import UsageError
from tpcli.query.question import NOUNS, Column, Query, alternatives, statement

Filters = tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]

FIELDS = {
    "type": ("type", "deal.type"),
    "organisation": ("organisation", "deal.organisation"),
    "theme": ("theme", "fact.theme"),
    "country": ("country",),
    "kind": ("kind",),
    "deal": ("deal",),
    "source": ("source",),
    "confidence": ("confidence",),
    "supplier": ("deal.supplier",),
    "recipient": ("deal.recipient",),
}
"""The filters that take words of the record, each with the fields that know those words."""

BOTH = ("type", "organisation")
DEALS = ("supplier", "recipient")


class Selection(NamedTuple):
    """What was asked for; nothing asked for is everything."""

    start: int | None = None
    """The first day, as a Julian day number."""
    end: int | None = None
    filters: Filters = ()
    """By the names of `FIELDS`, each with alternatives; of one alternative all words must hold."""
    match: str | None = None
    """A full-text expression made by `full_text`; each noun is searched in its own text."""
    statuses: tuple[str, ...] = ()
    as_of: int | None = None

    @property
    def asks_deals(self) -> bool:
        """Whether something is asked that only deals have."""
        return bool(self.statuses or self.as_of is not None or self.only(*DEALS))

    def only(self, *names: str) -> Filters:
        """The filters of those names."""
        return tuple(f for f in self.filters if f[0] in names)

    def without(self, *names: str) -> Filters:
        """The filters but those of those names."""
        return tuple(f for f in self.filters if f[0] not in names)


def words(connection: sqlite3.Connection, asked: Mapping[str, Sequence[str] | None]) -> Filters:
    """The filters that options ask for, by the names of `FIELDS`. Raises UsageError, naming the nearest words."""
    return tuple(
        (name, tuple(_alternative(connection, name, text) for text in typed)) for name, typed in asked.items() if typed
    )


def _alternative(connection: sqlite3.Connection, name: str, typed: str) -> tuple[str, ...]:
    """One alternative, in the words of the first field that knows them: a word may be used by deals alone."""
    first, *others = FIELDS[name]
    try:
        return alternatives(connection, first, [typed])[0]
    except UsageError:
        for other in others:
            try:
                return alternatives(connection, other, [typed])[0]
            except UsageError:
                continue
        raise


def found(connection: sqlite3.Connection, selection: Selection, noun: str) -> tuple[str, dict[str, Any]]:
    """SQL that selects the row numbers of what is asked for among events, deals or facts, and its parameters."""
    sql, params = {"events": _events, "deals": _deals, "facts": _facts}[noun](connection, selection)
    return sql, {**params, "as_of": OPEN_END if selection.as_of is None else selection.as_of}


def selected(
    connection: sqlite3.Connection, selection: Selection, noun: str, columns: Sequence[Column]
) -> Iterator[tuple[Any, ...]]:
    """What is asked for among events, deals or facts, in its usual order, with the given columns."""
    sql, params = found(connection, selection, noun)
    picked = ", ".join(column.sql for column in columns)
    order = NOUNS[noun].order
    return connection.execute(
        f"SELECT {picked} FROM {NOUNS[noun].table} AS e WHERE e.row IN ({sql}) ORDER BY {order}", params
    )


_HAPPENED = f'(CASE x."end" WHEN {OPEN_END} THEN x.start ELSE x."end" END <= :as_of)'


def _rows(connection: sqlite3.Connection, query: Query, mark: str) -> tuple[str, dict[str, Any]]:
    """A query's row numbers as SQL whose parameters begin with a mark of their own, so that two can stand together."""
    sql, params = statement(connection, query, ["e.row"])
    return re.sub(r":p(\d+)", rf":{mark}\1", sql), {re.sub(r"^p(\d+)", rf"{mark}\1", k): v for k, v in params.items()}


def _events(connection: sqlite3.Connection, s: Selection) -> tuple[str, dict[str, Any]]:
    sql, params = _rows(connection, Query("events", s.start, s.end, s.without(*DEALS), s.match), "e")
    if s.asks_deals:
        of_deals = Query("deals", filters=s.only(*DEALS), statuses=s.statuses, as_of=s.as_of)
        deals, more = _rows(connection, of_deals, "d")
        sql = (
            f"SELECT x.row FROM event AS x WHERE x.row IN ({sql}) AND {_HAPPENED} "
            f"AND x.deal IN (SELECT y.id FROM deal AS y WHERE y.row IN ({deals}))"
        )
        params |= more
    return sql, params


def _deals(connection: sqlite3.Connection, s: Selection) -> tuple[str, dict[str, Any]]:
    own = Query("deals", s.start, s.end, s.only(*BOTH, *DEALS), s.match, as_of=s.as_of, statuses=s.statuses)
    sql, params = _rows(connection, own, "d")
    where = ""
    for number, (_, options) in enumerate(s.only("deal")):
        # A deal is one deal: of A+B it can't be both.
        ids = [words_[0] for words_ in options if len(words_) == 1]
        params |= {f"id{number}x{n}": id_ for n, id_ in enumerate(ids)}
        where += f" AND y.id IN ({', '.join(f':id{number}x{n}' for n in range(len(ids)))})"
    of_events = s.without("deal", *BOTH, *DEALS)
    if of_events:
        events, more = _rows(connection, Query("events", s.start, s.end, of_events), "e")
        where += f" AND y.id IN (SELECT x.deal FROM event AS x WHERE x.row IN ({events}) AND {_HAPPENED})"
        params |= more
    return (f"SELECT y.row FROM deal AS y WHERE y.row IN ({sql}){where}" if where else sql), params


def _facts(connection: sqlite3.Connection, s: Selection) -> tuple[str, dict[str, Any]]:
    sql, params = _rows(connection, Query("facts", filters=s.only("theme"), match=s.match), "f")
    where = ""
    for number, (_, options) in enumerate(s.only("source")):
        held = []
        for option, words_ in enumerate(options):
            names = {f"s{number}x{option}x{n}": word for n, word in enumerate(words_)}
            params |= names
            held.append(" AND ".join(_CITES.format(name) for name in names))
        where += f" AND ({' OR '.join(f'({alternative})' for alternative in held)})"
    rest = s._replace(filters=s.without("theme", "source"), match=None)
    if rest != Selection():
        events, more = _events(connection, rest)
        deals, still_more = _deals(connection, rest)
        # The two name their parameters alike: those of the deals get names of their own.
        deals = re.sub(r":([ed]\d+|id\d+x\d+)", r":of_\1", deals)
        where += (
            " AND EXISTS (SELECT 1 FROM json_each(y.evidence) AS v WHERE "
            f"v.value IN (SELECT z.id FROM event AS z WHERE z.row IN ({events})) OR "
            f"v.value IN (SELECT z.id FROM deal AS z WHERE z.row IN ({deals})))"
        )
        params |= more | {f"of_{name}": value for name, value in still_more.items()}
    return (f"SELECT y.row FROM fact AS y WHERE y.row IN ({sql}){where}" if where else sql), params


_CITES = (
    "(y.claimed_by = :{0} OR EXISTS (SELECT 1 FROM json_each(y.sources) AS c "
    "WHERE json_extract(c.value, '$.source') = :{0}))"
)
