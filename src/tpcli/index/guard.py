"""SQL that a user wrote, run so that it can read the index and do nothing else, for a limited time."""

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tpcli.errors import TpcliError, UsageError

_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)
_PRAGMAS = ("data_version", "index_info", "index_list", "index_xinfo", "table_info", "table_list", "table_xinfo")
"""Those that only describe; full-text search itself asks for the data version."""
_FORBIDDEN = ("load_extension", "fts3_tokenizer")

LONGEST = 2**26
"""Bytes of one value at most."""
MEMORY = 2**28
"""Bytes that SQLite may take; sorting beyond that goes to temporary files."""
STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: some tenths of a millisecond."""


def run(connection: sqlite3.Connection, sql: str, timeout: float) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Run one statement: the names of its columns, each once, and its rows as they come.

    From here on the connection can only read, and neither attach a database, call an extension nor change a setting.
    `timeout` is in seconds, without what is spent between rows. Raises UsageError with SQLite's words if the statement
    is wrong or does more than read, TpcliError if it runs longer or needs more memory; so does reading the rows.
    """
    clock = _Clock(timeout)
    _lock(connection, clock)
    with clock.running():
        cursor = connection.execute(sql)
    if cursor.description is None:
        raise UsageError("that is no query: write one SELECT statement")
    return _names(cursor), _rows(cursor, clock)


class _Clock:
    """How long SQLite has been at work, leaving out the time that whoever reads the answer takes."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.spent = 0.0
        self.since = 0.0
        self.ran_out = False

    def look(self) -> bool:
        """Whether to stop: SQLite's progress handler."""
        self.ran_out = self.spent + time.monotonic() - self.since > self.limit
        return self.ran_out

    @contextmanager
    def running(self) -> Iterator[None]:
        """A stretch of SQLite's work; its errors become ours."""
        self.since = time.monotonic()
        try:
            yield
        except MemoryError:
            raise TpcliError(f"the query needs more than {MEMORY >> 20} MB of memory") from None
        except (sqlite3.Error, sqlite3.Warning) as error:
            if self.ran_out:
                message = f"the query ran for more than {self.limit:g} s and was stopped: --timeout allows more"
                raise TpcliError(message) from None
            what = ": a query may only read the index" if "authoriz" in str(error) or "prohibited" in str(error) else ""
            raise UsageError(f"{error}{what}") from None
        finally:
            self.spent += time.monotonic() - self.since


def _lock(connection: sqlite3.Connection, clock: _Clock) -> None:
    connection.set_authorizer(None)
    # A virtual table declares its columns when it is first used, which would not be allowed later on.
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL %'").fetchall():
        connection.execute(f'SELECT * FROM "{name}" LIMIT 0')
    for function in ("json_each", "json_tree"):
        connection.execute(f"SELECT * FROM {function}('[]') LIMIT 0")
    connection.execute("PRAGMA query_only=1")
    connection.execute("PRAGMA trusted_schema=0")
    connection.execute(f"PRAGMA hard_heap_limit={MEMORY}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    # A long pattern of wildcards is matched within one step, where no clock is looked at.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.set_authorizer(_authorize)
    connection.set_progress_handler(clock.look, STEPS)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and second not in _FORBIDDEN:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _names(cursor: sqlite3.Cursor) -> list[str]:
    """The names of the columns; of equal ones the later get a number, so that each is a field of its own."""
    names: list[str] = []
    for name, *_ in cursor.description:
        made, n = name, 2
        while made in names:
            made, n = f"{name}_{n}", n + 1
        names.append(made)
    return names


def _rows(cursor: sqlite3.Cursor, clock: _Clock) -> Iterator[tuple[Any, ...]]:
    while True:
        with clock.running():
            row = cursor.fetchone()
        if row is None:
            return
        yield tuple(_value(value) for value in row)


def _value(value: Any) -> Any:
    """What any format can hold: bytes as hexadecimal digits, infinity as text."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
