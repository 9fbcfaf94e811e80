"""The SQL functions that questions use."""

import sqlite3

from tpcli.dates import edtf
from tpcli.text.folding import sort_key


def add_functions(connection: sqlite3.Connection) -> None:
    """Let a connection's SQL call `iso_day`, `first_day` and `sort_key`."""
    connection.create_function("iso_day", 1, edtf.iso_day, deterministic=True)
    connection.create_function("first_day", 1, _first_day, deterministic=True)
    connection.create_function("sort_key", 1, sort_key, deterministic=True)


def _first_day(date: str | None) -> int | None:
    """The first day of an EDTF date, as a Julian day number; None where there is no date."""
    return edtf.parse(date).start if date else None
