"""A question as a value, and the SQL that answers it.

Every filter is a look-up in the index: the words that entries are filtered by are numbered (`term`), and each entry is
marked with its words and years (`mark`), so that all filters together are one boolean expression over posting lists.
What the user typed travels as bound parameters only.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tpcli.dates.edtf import OPEN_END, civil
from tpcli.errors import UsageError
from tpcli.index.marks import year_expression
from tpcli.text.folding import did_you_mean, key, nearest

MOST_ROWS = 2**62


class Column(NamedTuple):
    """One field of an answer."""

    name: str
    sql: str
    """An SQL expression; `e` is the row that is answered with."""
    kind: str = "text"
    """text, date (EDTF), day (ISO), number, list (JSON list of texts) or json (any other JSON text)."""
    record: bool = True
    """Whether the record itself holds the field; if not it is derived, and shown when it is asked for by name."""


class Noun(NamedTuple):
    """One of the things that can be asked for."""

    name: str
    table: str
    columns: dict[str, Column]
    line: tuple[str, ...]
    """The fields of one line in a pipe, where none are named."""
    order: str
    """The default order, as SQL."""
    prefix: str
    """What the fields of its terms begin with."""


class Query(NamedTuple):
    """What the user asked."""

    noun: str
    start: int | None = None
    """The first day asked for, as a Julian day number."""
    end: int | None = None
    """The last day asked for."""
    filters: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    """Fields, each with alternatives; of one alternative all words must hold."""
    match: str | None = None
    """A full-text expression made by `match.full_text`."""
    as_of: int | None = None
    """Deals only: the day as of which they are asked for."""
    statuses: tuple[str, ...] = ()
    sort: str | None = None
    reverse: bool = False
    limit: int | None = None


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


def _day(name: str, sql: str) -> Column:
    return Column(name, f"iso_day({sql})", "day", record=False)


_STANDING = (
    "(SELECT s.{} FROM standing AS s WHERE s.deal = e.id AND s.day <= :as_of ORDER BY s.day DESC, s.seq DESC LIMIT 1)"
)
_REACHED = f'CASE x."end" WHEN {OPEN_END} THEN x.start ELSE x."end" END <= :as_of'
_MILESTONES = (
    "(SELECT json_group_array(json_object('date', m.date, 'stage', m.stage, 'event', m.event)) FROM ("
    "SELECT x.date, s.stage, s.event FROM standing AS s CROSS JOIN event AS x ON x.id = s.event "
    "WHERE s.deal = e.id AND s.day <= :as_of ORDER BY s.day, s.seq) AS m)"
)
_SOURCE_IDS = Column(
    "source_ids",
    "(SELECT json_group_array(json_extract(value, '$.source')) FROM json_each(e.sources))",
    "list",
    record=False,
)


def _edge(direction: str) -> str:
    """The date of a deal's first or latest event that had happened by the day asked about."""
    return (
        f"(SELECT x.date FROM event AS x WHERE x.deal = e.id AND {_REACHED} "
        f'ORDER BY x.start {direction}, x."end" {direction}, x.id {direction} LIMIT 1)'
    )


