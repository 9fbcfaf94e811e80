"""The tables that an export is made of: their columns with type and meaning, their keys, and the SQL of their rows.

One description serves all formats that hold tables. What an entry has several of stands twice: as a column that is a
list, for formats that can hold lists, and as a table of its own (`nested_as`), for those that can't.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tpcli.dates.edtf import OPEN_END, OPEN_START
from tpcli.export.picked import Export, ticking
from tpcli.output.answer import counted
from tpcli.query.nouns import AMOUNTS, DERIVED, NOUNS, edge, noun_of, standing
from tpcli.record.fields import ALL, FIELDS, INNER, SHAPES, SINGULAR
from tpcli.text.json import Row


class Column(NamedTuple):
    """One column of a table."""

    name: str
    sql: str
    type: str
    """text, date (EDTF as text), day (a Julian day number), integer, number, amount (a number, or its digits as text
    where a double would round them), boolean, list (JSON list of texts), or
    items, citations (JSON lists of mappings)."""
    meaning: str
    references: str | None = None
    """The table whose `id` it names."""
    derived: bool = False
    """Whether other tables of the export say the same, so that a database has a view for it."""


class Table(NamedTuple):
    """One table."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    source: str
    """The SQL after the columns."""
    key: tuple[str, ...]
    nested_as: str | None = None
    """The type of the column of an entry's table that holds the same: one of LISTS."""


LISTS = ("list", "items", "citations", "copies")
"""The types of columns that hold more than one value."""


def rows(export: Export, table: Table, columns: Sequence[Column]) -> Iterator[Row]:
    """The rows of a table, with the given ones of its columns."""
    sql = f"SELECT {', '.join(column.sql for column in columns)} {table.source}"
    return ticking(export, export.connection.execute(sql, {"as_of": OPEN_END}))


_REFERENCES = {shape: part for part, shape in SINGULAR.items()}


def _fields(section: str, **references: str) -> dict[str, Column]:
    """The fields that a section's entries have in the record, as columns."""
    return {
        field.name: Column(
            field.name,
            f'e."{field.name}"',
            SHAPES[field.shape].column,
            field.meaning,
            references.get(field.name, _REFERENCES.get(field.shape)),
        )
        for field in FIELDS[section].values()
    }


def _derived(section: str, name: str, sql: str | None = None, *, elsewhere: bool = False) -> Column:
    """A field that the index gives; `elsewhere` says that a database has a view for it."""
    field = next(field for field in ALL[section] if field.name == name and not field.given)
    return Column(name, sql or DERIVED[section][name], SHAPES[field.shape].column, field.meaning, derived=elsewhere)


def _bounded(day: str) -> str:
    """SQL for a day, NULL where it is open."""
    return f"CASE WHEN {day} NOT IN ({OPEN_START}, {OPEN_END}) THEN {day} END"


_END = str(OPEN_END)
"""The day as of which deals are exported: after all others."""


def _picked(noun: str) -> str:
    table = NOUNS[noun].table
    return f"FROM {table} AS e WHERE e.row IN temp.picked_{table} ORDER BY {NOUNS[noun].order}"


def _events() -> Table:
    fields = _fields("events", deal="deals")
    date = (
        fields.pop("id"),
        fields.pop("date"),
        _derived("events", "start", _bounded("e.start")),
        _derived("events", "end", _bounded('e."end"')),
        _derived("events", "precision"),
        _derived("events", "qualifier"),
    )
    return Table("events", "what happened", (*date, *fields.values()), _picked("events"), ("id",))


def _deals() -> Table:
    fields = _fields("deals")
    del fields["value"]
    derived = (
        *(_derived("deals", name)._replace(type="amount") for name in AMOUNTS),
        *(_derived("deals", name) for name in ("value_currency", "value_disputed")),
        Column("value_note", "json_extract(e.value, '$.note')", "text", INNER["money"]["note"].meaning),
        _derived("deals", "quantity"),
        _derived("deals", "status", standing("status", _END), elsewhere=True),
        _derived("deals", "delivered", standing("delivered", _END), elsewhere=True),
        _derived("deals", "first", edge("ASC", _END)),
        _derived("deals", "latest", edge("DESC", _END)),
    )
    return Table("deals", "arms deals", (*fields.values(), *derived), _picked("deals"), ("id",))


def _facts() -> Table:
    return Table(
        "facts", "claims and their verdicts", tuple(_fields("facts", claimed_by="sources").values()), _picked("facts"),
        ("id",),
    )  # fmt: skip


def _sources() -> Table:
    return Table("sources", "what is cited", tuple(_fields("sources").values()), _picked("sources"), ("id",))


