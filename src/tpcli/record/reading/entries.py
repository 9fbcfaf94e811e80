"""Entries of a record, each read by itself: what its fields hold, and what is wrong with them.

What only the whole record can tell (equal ids, references to nothing, stages out of order) is not asked here.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tpcli.dates.edtf import Date
from tpcli.record.entries import ENTRIES, Vocabulary
from tpcli.record.fields import DERIVED, FIELDS
from tpcli.record.problems import Finding, Wrong
from tpcli.record.reading.content import Value
from tpcli.record.reading.files import digest_of
from tpcli.record.reading.kept import Kept
from tpcli.record.reading.opened import Opened, Raw, lots
from tpcli.record.reading.own import OwnFields
from tpcli.record.values import Reader, reader_of, shapes
from tpcli.record.values import said as said_text
from tpcli.record.values import text as plain_text
from tpcli.text.folding import slug
from tpcli.text.json import Fields

ERRORS = {
    "unknown-section": "a part that has no meaning would be left out in silence; it is mostly a slip of the pen",
    "unknown-field": "a field that has no meaning would be left out in silence; it is mostly a slip of the pen",
    "missing-field": "an entry without what makes it one can't be shown or referred to",
    "equal-ids": "an id that means two entries means neither",
    "unknown-source": "a reference to nothing can't be followed",
    "unknown-deal": "a reference to nothing can't be followed",
    "unknown-evidence": "a reference to nothing can't be followed",
    "retired-in-use": "an id that is an entry's is not retired",
    "retired-circle": "what took the place of an id must be an entry in the end",
    "unknown-replacement": "a reference to nothing can't be followed",
    "stage-without-deal": "a stage says how far a deal has come, so it needs one",
    "stage-order": "a deal can't reach a stage before the one that it needs: a date or a stage is wrong",
    "too-many": "after 1000 errors the rest is left unread: they mostly have one cause",
}
"""The codes of errors of entries and their references, and why each is an error."""


class Read(NamedTuple):
    """An entry that is right by itself, and where it is."""

    entry: Any
    """An Event, Deal, Fact or Source."""
    file: int
    line: int
    item: int
    made: bool
    """Whether its id was made of its date and title."""
    own: Fields
    """The values of fields that only this record knows, by the numbers of the fields."""


class Faulty(NamedTuple):
    """An entry with errors: where it is, and those of its fields that could be read."""

    section: str
    after: int
    """How many entries of its section are right and come before it."""
    raw: Raw
    fields: Fields


def entries(record: Opened, section: str, faulty: list[Faulty]) -> Iterator[tuple[list[Read], float | None]]:
    """The entries of a section, some at a time, with how much of their file has been read, where that is known.

    What is wrong is told to the record's findings; such entries are left out and go to `faulty`. Raises RecordError
    where that is too much to go on.
    """
    fields = FIELDS[section]
    of_fields = {
        name: reader if name == "id" or reader in (plain_text, said_text) else _KeptReader(reader)
        for name, reader in readers(section, record.vocabulary).items()
    }
    required = [name for name, field in fields.items() if field.required]
    own = record.own[section] = OwnFields(section, record.vocabulary)
    derived = DERIVED[section]
    kind, made_id, right = ENTRIES[section], MadeIds(), 0
    for lot, share in lots(record, section):
        read = []
        for raw in lot:
            value = raw.value
            if value.__class__ is dict and not derived.isdisjoint(value):
                record.findings.passed_over.setdefault(section, set()).update(derived & value.keys())
                value = {name: held for name, held in value.items() if name not in derived}
            held, kept, wrongs = _fields(value, of_fields, required, own)
            if not wrongs:
                made = "id" not in held
                if made:
                    held["id"] = made_id(held["date"], held["title"])
                if kept:
                    own.meet(raw.file, raw.item, kept)
                read.append(Read(kind(**held), raw.file, raw.line, raw.item, made, kept))
                continue
            faulty.append(Faulty(section, right + len(read), raw, held))
            path = record.path(section, raw.file, raw.item)
            for wrong in wrongs:
                record.findings.tell(Finding(raw.file, (*path, *wrong.path), wrong.code, str(wrong)))
        right += len(read)
        yield read, share


def readers(section: str, vocabulary: Vocabulary) -> dict[str, Reader]:
    """How each field of a section is read under a vocabulary."""
    by_shape = shapes(vocabulary)
    return {name: reader_of(field, by_shape) for name, field in FIELDS[section].items()}


def _fields(
    raw: Value, readers: Mapping[str, Reader], required: list[str], own: OwnFields
) -> tuple[Fields, Fields, list[Wrong]]:
    """The values of an entry's fields, those of fields that only this record knows, and its errors."""
    if raw.__class__ is not dict:
        return {}, {}, [Wrong("wrong-shape", f"this must be a mapping of fields, such as {required[0]}: ...")]
    fields: Fields = {}
    kept: Fields = {}
    wrongs: list[Wrong] = []
    for name, value in raw.items():
        reader = readers.get(name)
        if value is not None or reader is None:
            try:
                if value.__class__ is str and reader.__class__ is _KeptReader:
                    fields[name] = reader[value]
                elif reader is not None:
                    fields[name] = reader(value)
                else:
                    number, held = own.read(name, value)
                    if held is not None:
                        kept[number] = held
            except Wrong as wrong:
                wrongs.append(wrong.in_field(name))
    for name in required:
        if raw.get(name) is None:
            wrongs.append(Wrong("missing-field", f"{_naming(raw)} has no {name}"))
    if "stage" in fields and raw.get("deal") is None:
        message = "stage says how far a deal has come, but the event names no deal"
        wrongs.append(Wrong("stage-without-deal", message, ("stage",)))
    return fields, kept, wrongs


class _KeptReader(Kept):
    """A reader with a memory of the values that it has read: most come again."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(lambda value: reader(list(value) if value.__class__ is tuple else value))
        self.reader = reader

    def __call__(self, value: Value) -> Any:
        """Read a value; a text is quicker looked up as in any table. Raises Wrong."""
        if value.__class__ is list:
            try:
                return self[tuple(value)]
            except TypeError:  # A list of mappings, which no table can hold.
                pass
        return self.reader(value)


class MadeIds:
    """Makes ids of dates and titles, and a number where others were made of the same.

    No other id is looked at, so that it is the same whatever else the record holds. They are kept as hashes.
    """

    def __init__(self) -> None:
        self.made: dict[int, int] = {}

    def __call__(self, date: Date, title: str) -> str:
        """An id that was not made before."""
        words = slug(title, 50) or digest_of(title.encode("utf-8", "surrogatepass"))[:8]
        base = f"{slug(date.text.replace('..', 'open'))}-{words}"
        made, n = base, self.made.get(hash(base), 1)
        while n > 1 and hash(made := f"{base}-{n}") in self.made:
            n += 1
        self.made[hash(base)] = n + 1
        self.made.setdefault(hash(made), 2)
        return made


def _naming(raw: Fields) -> str:
    """An entry as its own words name it."""
    for name in ("id", "title", "statement"):
        if isinstance(raw.get(name), str):
            return f"'{raw[name][:60]}'"
    return "the entry"
