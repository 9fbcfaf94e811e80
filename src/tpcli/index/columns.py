"""The columns of the index's tables of entries: those that `rows` makes one by one, then every other field as it is."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tpcli.dates.edtf import Date
from tpcli.record.fields import FIELDS, SHAPES
from tpcli.record.reading.entries import Read
from tpcli.text.json import Fields, Json, Row

dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

COLUMNS = {
    "events": (
        "row", "id", "date", "start", "end", "span", "precision", "qualifier", "title", "summary?", "kind?", "themes?",
        "countries?", "organisations?", "place?", "deal?", "stage?", "quantity?", "type?", "sources?", "conflicts?",
        "confidence?", "file", "line", "item", "made",
    ),
    "deals": (
        "row", "id", "start", "end", "span", "title", "type?", "supplier?", "recipient?", "items?", "quantity?",
        "value?", "value_amount?", "value_max?", "value_currency?", "value_disputed?", "note?", "organisations?",
        "sources?", "conflicts?", "file", "line", "item",
    ),
    "facts": (
        "row", "id", "start", "end", "span", "theme?", "statement", "claimed_by?", "verdict?", "note?", "evidence?",
        "sources?", "conflicts?", "file", "line", "item",
    ),
    "sources": (
        "row", "id", "start", "end", "span", "title", "publisher?", "author?", "author_kind?", "published?", "url?",
        "seen_at?", "kind?", "language?", "file", "line", "item",
    ),
}  # fmt: skip
"""The first columns of each table, in the order of `rows`. `?` marks those that may be NULL."""

_SQL = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER"}


class More(NamedTuple):
    """A field of which nothing is made but its column."""

    name: str
    column: Callable[[Any], Any]
    """Makes the value of its column from the value of the field."""
    is_text: bool
    """Whether it is searched."""


def more(section: str) -> list[More]:
    """The fields of a section that end its rows."""
    made = {name.removesuffix("?") for name in COLUMNS[section]}
    kinds = {field.name: SHAPES[field.shape].kind for field in FIELDS[section].values() if field.name not in made}
    return [More(name, _MADE.get(kind, _same), kind == "text") for name, kind in kinds.items()]


def more_of(fields: list[More], read: Read) -> Row:
    """The end of an entry's row: those fields, and what only this record knows."""
    values = [(field.column, getattr(read.entry, field.name)) for field in fields]
    more = [None if value is None or value == () else column(value) for column, value in values]
    return (*more, dumps(read.own) if read.own else None)


def more_text(fields: list[More], read: Read) -> str:
    """The text of those fields for the search."""
    texts = [getattr(read.entry, field.name) or "" for field in fields if field.is_text]
    return " ".join([*texts, *_texts(list(read.own.values()))])


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def columns(section: str) -> tuple[str, ...]:
    """The columns of a section's table, in the order of its rows."""
    return (*COLUMNS[section], *(f"{field.name}?" for field in more(section)), "own?")


def more_columns() -> Iterator[str]:
    """SQL that gives the tables of `schema.sql` their further columns."""
    for section in COLUMNS:
        for field in more(section):
            type_ = _SQL.get(SHAPES[FIELDS[section][field.name].shape].column, "TEXT")
            yield f'ALTER TABLE {section.removesuffix("s")} ADD COLUMN "{field.name}" {type_}'


def present(values: Any) -> Fields:
    """The fields of a tuple that say something, dates as text."""
    named = zip(values._fields, values, strict=True)
    said = ((name, value) for name, value in named if value is not None and value is not False)
    return {name: value.text if value.__class__ is Date else value for name, value in said}


def _same(value: Any) -> Any:
    return value


def _json(value: Any) -> str:
    return dumps([present(item) for item in value] if value.__class__ is tuple else present(value))


_MADE: dict[str, Callable[[Any], Any]] = {"list": dumps, "date": lambda date: date.text, "json": _json}
"""Makes the value of a column, by the kind of its field; all other kinds go in as they are."""
