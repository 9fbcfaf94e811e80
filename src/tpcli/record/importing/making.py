"""A record of a table: what each row makes, by the parts of a record, and the rows that can't be read."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.dates import edtf
from tpcli.record.fields import FIELDS
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.presets import Made, Preset
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong
from tpcli.text.json import Fields

ORDER = ("sources", "deals", "events")
"""The parts of a record that an import makes, in the order in which they are written."""


class Result(NamedTuple):
    """The result of reading a table."""

    parts: dict[str, list[Fields]]
    """For each part of a record its entries, events in the order of their dates."""
    rejected: list[tuple[Row, str]]
    """The rows that can't be read, with the reasons."""
    unheld: set[str]
    """The fields that were left out, for a record has no place for them."""


def made_of(table: Table, preset: Preset, how: Reading, kept: Collection[str]) -> Result:
    """The entries made of the rows. `kept` are the fields that a record keeps though it does not know them."""
    parts: dict[str, dict[str, Fields]] = {section: {} for section in ORDER}
    loose: list[Fields] = []  # Events that have no id of their own.
    rejected: list[tuple[Row, str]] = []
    unheld: set[str] = set()
    lines: dict[str, int] = {}
    for row in table.rows:
        try:
            read = preset.entries(row, how)
            _keep_more(read, row, how)
            made = [_checked(section, entry, how, kept, unheld) for section, entry in read]
            for section, entry in made:
                _refuse_equal(section, entry, parts, lines, row)
        except Wrong as wrong:
            rejected.append((row, wrong.message))
            continue
        for section, entry in made:
            if "id" not in entry:
                loose.append(entry)
                continue
            lines.setdefault(entry["id"], row.line)
            held = parts[section].setdefault(entry["id"], entry)
            if held is not entry:
                _add(held, entry)
    found = {section: list(entries.values()) for section, entries in parts.items()}
    found["events"] = sorted([*found["events"], *loose], key=lambda event: edtf.parse(event["date"])[1:3])
    return Result({section: entries for section, entries in found.items() if entries}, rejected, unheld)


def _add(held: Fields, more: Fields) -> None:
    """Add to an entry what another row says of it: fields, items of lists, and sentences of its note."""
    for name, value in more.items():
        old = held.setdefault(name, value)
        if isinstance(old, list) and isinstance(value, list):
            held[name] = [*old, *(item for item in value if item not in old)]
        elif name == "note" and isinstance(old, str) and old != value:
            said = re.split(r"(?<=\.) ", old)
            held[name] = " ".join([*said, *(part for part in re.split(r"(?<=\.) ", value) if part not in said)])


def _keep_more(made: Sequence[Made], row: Row, how: Reading) -> None:
    """Give the first entry of a row that is one of its main part the columns of which no field is made."""
    main = next((entry for section, entry in made if section == how.section), None)
    if main is not None:
        for name, column in how.more.items():
            main.setdefault(name, _as_it_is(row.values.get(column)))


def _as_it_is(value: Any) -> Any:
    """What stands in a cell: a text, or a list or mapping of those that hold something."""
    if isinstance(value, Mapping):
        return {name: held for name, item in value.items() if (held := _as_it_is(item)) not in ("", [], {})}
    if isinstance(value, list):
        held = [item for item in map(_as_it_is, value) if item not in ("", [], {})]
        return held[0] if len(held) == 1 and isinstance(held[0], str) else held
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value).strip()
    if "\0" in text or (not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)):
        raise Wrong("not-text", "it holds a character that is no text")
    return text


def _checked(section: str, entry: Fields, how: Reading, kept: Collection[str], unheld: set[str]) -> Made:
    """The entry without what is empty or has no place. Raises Wrong where a field is not what it must be."""
    out: Fields = {}
    for name, value in entry.items():
        if value in (None, "", [], {}):
            continue
        if name not in FIELDS[section]:
            if name not in kept:
                unheld.add(name)
                continue
        else:
            try:
                how.readers[section][name](_as_read(value))
            except Wrong as wrong:
                raise Wrong(wrong.code, f"{name}: {wrong.message}") from None
        out[name] = value
    return section, out


def _as_read(value: Any) -> Any:
    """A value as it comes from a file, where all that is no list or mapping is text."""
    if isinstance(value, list):
        return [_as_read(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _as_read(item) for name, item in value.items()}
    return value if isinstance(value, str) else str(value)


def _refuse_equal(section: str, entry: Fields, parts: Mapping[str, Fields], lines: Mapping[str, int], row: Row) -> None:
    """Refuse a second event of one id. Rows may share a deal, and any source, and then say the same of it."""
    id_ = entry.get("id", "")
    if section == "events" and id_ in parts["events"] and parts["events"][id_] != entry:
        raise Wrong("equal-ids", f"id: '{id_}' is already the id of line {lines[id_]}")


def first_lines(result: Result, section: str, most: int = 3) -> Sequence[str]:
    """The first entries as they became: date and title on a line, and what else they have on one below it."""
    out = []
    for entry in result.parts.get(section, [])[:most]:
        date = entry.get("date") or entry.get("published") or ""
        out.append(f"{date}  {entry['title']}".strip())
        rest = [name for name in entry if name not in ("id", "date", "published", "title")]
        if rest:
            out.append("    " + "; ".join(f"{name}: {_short(entry[name])}" for name in rest))
    return out


def _short(value: Any, most: int = 40) -> str:
    """A value in words, cut where it is long."""
    if isinstance(value, Mapping):
        value = list(value.values())
    text = ", ".join(map(_short, value)) if isinstance(value, list) else " ".join(str(value).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
