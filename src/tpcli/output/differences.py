"""Differences between two records as rows of an answer, and as JSON objects."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tpcli.dates.readable import human
from tpcli.output.answer import Answer
from tpcli.query.differences import Changed, Difference
from tpcli.query.nouns import Column
from tpcli.text.json import Object, Row
from tpcli.text.lists import joined

LINE = ("change", "noun", "id", "field", "old", "new")
TABLE = ("change", "noun", "field", "old", "new", "id")
"""The fields of a table: a row ends in the id that leads on."""
_NAMED = ("title", "statement", "name", "why")
"""The field shown for entries that are new or gone."""


def answer_of(found: Iterable[Difference], *, people: bool, **options: Any) -> Answer:
    """An answer with a row for each field that changed, and one row for all of what is new or gone.

    For `people` dates are as they read them, and of lists only what is not in both. As JSON objects, all fields are
    there, of each the old and the new value.
    """
    names = TABLE if people else LINE
    columns = [Column(name, "") for name in names]

    def rows() -> Iterator[Row]:
        for one in found:
            for row in _rows(one, people=people):
                yield tuple(row[LINE.index(name)] for name in names)

    return Answer("differences", columns, rows, lambda: map(_object, found), **options)


def _rows(one: Difference, *, people: bool) -> Iterator[tuple[str | None, ...]]:
    head = (one.change, one.noun, one.id)
    if one.change in ("renamed", "changed"):
        if one.was is not None:
            yield (*head, "id", one.was, one.id)
        for field in one.fields:
            yield (*head, field.field, *shown(field, people=people))
        return
    named = next((field for name in _NAMED for field in one.fields if field.field == name), None)
    yield (*head, named.field, *shown(named, people=people)) if named else (*head, "", None, None)


def _object(one: Difference) -> str:
    said: Object = {"change": one.change, "noun": one.noun, "id": one.id}
    if one.was is not None:
        said["was"] = one.was
    said["title"] = one.title
    if one.retired is not None:
        said["why"] = one.retired.why
        said["replaced_by"] = one.retired.replaced_by
    said["fields"] = {
        field.field: {"old": _value(field, field.old), "new": _value(field, field.new)} for field in one.fields
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _value(field: Changed, value: Any) -> Any:
    return json.loads(value) if field.kind in ("list", "json") and value is not None else value


def shown(field: Changed, *, people: bool) -> tuple[str | None, str | None]:
    """The old and the new value of a field as the text of a cell, None where there is none."""
    old, new = _value(field, field.old), _value(field, field.new)
    if people and isinstance(old, list) and isinstance(new, list):
        fewer, more = [item for item in old if item not in new], [item for item in new if item not in old]
        if fewer or more:  # Else only their order or number is another.
            old, new = fewer, more
    if people and field.kind == "date":
        return human(old) or None, human(new) or None
    return _cell(old), _cell(new)


def _cell(value: Any) -> str | None:
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return joined([_part(item) for item in value])
    return _part(value)


def _part(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_part(held)}" for name, held in value.items() if held is not None)
    if isinstance(value, bool):
        return "true" if value else "false"
    return joined([_part(item) for item in value]) if isinstance(value, list) else str(value)


def told(numbers: dict[str, int], vanished: Sequence[str]) -> list[str]:
    """The line below a table: how many there are of each change."""
    said = ", ".join(f"{number:,} {change}" for change, number in numbers.items())
    return [said, *([f"{len(vanished):,} vanished"] if vanished else [])]
