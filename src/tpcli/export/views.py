"""The tables of `export sqlite` as views of the index, so that a query asks either: same names, same columns."""

import sqlite3
from collections.abc import Iterator

from tpcli.export.sqlite import SEARCHED, SQL_TYPES, VIEWS
from tpcli.export.tables import Column, Table, identifier, single, tables_of
from tpcli.query.nouns import NOUNS

SEARCH = "words to find, as in {0} MATCH 'milgem'"
JOINED = {
    "deal_status": "each deal with what it is by its latest stages",
    "deal_lifecycle": "each stage of each deal, with what stages and deals are called",
    "event_sources": "each event with each of its sources",
}
"""The views of the export that join its tables."""


def add_views(connection: sqlite3.Connection) -> None:
    """Let a connection's SQL read the tables of the export, of the whole record."""
    # An index that could not be cached is a temporary database, closed against all writing, temporary views too.
    connection.execute("PRAGMA query_only=0")
    for noun in NOUNS.values():
        connection.execute(f"CREATE TEMP VIEW picked_{noun.table} AS SELECT row FROM main.{noun.table}")
    tables = tables_of(connection)
    for table in tables:
        columns = ", ".join(f"{_value(column)} AS {identifier(column.name)}" for column in columns_of(table))
        connection.execute(f"CREATE TEMP VIEW {table.name} AS SELECT {columns} {_in_main(table)}")
    for place, (name, searched) in enumerate(SEARCHED.items()):
        fields = ", ".join(f"e.{column}" for column in searched)
        connection.execute(
            f"CREATE TEMP VIEW {name}_fts AS SELECT {fields}, w.words AS {name}_fts, w.rank AS rank "
            f"FROM main.words AS w JOIN main.{NOUNS[name].table} AS e ON e.row = w.rowid / 4 AND w.rowid % 4 = {place}"
        )
    connection.executescript(VIEWS.replace("CREATE VIEW", "CREATE TEMP VIEW"))


def columns_of(table: Table) -> list[Column]:
    """The columns that hold one value and that no other table says as well."""
    return [column for column in single(table) if not column.derived]


def described(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Every table and every column of it, with type and meaning; the table itself first."""
    tables = tables_of(connection)
    meanings = {(table.name, column.name): column.meaning for table in tables for column in table.columns}
    of_any = {column.name: column.meaning for table in tables for column in table.columns}
    for table in tables:
        yield table.name, "", "", table.meaning
        for column in columns_of(table):
            yield table.name, column.name, SQL_TYPES.get(column.type, "TEXT"), meanings[table.name, column.name]
    for name, meaning in JOINED.items():
        yield name, "", "", meaning
        for (column_name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (name,)):
            yield name, column_name, "", of_any.get(column_name, f"the {column_name.replace('_', ' ')}")
    for name, searched in SEARCHED.items():
        yield f"{name}_fts", "", "", f"full-text search of {name}"
        for field in searched:
            yield f"{name}_fts", field, "TEXT", meanings[name, field]
        yield f"{name}_fts", f"{name}_fts", "", SEARCH.format(f"{name}_fts")
        yield f"{name}_fts", "rank", "REAL", "how well it matches: the lowest is best"


def _value(column: Column) -> str:
    return f"iif(({column.sql}) IS NULL, NULL, iso_day({column.sql}))" if column.type == "day" else column.sql


def _in_main(table: Table) -> str:
    """The SQL after the columns, without ORDER BY: the query that uses the view gives one."""
    return table.source.rpartition(" ORDER BY ")[0] or table.source
