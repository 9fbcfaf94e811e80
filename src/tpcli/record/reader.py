"""Files to plain values: YAML, JSON, JSON Lines and CSV, read so that a value means what it says.

Every scalar comes back as the text that stands in the file (`NO`, `1955`, `12:30`, `1e3`), or None where there is
nothing (an empty value, `~`, `null`). Mappings keep no second equal key, nothing constructs an object, and nothing
recurses. `values` gives the content; `locate` reads the file again to say at which line and column a path stands.
"""

import contextlib
import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tpcli.record.files import RecordFile
from tpcli.record.problems import Path
from tpcli.words import SEPARATOR

Value = Any
"""None, a text (true and false of JSON as they are), a list of values, or a dict from text to value."""

DEEPEST = 32
MOST_ALIASED = 100_000

AGAIN = "\0again"
"""Below a key's path: where the key stands for the last time, if it stands twice."""

Report = Callable[[Path, str, str], None]
Entry = tuple[Path, dict[str, Value]]


class Unreadable(Exception):
    """A file that can't be read on: where (line and column from 1), a code and a sentence."""

    def __init__(self, line: int, column: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.code = code
        self.message = message


def text_of(content: bytes) -> str:
    """The text of a file that must be UTF-8, with or without a byte-order mark. Raises Unreadable."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(1, 1, "not-utf-8", "the file is UTF-16: save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        message = f"byte 0x{content[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise Unreadable(line, column, "not-utf-8", message) from None


def whole(file: RecordFile, content: bytes, report: Report) -> Value:
    """All of a YAML or JSON file as one value. Equal keys are reported. Raises Unreadable."""
    text = text_of(content)
    if file.format == "json":
        return _json(text, report)
    return _Yaml(text, report).read()


def lines(stream: Iterable[bytes], report: Report, seen: Callable[[bytes], object]) -> Iterator[Entry]:
    """The objects of a JSON Lines file, one at a time, with `(line number from 0,)` as their path.

    `seen` is given every line's bytes. Lines that can't be read are reported and passed over.
    """
    equal: list[str] = []
    decode = _decoder(equal).decode
    quick = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_not_json).decode
    for number, raw in enumerate(stream):
        seen(raw)
        if raw.isspace():
            continue
        try:
            text = text_of(raw) if number == 0 else raw.decode()
            equal.clear()
            entry = quick(text)
            if text.count(":") > _keys(entry):  # Only then may a key stand twice: read the line again with care.
                entry = decode(text)
        except UnicodeDecodeError as error:
            report((number, error.start), "not-utf-8", "the line is not UTF-8: save the file as UTF-8")
        except Unreadable as error:
            report((number, error.column - 1), error.code, error.message)
        except ValueError as error:
            report((number, getattr(error, "colno", 1) - 1), "not-json", _reason(error))
        except RecursionError:
            report((number,), "too-deep", f"the line is nested more than {DEEPEST} deep")
        else:
            for name in equal:
                report((number, name), "equal-keys", f"the key '{name}' stands twice in one object")
            if isinstance(entry, dict):
                yield (number,), entry
            else:
                report((number,), "wrong-shape", 'the line must be one JSON object: {"date": ..., "title": ...}')


def rows(
    stream: Iterable[bytes], report: Report, seen: Callable[[bytes], object], lists: Iterable[str]
) -> Iterator[Entry]:
    """The rows of a CSV file with a header, one at a time, with `(line number from 0,)` as their path.

    A cell of a column named in `lists` is taken apart at `;`, or is a JSON list; empty cells are absent.
    """

    def decoded() -> Iterator[str]:
        for number, raw in enumerate(stream):
            seen(raw)
            if b"\0" in raw:
                raise Unreadable(
                    number + 1, raw.index(b"\0") + 1, "not-csv", "the file holds a NUL byte: it is not text"
                )
            try:
                yield text_of(raw) if number == 0 else raw.decode()
            except UnicodeDecodeError as error:
                message = "the line is not UTF-8: save the file as UTF-8"
                raise Unreadable(number + 1, error.start + 1, "not-utf-8", message) from None

    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(decoded(), strict=True)
    many = frozenset(lists)
    header: list[str] | None = None
    last = 0
    try:
        for row in reader:
            at, last = last, reader.line_num
            if header is None:
                header = [name.strip() for name in row]
                for name in {n for n in header if header.count(n) > 1}:
                    report((at, header.index(name)), "equal-keys", f"the column '{name}' stands twice")
                continue
            if not any(row):
                continue
            if len(row) != len(header):
                report((at,), "wrong-shape", f"the row has {len(row)} cells, the header {len(header)}")
                continue
            entry: dict[str, Value] = {}
            for name, cell in zip(header, row, strict=True):
                if cell == "":
                    continue
                entry[name] = cell_list(cell) if name in many else nested(cell)
            yield (at,), entry
    except csv.Error as error:
        raise Unreadable(reader.line_num or 1, 1, "not-csv", str(error)) from None


def nested(cell: str) -> Value:
    """A CSV cell: a JSON object where it is one (a deal's value), else the text itself."""
    if cell[0] == "{" and cell[-1] == "}":
        try:
            return _json(cell, lambda *_: None)
        except Unreadable:
            pass
    return cell


def cell_list(cell: str) -> list[Value]:
    """The items of a list written into one cell: `PK;TR`, or a JSON list where an item holds a `;`."""
    if cell[0] == "[":
        try:
            value = _json(cell, lambda *_: None)
        except Unreadable:
            value = None
        if isinstance(value, list):
            return value
    return [item.strip() for item in cell.split(SEPARATOR) if item.strip()]


def locate(file: RecordFile, content: bytes, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The line and column, from 1, at which each path stands; of its nearest parent where the path is not there."""
    wanted = set(paths)
    if file.format in ("jsonl", "csv"):
        all_lines = content.split(b"\n")
        return {path: _locate_in_line(file.format, all_lines, path) for path in wanted}
    marks: dict[Path, tuple[int, int]] = {}
    with contextlib.suppress(Unreadable):
        _Yaml(content.decode("utf-8-sig", "replace"), lambda *_: None, marks).read()
    found = {}
    for path in wanted:
        near = path
        while near and near not in marks:
            near = near[:-1]
        found[path] = marks.get(near, (1, 1))
    return found


def _locate_in_line(format_: str, all_lines: list[bytes], path: Path) -> tuple[int, int]:
    number = int(path[0]) if path else 0
    if len(path) < 2 or number >= len(all_lines):
        return number + 1, 1
    name = path[1]
    if isinstance(name, int):
        return number + 1, name + 1
    line = all_lines[number].decode("utf-8-sig", "replace")
    if format_ == "jsonl":
        return number + 1, max(line.find(json.dumps(name, ensure_ascii=False)), 0) + 1
    header = next(csv.reader([all_lines[0].decode("utf-8-sig", "replace")]), [])
    cells = next(csv.reader([line]), [])
    if name not in header or header.index(name) >= len(cells):
        return number + 1, 1
    before = cells[: header.index(name)]
    return number + 1, max(line.find(cells[len(before)], sum(map(len, before)) + len(before)), 0) + 1


def _reason(error: ValueError) -> str:
    return f"this is no JSON: {getattr(error, 'msg', error)}"


def _keys(entry: Value) -> int:
    """How many keys an entry has in all, counting those of mappings in its lists."""
    if entry.__class__ is not dict:
        return 0
    inner = [i for v in entry.values() if v.__class__ is list for i in v if i.__class__ is dict]
    return len(entry) + sum(map(len, inner)) if inner else len(entry)


def _not_json(word: str) -> Value:
    raise ValueError(f"{word} is not a value in JSON")


def _decoder(equal: list[str]) -> json.JSONDecoder:
    """A decoder that keeps numbers as their text; keys that stand twice in an object go into `equal`."""

    def pairs(items: list[tuple[str, Value]]) -> dict[str, Value]:
        mapping = dict(items)
        if len(mapping) < len(items):
            names = [name for name, _ in items]
            equal.extend(sorted({name for name in names if names.count(name) > 1}))
        return mapping

    return json.JSONDecoder(object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=_not_json)


def _json(text: str, report: Report) -> Value:
    equal: list[str] = []
    try:
        value = _decoder(equal).decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, error.colno, "not-json", _reason(error)) from None
    except ValueError as error:
        raise Unreadable(1, 1, "not-json", _reason(error)) from None
    except RecursionError:
        raise Unreadable(1, 1, "too-deep", f"the file is nested more than {DEEPEST} deep") from None
    for name in equal:
        report((), "equal-keys", f"the key '{name}' stands twice in one object")
    return value


class _Yaml:
    """One pass over libyaml's events that builds plain values without recursion.

    With `marks`, the place of every key and item is kept there too.
    """

    def __init__(self, text: str, report: Report, marks: dict[Path, tuple[int, int]] | None = None) -> None:
        self.text = text
        self.report = report
        self.marks = marks

    def read(self) -> Value:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            parser = loader(self.text)
            try:
                return self._build(parser.get_event, yaml)
            finally:
                parser.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = ", ".join(part for part in (error.context, error.problem) if part)
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise Unreadable(line, column, "not-yaml", f"this is no YAML: {said}") from None
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            raise Unreadable(line, column, "not-yaml", f"this is no text: {error.reason}") from None

    def _build(self, get: Callable[[], Any], yaml: Any) -> Value:
        scalar, mapping_start, sequence_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        marks = self.marks
        root: list[Value] = []
        current: Value = root
        key: str | None = None
        path: list[str | int] = []
        stack: list[tuple[Value, str | None]] = []
        anchors: dict[str, Value] = {}
        open_anchors: list[str | None] = []
        aliased = 0
        while True:
            event = get()
            kind = event.__class__
            if kind is scalar:
                value: Value = event.value
                if event.implicit[0] and value in ("", "~", "null"):
                    value = None
                elif event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
                    self._fail(event, "tag", f"the tag {event.tag} is not allowed: values are text")
                if event.anchor:
                    anchors[event.anchor] = value
            elif kind is mapping_start or kind is sequence_start:
                if event.tag is not None and event.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
                    self._fail(event, "tag", f"the tag {event.tag} is not allowed: values are text, lists and mappings")
                if len(stack) >= DEEPEST:
                    self._fail(event, "too-deep", f"nested more than {DEEPEST} deep")
                if current.__class__ is dict and key is None:
                    self._fail(event, "wrong-shape", "a key must be a plain text")
                if marks is not None:
                    self._mark(marks, path, current, key, event)
                path.append(len(current) if key is None else key)
                stack.append((current, key))
                open_anchors.append(event.anchor)
                current, key = ({} if kind is mapping_start else []), None
                continue
            elif kind in ends:
                value = current
                current, key = stack.pop()
                path.pop()
                anchor = open_anchors.pop()
                if anchor:
                    anchors[anchor] = value
            elif kind is yaml.AliasEvent:
                if event.anchor not in anchors:
                    self._fail(event, "not-yaml", f"the alias *{event.anchor} stands for nothing that came before it")
                value = anchors[event.anchor]
                aliased += _size(value, MOST_ALIASED)
                if aliased > MOST_ALIASED:
                    self._fail(event, "too-large", f"aliases stand for more than {MOST_ALIASED} values")
            elif kind is yaml.StreamEndEvent:
                break
            elif kind is yaml.DocumentStartEvent and root:
                self._fail(event, "wrong-shape", "a second document begins here: a file holds one")
            else:
                continue
            if current.__class__ is list:
                if marks is not None and kind is scalar:
                    self._mark(marks, path, current, key, event)
                current.append(value)
            elif key is None:
                if value.__class__ is not str:
                    if value is not None:
                        self._fail(event, "wrong-shape", "a key must be a plain text")
                    value = event.value
                if marks is not None:
                    at = (event.start_mark.line + 1, event.start_mark.column + 1)
                    marks.setdefault((*path[1:], value), at)
                    marks[(*path[1:], value, AGAIN)] = at
                if value in current:
                    self.report((*path[1:], value, AGAIN), "equal-keys", f"the key '{value}' stands twice")
                key = value
            else:
                if marks is not None and kind is scalar:
                    self._mark(marks, path, current, key, event)
                current[key] = value
                key = None
        return root[0] if root else None

    def _mark(
        self, marks: dict[Path, tuple[int, int]], path: list[str | int], current: Value, key: str | None, event: Any
    ) -> None:
        """Keep where a value begins: of the value itself for scalars and items, of the key for collections."""
        here = (*path[1:], len(current) if key is None else key) if path else ()
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if key is None or "value" in event.__dict__:
            marks[here] = at
        else:
            marks.setdefault(here, at)

    def _fail(self, event: Any, code: str, message: str) -> None:
        raise Unreadable(event.start_mark.line + 1, event.start_mark.column + 1, code, message)


def _size(value: Value, most: int) -> int:
    """How many values a value holds, itself included; counting stops above `most`."""
    count, rest = 0, [value]
    while rest and count <= most:
        item = rest.pop()
        count += 1
        if isinstance(item, list):
            rest.extend(item)
        elif isinstance(item, dict):
            rest.extend(item.values())
    return count