NOUNS = {
    noun.name: noun
    for noun in (
        Noun(
            "events",
            "event",
            _columns(
                Column("id", "e.id"),
                Column("date", "e.date", "date"),
                Column("title", "e.title"),
                Column("summary", "e.summary"),
                Column("kind", "e.kind"),
                Column("themes", "e.themes", "list"),
                Column("countries", "e.countries", "list"),
                Column("organisations", "e.organisations", "list"),
                Column("place", "e.place"),
                Column("deal", "e.deal"),
                Column("stage", "e.stage"),
                Column("quantity", "e.quantity", "number"),
                Column("sources", "e.sources", "json"),
                Column("conflicts", "e.conflicts"),
                Column("confidence", "e.confidence"),
                Column("type", "e.type", record=False),
                Column("precision", "e.precision", record=False),
                Column("qualifier", "e.qualifier", record=False),
                _SOURCE_IDS,
                _day("start", "e.start"),
                _day("end", 'e."end"'),
            ),
            ("date", "title", "kind", "countries", "id"),
            'e.start, e."end", e.id',
            "",
        ),
        Noun(
            "deals",
            "deal",
            _columns(
                Column("id", "e.id"),
                Column("title", "e.title"),
                Column("type", "e.type"),
                Column("supplier", "e.supplier"),
                Column("recipient", "e.recipient"),
                Column("items", "e.items", "json"),
                Column("value", "e.value", "json"),
                Column("note", "e.note"),
                Column("organisations", "e.organisations", "list"),
                Column("sources", "e.sources", "json"),
                Column("conflicts", "e.conflicts"),
                Column("quantity", "e.quantity", "number", record=False),
                Column("delivered", _STANDING.format("delivered"), "number", record=False),
                Column("value_amount", "e.value_amount", "number", record=False),
                Column("value_max", "e.value_max", "number", record=False),
                Column("value_currency", "e.value_currency", record=False),
                Column("value_disputed", "e.value_disputed", "number", record=False),
                Column("status", _STANDING.format("status"), record=False),
                Column("first", _edge("ASC"), "date", record=False),
                Column("latest", _edge("DESC"), "date", record=False),
                Column("milestones", _MILESTONES, "json", record=False),
                _SOURCE_IDS,
            ),
            ("title", "type", "supplier", "recipient", "quantity", "value_amount", "value_currency", "status",
             "first", "latest", "id"),
            'e.start, e."end", e.id',
            "deal.",
        ),
        Noun(
            "facts",
            "fact",
            _columns(
                Column("id", "e.id"),
                Column("theme", "e.theme"),
                Column("statement", "e.statement"),
                Column("claimed_by", "e.claimed_by"),
                Column("verdict", "e.verdict"),
                Column("note", "e.note"),
                Column("evidence", "e.evidence", "list"),
                Column("sources", "e.sources", "json"),
                Column("conflicts", "e.conflicts"),
                _SOURCE_IDS,
            ),
            ("verdict", "statement", "theme", "claimed_by", "id"),
            "e.row",
            "fact.",
        ),
        Noun(
            "sources",
            "source",
            _columns(
                Column("id", "e.id"),
                Column("title", "e.title"),
                Column("publisher", "e.publisher"),
                Column("author", "e.author"),
                Column("author_kind", "e.author_kind", "list"),
                Column("published", "e.published", "date"),
                Column("url", "e.url"),
                Column("seen_at", "e.seen_at"),
                Column("kind", "e.kind"),
                Column("language", "e.language"),
                Column(
                    "cited",
                    "(SELECT t.uses FROM term AS t WHERE t.field = 'source' AND t.value = e.id)",
                    "number",
                    record=False,
                ),
            ),
            ("title", "publisher", "published", "kind", "cited", "url", "id"),
            "e.id",
            "source.",
        ),
    )
}  # fmt: skip

SORTABLE = ("text", "date", "day", "number")


def pick(noun: Noun, names: Sequence[str]) -> list[Column]:
    """The columns of the names that a user gave. Raises UsageError, naming the nearest ones."""
    picked = []
    for name in names:
        word = name.strip().lower().replace("-", "_")
        if word not in noun.columns:
            near = did_you_mean(name, noun.columns)
            raise UsageError(f"there is no field '{name}' in {noun.name}{near}\nfields: {', '.join(noun.columns)}")
        picked.append(noun.columns[word])
    return picked


def resolve(connection: sqlite3.Connection, field: str, typed: str) -> str:
    """The word of the record that a user means, by code, name or alias. Raises UsageError, naming the nearest."""
    found = [
        value
        for (value,) in connection.execute(
            "SELECT value FROM alias WHERE field = ? AND key = ?", (field, key(typed) or typed)
        )
    ]
    if len(found) == 1:
        return str(found[0])
    if typed in found:
        return typed
    noun = field.rpartition(".")[2].replace("_", " ")
    if found:
        raise UsageError(f"'{typed}' is more than one {noun}: {', '.join(sorted(found))}")
    by_name = {
        name: value for value, name in connection.execute("SELECT value, name FROM term WHERE field = ?", (field,))
    }
    keys = dict(connection.execute("SELECT key, value FROM alias WHERE field = ?", (field,)))
    near = list(dict.fromkeys(keys.get(key(word)) or by_name[word] for word in nearest(typed, [*by_name, *keys])))
    names = {value: name for name, value in by_name.items()}
    shown = [f"'{value}'" + (f" ({names[value]})" if key(names[value]) != key(value) else "") for value in near]
    hint = f"; did you mean {' or '.join(shown)}?" if near else ""
    known = f"\nknown: {', '.join(str(v) for v in by_name.values())}" if len(by_name) <= 25 and not near else ""
    raise UsageError(f"there is no {noun} '{typed}' in this record{hint}{known}")


