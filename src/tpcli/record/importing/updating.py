"""A record brought up to date by an import: what changed in it changes, what is new comes in, all else stays as it is.

Nothing is written here. What an entry holds that the import does not speak of stays; so does every byte of the file
that is no part of a changed entry.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.dates import edtf
from tpcli.errors import TpcliError, UsageError
from tpcli.record.importing.mapping import columns_of
from tpcli.record.importing.tables import Table
from tpcli.record.reading.content import Unreadable
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.formats import whole
from tpcli.record.reading.opened import lots, opened
from tpcli.record.writing.as_text import csv_cell, json_lines, yaml_lines
from tpcli.record.writing.insertion import BOM, csv_header, inserted, place_of, position, spans_of
from tpcli.record.writing.scalars import with_values
from tpcli.text.json import Fields


class Change(NamedTuple):
    """The change of one entry."""

    section: str
    id: str
    fields: Mapping[str, tuple[Any, Any]]
    """Its changed fields, each with the old and the new value; for a new entry all fields, from None."""
    is_new: bool

    def __str__(self) -> str:
        """Whether it is new or changed, its id, and its title or each field that changes, with tabs between them."""
        if self.is_new:
            return f"new\t{self.id}\t{self.fields['title'][1]}"
        differences = (f"{name}: {_said(old)} → {_said(new)}" for name, (old, new) in self.fields.items())
        return f"changed\t{self.id}\t{'; '.join(differences)}"


def _said(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def identified(
    fields: Mapping[str, tuple[str, ...]], table: Table, column: str, preset: str
) -> Mapping[str, tuple[str, ...]]:
    """The fields with that column as the id. Raises UsageError where rows of the layout are known by another."""
    found = columns_of({"id": column}, table, "--update")["id"]
    if preset == "csv":
        return {"id": found, **{name: columns for name, columns in fields.items() if name != "id"}}
    if not set(found) <= set(fields.get("id", ())):
        known = f"is known by {fields['id'][0]}" if "id" in fields else "has nothing by which it is known again"
        raise UsageError(f"--update {column}: a row of {preset} {known}")
    return fields


def updated(
    file: RecordFile, content: bytes, parts: Mapping[str, Sequence[Fields]], section: str | None
) -> tuple[bytes, list[Change]]:
    """The file's bytes with the entries of `parts` in it, and what that changes. `section` is the part of a record
    that a list in the file is.

    Raises TpcliError where an entry has no id to be found by, or the file no place for it.
    """
    if file.format in ("csv", "jsonl"):
        return _line_by_line(file, content, parts, section or "events")
    try:
        held, _ = whole(file, content, lambda *_: None)
    except Unreadable as error:
        raise TpcliError(f"{file.name}:{error.line}:{error.column}: {error.message}") from None
    part = None if isinstance(held, dict) else section or "events"
    old = held if part is None else {part: held or []}
    if part is not None and set(parts) - set(old):
        raise TpcliError(f"{file.name}: it holds a list of {part}, and has no place for others")
    text, now = _in_place(file, content.decode("utf-8-sig"), part, old, parts)
    changes: list[Change] = []
    for name, entries in parts.items():
        text = _with_entries(file.format, text, name, old.get(name) or [], now.get(name) or [], entries, changes)
    return (BOM if content.startswith(BOM) else b"") + text.encode(), changes


def _in_place(
    file: RecordFile, text: str, part: str | None, old: Fields, parts: Mapping[str, Sequence[Fields]]
) -> tuple[str, Fields]:
    """The text with each single value that changes replaced where it is, so that comments and layout stay, and what it
    holds then. What can't be replaced so is as it was. `part` is what the file is a list of, if it is one.
    """
    values: dict[tuple[str | int, ...], str] = {}
    for name, entries in parts.items():
        new = {entry["id"]: entry for entry in entries if "id" in entry}
        for n, held in enumerate(old.get(name) or []):
            entry = new.get(held.get("id"), {}) if isinstance(held, dict) else {}
            values |= {
                (n, field) if part else (name, n, field): str(value)
                for field, value in entry.items()
                if isinstance(held.get(field), str) and isinstance(value, (str, int, float)) and "\n" not in str(value)
                if not _same(held[field], value)
            }
    if not values:
        return text, old
    changed = with_values(file.format, text, values)
    try:
        held, _ = whole(file, changed.encode(), lambda *_: None)
    except Unreadable:
        return text, old
    now = held if part is None else {part: held}
    return (changed, now) if _outline(now) == _outline(old) else (text, old)


def _outline(held: Any) -> Any:
    """What a record holds but for its single values."""
    if isinstance(held, dict):
        return {name: _outline(value) for name, value in held.items()}
    return [_outline(item) for item in held] if isinstance(held, list) else None


def _line_by_line(
    file: RecordFile, content: bytes, parts: Mapping[str, Sequence[Mapping[str, Any]]], section: str
) -> tuple[bytes, list[Change]]:
    """The same of a file with a line or a row an entry, which holds one part of a record."""
    if set(parts) - {section}:
        raise TpcliError(f"{file.name}: it holds {section} alone, and has no place for {' and '.join(parts)}")
    found = opened(None, [file._replace(path=None, section=section, content=content)])
    old = {raw.item: raw.value for lot in lots(found, section) for raw in lot.entries}
    found.findings.raise_any()
    at = {entry["id"]: line for line, entry in old.items() if "id" in entry}
    nameless = _nameless(old.values())
    changes: list[Change] = []
    values: dict[tuple[str | int, ...], str] = {}
    lines = content.decode("utf-8-sig").split("\n")
    for entry in parts[section]:
        if "id" not in entry:
            raise TpcliError(f"'{entry['title']}' has no id to be found by: its row holds nothing in that column")
        if entry["id"] not in at:
            _refuse_twice(entry, nameless)
            changes.append(Change(section, entry["id"], {name: (None, value) for name, value in entry.items()}, True))
            continue
        line = at[entry["id"]]
        held = old[line]
        differs = {name: (held.get(name), new) for name, new in entry.items() if not _same(held.get(name), new)}
        if differs:
            changes.append(Change(section, entry["id"], differs, False))
            if file.format == "jsonl":
                ended = "\r" if lines[line].endswith("\r") else ""
                lines[line] = json_lines({**held, **entry}, section=section)[0] + ended
            else:
                values |= {(line, name): csv_cell(name, new) for name, (_, new) in differs.items()}
    for name in {str(name) for _, name in values} - set(csv_header(content) if values else ()):
        raise TpcliError(f"{file.name}: there is no column for '{name}': add it to the header first")
    text = with_values("csv", "\n".join(lines), values) if values else "\n".join(lines)
    new = (BOM if content.startswith(BOM) else b"") + text.encode()
    events = list(old.values())
    for change in changes:
        if change.is_new:
            entry = {name: value for name, (_, value) in change.fields.items()}
            place = _position(section, events, entry)
            new = inserted(file.format, new, entry, place)
            events.insert(place, entry)
    return new, changes


def _with_entries(
    format_: str,
    text: str,
    section: str,
    old: Sequence[Any],
    now: Sequence[Any],
    new: Sequence[Fields],
    changes: list[Change],
) -> str:
    """The text, which holds `now` where the file held `old`, with the entries of one part in it."""
    at = {entry["id"]: n for n, entry in enumerate(old) if isinstance(entry, dict) and "id" in entry}
    nameless = _nameless(old)
    spans = spans_of(format_, text, section)
    edits: list[tuple[int, int, str]] = []
    later: list[tuple[int, Fields]] = []
    for entry in new:
        if "id" not in entry:
            raise TpcliError(f"'{entry['title']}' has no id to be found by: its row holds nothing in that column")
        if entry["id"] not in at:
            _refuse_twice(entry, nameless)
            changes.append(Change(section, entry["id"], {name: (None, value) for name, value in entry.items()}, True))
            later.append((_position(section, old, entry), entry))
            continue
        n = at[entry["id"]]
        differs = {
            name: (old[n].get(name), value) for name, value in entry.items() if not _same(old[n].get(name), value)
        }
        if differs:
            changes.append(Change(section, entry["id"], differs, False))
        if any(not _same(now[n].get(name), value) for name, value in entry.items()):
            edits.append((*spans[n], _replacement(format_, text, spans[n], {**old[n], **entry}, section)))
    if spans:
        for place, entry in later:
            spot, added = place_of(format_, text, entry, place, section)
            edits.append((spot, spot, added))
    # From the end on, so that places stay true; of two additions in one place the later one first.
    for _, (start, end, put) in sorted(enumerate(edits), key=lambda edit: (edit[1][0], edit[0]), reverse=True):
        text = text[:start] + put + text[end:]
    for place, entry in later if not spans else ():
        spot, added = place_of(format_, text, entry, place, section)
        text = text[:spot] + added + text[spot:]
    return text


def _nameless(old: Iterable[Any]) -> set[tuple[str, str]]:
    """The dates and titles of the entries that have no id."""
    return {
        (str(entry.get("date")), str(entry.get("title")))
        for entry in old
        if isinstance(entry, dict) and "id" not in entry
    }


def _refuse_twice(entry: Mapping[str, Any], nameless: Collection[tuple[str, str]]) -> None:
    """Refuse an entry as new that is there without an id, as an import without one in its map makes them."""
    if (str(entry.get("date")), str(entry["title"])) in nameless:
        raise TpcliError(
            f"'{entry['title']}' is in the record without an id, and would come in twice: "
            f"give it `id: {entry['id']}` there, or make the record anew with id=COLUMN in --map"
        )


def _position(section: str, old: Sequence[Any], entry: Fields) -> int:
    """After how many entries of its part a new one goes: events by their dates, all else at the end."""
    if section != "events":
        return len(old)
    try:
        orders = [(*edtf.parse(str(event["date"]))[1:3], str(event.get("id", ""))) for event in old]
        date = edtf.parse(entry["date"])
    except (edtf.DateError, KeyError, TypeError) as error:
        raise TpcliError(f"an event of the record has no date that can be read: {error}") from None
    return position(orders, (date.start, date.end, entry["id"]))


def _replacement(format_: str, text: str, span: tuple[int, int], entry: Fields, section: str) -> str:
    """The text of an entry in place of the one in the file."""
    start, end = span
    stood = text[start:end]
    if format_ == "json" or stood[:1] == "{":
        return json_lines(entry, section=section)[0]
    newline = "\r\n" if "\r\n" in text else "\n"
    column = start - (text.rfind("\n", 0, start) + 1)
    lines = yaml_lines(entry, section)
    return (newline + " " * column).join(lines) + stood[len(stood.rstrip("\r\n")) :]


def _same(old: Any, new: Any) -> bool:
    """Whether a value of a file, all of it text, is the same as one that an import made."""
    if isinstance(new, (list, tuple)) and not isinstance(old, list):
        old = [] if old is None else [old]
    return bool(_plain(old) == _plain(new))


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        plain = {name: _plain(held) for name, held in value.items() if held is not None}
        return plain["source"] if plain.keys() == {"source"} else plain
    return None if value is None else str(value)
