"""A whole record in memory, checked like one whose index is built."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tpcli.index.build import build
from tpcli.record.reading.entries import Place, Read, Record
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.opened import Opened, opened


def load(location: str | None, files: Sequence[RecordFile] | None = None) -> Record:
    """The record at `location`; `files`, where given, are read in place of those that are there.

    Raises RecordError with every problem, TpcliError if there is no record.
    """
    record = opened(location, files)
    kept = Kept(record)
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        build(connection, record, lambda *_: None, kept.keep)
    finally:
        connection.close()
    return kept.record()


class Kept:
    """The entries of a record that is being built, as they come."""

    def __init__(self, record: Opened) -> None:
        self.opened = record
        self.entries: dict[str, list[Any]] = {"sources": [], "deals": [], "facts": [], "events": []}
        self.places: dict[tuple[str, str], Place] = {}

    def keep(self, section: str, entries: Sequence[Read]) -> None:
        """Keep some entries of a section."""
        self.entries[section] += [read.entry for read in entries]
        for read in entries:
            place = Place(read.file, self.opened.path(section, read.file, read.item))
            self.places.setdefault((section, read.entry.id), place)

    def record(self) -> Record:
        """What was kept."""
        parts = {section: tuple(entries) for section, entries in self.entries.items()}
        return Record(self.opened.vocabulary, files=list(self.opened.files), places=self.places, **parts)
