"""The scalars of a record's file: where each stands in the text, what it holds, and what it is in the record."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tpcli.record.about import KEY
from tpcli.record.fields import FIELDS, LISTS
from tpcli.record.problems import Path
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.json import TOKEN, places
from tpcli.record.writing.outline import end_of
from tpcli.text.folding import composed

_CELL = re.compile(r'("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|\r|\Z)')
_ITEM = re.compile(r"[^;]+")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""An anchor and a tag before a scalar (YAML 1.2, 6.9)."""


class Scalar(NamedTuple):
    """A scalar of a file. Places are characters from the beginning of its text."""

    path: Path
    """Where it is in the record, whatever the layout: `("events", 0, "deal")`, `("vocabulary", "themes", 2, "id")`."""
    value: str
    start: int
    end: int
    style: str
    """What stands around it: `"`, `'`, `""` within a cell of CSV, or nothing."""
    anchor: str | None = None
    """Of YAML: the name by which others stand for it."""
    alias: str | None = None
    """Of YAML: the name of the scalar that it stands for."""


def scalars(file: RecordFile, text: str, value: str) -> Iterator[Scalar]:
    """The scalars of a file that the reader reads, at least those that hold a value, which is composed (NFC)."""
    if file.format == "yaml":
        found = _of_yaml(text)
    elif file.format == "json":
        found = _of_json(text, 0, ())
    elif file.format == "jsonl":
        found = _of_lines(text, value)
    else:
        found = _of_csv(text, file.section or "events")
    whole = list(found)
    head = _head(file, whole)
    for scalar in whole:
        path = (*head, *scalar.path)
        if path[:2] == ("vocabulary", KEY):
            path = path[1:]
        yield scalar._replace(path=path)


def _head(file: RecordFile, found: list[Scalar]) -> Path:
    """What stands before the paths of a file in the record: its section, and the place of an only entry."""
    if file.section is not None:
        return (file.section,)
    if any(isinstance(scalar.path[0], int) for scalar in found if scalar.path):
        return ("events",)
    keys = {scalar.path[0] for scalar in found if len(scalar.path) == 1}
    return ("events", 0) if {"date", "title"} <= keys else ()


def _of_yaml(text: str) -> Iterator[Scalar]:
    import yaml

    path: list[Any] = []  # Of each open list the place in it, of each open mapping the key, None before one.
    anchors: dict[str, str] = {}
    parsed: Iterable[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for event in parsed:
        if isinstance(event, yaml.CollectionEndEvent):
            path.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            path.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
            continue
        elif not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            continue
        elif path and path[-1] is None:
            path[-1] = _text(event, anchors)
            continue
        else:
            yield _scalar(text, event, tuple(path), anchors)
        if path:
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None


def _text(event: Any, anchors: dict[str, str]) -> str:
    """What a scalar holds, or what an alias stands for."""
    return str(getattr(event, "value", anchors.get(event.anchor, "")))


def _scalar(text: str, event: Any, path: Path, anchors: dict[str, str]) -> Scalar:
    value = _text(event, anchors)
    start, end = event.start_mark.index, end_of(text, event)[0]
    if not hasattr(event, "value"):
        return Scalar(path, value, start, end, "", None, event.anchor)
    if event.anchor:
        anchors[event.anchor] = value
    properties = _PROPERTIES.match(text, start, end) if text[start : start + 1] in ("&", "!") else None
    style = event.style if event.style in ('"', "'") else ""
    return Scalar(path, value, properties.end() if properties else start, end, style, event.anchor)


def _of_json(text: str, at: int, above: Path) -> Iterator[Scalar]:
    """The scalars of a JSON text that begins at a place of the file's."""
    for path, start, what in places(text):
        if what == "value":
            token = TOKEN.match(text, start)
            end = token.end() if token else start
            quoted = text[start] == '"'
            value = _decoded(text[start:end]) if quoted else text[start:end]
            yield Scalar((*above, *path), value, at + start, at + end, '"' if quoted else "")


def _decoded(token: str) -> str:
    import json

    return str(json.loads(token, strict=False)) if "\\" in token else token[1:-1]


def _of_lines(text: str, value: str) -> Iterator[Scalar]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        if value in composed(line) or "\\" in line:  # An escape may stand for a letter of it.
            yield from _of_json(line, start, (number,))
        start += len(line) + 1


def _of_csv(text: str, section: str) -> Iterator[Scalar]:
    lists = {field.name for field in FIELDS[section].values() if field.shape in LISTS}
    header: list[str] = []
    row, column, at = 0, 0, 0
    while at < len(text):
        cell = _CELL.match(text, at)
        if cell is None:  # Which the reader would have refused.
            return
        name = header[column] if row and column < len(header) else ""
        if not row:
            header.append(cell[1].strip('"').strip())
        elif name in lists:
            yield from _in_cell(cell, (row - 1, name))
        elif name:
            yield _whole(cell, (row - 1, name))
        row, column = (row, column + 1) if cell[2] == "," else (row + 1, 0)
        at = cell.end()


def _whole(cell: re.Match[str], path: Path) -> Scalar:
    start, end = cell.span(1)
    if cell[1][:1] == '"':
        return Scalar(path, cell[1][1:-1].replace('""', '"'), start, end, '"')
    return Scalar(path, cell[1], start, end, "")


def _in_cell(cell: re.Match[str], path: Path) -> Iterator[Scalar]:
    """The items of a list in one cell: between `;`, or of a JSON list, whose quotes are doubled within quotes."""
    quoted = cell[1][:1] == '"'
    start, end = cell.start(1) + quoted, cell.end(1) - quoted
    inner = cell.string[start:end]
    if inner.lstrip()[:1] != "[":
        for number, item in enumerate(_ITEM.finditer(inner)):
            lead = len(item[0]) - len(item[0].lstrip())
            value = item[0].strip()
            yield Scalar(
                (*path, number), value, start + item.start() + lead, start + item.start() + lead + len(value), ""
            )
        return
    plain = inner.replace('""', '"') if quoted else inner
    for scalar in _of_json(plain, 0, path):
        if quoted:
            before, inside = plain[: scalar.start].count('"'), plain[scalar.start : scalar.end].count('"')
            begin = start + scalar.start + before
            yield scalar._replace(start=begin, end=begin + scalar.end - scalar.start + inside, style='""')
        else:
            yield scalar._replace(start=start + scalar.start, end=start + scalar.end)