def alternatives(connection: sqlite3.Connection, field: str, typed: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """What a repeatable option asks for: `A` or `B`, and `A+B` for both. Raises UsageError."""
    found: list[tuple[str, ...]] = []
    for text in typed:
        words = [word for word in text.split("+") if word.strip()]
        try:
            found.append((resolve(connection, field, text.strip()),))
        except UsageError:
            if len(words) < 2:
                raise
            found.append(tuple(resolve(connection, field, word.strip()) for word in words))
    return tuple(found)


def statement(connection: sqlite3.Connection, query: Query, columns: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The SQL and the parameters that answer a query with the given expressions as columns."""
    noun = NOUNS[query.noun]
    params: dict[str, Any] = {"as_of": OPEN_END if query.as_of is None else query.as_of}
    where: list[str] = []

    def bound(value: Any) -> str:
        name = f"p{len(params)}"
        params[name] = value
        return f":{name}"

    start, end = query.start, query.end
    if start is not None:
        where.append(f'e."end" >= {bound(start)}')
    if end is not None:
        where.append(f"e.start <= {bound(end)}")
    source = f"{noun.table} AS e"
    if query.filters:
        marks = bound(_marks(connection, noun, query))
        source = f"mark AS m CROSS JOIN {source} ON e.row = m.rowid / 4"
        where.append(f"m.mark MATCH {marks}")
    elif start is not None and query.match is None:
        low = bound(start)
        high = bound(end if end is not None else OPEN_END)
        source = (
            "(SELECT x.row AS row FROM span AS s CROSS JOIN "
            f"{noun.table} AS x ON x.span = s.span AND x.start > {low} - s.days AND x.start <= {high}) AS d "
            f"CROSS JOIN {source} ON e.row = d.row"
        )
    if query.match is not None:
        offset = ("event", "deal", "fact", "source").index(noun.table)
        match = bound(query.match)
        where.append(f"e.row IN (SELECT rowid / 4 FROM words WHERE words MATCH {match} AND rowid % 4 = {offset})")
    if noun.name == "deals":
        if query.as_of is not None:
            where.append(f"EXISTS (SELECT 1 FROM event AS x WHERE x.deal = e.id AND {_REACHED})")
        if query.statuses:
            names = ", ".join(bound(status) for status in query.statuses)
            where.append(f"{_STANDING.format('status')} IN ({names})")
    sql = f"SELECT {', '.join(columns)} FROM {source}"
    if where:
        sql += " WHERE " + " AND ".join(where)
    sql += f" ORDER BY {_order(noun, query)} LIMIT {bound(MOST_ROWS if query.limit is None else query.limit)}"
    return sql, params


def _marks(connection: sqlite3.Connection, noun: Noun, query: Query) -> str:
    """The FTS5 expression for all words that a query filters by, and for its years where they narrow it."""
    parts = []
    for field, options in query.filters:
        either = [" AND ".join(_token(connection, noun.prefix + field, word) for word in words) for words in options]
        parts.append("(" + " OR ".join(f"({words})" for words in either) + ")")
    if query.start is not None or query.end is not None:
        first = -9999 if query.start is None else civil(query.start)[0]
        when = year_expression(first, 9999 if query.end is None else civil(query.end)[0])
        if when:
            parts.append(f"({when})")
    return " AND ".join(parts)


def _token(connection: sqlite3.Connection, field: str, value: str) -> str:
    """The token of a word that `resolve` gave; one that nothing is marked with if no entry ever had it."""
    found = connection.execute("SELECT term FROM term WHERE field = ? AND value = ?", (field, value)).fetchone()
    return f"t{found[0]}" if found else "none"


def _order(noun: Noun, query: Query) -> str:
    direction = " DESC" if query.reverse else ""
    plain = noun.order
    if query.reverse:
        plain = ", ".join(f"{part} DESC" for part in plain.split(", "))
    if query.sort is None:
        return plain
    column = pick(noun, [query.sort])[0]
    if column.kind not in SORTABLE:
        raise UsageError(f"'{query.sort}' can't be sorted by: it is a list")
    if column.name == "date":
        return plain
    by = column.sql
    if column.kind == "text":
        by = f"sort_key({by})"
    elif column.kind in ("date", "day"):
        by = f"first_day({by})"
    return f"{by}{direction} NULLS LAST, {plain}"


def rows(connection: sqlite3.Connection, query: Query, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    """The answer, row by row, as the index holds it: lists and mappings are JSON text."""
    sql, params = statement(connection, query, [column.sql for column in columns])
    return connection.execute(sql, params)


def json_rows(connection: sqlite3.Connection, query: Query, columns: Sequence[Column] | None) -> Iterator[str]:
    """The answer as one JSON object a row, made by SQLite; without `columns` all that the record holds of it."""
    sql, params = statement(connection, query, [json_object(NOUNS[query.noun], columns)])
    return (row[0] for row in connection.execute(sql, params))


def json_object(noun: Noun, columns: Sequence[Column] | None) -> str:
    """SQL for one JSON object: of named fields all, null where empty; else those of the record that hold something."""
    picked = [c for c in noun.columns.values() if c.record] if columns is None else columns
    parts = []
    for column in picked:
        sql = f"json({column.sql})" if column.kind in ("list", "json") else column.sql
        parts.append(f"'{column.name}', {sql}")
    made = f"json_object({', '.join(parts)})"
    # RFC 7396: patching an empty object drops every member that is null.
    return f"json_patch('{{}}', {made})" if columns is None else made
