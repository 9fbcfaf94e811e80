"""A record read from its files: entries checked one by one, references followed, every problem in one run.

`RecordReader` reads everything but the events at once and hands the events over one at a time, so that a record of any
size can be compiled in the same memory. `load` collects them all.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from tpcli.dates.edtf import Date
from tpcli.errors import TpcliError
from tpcli.record.lifecycle import Step
from tpcli.record.model import (
    ENTRIES,
    FIELDS,
    LISTS,
    Citation,
    Deal,
    Event,
    Fact,
    Reader,
    Source,
    Vocabulary,
    is_link,
    reader_of,
    shapes,
)
from tpcli.record.problems import Finding, Path, Problem, RecordError, Wrong, quoted
from tpcli.record.reading.columns import Columns
from tpcli.record.reading.content import BLOCK, Entry, Report, Unreadable, check_size
from tpcli.record.reading.csv import rows
from tpcli.record.reading.files import SECTIONS, FileState, RecordFile, digest_of, record_files, state_of
from tpcli.record.reading.formats import whole
from tpcli.record.reading.jsonl import lines
from tpcli.record.reading.place import locate
from tpcli.record.vocabulary import vocabulary_of
from tpcli.text.folding import did_you_mean, slug

STREAMED = ("jsonl", "csv")

LOT = 512
"""Entries that are looked at together, at most, where they do not come as lines of JSON."""

MOST_ERRORS = 1_000
"""After so many the rest of the record is left unread."""
MOST_SUGGESTIONS = 100
"""Errors for which the nearest known word is looked up, which takes longer the more a record holds."""

ERRORS = {
    "unknown-section": "a part that has no meaning would be left out in silence; it is mostly a slip of the pen",
    "unknown-field": "a field that has no meaning would be left out in silence; it is mostly a slip of the pen",
    "missing-field": "an entry without what makes it one can't be shown or referred to",
    "equal-ids": "an id that means two entries means neither",
    "unknown-source": "a reference to nothing can't be followed",
    "unknown-deal": "a reference to nothing can't be followed",
    "unknown-evidence": "a reference to nothing can't be followed",
    "stage-without-deal": "a stage says how far a deal has come, so it needs one",
    "stage-order": "a deal can't reach a stage before the one that it needs: a date or a stage is wrong",
    "too-many": f"after {MOST_ERRORS} errors the rest is left unread: they mostly have one cause",
}
"""What can be wrong with what entries are and refer to, and why it is an error."""


Raw = tuple[int, Path, Any]
"""An entry as it was read: the number of its file, its path there, and its content."""


class Place(NamedTuple):
    """Where an entry stands: the number of its file and its path there."""

    file: int
    path: Path


class Record(NamedTuple):
    """A whole record in memory. `places` says where each event, deal, fact and source stands, by section and id."""

    vocabulary: Vocabulary
    sources: tuple[Source, ...]
    deals: tuple[Deal, ...]
    facts: tuple[Fact, ...]
    events: tuple[Event, ...]
    places: dict[tuple[str, str], Place]
    files: list[RecordFile]


class RecordReader:
    """A record being read. Use `events()` to its end, then `finish()`, which raises RecordError with every problem."""

    def __init__(self, location: str | None, files: list[RecordFile] | None = None) -> None:
        """Begin with the record at `location`; `files`, where given, are read in place of those that stand there."""
        self.location = location
        self.files = record_files(location) if files is None else files
        self.findings: list[Finding] = []
        self.unlocated: list[Problem] = []
        self.places: dict[tuple[str, str], Place] = {}
        self.faulty: set[str] = set()
        """The ids of entries that have errors."""
        self.states: dict[int, FileState] = {}
        self._raw: dict[str, list[tuple[int, Path, Any]]] = {section: [] for section in SECTIONS}
        self._streams: dict[str, list[int]] = {section: [] for section in SECTIONS}
        self._seen: set[int] = set()
        self._twice: set[str] = set()
        self._steps: dict[str, list[Step]] = {}
        self._misplaced: dict[str, list[str]] = {}
        self._made: dict[int, int] = {}
        self._wanted: dict[str, list[tuple[int, Path]]] = {}
        self.keep_places, self.remember = True, True
        self.only: Container[str] | None = None
        self._streamed: tuple[BinaryIO, int] | None = None
        for number, file in enumerate(self.files):
            if file.format in STREAMED and file.section != "vocabulary":
                self._streams[file.section or "events"].append(number)
            else:
                self._read_whole(number, file)
        self.vocabulary = vocabulary_of(self._raw["vocabulary"], self._tell, own=location is None)
        by_shape = shapes(self.vocabulary)
        self.readers = {s: {f.name: reader_of(f, by_shape) for f in fields.values()} for s, fields in FIELDS.items()}
        self.required = {s: [f.name for f in fields.values() if f.required] for s, fields in FIELDS.items()}
        self.source_ids: set[str] = set()
        self.deal_ids: set[str] = set()
        self.sources: tuple[Source, ...] = tuple(
            source
            for columns in self._in_columns("sources")
            for source in map(Source._make, zip(*columns, strict=True))
        )
        self.source_ids = {source.id for source in self.sources} | self.faulty
        self.deals: tuple[Deal, ...] = tuple(self._entries("deals"))
        self.deal_ids = {deal.id for deal in self.deals} | self.faulty
        self.facts: tuple[Fact, ...] = tuple(self._entries("facts"))

    def events(self, *, keep_places: bool = False, only: Container[str] | None = None) -> Iterator[Event]:
        """The events, in the order of the files. Those with problems are left out and kept for `finish`.

        `only` limits the places that are kept to those of some ids.
        """
        for columns in self.columns(keep_places=keep_places, only=only):
            yield from map(Event._make, zip(*columns, strict=True))

    def columns(
        self, *, keep_places: bool = False, only: Container[str] | None = None, remember: bool = True
    ) -> Iterator[Sequence[Sequence[Any]]]:
        """The same, many events at a time, as a column of each field of Event.

        Without `remember` neither ids nor stages are kept, which would take more memory the more events there are: call
        `check_order` instead, and tell `finish` of equal ids.
        """
        self.keep_places, self.only, self.remember = keep_places, only, remember
        return self._in_columns("events")

    def _in_columns(self, section: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The entries of a section, many at a time; those of a lot in which any has problems are read one by one."""
        known = {"deal": self._known_deal, "sources": self._known_sources} if section == "events" else {}
        reader = Columns(ENTRIES[section], {**self.readers[section], **known}, self.required[section])
        for lot in self._lots(section):
            columns = reader.read([raw for _, _, raw in lot]) if lot else None
            if columns is not None and not (section == "events" and _stage_alone(columns)):
                self._note_columns(section, columns, lot)
                yield columns
            elif found := list(self._entries(section, lot)):
                yield list(zip(*found, strict=True))

    def _known_deal(self, value: Any) -> Any:
        deal = self.readers["events"]["deal"](value)
        if deal not in self.deal_ids:
            raise Wrong("unknown-deal", deal)
        return deal

    def _known_sources(self, value: Any) -> Any:
        cited = self.readers["events"]["sources"](value)
        for citation in cited:
            if citation.source not in self.source_ids and not is_link(citation.source):
                raise Wrong("unknown-source", citation.source)
        return cited

    def _note_columns(self, section: str, columns: list[Sequence[Any]], lot: list[Raw]) -> None:
        """Do with a lot that was read into columns what `_entries` does with one entry; make ids that are missing."""
        given, *others = columns
        if None in given:
            columns[0] = [
                self._noted_id(section, id_, date, title) for id_, date, title in zip(given, *others[:2], strict=True)
            ]
        else:
            marks = set(map(hash, given))
            if len(marks) < len(given) or not (self._seen.isdisjoint(marks) and self._made.keys().isdisjoint(marks)):
                for id_ in given:
                    self._note_id(section, id_)
            elif self._keeps(section):
                self._seen |= marks
        if self.keep_places:
            for (file, path, _), id_ in zip(lot, columns[0], strict=True):
                self._note_place(section, id_, file, path)
        if section == "events":
            for evidence in self._wanted.keys() & set(columns[0]):
                del self._wanted[evidence]
            if self.remember:
                for event in map(Event._make, zip(*columns, strict=True)):
                    self._note_stage(event)

    def record(self, events: tuple[Event, ...]) -> Record:
        """What was read, with the events that `events` gave, as one value."""
        return Record(self.vocabulary, self.sources, self.deals, self.facts, events, self.places, self.files)

    def share(self) -> float | None:
        """How much of the file that is read line by line has been read, from 0 to 1; None while there is none."""
        if self._streamed is None:
            return None
        stream, size = self._streamed
        return min(stream.tell() / size, 1.0) if size else None

    def check_order(self, deal: str, steps: Sequence[Step]) -> None:
        """Note which of a deal's steps come before a stage that they need."""
        stages = self.vocabulary.stages or {}
        first: dict[str, int] = {}
        for step in steps:
            first[step.stage] = min(first.get(step.stage, step.start), step.start)
        for step in steps:
            for needed in stages[step.stage].needs if step.stage in stages else ():
                if needed in first and step.end < first[needed]:
                    message = f"'{deal}' is {step.stage} here before it is {needed}"
                    self._misplaced.setdefault(step.event, []).append(message)

    def finish(self, twice: Iterable[str] = ()) -> None:
        """Follow what only the whole record can answer. Raises RecordError if anything was wrong.

        `twice` are ids that more than one entry has, from whoever had them not remembered here.
        """
        for evidence, wanting in self._wanted.items():
            if evidence not in self.deal_ids:
                message = f"{quoted(evidence)} is no event or deal of this record{self._near(evidence, self.deal_ids)}"
                for file, path in wanting:
                    self._tell(Finding(file, path, "unknown-evidence", message))
        self._twice.update(twice)
        self._equal_ids()
        for deal, steps in self._steps.items():
            self.check_order(deal, steps)
        self._stage_order()
        if self.findings or self.unlocated:
            raise RecordError(self.problems(self.findings))

    def problems(self, findings: list[Finding], severity: str = "error") -> list[Problem]:
        """The findings with their lines and columns, in the order of the files."""
        out = list(self.unlocated) if severity == "error" else []
        at = self._located((finding.file, finding.path) for finding in findings)
        for file, path, code, message in findings:
            out.append(Problem(self.files[file].name, *at[file, path], severity, code, message))
        return self.in_order(out)

    def in_order(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems by file, line and column, each once."""
        order = {file.name: number for number, file in enumerate(self.files)}
        return sorted(set(problems), key=lambda p: (order[p.file], p.line, p.column, p.code, p.message))

    def _located(self, places: Iterable[tuple[int, Path]]) -> dict[tuple[int, Path], tuple[int, int]]:
        """The line and column of each place."""
        of_file: dict[int, set[Path]] = {}
        for file, path in places:
            of_file.setdefault(file, set()).add(path)
        return {
            (file, path): at for file, paths in of_file.items() for path, at in locate(self.files[file], paths).items()
        }

    def _tell(self, finding: Finding) -> None:
        """Keep a problem. Raises RecordError with all of them where they are too many to go on."""
        self.findings.append(finding)
        if len(self.findings) >= MOST_ERRORS:
            problems = self.problems(self.findings)
            message = f"{MOST_ERRORS} errors: the rest of the record is left unread"
            raise RecordError([*problems, problems[-1]._replace(code="too-many", message=message)])

    def _near(self, word: str, known: Collection[str]) -> str:
        return did_you_mean(word, known) if len(self.findings) < MOST_SUGGESTIONS else ""

    def _report(self, number: int) -> Report:
        return lambda path, code, message: self._tell(Finding(number, path, code, message))

    @contextmanager
    def _reading(self, number: int) -> Iterator[None]:
        """Keep what makes a file unreadable as a problem of that file."""
        try:
            yield
        except Unreadable as error:
            self._fail(number, error)
        except RecordError:
            raise
        except (TpcliError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error).removeprefix(f"{self.files[number].name}: ")
            self._fail(number, Unreadable(1, 1, "unreadable", reason))

    def _fail(self, number: int, error: Unreadable) -> None:
        name = self.files[number].name
        self.unlocated.append(Problem(name, error.line, error.column, "error", error.code, str(error)))

    def _read_whole(self, number: int, file: RecordFile) -> None:
        with self._reading(number):
            if file.format not in STREAMED:
                before = state_of(file)
                check_size(before.size)
                content = file.read()
                self.states[number] = before._replace(digest=digest_of(content))
                self._take(number, file, whole(file, content, self._report(number)))
            elif file.format == "csv":
                raise Unreadable(1, 1, "wrong-shape", "a vocabulary is no table: write it as YAML or JSON")
            else:
                lots = self._stream(number, file, "vocabulary")
                self._raw["vocabulary"] += [(number, *entry) for lot in lots for entry in lot]

    def _take(self, number: int, file: RecordFile, raw: Any) -> None:
        """Put what a whole file holds to the parts of the record."""
        if file.section is not None:
            self._section(number, (), file.section, raw)
        elif isinstance(raw, list):
            self._section(number, (), "events", raw)
        elif isinstance(raw, dict) and "date" in raw and "title" in raw:
            self._section(number, (), "events", [raw])
        elif isinstance(raw, dict):
            for name, content_ in raw.items():
                if name in SECTIONS:
                    self._section(number, (name,), name, content_)
                else:
                    message = f"{quoted(name)} is no part of a record{did_you_mean(name, SECTIONS)}"
                    self._tell(Finding(number, (name,), "unknown-section", message))
        elif raw is None:
            self._tell(Finding(number, (), "wrong-shape", "the file is empty: write a list of events"))
        else:
            message = "a record is a list of events, or a mapping of events, deals, facts, sources and vocabulary"
            self._tell(Finding(number, (), "wrong-shape", message))

    def _section(self, number: int, path: Path, section: str, raw: Any) -> None:
        if section == "vocabulary" or isinstance(raw, list):
            self._raw[section].append((number, path, raw))
        elif raw is not None:
            self._tell(Finding(number, path, "wrong-shape", f"{section} must be a list"))

    def _stream(self, number: int, file: RecordFile, section: str) -> Iterator[list[Entry]]:
        import hashlib

        hasher = hashlib.blake2b(digest_size=16)
        before = state_of(file)
        report = self._report(number)
        try:
            with file.open() as stream:
                self._streamed = stream, len(file.content) if file.content is not None else before.size
                if file.format == "csv":
                    lists = [field.name for field in FIELDS[section].values() if field.shape in LISTS]
                    yield from _in_lots(stream, rows(stream, report, hasher.update, lists))
                else:
                    yield from lines(stream, report, hasher.update)
        finally:
            self._streamed = None
        self.states[number] = before._replace(digest=hasher.hexdigest())

    def _lots(self, section: str) -> Iterator[list[Raw]]:
        """What was read of a section, some at a time."""
        for number, path, entries in self._raw[section]:
            for at in range(0, len(entries), LOT):
                yield [(number, (*path, n), entry) for n, entry in enumerate(entries[at : at + LOT], at)]
        for number in self._streams[section]:
            with self._reading(number):
                for lot in self._stream(number, self.files[number], section):
                    yield [(number, path, entry) for path, entry in lot]

    def _entries(self, section: str, lot: Iterable[Raw] | None = None) -> Iterator[Any]:
        """Those of a section's entries that hold together by themselves; what is wrong goes to the findings."""
        entries = chain.from_iterable(self._lots(section)) if lot is None else lot
        readers, required, entry_type = self.readers[section], self.required[section], ENTRIES[section]
        for file, path, raw in entries:
            if raw.__class__ is not dict:
                message = f"this must be a mapping of fields, such as {required[0]}: ..."
                self._tell(Finding(file, path, "wrong-shape", message))
                continue
            before = len(self.findings)
            fields: dict[str, Any] = {}
            for name, value in raw.items():
                self._field(section, readers, fields, name, value, file, path)
            if "sources" in fields:
                self._cited(fields["sources"], file, path)
            if section == "events":
                if "deal" in fields or ("stage" in fields and raw.get("deal") is None):
                    self._stage(fields.get("deal"), file, path)
            elif section == "facts":
                self._claim(fields, file, path)
            missing = [name for name in required if raw.get(name) is None]
            for name in missing:
                message = f"{_naming(raw)} has no {name}"
                self._tell(Finding(file, path, "missing-field", message))
            right = len(self.findings) == before
            if "id" not in fields and not right:
                continue
            id_ = fields["id"] = self._noted_id(section, fields.get("id"), fields.get("date"), fields.get("title"))
            if section == "events":
                self._wanted.pop(id_, None)
            if not right:
                self.faulty.add(id_)
                self._seen.add(hash(id_))
                continue
            entry = entry_type(**fields)
            if self.keep_places:
                self._note_place(section, id_, file, path)
            if section == "events" and self.remember:
                self._note_stage(entry)
            yield entry

    def _noted_id(self, section: str, id_: str | None, date: Any, title: Any) -> str:
        """The id of an entry, made where it has none."""
        if id_ is None:
            id_ = self._made_id(date, title)
            if hash(id_) in self._seen:
                self._twice.add(id_)
        else:
            self._note_id(section, id_)
        return id_

    def _note_id(self, section: str, id_: str) -> None:
        mark = hash(id_)
        if mark in self._seen or mark in self._made:
            self._twice.add(id_)
        if self._keeps(section):
            self._seen.add(mark)

    def _keeps(self, section: str) -> bool:
        """Whether the ids of a section are kept, so that equal ones come to light."""
        return self.remember or section != "events"

    def _note_place(self, section: str, id_: str, file: int, path: Path) -> None:
        if self.only is None or id_ in self.only:
            self.places.setdefault((section, id_), Place(file, path))

    def _note_stage(self, event: Event) -> None:
        if event.stage is not None and event.deal is not None:
            step = Step(event.date.start, event.date.end, event.id, event.stage, event.quantity)
            self._steps.setdefault(event.deal, []).append(step)

    def _field(
        self,
        section: str,
        readers: dict[str, Reader],
        fields: dict[str, Any],
        name: str,
        value: Any,
        file: int,
        path: Path,
    ) -> None:
        """Read one value into `fields`; what is wrong with it goes to the findings."""
        reader = readers.get(name)
        if reader is None:
            message = f"{quoted(name)} is no field of {section}{self._near(name, readers)}"
            self._tell(Finding(file, (*path, name), "unknown-field", message))
        elif value is not None:
            try:
                fields[name] = reader(value)
            except Wrong as wrong:
                message = wrong.message if wrong.message[:1] == "'" else f"{name} {wrong.message}"
                self._tell(Finding(file, (*path, name, *wrong.path), wrong.code, message))

    def _cited(self, cited: tuple[Citation, ...], file: int, path: Path) -> None:
        for n, citation in enumerate(cited):
            if citation.source not in self.source_ids and not is_link(citation.source):
                near = self._near(citation.source, self.source_ids) or ": add it to the sources, or write a link"
                message = f"{quoted(citation.source)} is no source of this record{near}"
                self._tell(Finding(file, (*path, "sources", n), "unknown-source", message))

    def _stage(self, deal: str | None, file: int, path: Path) -> None:
        if deal is None:
            message = "stage says how far a deal has come, but the event names no deal"
            self._tell(Finding(file, (*path, "stage"), "stage-without-deal", message))
        elif deal not in self.deal_ids:
            message = f"{quoted(deal)} is no deal of this record{self._near(deal, self.deal_ids)}"
            self._tell(Finding(file, (*path, "deal"), "unknown-deal", message))

    def _claim(self, fields: dict[str, Any], file: int, path: Path) -> None:
        claimed_by = fields.get("claimed_by")
        if claimed_by is not None and claimed_by not in self.source_ids:
            message = f"{quoted(claimed_by)} is no source of this record{self._near(claimed_by, self.source_ids)}"
            self._tell(Finding(file, (*path, "claimed_by"), "unknown-source", message))
        for n, evidence in enumerate(fields.get("evidence", ())):
            self._wanted.setdefault(evidence, []).append((file, (*path, "evidence", n)))

    def _made_id(self, date: Date, title: str) -> str:
        """An id from the date and the title, and a number where others were made of the same.

        No other id is looked at, so that it is the same whatever else the record holds. They are kept as hashes.
        """
        base = _id_of(date.text, title)
        made, n = base, self._made.get(hash(base), 1)
        while n > 1 and hash(made := f"{base}-{n}") in self._made:
            n += 1
        self._made[hash(base)] = n + 1
        self._made.setdefault(hash(made), 2)
        return made

    def _equal_ids(self) -> None:
        """Say where ids stand twice. They were compared by hash; this reads them again and compares the texts."""
        if not self._twice:
            return
        at: dict[str, list[tuple[int, Path]]] = {}
        nameless: dict[str, tuple[int, Path]] = {}
        quiet, self.findings = self.findings, []
        for section in ("sources", "deals", "facts", "events"):
            for file, path, raw in chain.from_iterable(self._lots(section)):
                entry = raw if isinstance(raw, dict) else {}
                word = str(entry.get("id"))
                if word in self._twice:
                    at.setdefault(word, []).append((file, (*path, "id")))
                elif section == "events" and entry.get("id") is None:
                    made = _id_of(str(entry.get("date")), str(entry.get("title")))
                    if made in self._twice:
                        nameless.setdefault(made, (file, path))
        self.findings = quiet
        firsts = self._located([found[0] for found in list(at.values())[:MOST_ERRORS]] + list(nameless.values()))
        for word in sorted(self._twice - at.keys()):  # The file is no longer what it was.
            self._tell(Finding(0, (), "equal-ids", f"{quoted(word)} is the id of more than one entry"))
        for word, found in at.items():
            if len(found) == 1 and self._made:  # An entry without an id was given this one.
                other = "an entry that"
                if word in nameless:
                    file, _ = place = nameless[word]
                    other = f"the entry at {self.files[file].name}:{firsts[place][0]}, which"
                message = f"{quoted(word)} is already the id made for {other} has none"
                self._tell(Finding(*found[0], "equal-ids", message))
            for file, path in found[1:]:
                first = f"{self.files[found[0][0]].name}:{firsts[found[0]][0]}"
                message = f"{quoted(word)} is already the id of the entry at {first}"
                self._tell(Finding(file, path, "equal-ids", message))

    def _stage_order(self) -> None:
        """Say where stages come too early. Where places were not kept, the record is read again for these.

        Of ids that stand twice it is not known which entry is meant; those are told already.
        """
        wrong = {event: messages for event, messages in self._misplaced.items() if event not in self._twice}
        reader = self
        if wrong and not (self.keep_places and self.only is None):
            reader = RecordReader(self.location, self.files)
            for _ in reader.events(keep_places=True, only=wrong):
                pass
        nowhere = Place(0, ())  # The file is no longer what it was.
        for event in sorted(wrong, key=lambda event: reader.places.get(("events", event), nowhere)):
            file, path = reader.places.get(("events", event), nowhere)
            for message in wrong[event]:
                self._tell(Finding(file, (*path, "stage"), "stage-order", message))


def load(location: str | None) -> Record:
    """The whole record at `location` in memory. Raises RecordError with every problem, TpcliError if there is none."""
    reader = RecordReader(location)
    events = tuple(reader.events(keep_places=True))
    reader.finish()
    return reader.record(events)


def _in_lots(stream: BinaryIO, entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """The entries of a stream some at a time: as many as are looked at together, or as are in a block of its bytes."""
    lot: list[Entry] = []
    began = stream.tell()
    try:
        for entry in entries:
            lot.append(entry)
            if len(lot) == LOT or stream.tell() - began > BLOCK:
                yield lot
                lot, began = [], stream.tell()
    except Unreadable:
        yield lot
        raise
    yield lot


def _stage_alone(columns: Sequence[Sequence[Any]]) -> bool:
    """Whether an event has a stage and names no deal."""
    deals, stages = (columns[Event._fields.index(name)] for name in ("deal", "stage"))
    return any(stage is not None and deal is None for deal, stage in zip(deals, stages, strict=True))


def _id_of(date: str, title: str) -> str:
    """An id made of a date and a title."""
    words = slug(title, 50) or digest_of(title.encode("utf-8", "surrogatepass"))[:8]
    return f"{slug(date.replace('..', 'open'))}-{words}"


def _naming(raw: dict[str, Any]) -> str:
    for name in ("id", "title", "statement"):
        if isinstance(raw.get(name), str):
            return f"'{raw[name][:60]}'"
    return "the entry"
