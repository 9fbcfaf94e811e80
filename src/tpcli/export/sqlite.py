"""A SQLite database: the tables with their keys, full-text search as Datasette finds it, and views of the deals."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tpcli.dates.edtf import iso_day
from tpcli.export.picked import Export
from tpcli.export.tables import Column, Table, evidence_left_out, identifier, rows, single, tables_of
from tpcli.query.nouns import NOUNS
from tpcli.text.folding import for_search, stretches
from tpcli.text.json import Row

SQL_TYPES = {"integer": "INTEGER", "number": "NUMERIC", "amount": "", "boolean": "INTEGER"}

_WORDS = "(SELECT group_concat(value, ' ') FROM json_each({}))"
_OWN = _WORDS.format("e.own")
_COUNTRIES = (
    "(SELECT group_concat(t.name || ' ' || coalesce(" + _WORDS.format("t.aliases") + ", ''), ' ') "
    "FROM json_each(e.countries) AS c CROSS JOIN term AS t ON t.field = 'country' AND t.value = c.value)"
)
"""The join is crossed, or SQLite would look through all countries for each event."""
_ITEMS = (
    "(SELECT group_concat(json_extract(value, '$.designation') || ' ' || "
    "coalesce(json_extract(value, '$.note'), ''), ' ') FROM json_each(e.items))"
)
SEARCHED: dict[str, dict[str, tuple[str, ...]]] = {
    "events": {
        "title": ("e.title",),
        "summary": ("e.summary",),
        "place": ("e.place",),
        "conflicts": ("e.conflicts",),
        "id": ("e.id", _WORDS.format("e.organisations"), _COUNTRIES, _OWN),
    },
    "deals": {
        "title": ("e.title",),
        "note": ("e.note", _ITEMS, "json_extract(e.value, '$.note')"),
        "conflicts": ("e.conflicts",),
        "id": ("e.id", _WORDS.format("e.organisations"), _OWN),
    },
    "facts": {"statement": ("e.statement",), "note": ("e.note",), "conflicts": ("e.conflicts",), "id": ("e.id", _OWN)},
    "sources": {"title": ("e.title",), "author": ("e.author",), "publisher": ("e.publisher",), "id": ("e.id", _OWN)},
}
"""The columns that full-text search covers, in a table `events_fts` and so on, each with SQL for the texts that are
found there: all that `tpcli search` looks at."""

LONGEST = 8
"""Letters of the longest word that is found within text without blanks."""

VIEWS = """
CREATE VIEW deal_status AS -- each deal with what it is by its latest stages
SELECT d.id, d.title, d.type, d.supplier, d.recipient, d.quantity, d.value_amount, d.value_max, d.value_currency,
  d.value_disputed, h.status, h.delivered, d.first, d.latest
FROM deals AS d LEFT JOIN deal_history AS h
  ON h.deal = d.id AND h.step = (SELECT max(step) FROM deal_history WHERE deal = d.id);
CREATE VIEW deal_lifecycle AS -- each stage of each deal, with what stages and deals are called
SELECT h.deal, d.title AS deal_title, h.step, h.date, s.name AS stage, h.status, h.delivered, h.title, h.event
FROM deal_history AS h JOIN deals AS d ON d.id = h.deal LEFT JOIN stages AS s ON s.id = h.stage;
CREATE VIEW event_sources AS -- each event with each of its sources
SELECT e.id, e.date, e.title, c.supports, s.id AS source, coalesce(s.title, c.link) AS source_title, s.publisher,
  s.published, coalesce(s.url, c.link) AS url
FROM events AS e JOIN citations AS c ON c.event = e.id LEFT JOIN sources AS s ON s.id = c.source;
"""


def write(export: Export, path: Path) -> list[str]:
    """Write the database. What the filters left out can't be referred to, which a note says."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN")
        tables = tables_of(export.connection)
        for table in tables:
            columns = _columns(table)
            connection.execute(_create(table, columns))
            places = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table.name} VALUES ({places})", _values(export, table, columns))
            for column in columns:
                if column.references and column.name != table.key[0]:
                    connection.execute(f'CREATE INDEX {table.name}_{column.name} ON {table.name} ("{column.name}")')
        connection.execute('CREATE INDEX events_days ON events (start, "end")')
        for name, searched in SEARCHED.items():
            _search(connection, export, name, searched)
        _describe(connection, tables)
        _bear(connection, export)
        connection.execute("COMMIT")
        connection.executescript(f"{VIEWS} ANALYZE;")
    finally:
        connection.close()
    return evidence_left_out(export)


