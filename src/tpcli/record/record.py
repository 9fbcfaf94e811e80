"""A record read from its files: entries checked one by one, references followed, every problem in one run.

`RecordReader` reads everything but the events at once and hands the events over one at a time, so that a record of any
size can be compiled in the same memory. `load` collects them all.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

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
from tpcli.record.problems import Finding, Path, Problem, RecordError, Wrong
from tpcli.record.reader import Report, Unreadable, lines, locate, rows, whole
from tpcli.record.vocabulary import vocabulary_of
from tpcli.words import did_you_mean, slug

STREAMED = ("jsonl", "csv")


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

    def __init__(self, location: str | None) -> None:
        self.location = location
        self.files = record_files(location)
        self.findings: list[Finding] = []
        self.unlocated: list[Problem] = []
        self.places: dict[tuple[str, str], Place] = {}
        self.steps: dict[str, list[tuple[Step, Place]]] = {}
        self.states: dict[int, FileState] = {}
        self._raw: dict[str, list[tuple[int, Path, Any]]] = {section: [] for section in SECTIONS}
        self._seen: set[int] = set()
        self._twice: set[str] = set()
        self._wanted: dict[str, list[tuple[int, Path]]] = {}
        self._streams: list[int] = []
        self._keep_places = True
        for number, file in enumerate(self.files):
            if file.format in STREAMED and file.section in (None, "events"):
                self._streams.append(number)
            else:
                self._read_whole(number, file)
        self.vocabulary = vocabulary_of(self._raw["vocabulary"], self.findings, own=location is None)
        by_shape = shapes(self.vocabulary)
        self.readers = {s: {f.name: by_shape[f.shape] for f in fields.values()} for s, fields in FIELDS.items()}
        self.required = {s: [f.name for f in fields.values() if f.required] for s, fields in FIELDS.items()}
        self.source_ids: set[str] = set()
        self.deal_ids: set[str] = set()
        self.sources: tuple[Source, ...] = tuple(self._entries("sources"))
        self.source_ids = {source.id for source in self.sources}
        self.deals: tuple[Deal, ...] = tuple(self._entries("deals"))
        self.deal_ids = {deal.id for deal in self.deals}
        self.facts: tuple[Fact, ...] = tuple(self._entries("facts"))

    def events(self, *, keep_places: bool = False) -> Iterator[Event]:
        """The events, in the order of the files. Those with problems are left out and kept for `finish`."""
        self._keep_places = keep_places
        yield from self._entries("events")

    def finish(self) -> None:
        """Follow what only the whole record can answer. Raises RecordError if anything was wrong."""
        for evidence, wanting in self._wanted.items():
            if evidence not in self.deal_ids:
                for file, path in wanting:
                    message = f"'{evidence}' is no event or deal of this record{did_you_mean(evidence, self.deal_ids)}"
                    self.findings.append(Finding(file, path, "unknown-evidence", message))
        self._equal_ids()
        self._stage_order()
        if self.findings or self.unlocated:
            raise RecordError(self.problems(self.findings))

    def problems(self, findings: list[Finding], severity: str = "error") -> list[Problem]:
        """The findings with their lines and columns, in the order of the files."""
        out = list(self.unlocated) if severity == "error" else []
        for number, file in enumerate(self.files):
            mine = [finding for finding in findings if finding.file == number]
            if mine:
                marks = locate(file, file.read(), {finding.path for finding in mine})
                out += [Problem(file.name, *marks[f.path], severity, f.code, f.message) for f in mine]
        return sorted(set(out), key=lambda p: ([f.name for f in self.files].index(p.file), p.line, p.column, p.code))

    def _report(self, number: int) -> Report:
        return lambda path, code, message: self.findings.append(Finding(number, path, code, message))

    def _fail(self, number: int, error: Unreadable) -> None:
        name = self.files[number].name
        self.unlocated.append(Problem(name, error.line, error.column, "error", error.code, str(error)))

    def _read_whole(self, number: int, file: RecordFile) -> None:
        try:
            if file.format in STREAMED:
                assert file.section
                raw: Any = []
                for path, entry in self._stream(number, file, file.section):
                    self._raw[file.section].append((number, path, entry))
                return
            before = state_of(file)
            content = file.read()
            self.states[number] = before._replace(digest=digest_of(content))
            raw = whole(file, content, self._report(number))
        except Unreadable as error:
            self._fail(number, error)
            return
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
                    message = f"'{name}' is no part of a record{did_you_mean(name, SECTIONS)}"
                    self.findings.append(Finding(number, (name,), "unknown-section", message))
        elif raw is None:
            self.findings.append(Finding(number, (), "wrong-shape", "the file is empty: write a list of events"))
        else:
            message = "a record is a list of events, or a mapping of events, deals, facts, sources and vocabulary"
            self.findings.append(Finding(number, (), "wrong-shape", message))

    def _section(self, number: int, path: Path, section: str, raw: Any) -> None:
        if section == "vocabulary":
            self._raw[section].append((number, path, raw))
        elif isinstance(raw, list):
            self._raw[section] += [(number, (*path, n), entry) for n, entry in enumerate(raw)]
        elif raw is not None:
            self.findings.append(Finding(number, path, "wrong-shape", f"{section} must be a list"))

    def _stream(self, number: int, file: RecordFile, section: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        import hashlib
        import io

        hasher = hashlib.blake2b(digest_size=16)
        before = state_of(file)
        report = self._report(number)
        stream = io.BytesIO(file.content) if file.content is not None else file.open()
        with stream:
            if file.format == "csv":
                lists = [field.name for field in FIELDS[section].values() if field.shape in LISTS]
                yield from rows(stream, report, hasher.update, lists)
            else:
                yield from lines(stream, report, hasher.update)
        self.states[number] = before._replace(digest=hasher.hexdigest())

    def _raw_entries(self, section: str) -> Iterator[tuple[int, Path, Any]]:
        yield from self._raw[section]
        if section == "events":
            for number in self._streams:
                try:
                    for path, entry in self._stream(number, self.files[number], section):
                        yield number, path, entry
                except Unreadable as error:
                    self._fail(number, error)

    def _entries(self, section: str) -> Iterator[Any]:
        """Every entry of a section that holds together by itself; what is wrong goes to the findings."""
        readers, required, entry_type = self.readers[section], self.required[section], ENTRIES[section]
        seen, wanted = self._seen, self._wanted
        for file, path, raw in self._raw_entries(section):
            if raw.__class__ is not dict:
                message = f"this must be a mapping of fields, such as {required[0]}: ..."
                self.findings.append(Finding(file, path, "wrong-shape", message))
                continue
            before = len(self.findings)
            fields = self._fields(section, readers, file, path, raw)
            missing = [name for name in required if raw.get(name) is None]
            for name in missing:
                message = f"{_naming(raw)} has no {name}"
                self.findings.append(Finding(file, path, "missing-field", message))
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
                continue
            entry = entry_type(**fields)
            if self._keep_places:
                self.places.setdefault((section, entry.id), Place(file, path))
            if section == "events" and entry.stage is not None:
                step = Step(entry.date, entry.id, entry.stage, entry.quantity)
                self.steps.setdefault(entry.deal, []).append((step, Place(file, path)))
            yield entry

    def _fields(
        self, section: str, readers: dict[str, Reader], file: int, path: Path, raw: dict[str, Any]
    ) -> dict[str, Any]:
        """The fields of an entry that can be read; what is wrong with the others goes to the findings."""
        fields: dict[str, Any] = {}
        for name, value in raw.items():
            reader = readers.get(name)
            if reader is text and value.__class__ is str and value:  # Most values: no call is made for them.
                fields[name] = value
            elif reader is None:
                message = f"'{name}' is no field of {section}{did_you_mean(name, readers)}"
                self.findings.append(Finding(file, (*path, name), "unknown-field", message))
            elif value is not None:
                try:
                    fields[name] = reader(value)
                except Wrong as wrong:
                    message = wrong.message if wrong.message[:1] == "'" else f"{name} {wrong.message}"
                    self.findings.append(Finding(file, (*path, name, *wrong.path), wrong.code, message))
        if "sources" in fields:
            self._cited(fields["sources"], file, path)
        if section == "events":
            if "deal" in fields or "stage" in fields:
                self._stage(fields.get("deal"), file, path)
        elif section == "facts":
            self._claim(fields, file, path)
        return fields

    def _cited(self, cited: tuple[Citation, ...], file: int, path: Path) -> None:
        for n, citation in enumerate(cited):
            if citation.source not in self.source_ids and not is_link(citation.source):
                near = did_you_mean(citation.source, self.source_ids) or ": add it to the sources, or write a link"
                message = f"'{citation.source}' is no source of this record{near}"
                self.findings.append(Finding(file, (*path, "sources", n), "unknown-source", message))

    def _stage(self, deal: str | None, file: int, path: Path) -> None:
        if deal is None:
            message = "stage says how far a deal has come, but the event names no deal"
            self.findings.append(Finding(file, (*path, "stage"), "stage-without-deal", message))
        elif deal not in self.deal_ids:
            message = f"'{deal}' is no deal of this record{did_you_mean(deal, self.deal_ids)}"
            self.findings.append(Finding(file, (*path, "deal"), "unknown-deal", message))

    def _claim(self, fields: dict[str, Any], file: int, path: Path) -> None:
        claimed_by = fields.get("claimed_by")
        if claimed_by is not None and claimed_by not in self.source_ids:
            message = f"'{claimed_by}' is no source of this record{did_you_mean(claimed_by, self.source_ids)}"
            self.findings.append(Finding(file, (*path, "claimed_by"), "unknown-source", message))
        for n, evidence in enumerate(fields.get("evidence", ())):
            self._wanted.setdefault(evidence, []).append((file, (*path, "evidence", n)))

    def _made_id(self, fields: dict[str, Any]) -> str:
        """An id from the date and the title, so that it is the same in every run and whatever else the file holds."""
        words = slug(fields["title"], 50)
        if not words:
            words = digest_of(fields["title"].encode("utf-8", "surrogatepass"))[:8]
        base = f"{slug(fields['date'].text.replace('..', 'open'))}-{words}"
        made, n = base, 2
        while hash(made) in self._seen:
            made, n = f"{base}-{n}", n + 1
        return made

    def _equal_ids(self) -> None:
        """Say where ids stand twice. They were compared by hash; this reads them again and compares the texts."""
        if not self._twice:
            return
        at: dict[str, list[tuple[int, Path]]] = {}
        quiet, self.findings = self.findings, []
        for section in ("sources", "deals", "facts", "events"):
            for file, path, raw in self._raw_entries(section):
                if isinstance(raw, dict) and raw.get("id") in self._twice:
                    at.setdefault(str(raw["id"]), []).append((file, (*path, "id")))
        self.findings = quiet
        for word, found in at.items():
            for file, path in found[1:]:
                first = self.problems([Finding(*found[0], "", "")])[-1]
                message = f"'{word}' is already the id of the entry at {first.file}:{first.line}"
                self.findings.append(Finding(file, path, "equal-ids", message))

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
                        self.findings.append(Finding(place.file, (*place.path, "stage"), "stage-order", message))


def load(location: str | None) -> Record:
    """The whole record at `location` in memory. Raises RecordError with every problem, TpcliError if there is none."""
    reader = RecordReader(location)
    events = tuple(reader.events(keep_places=True))
    reader.finish()
    return Record(reader.vocabulary, reader.sources, reader.deals, reader.facts, events, reader.places, reader.files)


def _naming(raw: dict[str, Any]) -> str:
    for name in ("id", "title", "statement"):
        if isinstance(raw.get(name), str):
            return f"'{raw[name][:60]}'"
    return "the entry"
