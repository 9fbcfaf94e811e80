"""Rows go in on a thread of their own, and leaving early never waits for a thread that waits for it."""

import contextlib
import sqlite3
import sys
import threading

import pytest

from tpcli.index.writer import WAITING, Table, Writer

TABLE = Table("t", ("a?",))


def held() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE TABLE t (a)")
    return connection


def test_every_row_is_in_once_it_is_finished() -> None:
    connection = held()
    with Writer(connection, [TABLE]) as writer:
        for n in range(3 * WAITING):
            writer.rows("t", [(n,)] * 1024)
            writer.rows("t", [(None,)])
        writer.finish()
        assert connection.execute("SELECT count(*), count(a) FROM t").fetchone() == (
            3 * WAITING * 1025,
            3 * WAITING * 1024,
        )
        writer.rows("t", [(1,)])
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (3 * WAITING * 1025 + 1,)


def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(sqlite3.OperationalError), Writer(held(), [Table("none", ("a",))]) as writer:
        writer.rows("none", [(1,)])


def test_leaving_early_is_no_deadlock() -> None:
    """Each time the lots on their way are another number, and the thread is elsewhere among them."""

    def leave() -> None:
        for n in range(400):
            with (
                contextlib.closing(held()) as connection,
                contextlib.suppress(KeyboardInterrupt),
                Writer(connection, [TABLE]) as writer,
            ):
                for _ in range(n % WAITING + 1):
                    writer.rows("t", [(1,)] * 1024)
                raise KeyboardInterrupt

    thread = threading.Thread(target=leave, daemon=True)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        thread.start()
        thread.join(60)
    finally:
        sys.setswitchinterval(interval)
    assert not thread.is_alive()


@pytest.mark.parametrize("runs", [False, True])
def test_an_interrupt_while_the_thread_starts_is_that_interrupt(monkeypatch: pytest.MonkeyPatch, runs: bool) -> None:
    """It comes before the thread runs, or when it does and nobody knows yet."""
    threads = []

    def start(thread: threading.Thread) -> None:
        if runs:
            threading.Thread.start(thread)
            threads.append(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr("tpcli.index.writer.Thread", type("Interrupted", (threading.Thread,), {"start": start}))

    def write() -> None:
        with contextlib.closing(held()) as connection, Writer(connection, [TABLE]) as writer:
            for _ in range(WAITING):
                writer.rows("t", [(1,)] * 1024)

    with pytest.raises(KeyboardInterrupt):
        write()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