def _search(connection: sqlite3.Connection, export: Export, name: str, searched: Mapping[str, Sequence[str]]) -> None:
    """Make the full-text table of a noun. Its content is the noun's table, what is found is the folded text of it."""
    columns = ", ".join(searched)
    connection.execute(
        f'CREATE VIRTUAL TABLE {name}_fts USING fts5 ({columns}, content="{name}", '
        "tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* M*'\")"
    )
    noun = NOUNS[name]
    texts = ", ".join(f"found_by({', '.join(parts)})" for parts in searched.values())
    export.connection.create_function("found_by", -1, _found_by, deterministic=True)
    found = export.connection.execute(
        f"SELECT row_number() OVER (ORDER BY {noun.order}), {texts} FROM {noun.table} AS e "
        f"WHERE e.row IN temp.picked_{noun.table}"
    )
    places = ", ".join("?" * (len(searched) + 1))
    connection.executemany(f"INSERT INTO {name}_fts (rowid, {columns}) VALUES ({places})", found)


def _found_by(*texts: str | None) -> str:
    """The text that is indexed: words folded as people type them, then as spelled where SQLite folds otherwise."""
    text = " ".join(filter(None, texts))
    if text.isascii():
        return text
    return " ".join((for_search(text), text.lower(), *stretches(text, LONGEST)))


def _columns(table: Table) -> list[Column]:
    return [column for column in single(table) if not column.derived]


def _create(table: Table, columns: list[Column]) -> str:
    """The statement that makes a table; SQLite keeps its comments, and `.schema` shows them."""
    lines = []
    for column in columns:
        kept = " NOT NULL" if column.name in table.key else ""
        refers = f" REFERENCES {column.references} (id)" if column.references else ""
        lines.append((f"{identifier(column.name)} {SQL_TYPES.get(column.type, 'TEXT')}{kept}{refers},", column.meaning))
    key = ", ".join(f'"{name}"' for name in table.key)
    body = "\n".join(f"  {sql} -- {meaning}" for sql, meaning in lines)
    return f"CREATE TABLE {table.name} ( -- {table.meaning}\n{body}\n  PRIMARY KEY ({key})\n)"


def _values(export: Export, table: Table, columns: list[Column]) -> Iterator[Row]:
    days = [n for n, column in enumerate(columns) if column.type == "day"]
    for row in rows(export, table, columns):
        if days:
            values = list(row)
            for n in days:
                values[n] = None if row[n] is None else iso_day(row[n])
            yield tuple(values)
        else:
            yield row


def _bear(connection: sqlite3.Connection, export: Export) -> None:
    """A table that says which record this is, and which state of it."""
    connection.execute(
        "CREATE TABLE record ( -- what the record is\n  name TEXT PRIMARY KEY,\n  value TEXT NOT NULL\n)"
    )
    about = export.about
    said = {"title": export.title, "description": about.description, "licence": about.licence,
            "version": about.version, "fingerprint": export.fingerprint}  # fmt: skip
    connection.executemany("INSERT INTO record VALUES (?, ?)", [(n, v) for n, v in said.items() if v])


def _describe(connection: sqlite3.Connection, tables: Sequence[Table]) -> None:
    """A table that says what every column means, for programs that do not show comments."""
    connection.execute(
        "CREATE TABLE documentation ( -- what the tables and columns mean\n"
        "  table_name TEXT NOT NULL,\n  column_name TEXT NOT NULL, -- empty for the table itself\n"
        "  meaning TEXT NOT NULL,\n  PRIMARY KEY (table_name, column_name)\n)"
    )
    for table in tables:
        connection.execute("INSERT INTO documentation VALUES (?, '', ?)", (table.name, table.meaning))
        for column in _columns(table):
            values = (table.name, column.name, column.meaning)
            connection.execute("INSERT INTO documentation VALUES (?, ?, ?)", values)