def _words(name: str, meaning: str, *fields: str, more: tuple[Column, ...] = ()) -> Table:
    """A part of the vocabulary, the words of it that the record uses."""
    named = ", ".join(f"'{field}'" for field in fields)
    columns = (
        Column("id", "e.value", "text", "the word as entries have it"),
        Column("name", "min(e.name)", "text", "what it is called"),
        Column("meaning", "min(e.meaning)", "text", "what it means"),
        *more,
    )
    source = f"FROM term AS e WHERE e.field IN ({named}) AND e.uses > 0 GROUP BY e.value ORDER BY min(e.term)"
    return Table(name, meaning, columns, source, ("id",))


def _list(noun: str, field: str, one: str, references: str | None = None) -> Table:
    """A table with a row for each word of a list."""
    table = NOUNS[noun].table
    columns = (
        Column(table, "e.id", "text", f"the {table}", noun),
        Column("position", "c.key + 1", "integer", "its place in the list, from 1 on"),
        Column(one, "c.value", "text", FIELDS[noun][field].meaning, references),
    )
    source = (
        f"FROM {table} AS e, json_each(e.{field}) AS c WHERE e.row IN temp.picked_{table} "
        f"ORDER BY {NOUNS[noun].order}, c.key"
    )
    return Table(f"{table}_{field}", f"the {field} of each {table}", columns, source, (table, "position"), "list")


_ITEMS = Table(
    "deal_items",
    "what each deal is about",
    (
        Column("deal", "e.id", "text", "the deal", "deals"),
        Column("position", "c.key + 1", "integer", "its place among the deal's items, from 1 on"),
        Column("designation", "json_extract(c.value, '$.designation')", "text", INNER["items"]["designation"].meaning),
        Column("quantity", "json_extract(c.value, '$.quantity')", "integer", INNER["items"]["quantity"].meaning),
        Column("note", "json_extract(c.value, '$.note')", "text", INNER["items"]["note"].meaning),
    ),
    f"FROM deal AS e, json_each(e.items) AS c WHERE e.row IN temp.picked_deal ORDER BY {NOUNS['deals'].order}, c.key",
    ("deal", "position"),
    "items",
)

_CITATIONS = Table(
    "citations",
    "which source backs what: of event, deal and fact one is given",
    (
        Column("number", "row_number() OVER (ORDER BY e.noun, e.row, c.key)", "integer", "a running number"),
        *(
            Column(noun, f"iif(e.noun = '{noun}', e.id, NULL)", "text", f"the {noun} that cites", f"{noun}s")
            for noun in ("event", "deal", "fact")
        ),
        Column("position", "c.key + 1", "integer", "its place among the entry's sources, from 1 on"),
        Column("source", "s.id", "text", "the source; empty where a bare link is cited", "sources"),
        Column("link", "iif(s.id IS NULL, json_extract(c.value, '$.source'), NULL)", "text", "the bare link"),
        Column("supports", "json_extract(c.value, '$.supports')", "text", INNER["citations"]["supports"].meaning),
    ),
    "FROM ("
    + " UNION ALL ".join(
        f"SELECT '{noun}' AS noun, row, id, sources FROM {noun} WHERE row IN temp.picked_{noun}"
        for noun in ("event", "deal", "fact")
    )
    + ") AS e, json_each(e.sources) AS c LEFT JOIN source AS s ON s.id = json_extract(c.value, '$.source') ORDER BY 1",
    ("number",),
    "citations",
)  # fmt: skip

_COPIES = Table(
    "source_copies",
    "copies of sources in web archives",
    (
        Column("source", "e.id", "text", "the source", "sources"),
        Column("position", "c.key + 1", "integer", "its place among the copies, from 1 on"),
        Column("url", "json_extract(c.value, '$.url')", "text", INNER["copies"]["url"].meaning),
        Column("at", "json_extract(c.value, '$.at')", "date", INNER["copies"]["at"].meaning),
    ),
    "FROM source AS e, json_each(e.archived) AS c WHERE e.row IN temp.picked_source "
    f"ORDER BY {NOUNS['sources'].order}, c.key",
    ("source", "position"),
    "copies",
)

# Evidence that the filters left out is left out here too, so that every reference holds.
_EVIDENCE = Table(
    "fact_evidence",
    "the events and deals that bear on a fact: one of the two is given",
    (
        Column("fact", "e.id", "text", "the fact", "facts"),
        Column("position", "c.key + 1", "integer", "its place in the fact's evidence, from 1 on"),
        Column("event", "v.id", "text", "the event that bears on it", "events"),
        Column("deal", "d.id", "text", "the deal that bears on it", "deals"),
    ),
    "FROM fact AS e, json_each(e.evidence) AS c "
    "LEFT JOIN event AS v ON v.id = c.value AND v.row IN temp.picked_event "
    "LEFT JOIN deal AS d ON d.id = c.value AND d.row IN temp.picked_deal "
    "WHERE e.row IN temp.picked_fact AND coalesce(v.id, d.id) IS NOT NULL "
    f"ORDER BY {NOUNS['facts'].order}, c.key",
    ("fact", "position"),
    "list",
)

