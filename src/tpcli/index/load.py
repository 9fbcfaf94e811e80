"""A whole record in memory, checked like one whose index is built."""

import sqlite3
from collections.abc import Sequence

from tpcli.index.build import build
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.opened import opened
from tpcli.record.reading.record import Gathered, Record


def load(location: str | None, files: Sequence[RecordFile] | None = None) -> Record:
    """The record at `location`; `files`, where given, are read in place of those that are there.

    Raises RecordError with every problem, TpcliError if there is no record.
    """
    record = opened(location, files)
    gathered = Gathered(record)
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        build(connection, record, lambda *_: None, gathered.keep)
    finally:
        connection.close()
    return gathered.record()
