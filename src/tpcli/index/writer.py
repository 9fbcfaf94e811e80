"""Rows into tables, many a statement, on a thread of its own.

One statement of many rows runs wholly inside SQLite, without Python's lock, while the next events are read and checked.
That overlap gains time where a second core is free, and none where it is not. Of few rows there is no thread.
"""

import sqlite3
import sys
from collections.abc import Iterable
from functools import lru_cache
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

from tpcli.text.json import Cell

HANDED = 1024
"""Rows that are handed over together, if one statement does not take more."""
FEW = 4096
"""Rows that the reading thread inserts by itself before there is another: for so few that costs more than it gains."""
WAITING = 8
"""How many of those lots may be on their way: more would take memory and gain nothing."""

SWITCH = 0.0001
"""Seconds for which the reading thread keeps the lock that this one waits for; Python's default is fifty times that."""


ABSENT = -(2**62)
"""Is written as NULL: the sqlite3 module takes ten times as long for None as for a number. No field of an entry can
hold it: degrees are small, and every other number is 0 or more."""


class Table(NamedTuple):
    """Where rows go. Columns that end in `?` may hold ABSENT."""

    name: str
    columns: tuple[str, ...]
    rows: int = 64
    """How many rows go into one statement."""
    rest: int = 64
    """Rows per statement for a remainder, rounded down to a power of two so that few statements are prepared: preparing
    a long one takes longer than one run of it gains."""


class Writer:
    """Inserts rows, as a context: leaving it, however that happens, waits for the statement under way.

    A request to end the program can raise in the reading thread at any instant, also within a lock that is written in
    Python, which then stays locked. So the threads meet in two queues only, whose steps are whole: C has them.
    """

    def __init__(self, connection: sqlite3.Connection, tables: Iterable[Table]) -> None:
        self.connection = connection
        most = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        self.tables = {t.name: _within(t, most // len(t.columns)) for t in tables}
        self.values: dict[str, list[Cell]] = {name: [] for name in self.tables}
        self.jobs: SimpleQueue[tuple[Table, list[Cell]] | None] = SimpleQueue()
        self.free: SimpleQueue[None] = SimpleQueue()  # One item for each lot that may still be handed over.
        for _ in range(WAITING):
            self.free.put(None)
        self.error: BaseException | None = None
        self.stopped = False
        self.interval = sys.getswitchinterval()
        self.thread: Thread | None = None
        self.inserted = 0

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Write what is left, unless there was an error. Raises what went wrong with it."""
        try:
            if error is None:
                self.finish()
        finally:
            self.stopped = True
            self.jobs.put(None)
            if self.thread:
                sys.setswitchinterval(self.interval)
                self.thread.join()

    def rows(self, table: str, rows: Iterable[Iterable[Cell]]) -> None:
        """Insert rows. It may wait until there are more. Raises what went wrong with earlier ones."""
        self._add(table, [ABSENT if value is None else value for row in rows for value in row])

    def flush(self) -> None:
        """Let the thread insert what there is, without waiting for more rows."""
        for name in self.tables:
            self._hand_over(name)

    def finish(self) -> None:
        """Wait until everything is in: what the thread has, and then the rest. Raises what went wrong."""
        for _ in range(WAITING):
            self.free.get()
        for _ in range(WAITING):
            self.free.put(None)
        if self.error:
            raise self.error
        for name, values in self.values.items():
            self._insert(self.tables[name], values)
            values.clear()

    def _add(self, name: str, values: Iterable[Cell]) -> None:
        waiting, table = self.values[name], self.tables[name]
        waiting += values
        full = max(table.rows, HANDED) * len(table.columns)
        if len(waiting) >= full:
            self._hand_over(name, len(waiting) // full * full)

    def _hand_over(self, name: str, most: int | None = None) -> None:
        if self.error:
            raise self.error
        values = self.values[name]
        if not values:
            return
        lot, self.values[name] = values[:most], values[most:] if most else []
        if not self.thread and self.inserted < FEW:
            self._insert(self.tables[name], lot)
            return
        if not self.thread:
            thread = Thread(target=self._work, daemon=True)
            thread.start()
            # Not before: one whose start was interrupted has nothing under way, and cannot be waited for.
            self.thread = thread
            sys.setswitchinterval(SWITCH)
        self.free.get()
        self.jobs.put((self.tables[name], lot))

    def _work(self) -> None:
        while job := self.jobs.get():
            try:
                if not self.error and not self.stopped:
                    self._insert(*job)
            except BaseException as error:
                self.error = error
            finally:
                self.free.put(None)

    def _insert(self, table: Table, values: list[Cell]) -> None:
        width, at = len(table.columns), 0
        while left := (len(values) - at) // width:
            rows = table.rows if left >= table.rows else min(table.rest, 1 << left.bit_length() - 1)
            self.connection.execute(_statement(table, rows), values[at : at + rows * width])
            self.inserted += rows
            at += rows * width


def _within(table: Table, most: int) -> Table:
    return table._replace(rows=min(table.rows, most), rest=min(table.rest, most))


@lru_cache(maxsize=64)
def _statement(table: Table, rows: int) -> str:
    names = ",".join(f'"{column.removesuffix("?")}"' for column in table.columns)
    one = ",".join(f"nullif(?,{ABSENT})" if column[-1] == "?" else "?" for column in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES {','.join([f'({one})'] * rows)}"