_HISTORY = Table(
    "deal_history",
    "what each deal was from a day on, until its next row",
    (
        Column("deal", "s.deal", "text", "the deal", "deals"),
        Column("step", "row_number() OVER (PARTITION BY s.deal ORDER BY s.day, s.seq)", "integer", "from 1 on"),
        Column("day", _bounded("s.day"), "day",
               "the day from which on it was that: the last day that the event's date can mean"),
        Column("date", "x.date", "date", "the date of the event, in EDTF"),
        Column("stage", "s.stage", "text", "the stage that it reached", "stages"),
        Column("status", "s.status", "text", "what it was from then on"),
        Column("delivered", "s.delivered", "integer", "units handed over by then, as far as events say"),
        Column("title", "x.title", "text", "the event's title"),
        Column("event", "iif(x.row IN temp.picked_event, x.id, NULL)", "text",
               "the event; empty where the filters left it out", "events"),
    ),
    "FROM deal AS e JOIN standing AS s ON s.deal = e.id JOIN event AS x ON x.id = s.event "
    f"WHERE e.row IN temp.picked_deal ORDER BY {NOUNS['deals'].order}, s.day, s.seq",
    ("deal", "step"),
)  # fmt: skip

_STAGE = (
    Column("status", "e.status", "text", "what a deal is then"),
    Column("effect", "e.effect", "text", "whether it advances, pauses or ends a deal"),
)

TABLES = (
    _words("themes", "what events and facts bear on", "theme", "fact.theme"),
    _words("kinds", "sorts of events", "kind"),
    _words("types", "what deals supply", "type", "deal.type"),
    _words("stages", "the stages that deals pass, in order", "stage", more=_STAGE),
    _words("countries", "countries by ISO 3166-1 alpha-2 code", "country", "deal.supplier", "deal.recipient"),
    _sources(),
    _list("sources", "author_kind", "kind"),
    _deals(),
    _ITEMS,
    _list("deals", "organisations", "organisation"),
    _events(),
    _list("events", "themes", "theme", "themes"),
    _list("events", "countries", "country", "countries"),
    _list("events", "organisations", "organisation"),
    _facts(),
    _EVIDENCE,
    _CITATIONS,
    _COPIES,
    _HISTORY,
)
"""All tables, those that are referred to before those that refer to them."""


def tables_of(connection: sqlite3.Connection) -> tuple[Table, ...]:
    """All tables, those of entries with the fields that only this record knows."""
    return tuple(table._replace(columns=(*table.columns, *_own(connection, table))) for table in TABLES)


def _own(connection: sqlite3.Connection, table: Table) -> Iterator[Column]:
    """The fields of a record's own as columns. To a database, names in other capitals are equal: those get a number."""
    if table.name not in NOUNS:
        return
    taken = {column.name.lower() for column in table.columns}
    columns = noun_of(connection, table.name).columns
    found = connection.execute("SELECT name, kind, meaning FROM main.own WHERE noun = ? ORDER BY number", (table.name,))
    for field, kind, meaning in found:
        name, n = field, 2
        while name.lower() in taken:
            name, n = f"{field}_{n}", n + 1
        taken.add(name.lower())
        yield Column(name, columns[field].sql, _OWN_TYPES.get(kind, "text"), " ".join(meaning.split()) or _UNSAID)


_UNSAID = "a field of this record's own"
_OWN_TYPES = {"number": "number", "date": "date"}
"""Lists are their JSON text here, as there is no table for their words."""


def identifier(name: str) -> str:
    """A name as SQL has it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def single(table: Table) -> list[Column]:
    """The columns that hold one value."""
    return [column for column in table.columns if column.type not in LISTS]


def evidence_left_out(export: Export) -> list[str]:
    """A note on how often a fact has evidence that the filters left out, and that is no row of `fact_evidence`."""
    sql = (
        "SELECT count(*) FROM fact AS f, json_each(f.evidence) AS c WHERE f.row IN temp.picked_fact AND c.value NOT IN "
        "(SELECT id FROM event WHERE row IN temp.picked_event UNION ALL "
        "SELECT id FROM deal WHERE row IN temp.picked_deal)"
    )
    number = export.connection.execute(sql).fetchone()[0]
    return [f"{counted(number, 'references')} to evidence that the filters leave out: not written"] if number else []
