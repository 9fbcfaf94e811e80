"""Two indexes in one connection, to be compared with each other."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tpcli.index.build import build
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.opened import opened
from tpcli.signals import ended_by_signals
from tpcli.text.newfiles import temporary_folder
from tpcli.text.progress import progress_bar


def built_apart(path: Path, location: str | None, files: Sequence[RecordFile]) -> sqlite3.Connection:
    """An index at a path outside the cache, of files in place of those of the record at `location`.

    Raises RecordError if they have errors.
    """
    record = opened(location, files)
    connection = sqlite3.connect(path, check_same_thread=False)
    with ended_by_signals(), progress_bar("indexing", "events", quiet=False) as progress:
        build(connection, record, progress)
    return connection


@contextmanager
def side_by_side(was: sqlite3.Connection, now: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A connection in which the two indexes are the schemas `was` and `now`. What has no file is copied to one."""
    with temporary_folder() as folder:
        both = sqlite3.connect("file::memory:", uri=True, check_same_thread=False)
        both.isolation_level = None
        try:
            for name, connection in (("was", was), ("now", now)):
                _attach(both, name, connection, folder / name)
            yield both
        finally:
            both.close()


def _attach(both: sqlite3.Connection, name: str, connection: sqlite3.Connection, copy: Path) -> None:
    file = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    if file:
        try:
            both.execute(f"ATTACH ? AS {name}", (Path(file).as_uri() + "?mode=ro&immutable=1",))
            both.execute(f"SELECT count(*) FROM {name}.meta")
            return
        except sqlite3.OperationalError:  # Another process has just built a newer one, and swept this away.
            both.execute(f"DETACH {name}") if _has(both, name) else None
    with sqlite3.connect(copy) as held:
        connection.backup(held)
    held.close()
    both.execute(f"ATTACH ? AS {name}", (copy.as_uri() + "?mode=ro",))


def _has(both: sqlite3.Connection, name: str) -> bool:
    return name in {held for _, held, _ in both.execute("PRAGMA database_list")}
