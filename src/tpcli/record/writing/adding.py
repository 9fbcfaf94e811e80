"""An event for a record: what the words that somebody typed mean there, and the record's file with the event in it.

Nothing is written here. The file comes back as bytes, loaded with all the rest of the record to see that the whole
holds together, that the new event reads as it was meant, and that everything else reads as before.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tpcli.errors import TpcliError
from tpcli.record.entries import Event
from tpcli.record.fields import FIELDS, SINGULAR
from tpcli.record.importing.dates import date_of
from tpcli.record.importing.words import by_alias
from tpcli.record.problems import RecordError, Wrong, quoted
from tpcli.record.reading.files import RecordFile, places, record_files, shown
from tpcli.record.reading.record import Record, read_record
from tpcli.record.values import is_link
from tpcli.record.writing.insertion import csv_header, inserted, is_blank, position, proposed_id
from tpcli.text.folding import did_you_mean, fold, key
from tpcli.text.json import Fields

Load = Callable[[str, Sequence[RecordFile]], Record]
"""Reads a record from files in place of those on disk, and checks it as a whole. Raises RecordError for errors."""

Typed = Mapping[str, Sequence[str]]
"""The texts typed for each field: one, or several where the field is a list."""


class Before(NamedTuple):
    """A record before an event is added, and the file that the event goes into."""

    location: str
    files: list[RecordFile]
    number: int
    """The number of that file among the files."""
    content: bytes
    """Its content."""
    stand_in: list[RecordFile]
    """The files as they are read: an empty one, which is no error here, as one without events."""
    whole: Record
    """Each entry right by itself. That the whole holds together is seen once the event is in it."""
    ids: frozenset[str]
    """Every id of the record."""

    @property
    def file(self) -> RecordFile:
        """The file that an event is to go into."""
        return self.files[self.number]

    @property
    def has_ids(self) -> bool:
        """Whether events can have ids of their own there, as they can't in a CSV without such a column."""
        return self.file.format != "csv" or "id" in csv_header(self.content)


def file_for_events(location: str) -> tuple[list[RecordFile], int]:
    """The files of a record, and which of them an event goes into: one to be made where the folder has none.

    Raises TpcliError where there is no record, or where several are read as one.
    """
    if len(places(location)) > 1:
        raise TpcliError("an event goes into one record: give --data once")
    files = record_files(location)
    for number, file in enumerate(files):
        if file.section in (None, "events"):
            return files, number
    path = Path(location) / "events.yaml"
    return [*files, RecordFile(shown(path), path, "yaml", "events", b"")], len(files)


def before(location: str) -> Before:
    """The record before an event is added. Raises RecordError for entries with errors, TpcliError if there is none."""
    files, number = file_for_events(location)
    file = files[number]
    content = file.read()
    stand_in = _ended(content)
    if is_blank(file.format, content):  # That is no error here.
        stand_in = b"[]" if file.format in ("yaml", "json") else b""
    read_as = _with(files, number, stand_in)
    whole = read_record(location, read_as)
    ids = (entry.id for entries in (whole.sources, whole.deals, whole.facts, whole.events) for entry in entries)
    return Before(location, files, number, content, read_as, whole, frozenset(ids))


def _ended(content: bytes) -> bytes:
    """The content with its last line ended: an event below it ends it, which must not count as a change."""
    return content if content.endswith((b"\n", b"\r")) else content + b"\n"


def _with(files: Sequence[RecordFile], number: int, content: bytes) -> list[RecordFile]:
    changed = files[number]._replace(path=None, content=content)
    return [changed if n == number else file for n, file in enumerate(files)]


def words(record: Before, name: str) -> list[str]:
    """The words that a field may hold, in order; none where any text will do."""
    shape = FIELDS["events"][name].shape
    part = {"themes": "themes", "countries": "countries", **{v: k for k, v in SINGULAR.items()}}.get(shape)
    return list(getattr(record.whole.vocabulary, part) or ()) if part else []


