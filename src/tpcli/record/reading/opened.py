"""A record that has been opened: which of its files holds what, its vocabulary, and its entries, some at a time."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from tpcli.record.about import KEY, about_of
from tpcli.record.entries import About, Vocabulary
from tpcli.record.fields import FIELDS, LISTS
from tpcli.record.problems import Finding, Path, quoted
from tpcli.record.reading.content import BLOCK, Entry, Unreadable, Value, check_size
from tpcli.record.reading.csv import rows
from tpcli.record.reading.files import SECTIONS, FileState, RecordFile, digest_of, record_files, state_of
from tpcli.record.reading.findings import Findings
from tpcli.record.reading.formats import whole
from tpcli.record.reading.jsonl import lines
from tpcli.record.reading.own import OwnFields
from tpcli.record.vocabulary import PARTS, vocabulary_of
from tpcli.text.folding import did_you_mean

STREAMED = ("jsonl", "csv")
"""The formats that are read line by line."""
LOT = 512
"""Entries that are handed on together, at most, where they do not come as lines of JSON."""


class Part(NamedTuple):
    """The content of one section in a file that was read whole: a list, or anything for a vocabulary."""

    file: int
    path: Path
    value: Value
    lines: Mapping[Path, int]
    """The line of each entry of the file, by its path."""


class Opened(NamedTuple):
    """A record of which everything is known that has to be, to read its entries one by one."""

    location: str | None
    files: Sequence[RecordFile]
    vocabulary: Vocabulary
    about: About
    findings: Findings
    states: dict[int, FileState]
    """The state of each file when read, by its number; for files read line by line, once that is done."""
    parts: Mapping[str, list[Part]]
    streams: Mapping[str, list[int]]
    """The numbers of the files that are read line by line, by the section of their entries."""
    own: dict[str, OwnFields]
    """The fields that only this record knows, by section, once that has been read."""

    def path(self, section: str, file: int, item: int) -> Path:
        """The path of an entry, from the number of its file and its own."""
        return (*next((part.path for part in self.parts[section] if part.file == file), ()), item)


class Raw(NamedTuple):
    """An entry as its file has it."""

    file: int
    line: int
    """From 1."""
    item: int
    """Its place in the list that it is in, from 0; in a file that is read line by line, its line from 0."""
    value: Value


class Lot(NamedTuple):
    """Some entries, and how much of their file has been read by then, from 0 to 1, where that is known."""

    entries: list[Raw]
    share: float | None


def opened(location: str | None, files: Sequence[RecordFile] | None = None) -> Opened:
    """Open the record at `location`; `files`, where given, are read in place of those that are there.

    Raises TpcliError where there is no record, RecordError where it has too many errors to go on.
    """
    files = record_files(location) if files is None else files
    findings = Findings(files)
    parts: dict[str, list[Part]] = {section: [] for section in SECTIONS}
    streams: dict[str, list[int]] = {section: [] for section in SECTIONS}
    states: dict[int, FileState] = {}
    for number, file in enumerate(files):
        if file.format in STREAMED and file.section != "vocabulary":
            streams[file.section or "events"].append(number)
            continue
        with findings.reading(number):
            if file.format == "csv":
                raise Unreadable(1, 1, "wrong-shape", "a vocabulary is no table: write it as YAML or JSON")
            if file.format == "jsonl":
                for entries, _ in _stream(findings, number, "vocabulary", states, ()):
                    parts["vocabulary"] += [Part(number, path, value, {}) for path, value in entries]
            else:
                _read_whole(findings, number, states, parts)
    words = [(part.file, part.path, part.value) for part in parts["vocabulary"]]
    vocabulary = vocabulary_of(words, findings.tell, own=location is None)
    about = about_of(words, findings.tell)
    return Opened(location, files, vocabulary, about, findings, states, parts, streams, {})


def lots(record: Opened, section: str) -> Iterator[Lot]:
    """The entries of a section as they are in the files, some at a time. What is wrong with a file is told."""
    for part in record.parts[section]:
        for at in range(0, len(part.value), LOT):
            numbered = enumerate(part.value[at : at + LOT], at)
            found = [Raw(part.file, part.lines.get((*part.path, n), 1), n, value) for n, value in numbered]
            yield Lot(found, None)
    lists = [field.name for field in FIELDS[section].values() if field.shape in LISTS]
    lists += [field.name for field in (record.vocabulary.fields or {}).values() if field.kind == "list"]
    for number in record.streams[section]:
        with record.findings.reading(number):
            for entries, share in _stream(record.findings, number, section, record.states, lists):
                yield Lot([Raw(number, n + 1, n, value) for (n,), value in entries], share)


def _read_whole(findings: Findings, number: int, states: dict[int, FileState], parts: dict[str, list[Part]]) -> None:
    file = findings.files[number]
    before = state_of(file)
    check_size(before.size)
    content = file.read()
    states[number] = before._replace(digest=digest_of(content))
    value, of_paths = whole(file, content, findings.report(number))
    for section, path, held in _sections(findings, number, value):
        if section == "vocabulary" or isinstance(held, list):
            parts[section].append(Part(number, path, held, of_paths))
        elif held is not None:
            findings.tell(Finding(number, path, "wrong-shape", f"{section} must be a list"))


def _sections(findings: Findings, number: int, value: Value) -> Iterator[tuple[str, Path, Value]]:
    """The sections that a file holds, each with its path."""
    section = findings.files[number].section
    if section is not None:
        yield section, (), value
    elif isinstance(value, list):
        yield "events", (), value
    elif isinstance(value, dict) and "date" in value and "title" in value:
        yield "events", (), [value]
    elif isinstance(value, dict):
        for name, held in value.items():
            if name == KEY:
                yield "vocabulary", (), {KEY: held}
            elif name in SECTIONS:
                yield name, (name,), held
            else:
                known = did_you_mean(name, SECTIONS)
                if name in PARTS:
                    known = f", but of its vocabulary: write it there, as `vocabulary: {{{name}: ...}}`"
                message = f"{quoted(name)} is no part of a record{known}"
                findings.tell(Finding(number, (name,), "unknown-section", message))
    elif value is None:
        findings.tell(Finding(number, (), "wrong-shape", "the file is empty: write a list of events"))
    else:
        message = "a record is a list of events, or a mapping of events, deals, facts, sources and vocabulary"
        findings.tell(Finding(number, (), "wrong-shape", message))


def _stream(
    findings: Findings, number: int, section: str, states: dict[int, FileState], lists: Sequence[str]
) -> Iterator[tuple[list[Entry], float | None]]:
    """The entries of a file that is read line by line, some at a time, with how much has been read."""
    file = findings.files[number]
    hasher = hashlib.blake2b(digest_size=16)
    before = state_of(file)
    size = len(file.content) if file.content is not None else before.size
    report = findings.report(number)
    with file.open() as stream:
        if file.format == "csv":
            required = [field.name for field in FIELDS[section].values() if field.required]
            found = _in_lots(stream, rows(stream, report, hasher.update, lists, required))
        else:
            found = lines(stream, report, hasher.update)
        for entries in found:
            yield entries, min(stream.tell() / size, 1.0) if size else None
    states[number] = before._replace(digest=hasher.hexdigest())


def _in_lots(stream: BinaryIO, entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """The entries of a stream some at a time: as many as are handed on together, or are in a block of its bytes."""
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
