"""A whole record in memory."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tpcli.record.entries import About, Deal, Event, Fact, Source, Vocabulary
from tpcli.record.fields import FIELDS
from tpcli.record.problems import RecordError
from tpcli.record.reading.entries import Faulty, Read, entries, readers
from tpcli.record.reading.files import SECTIONS, RecordFile
from tpcli.record.reading.opened import Opened, opened
from tpcli.record.values import Reader


class Place(NamedTuple):
    """Where an entry is: the number of its file and its path there."""

    file: int
    path: tuple[str | int, ...]


class Record(NamedTuple):
    """A whole record in memory. `places` says where each event, deal, fact and source is, by section and id."""

    vocabulary: Vocabulary
    about: About
    sources: tuple[Source, ...]
    deals: tuple[Deal, ...]
    facts: tuple[Fact, ...]
    events: tuple[Event, ...]
    places: dict[tuple[str, str], Place]
    files: list[RecordFile]

    @property
    def source_ids(self) -> set[str]:
        """The ids of all sources."""
        return {source.id for source in self.sources}

    @property
    def deal_ids(self) -> set[str]:
        """The ids of all deals."""
        return {deal.id for deal in self.deals}

    def readers(self, section: str) -> dict[str, Reader]:
        """How each field of a section is read."""
        return readers(section, self.vocabulary)


class Gathered:
    """The entries of a record, as they are read."""

    def __init__(self, record: Opened) -> None:
        self.opened = record
        self.entries: dict[str, list[Any]] = {section: [] for section in SECTIONS if section != "vocabulary"}
        self.places: dict[tuple[str, str], Place] = {}

    def keep(self, section: str, entries: Sequence[Read]) -> None:
        """Keep some entries of a section."""
        self.entries[section] += [read.entry for read in entries]
        for read in entries:
            place = Place(read.file, self.opened.path(section, read.file, read.item))
            self.places.setdefault((section, read.entry.id), place)

    def record(self) -> Record:
        """The record that was read."""
        parts = {section: tuple(entries) for section, entries in self.entries.items()}
        return Record(
            self.opened.vocabulary, self.opened.about, files=list(self.opened.files), places=self.places, **parts
        )


def read_record(location: str | None, files: Sequence[RecordFile] | None = None) -> Record:
    """The record at `location`, each entry right by itself; what only the whole can tell, `index.load` asks.

    `files`, where given, are read in place of those that are there. Raises RecordError with what is wrong with
    entries, TpcliError if there is no record.
    """
    record = opened(location, files)
    gathered = Gathered(record)
    faulty: list[Faulty] = []
    for section in gathered.entries:
        for lot, _ in entries(record, section, faulty):
            gathered.keep(section, lot)
    record.findings.raise_any()
    return gathered.record()


def found_by_id(location: str, id_: str) -> tuple[int, int] | None:
    """The number of the file and the line of the entry of that id, in a record that may have errors.

    None where there is none, or where the files can't be read at all.
    """
    try:
        record = opened(location)
        for section in FIELDS:
            faulty: list[Faulty] = []
            for lot, _ in entries(record, section, faulty):
                found = next(((read.file, read.line) for read in lot if read.entry.id == id_), None)
                if found:
                    return found
            for each in faulty:
                if isinstance(each.raw.value, dict) and each.raw.value.get("id") == id_:
                    return each.raw.file, each.raw.line
    except RecordError:
        return None
    return None