def value(record: Before, name: str, typed: Sequence[str]) -> tuple[Any, Any]:
    """The value to write for a field, from the texts typed, and the value that the reader makes of it.

    Words are written by their ids, dates in EDTF, sources with what they support. Raises Wrong, with the nearest words
    where one is not known.
    """
    for text in typed:
        if text != text.encode("utf-8", "replace").decode("utf-8"):
            raise Wrong("not-text", "holds bytes that are no text in UTF-8")
    shape = FIELDS["events"][name].shape
    held: Any
    if shape == "date":
        held = date_of(typed[0], today=date.today())
    elif shape == "citations":
        held = [_citation(record, text) for text in typed]
    elif shape in ("themes", "countries", *SINGULAR.values()):
        part = shape if shape in ("themes", "countries") else {v: k for k, v in SINGULAR.items()}[shape]
        known = by_alias(getattr(record.whole.vocabulary, part) or {})
        held = [known.get(key(text), text) for text in typed]
        held = list(dict.fromkeys(held)) if shape == part else held[0]
    elif shape == "texts":
        held = list(dict.fromkeys(typed))
    else:
        held = fold(typed[0]) if shape == "confidence" else typed[0]
    read = record.whole.readers("events")[name](held)
    if name == "id" and held in record.ids:
        raise Wrong("equal-ids", f"'{held}' is already the id of an entry: choose another")
    if name == "deal" and held not in record.whole.deal_ids:
        raise Wrong("unknown-deal", f"{quoted(held)} is no deal of this record{_near(held, record.whole.deal_ids)}")
    return (read if shape == "count" else held), read


def _citation(record: Before, text: str) -> str | dict[str, str]:
    source, _, supports = (part.strip() for part in text.partition("|"))
    if source not in record.whole.source_ids and not is_link(source):
        near = _near(source, record.whole.source_ids)
        raise Wrong("unknown-source", f"{quoted(source)} is neither a source of this record nor a link{near}")
    return {"source": source, "supports": supports} if supports else source


def _near(text: str, known: Any) -> str:
    return did_you_mean(text, known) if known else ""


def with_event(record: Before, typed: Typed, load: Load) -> tuple[bytes, Event]:
    """The file's bytes with the event in its place, and the event as it reads there.

    An id is made of the title where none was typed. Raises Wrong, whose path begins with the field, where what was
    typed can't be read; RecordError where the record has errors already; TpcliError where it would have them, or the
    file has no place for the event.
    """
    entry = Fields()
    read = Fields()
    for name, texts in typed.items():
        try:
            entry[name], read[name] = value(record, name, texts)
        except Wrong as wrong:
            wrong.path = (name, *wrong.path)
            raise
    if "stage" in entry and "deal" not in entry:
        message = "it says how far a deal has come, and the event names no deal"
        raise Wrong("stage-without-deal", message, ("stage",), sentence=True)
    if "id" not in entry and record.has_ids:
        entry["id"] = proposed_id(entry["title"], entry["date"], record.ids)
    date = read["date"]
    places = record.whole.places
    mine = [event for event in record.whole.events if places["events", event.id].file == record.number]
    orders = [(event.date.start, event.date.end, event.id) for event in mine]
    at = position(orders, (date.start, date.end, entry.get("id", "\U0010ffff")))
    try:
        content = inserted(record.file.format, record.content, entry, at)
    except TpcliError as error:
        raise TpcliError(f"{record.file.name}: {error}") from None
    try:
        after = load(record.location, _with(record.files, record.number, _ended(content)))
    except RecordError as error:
        load(record.location, record.stand_in)  # Raises those errors that were there before.
        problems = "\n".join(map(str, error.problems))
        raise TpcliError(f"nothing was added, for with this event the record would have errors:\n{problems}") from None
    new = _the_new_one(record.whole, after)
    if new is None or any(getattr(new, name) != held for name, held in read.items()):
        message = "the event can't be put in so that it and all the rest read as they should: add it by hand"
        raise TpcliError(f"{record.file.name}: {message}")
    return content, new


def _the_new_one(old: Record, new: Record) -> Event | None:
    """The one event that was not there before; None where anything else has changed."""
    for name in ("vocabulary", "sources", "deals", "facts"):
        if getattr(new, name) != getattr(old, name):
            return None
    pairs = enumerate(zip(old.events, new.events, strict=False))
    at = next((n for n, (before, after) in pairs if before != after), len(new.events) - 1)
    return new.events[at] if new.events[:at] + new.events[at + 1 :] == old.events else None
