"""Rows into tables, many a statement, on a thread of its own.

One statement of many rows runs wholly inside SQLite, without Python's lock, while the next events are read and checked.
That overlap gains time where a second core is free, and none where it is not.
"""

import sqlite3
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

Batch = Mapping[str, Sequence[Any]]
"""By table what goes into it: the values of all rows, one after the other."""


ROWS = 2048
"""Rows a statement: fewer would hand Python's lock over more often, more would take long to prepare."""

SWITCH = 0.0001
"""Seconds for which the reading thread keeps the lock that this one waits for; Python's default is fifty times that."""


class Writer:
    """Inserts batches in turn, as a context: leaving it, however that happens, waits for the batch under way.

    Errors come out of the next call, `finish` at the latest.
    """

    def __init__(self, connection: sqlite3.Connection, columns: Mapping[str, str]) -> None:
        """`columns` names, by table, the columns that its rows have."""
        self.connection = connection
        self.columns = columns
        self.thread: threading.Thread | None = None
        self.error: BaseException | None = None
        self.interval = sys.getswitchinterval()
        widest = max(names.count(",") + 1 for names in columns.values())
        self.rows = min(ROWS, connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // widest)
        """How many rows one statement takes at most."""

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *error: object) -> None:
        self._wait()

    def write(self, batch: Batch) -> None:
        """Insert a batch, once the one before it is in."""
        self.finish()
        sys.setswitchinterval(SWITCH)
        self.thread = threading.Thread(target=self._insert, args=(batch,))
        self.thread.start()

    def finish(self) -> None:
        """Wait until everything is in. Raises what went wrong."""
        self._wait()
        if self.error:
            raise self.error

    def _wait(self) -> None:
        if self.thread:
            self.thread.join()
            self.thread = None
            sys.setswitchinterval(self.interval)

    def _insert(self, batch: Batch) -> None:
        try:
            for table, values in batch.items():
                if values:
                    names = self.columns[table]
                    self.connection.execute(_statement(table, names, len(values) // (names.count(",") + 1)), values)
        except BaseException as error:
            self.error = error


@lru_cache(maxsize=8)
def _statement(table: str, names: str, rows: int) -> str:
    one = f"({','.join('?' * (names.count(',') + 1))})"
    return f"INSERT INTO {table} ({names}) VALUES {','.join([one] * rows)}"
