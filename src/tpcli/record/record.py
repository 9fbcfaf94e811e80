"""A record read from its files: entries checked one by one, references followed, every problem in one run.

`RecordReader` reads everything but the events at once and hands the events over one at a time, so that a record of any
size can be compiled in the same memory. `load` collects them all.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tpcli.errors import TpcliError
from tpcli.record.files import SECTIONS, FileState, RecordFile, digest_of, record_files, state_of
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
    shapes,
    text,
)
from tpcli.record.problems import Finding, Path, Problem, RecordError, Wrong, quoted
from tpcli.record.reader import Report, Unreadable, check_size, lines, locate, rows, whole
from tpcli.record.vocabulary import vocabulary_of
from tpcli.words import did_you_mean, slug

STREAMED = ("jsonl", "csv")

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
        self.steps: dict[str, list[tuple[Step, Place]]] = {}
        self.states: dict[int, FileState] = {}
        self._raw: dict[str, list[tuple[int, Path, Any]]] = {section: [] for section in SECTIONS}
        self._streams: dict[str, list[int]] = {section: [] for section in SECTIONS}
        self._seen: set[int] = set()
        self._twice: set[str] = set()
        self._faulty: set[str] = set()
        self._made: dict[str, int] = {}
        self._wanted: dict[str, list[tuple[int, Path]]] = {}
        self.keep_places = True
        for number, file in enumerate(self.files):
            if file.format in STREAMED and file.section != "vocabulary":
                self._streams[file.section or "events"].append(number)
            else:
                self._read_whole(number, file)
        self.vocabulary = vocabulary_of(self._raw["vocabulary"], self._tell, own=location is None)
        by_shape = shapes(self.vocabulary)
        self.readers = {s: {f.name: by_shape[f.shape] for f in fields.values()} for s, fields in FIELDS.items()}
        self.required = {s: [f.name for f in fields.values() if f.required] for s, fields in FIELDS.items()}
        self.source_ids: set[str] = set()
        self.deal_ids: set[str] = set()
        self.sources: tuple[Source, ...] = tuple(self._entries("sources"))
        self.source_ids = {source.id for source in self.sources} | self._faulty
        self.deals: tuple[Deal, ...] = tuple(self._entries("deals"))
        self.deal_ids = {deal.id for deal in self.deals} | self._faulty
        self.facts: tuple[Fact, ...] = tuple(self._entries("facts"))

    def events(self, *, keep_places: bool = False) -> Iterator[Event]:
        """The events, in the order of the files. Those with problems are left out and kept for `finish`."""
        self.keep_places = keep_places
        yield from self._entries("events")

    def record(self, events: tuple[Event, ...]) -> Record:
        """What was read, with the events that `events` gave, as one value."""
        return Record(self.vocabulary, self.sources, self.deals, self.facts, events, self.places, self.files)

    def finish(self) -> None:
        """Follow what only the whole record can answer. Raises RecordError if anything was wrong."""
        for evidence, wanting in self._wanted.items():
            if evidence not in self.deal_ids:
                message = f"{quoted(evidence)} is no event or deal of this record{self._near(evidence, self.deal_ids)}"
                for file, path in wanting:
                    self._tell(Finding(file, path, "unknown-evidence", message))
        self._equal_ids()
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
                self._raw["vocabulary"] += [(number, *entry) for entry in self._stream(number, file, "vocabulary")]

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

    def _stream(self, number: int, file: RecordFile, section: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        import hashlib

        hasher = hashlib.blake2b(digest_size=16)
        before = state_of(file)
        report = self._report(number)
        with file.open() as stream:
            if file.format == "csv":
                lists = [field.name for field in FIELDS[section].values() if field.shape in LISTS]
                yield from rows(stream, report, hasher.update, lists)
            else:
                yield from lines(stream, report, hasher.update)
        self.states[number] = before._replace(digest=hasher.hexdigest())

    def _raw_entries(self, section: str) -> Iterator[tuple[int, Path, Any]]:
        for number, path, entries in self._raw[section]:
            for n, entry in enumerate(entries):
                yield number, (*path, n), entry
        for number in self._streams[section]:
            with self._reading(number):
                for path, entry in self._stream(number, self.files[number], section):
                    yield number, path, entry

    def _entries(self, section: str) -> Iterator[Any]:
        """Every entry of a section that holds together by itself; what is wrong goes to the findings."""
        readers, required, entry_type = self.readers[section], self.required[section], ENTRIES[section]
        seen, wanted = self._seen, self._wanted
        plain = frozenset(name for name, reader in readers.items() if reader is text)
        for file, path, raw in self._raw_entries(section):
            if raw.__class__ is not dict:
                message = f"this must be a mapping of fields, such as {required[0]}: ..."
                self._tell(Finding(file, path, "wrong-shape", message))
                continue
            before = len(self.findings)
            fields: dict[str, Any] = {}
            for name, value in raw.items():
                if name in plain and value.__class__ is str and value:  # Most values: no call is made for them.
                    fields[name] = value
                else:
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
            if "id" not in fields:
                if not right:
                    continue
                fields["id"] = self._made_id(fields)
            id_ = fields["id"]
            mark = hash(id_)
            if mark in seen:
                self._twice.add(id_)
            seen.add(mark)
            if wanted and section == "events":
                wanted.pop(id_, None)
            if not right:
                self._faulty.add(id_)
                continue
            entry = entry_type(**fields)
            if self.keep_places:
                self.places.setdefault((section, entry.id), Place(file, path))
            if section == "events" and entry.stage is not None:
                step = Step(entry.date, entry.id, entry.stage, entry.quantity)
                self.steps.setdefault(entry.deal, []).append((step, Place(file, path)))
            yield entry

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

    def _made_id(self, fields: dict[str, Any]) -> str:
        """An id from the date and the title, so that it is the same in every run and whatever else the file holds."""
        words = slug(fields["title"], 50)
        if not words:
            words = digest_of(fields["title"].encode("utf-8", "surrogatepass"))[:8]
        base = f"{slug(fields['date'].text.replace('..', 'open'))}-{words}"
        made = base
        if hash(made) in self._seen:
            n = self._made.get(base, 2)
            while hash(made := f"{base}-{n}") in self._seen:
                n += 1
            self._made[base] = n + 1
        return made

    def _equal_ids(self) -> None:
        """Say where ids stand twice. They were compared by hash; this reads them again and compares the texts."""
        if not self._twice:
            return
        at: dict[str, list[tuple[int, Path]]] = {}
        quiet, self.findings = self.findings, []
        for section in ("sources", "deals", "facts", "events"):
            for file, path, raw in self._raw_entries(section):
                word = str(raw.get("id")) if isinstance(raw, dict) else ""
                if word in self._twice:
                    at.setdefault(word, []).append((file, (*path, "id")))
        self.findings = quiet
        firsts = self._located([found[0] for found in list(at.values())[:MOST_ERRORS]])
        for word, found in at.items():
            if len(found) == 1:  # An entry without an id was given this one.
                message = f"{quoted(word)} is already the id made for an entry that has none"
                self._tell(Finding(*found[0], "equal-ids", message))
            for file, path in found[1:]:
                first = f"{self.files[found[0][0]].name}:{firsts[found[0]][0]}"
                message = f"{quoted(word)} is already the id of the entry at {first}"
                self._tell(Finding(file, path, "equal-ids", message))

    def _stage_order(self) -> None:
        stages = self.vocabulary.stages or {}
        for deal, steps in self.steps.items():
            last: dict[str, int] = {}
            first: dict[str, int] = {}
            for step, _ in steps:
                first[step.stage] = min(first.get(step.stage, step.date.start), step.date.start)
                last[step.stage] = max(last.get(step.stage, step.date.end), step.date.end)
            for step, place in steps:
                needs = stages[step.stage].needs if step.stage in stages else ()
                for needed in needs:
                    if needed in first and step.date.end < first[needed]:
                        message = f"'{deal}' is {step.stage} here before it is {needed}"
                        self._tell(Finding(place.file, (*place.path, "stage"), "stage-order", message))


def load(location: str | None) -> Record:
    """The whole record at `location` in memory. Raises RecordError with every problem, TpcliError if there is none."""
    reader = RecordReader(location)
    events = tuple(reader.events(keep_places=True))
    reader.finish()
    return reader.record(events)


def _naming(raw: dict[str, Any]) -> str:
    for name in ("id", "title", "statement"):
        if isinstance(raw.get(name), str):
            return f"'{raw[name][:60]}'"
    return "the entry"
