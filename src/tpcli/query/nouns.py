"""The nouns that can be asked for, and the fields that each answers with, as SQL."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from tpcli.dates.edtf import OPEN_END
from tpcli.errors import UsageError
from tpcli.record.fields import ALL, SHAPES
from tpcli.text.nearest import Unknown


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
    """The prefix of its fields in the table of terms."""
    own: str = ""
    """SQL for a JSON object of the fields that only this record knows, where it has any."""


def _columns(noun: str, derived: dict[str, str]) -> dict[str, Column]:
    """The columns of a noun: a field that the record gives is one of its table, the others are SQL of their own."""
    columns = {}
    for field in ALL[noun]:
        sql = f'e."{field.name}"' if field.given else derived[field.name]
        columns[field.name] = Column(field.name, sql, SHAPES[field.shape].kind, field.given)
    return columns


def standing(field: str, day: str = ":as_of") -> str:
    """SQL for what the deal `e` was at the end of a day: its `status`, or the units `delivered`."""
    return (
        f"(SELECT s.{field} FROM standing AS s WHERE s.deal = e.id AND s.day <= {day} "
        "ORDER BY s.day DESC, s.seq DESC LIMIT 1)"
    )


def day_of(event: str) -> str:
    """SQL for the day by which an event has happened; one that goes on has once it has begun."""
    return f'CASE {event}."end" WHEN {OPEN_END} THEN {event}.start ELSE {event}."end" END'


def happened(event: str, day: str = ":as_of") -> str:
    """SQL for whether an event had happened by the end of a day; one that goes on has once it has begun."""
    return f"{day_of(event)} <= {day}"


_MILESTONES = (
    "(SELECT json_group_array(json_object('date', m.date, 'stage', m.stage, 'event', m.event)) FROM ("
    "SELECT x.date, s.stage, s.event FROM standing AS s CROSS JOIN event AS x ON x.id = s.event "
    "WHERE s.deal = e.id AND s.day <= :as_of ORDER BY s.day, s.seq) AS m)"
)
_CLAIMANT = "(SELECT coalesce(s.publisher, s.author, s.title) FROM source AS s WHERE s.id = e.claimed_by)"
"""Who makes a claim, as people name it."""
_SOURCE_IDS = "(SELECT json_group_array(json_extract(value, '$.source')) FROM json_each(e.sources))"
_USES = "(SELECT nullif(t.uses, 0) FROM term AS t WHERE t.field = 'source' AND t.value = e.id)"


def edge(direction: str, day: str = ":as_of") -> str:
    """SQL for the date of the first (ASC) or latest (DESC) event of the deal `e` that had happened by a day."""
    return (
        f"(SELECT x.date FROM event AS x WHERE x.deal = e.id AND {happened('x', day)} "
        f'ORDER BY x.start {direction}, x."end" {direction}, x.id {direction} LIMIT 1)'
    )


_DELIVERY = "(coalesce(t.status, t.value) IN ('partly-delivered', 'delivered') OR x.quantity IS NOT NULL)"
"""Whether an event hands something over: by its stage, or because it says how many."""


def reached(condition: str, direction: str) -> str:
    """SQL for the date of the first (ASC) or latest (DESC) event `x` of the deal `e`, of stage `t`, that is so."""
    return (
        "(SELECT x.date FROM event AS x LEFT JOIN term AS t ON t.field = 'stage' AND t.value = x.stage "
        f"WHERE x.deal = e.id AND {happened('x')} AND {condition} "
        f'ORDER BY x.start {direction}, x."end" {direction}, x.id {direction} LIMIT 1)'
    )


def _heard(day: str = ":as_of") -> str:
    """SQL for the last day by a day on which anything is known to have happened to the deal `e`."""
    return f"(SELECT max({day_of('x')}) FROM event AS x WHERE x.deal = e.id AND {happened('x', day)})"


_OVER = (
    "(SELECT coalesce(status, value) FROM term WHERE field = 'stage' AND effect = 'ends' UNION ALL SELECT 'delivered' "
    "UNION ALL SELECT status FROM ("
    "SELECT coalesce(status, value) AS status FROM term WHERE field = 'stage' AND effect = 'advances' "
    "GROUP BY coalesce(status, value) ORDER BY min(term) DESC LIMIT 1))"
)
"""The statuses after which nothing is to come: those that end a deal, and the last of those that advance it."""


def stale(day: str = ":as_of", since: str = ":stale") -> str:
    """SQL for whether by a day the deal `e` is not over, and nothing was heard of it since another."""
    return f"({_heard(day)} < {since} AND {standing('status', day)} NOT IN {_OVER})"


LAST_HEARD = f"CASE WHEN {stale()} THEN {edge('DESC')} END"
_YEAR_HEARD = f"substr(iso_day({_heard()}), 1, 4)"
STATUS_SAID = f"{standing('status')} || CASE WHEN {stale()} THEN ', last heard of ' || {_YEAR_HEARD} ELSE '' END"
"""The status of the deal `e` for people; with the year it was last heard of where that is long ago."""

DERIVED = {
    "events": {
        "type": "e.type",
        "precision": "e.precision",
        "qualifier": "e.qualifier",
        "source_ids": _SOURCE_IDS,
        "start": "iso_day(e.start)",
        "end": 'iso_day(e."end")',
    },
    "deals": {
        "quantity": "e.quantity",
        "delivered": standing("delivered"),
        "value_amount": "e.value_amount",
        "value_max": "e.value_max",
        "value_currency": "e.value_currency",
        "value_disputed": "e.value_disputed",
        "status": standing("status"),
        "first": edge("ASC"),
        "latest": edge("DESC"),
        "signed": reached("coalesce(t.status, t.value) = 'signed'", "ASC"),
        "delivered_on": reached(_DELIVERY, "ASC"),
        "delivered_last": reached(_DELIVERY, "DESC"),
        "last_heard": LAST_HEARD,
        "milestones": _MILESTONES,
        "source_ids": _SOURCE_IDS,
    },
    "facts": {"claimant": _CLAIMANT, "source_ids": _SOURCE_IDS},
    "sources": {"cited": _USES},
}
"""The SQL of the fields that the index works out."""

NOUNS = {
    noun.name: noun
    for noun in (
        Noun(
            "events",
            "event",
            _columns("events", DERIVED["events"]),
            ("date", "title", "kind", "countries", "id"),
            'e.start, e."end", e.id',
            "",
        ),
        Noun(
            "deals",
            "deal",
            _columns("deals", DERIVED["deals"]),
            ("title", "type", "supplier", "recipient", "quantity", "value_amount", "value_max", "value_currency",
             "value_disputed", "status", "first", "latest", "id"),
            'e.start, e."end", e.id',
            "deal.",
        ),
        Noun(
            "facts",
            "fact",
            _columns("facts", DERIVED["facts"]),
            ("verdict", "statement", "theme", "claimed_by", "id"),
            "e.row",
            "fact.",
        ),
        Noun(
            "sources",
            "source",
            _columns("sources", DERIVED["sources"]),
            ("title", "publisher", "published", "kind", "cited", "url", "id"),
            "e.id",
            "source.",
        ),
    )
}  # fmt: skip

_OWN = """
(SELECT '{' || group_concat(json_quote(o.name) || ':' || CASE o.kind WHEN 'number'
  THEN CAST(json_extract(e.own, '$."' || o.number || '"') AS NUMERIC)
  ELSE json_quote(json_extract(e.own, '$."' || o.number || '"')) END) || '}'
FROM own AS o WHERE o.noun = '{noun}' AND json_type(e.own, '$."' || o.number || '"') IS NOT NULL)
"""


def as_read(noun: Noun) -> Noun:
    """A noun as people read it: a deal of which nothing was heard for long says so with its status."""
    if noun.name != "deals":
        return noun
    return noun._replace(columns={**noun.columns, "status": noun.columns["status"]._replace(sql=STATUS_SAID)})


def noun_of(connection: sqlite3.Connection, name: str) -> Noun:
    """A noun with the fields that only this record knows."""
    found = connection.execute("SELECT number, name, kind FROM main.own WHERE noun = ? ORDER BY number", (name,))
    own = {field: _own_column(number, field, kind) for number, field, kind in found}
    noun = NOUNS[name]
    if not own:
        return noun
    return noun._replace(columns={**noun.columns, **own}, own=_OWN.replace("{noun}", name))


def _own_column(number: int, name: str, kind: str) -> Column:
    path = f"e.own, '$.\"{number}\"'"
    if kind == "number":
        return Column(name, f"CAST(json_extract({path}) AS NUMERIC)", kind)
    if kind == "json":
        return Column(name, f"CASE WHEN json_type({path}) IS NOT NULL THEN json_quote(json_extract({path})) END", kind)
    return Column(name, f"json_extract({path})", kind)


AMOUNTS = ("value_amount", "value_max")
"""Numbers that SQLite may keep as the text of their digits, which JSON reads as numbers."""

BY_NAME = frozenset(
    ("precision", "qualifier", "source_ids", "milestones", "value_amount", "value_max", "value_currency",
     "value_disputed")
)  # fmt: skip
"""The derived fields that say again what other fields do, and are given where they are asked for by name."""


def usual(noun: Noun) -> list[Column]:
    """The fields of a noun that are given where none are named: those of the record, and what follows from it."""
    return [column for column in noun.columns.values() if column.record or column.name not in BY_NAME]


SORTABLE = ("text", "date", "day", "number")


def pick(noun: Noun, names: Sequence[str]) -> list[Column]:
    """The columns of the names that a user gave. Raises UsageError, naming the nearest ones."""
    return [_named(noun.columns, name.strip(), f" in {noun.name}") for name in names]


def _named(columns: Mapping[str, Column], name: str, where: str) -> Column:
    """A column by what a user calls it: its name, or the same in other capitals and with other hyphens."""
    if name in columns:
        return columns[name]
    for known, column in columns.items():
        if _plain(known) == _plain(name):
            return column
    raise Unknown("field", name, columns, "fields", where=where)


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def choose(
    known: Mapping[str, Column], typed: Sequence[str], default: Sequence[Column], where: str = ""
) -> tuple[list[Column], bool]:
    """The columns that `--fields` asks for, and whether it names them all: `all`, or `+A` and `-B` change the default.

    `where`, such as ` in events`, is told of an unknown name.

    Raises UsageError for an unknown name, and where nothing is left.
    """
    named = typed[0][:1] not in ("+", "-")
    columns = list(known.values()) if typed[0].lower() == "all" else [] if named else list(default)
    for name in typed[1:] if typed[0].lower() == "all" else typed:
        column = _named(known, name.lstrip("+-").strip(), where)
        columns = [other for other in columns if other != column] if name[:1] == "-" else columns
        if name[:1] != "-" and column not in columns:
            before_id = len(columns) - (not named and columns[-1:] == [known.get("id")])
            columns.insert(before_id, column)
    if not columns:
        raise UsageError("--fields leaves no field")
    return columns, named


def json_object(noun: Noun, columns: Sequence[Column] | None, *, sparse: bool = False) -> str:
    """SQL for one JSON object: of named fields all, null where empty unless `sparse`; else those of the record that
    hold something.
    """
    if columns is None:
        return _all_of(noun.name, noun.own)
    made = _object(columns)
    # RFC 7396: patching an empty object drops every member that is null.
    return f"json_patch('{{}}', {made})" if sparse else made


@cache
def _all_of(noun_name: str, own: str) -> str:
    """SQL for a JSON object of the fields of the record that hold something, those that only it knows last."""
    made = _object([column for column in NOUNS[noun_name].columns.values() if column.record])
    return f"json_patch(json_patch('{{}}', {made}), coalesce({own or 'NULL'}, '{{}}'))"


def _object(columns: Sequence[Column]) -> str:
    parts = []
    for column in columns:
        is_json = column.kind in ("list", "json") or column.name in AMOUNTS
        sql = f"json({column.sql})" if is_json else column.sql
        name = column.name.replace("'", "''")
        parts.append(f"'{name}', {sql}")
    return f"json_object({', '.join(parts)})"
