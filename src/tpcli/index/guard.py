"""SQL that a user wrote, run so that it can read the index and do nothing else, for a limited time."""

import math
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tpcli.errors import DAMAGED, TpcliError, UsageError
from tpcli.text.json import Cell, Row

_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)
_PRAGMAS = ("data_version", "index_info", "index_list", "index_xinfo", "table_info", "table_list", "table_xinfo")
"""The pragmas that only describe; full-text search itself asks for the data version."""
_OPEN = ("sqlite_", "words")
"""Prefixes of the tables of the index that a query may read directly; others it reads by way of views only."""
_FORBIDDEN = ("load_extension", "fts3_tokenizer")

LONGEST = 2**22
"""Bytes of one value at most: 4 MB."""
LONGEST_ROW = 2**24
"""Bytes of one row at most."""
MEMORY = 2**28
"""Bytes that SQLite may take; sorting beyond that goes to temporary files."""
EVERY = 0.05
"""Seconds between two looks at the clock at most."""
PATIENCE = 1.0
"""Seconds that a query has to end once it is told to: a single function call can't be told."""


def run(
    connection: sqlite3.Connection, sql: str, timeout: float, end: Callable[[str], None]
) -> tuple[list[str], Iterator[Row]]:
    """Run one statement: the names of its columns, each once, and its rows as they come.

    From here on the connection can only read, and neither attach a database, call an extension nor change a setting.
    `timeout` is in seconds, without what is spent between rows; `end` ends the process with a sentence, where SQLite
    does not come back from a single function call. Raises UsageError with SQLite's words if the statement is wrong or
    does more than read, TpcliError if it runs longer or needs more memory; so does reading the rows.
    """
    if not 0 < timeout < math.inf:
        raise UsageError(f"--timeout takes a number of seconds above 0, not {timeout:g}")
    _lock(connection)
    clock = _Clock(connection, timeout, end)
    try:
        with clock.running():
            cursor = connection.execute(sql)
        if cursor.description is None:
            raise UsageError("that is no query: write one SELECT statement")
    except BaseException:
        clock.stop()
        raise
    return _names(cursor), _rows(cursor, clock)


class _Clock:
    """How long SQLite has been at work, leaving out the time that whoever reads the answer takes.

    A thread watches it, which SQLite lets run while it works: it interrupts the query, which SQLite notices between two
    steps, and ends the process if that was not enough.
    """

    def __init__(self, connection: sqlite3.Connection, limit: float, end: Callable[[str], None]) -> None:
        self.connection = connection
        self.limit = limit
        self.end = end
        self.spent = 0.0
        self.since: float | None = None
        self.ran_out = False
        self.stopped = Event()
        Thread(target=self._watch, daemon=True).start()

    @property
    def message(self) -> str:
        """The message when the time has run out."""
        return f"the query ran for more than {self.limit:g} s and was stopped: --timeout allows more"

    def stop(self) -> None:
        """Watch no longer."""
        self.stopped.set()

    def _watch(self) -> None:
        wait = min(self.limit, EVERY)
        while not self.stopped.wait(wait):
            since = self.since
            left = self.limit - self.spent - (0 if since is None else time.monotonic() - since)
            wait = min(max(left, 0.01), EVERY)
            if since is None or left > 0:
                continue
            if left < -PATIENCE:
                self.end(self.message)
                return
            self.ran_out = True
            self.connection.interrupt()

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
                raise TpcliError(self.message) from None
            if getattr(error, "sqlite_errorname", "").startswith(DAMAGED):
                raise
            what = ": a query may only read the index" if "authoriz" in str(error) or "prohibited" in str(error) else ""
            raise UsageError(f"{error}{what}") from None
        finally:
            self.spent += time.monotonic() - self.since
            self.since = None


def _lock(connection: sqlite3.Connection) -> None:
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


def _authorize(action: int, first: str | None, second: str | None, database: str | None, view: str | None) -> int:
    named = action == sqlite3.SQLITE_READ and database == "main" and view is None and second != ""
    if named and not str(first).startswith(_OPEN):
        return sqlite3.SQLITE_DENY
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


def _rows(cursor: sqlite3.Cursor, clock: _Clock) -> Iterator[Row]:
    try:
        while True:
            with clock.running():
                row = cursor.fetchone()
            if row is None:
                return
            if sum(len(value) for value in row if isinstance(value, str | bytes)) > LONGEST_ROW:
                raise TpcliError(f"a row of the answer is longer than {LONGEST_ROW >> 20} MB: ask for less of it")
            yield tuple(_value(value) for value in row)
    finally:
        clock.stop()


def _value(value: Cell) -> Cell:
    """A value that any format can hold: bytes as hexadecimal digits, infinity as text."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
