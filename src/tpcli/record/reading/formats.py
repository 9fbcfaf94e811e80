"""Files to plain values: YAML, JSON, JSON Lines and CSV, read so that a value means what it says.

Every scalar comes back as the text that stands in the file (`NO`, `1955`, `12:30`, `1e3`), or None where there is
nothing (an empty value, `~`, `null`). Mappings keep no second equal key, nothing constructs an object, nothing
recurses, and there is a bound to everything that a file could have too much of. `whole`, `lines` and `rows` give the
content; `locate` reads the file again to say at which line and column a path stands.
"""

import contextlib
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from typing import Any, BinaryIO

from tpcli.record.problems import Path, quoted
from tpcli.record.reading.files import RecordFile
from tpcli.text.folding import SEPARATOR

Value = Any
"""None, a text (true and false of JSON as they are), a list of values, or a dict from text to value."""

DEEPEST = 32
MOST_ALIASED = 100_000
MOST_BYTES = 2**27
"""Of a YAML or JSON file, which is read whole: with all that is made of it, some 1.5 GB of memory at worst."""
MOST_VALUES = 10_000_000
"""In a YAML or JSON file."""
MOST_LINE = 2**24
"""Bytes in a line of JSON Lines or a row of CSV."""
BLOCK = 2**17
"""Bytes of JSON Lines or CSV that are looked at together."""
MOST_TEXT = 2**20
"""Characters in one value."""

ERRORS = {
    "unreadable": "a file that the system does not give, or that never ends, can't be looked at",
    "not-utf-8": "in any other encoding a letter may turn into another without a word",
    "not-text": "a NUL character or half a surrogate pair is no text, and no database keeps it",
    "not-yaml": "a file that breaks the rules of YAML could be read in more than one way",
    "not-json": "a file that breaks the rules of JSON could be read in more than one way",
    "not-csv": "a file that breaks the rules of CSV could be read in more than one way",
    "tag": "values are text, lists and mappings; a file never says what is to be made of them",
    "equal-keys": "of two equal keys only one could be kept, in silence",
    "wrong-shape": "a list where one value stands, or one value where a mapping stands, can't be understood",
    "too-deep": "no record is nested so deep; what is was made to break programs",
    "too-large": "beyond some size a file would take more memory than a machine has",
}
"""What can be wrong with a file, and why it is an error."""

BOM = b"\xef\xbb\xbf"

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
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:2]:
        raise Unreadable(1, 1, "not-utf-8", "the file is UTF-16 or no text at all: save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise Unreadable(*_after(before), "not-utf-8", message) from None
    nul = text.find("\0")
    if nul >= 0:
        raise Unreadable(*_after(text[:nul]), "not-text", "a NUL character stands here: this is no text")
    return text


def check_size(size: int) -> None:
    """Refuse what is too large to be read whole. Raises Unreadable."""
    if size > MOST_BYTES:
        advice = "write it as JSON Lines or CSV, which are read line by line"
        raise Unreadable(1, 1, "too-large", f"the file is larger than {MOST_BYTES >> 20} MB: {advice}")


def whole(file: RecordFile, content: bytes, report: Report) -> Value:
    """All of a YAML or JSON file as one value. Equal keys are reported. Raises Unreadable."""
    check_size(len(content))
    text = text_of(content)
    if file.format == "json":
        return _json(text, report)
    return _Yaml(text, report).read()


def _bounded(stream: BinaryIO, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The lines of a file, of one longer than MOST_LINE only that much and a byte. `seen` is given every byte."""
    while raw := stream.readline(MOST_LINE + 1):
        seen(raw)
        yield raw
        while len(raw) > MOST_LINE and raw[-1] != 10:
            raw = stream.readline(MOST_LINE + 1)
            seen(raw)


def _blocks(stream: BinaryIO, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The whole lines of a file, some BLOCK bytes at a time; of a line longer than MOST_LINE no more than is needed
    to tell. `seen` is given every byte.
    """
    while block := stream.read(BLOCK):
        if block[-1] != 10:
            block += stream.readline(MOST_LINE + 1)
        seen(block)
        yield block
        while block and block[-1] != 10:
            block = stream.readline(MOST_LINE + 1)
            seen(block)


def lines(stream: BinaryIO, report: Report, seen: Callable[[bytes], object]) -> Iterator[list[Entry]]:
    """The objects of a JSON Lines file, a block of lines at a time, with `(line number from 0,)` as their path.

    `seen` is given every byte. Lines that can't be read are reported and passed over. Raises Unreadable where no line
    can be.
    """
    first = 0
    for block in _blocks(stream, seen):
        yield list(_objects(block, first, report))
        first += block.count(b"\n") + (block[-1] != 10)


def _objects(block: bytes, first: int, report: Report) -> Iterator[Entry]:
    """The objects of a block of lines. What is wrong is reported. Raises Unreadable if all must be wrong."""
    equal: list[str] = []
    decoder = _decoder(equal)
    scan = decoder.scan_once  # type: ignore[attr-defined]
    for number, raw in enumerate(io.BytesIO(block), first):
        if raw.isspace():
            continue
        if len(raw) > MOST_LINE:
            report((number,), "too-large", f"the line is longer than {MOST_LINE >> 20} MB")
            continue
        try:
            text = text_of(raw) if number == 0 else raw.decode()
            _check_escapes(text)
            equal.clear()
            try:  # The decoder itself looks for space on either side first, which takes a tenth of the time.
                entry, end = scan(text, 0)
            except StopIteration:
                end = -1
            if end < 0 or text[end:].strip():
                entry = decoder.decode(text)
        except UnicodeDecodeError as error:
            column = len(raw[: error.start].decode())
            report((number, column), "not-utf-8", "the line is not UTF-8: save the file as UTF-8")
        except Unreadable as error:
            if number == 0 and error.code == "not-utf-8" and error.column == 1:
                raise  # UTF-16: the other lines are as unreadable as the first.
            report((number, error.column - 1), error.code, error.message)
        except ValueError as error:
            report((number, getattr(error, "colno", 1) - 1), "not-json", _reason(error))
        except RecursionError:
            report((number,), "too-deep", "the line is nested too deep")
        else:
            for path in _equal_keys(text) if equal else ():
                report((number, *path), "equal-keys", f"the key {quoted(str(path[-2]))} stands twice in one object")
            long = _long(entry) if len(raw) > MOST_TEXT else None
            if long is not None:
                report((number, *long), "too-large", TOO_LONG)
            elif isinstance(entry, dict):
                yield (number,), entry
            else:
                report((number,), "wrong-shape", 'the line must be one JSON object: {"date": ..., "title": ...}')


MAPPINGS = frozenset({"value"})
"""The fields whose cell in a CSV file is a JSON object."""


def rows(stream: BinaryIO, report: Report, seen: Callable[[bytes], object], lists: Iterable[str]) -> Iterator[Entry]:
    """The rows of a CSV file with a header, one at a time, with `(line number from 0,)` as their path.

    A cell of a column named in `lists` is taken apart at `;`, or is a JSON list; empty cells are absent.
    """

    size = 0

    def decoded() -> Iterator[str]:
        nonlocal size
        for number, raw in enumerate(_bounded(stream, seen)):
            size = len(raw) if number == last else size + len(raw)
            if size > MOST_LINE:
                message = f"the row that begins here is longer than {MOST_LINE >> 20} MB: is a quote left open?"
                raise Unreadable(last + 1, 1, "too-large", message)
            try:
                text = text_of(raw if number == 0 else BOM + raw)  # Only the file's first mark is none of its text.
            except Unreadable as error:
                raise Unreadable(number + 1, error.column, error.code, error.message) from None
            yield text

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
                if len(header) == 1 and (between := next((c for c in ";\t" if c in header[0]), None)):
                    message = f"the cells of this file are separated by {between!r}: save it with commas"
                    raise Unreadable(1, header[0].index(between) + 1, "not-csv", message)
                for name, times in Counter(header).items():
                    if times > 1:
                        report((at, name), "equal-keys", f"the column {quoted(name)} stands {times} times")
                continue
            if not any(row):
                continue
            if len(row) != len(header):
                report((at,), "wrong-shape", f"the row has {len(row)} cells, the header {len(header)}")
                continue
            if size > MOST_TEXT and max(map(len, row)) > MOST_TEXT:
                report((at,), "too-large", TOO_LONG)
                continue
            entry: dict[str, Value] = {}
            for name, cell in zip(header, row, strict=True):
                if cell == "":
                    continue
                if name in many or name in MAPPINGS:
                    tell = _inside(report, (at, name))
                    entry[name] = cell_list(cell, tell) if name in many else nested(cell, tell)
                else:
                    entry[name] = cell
            yield (at,), entry
    except csv.Error as error:
        # Of the csv module's messages two are common, and neither speaks to whoever has only the file.
        said = {
            "unexpected end of data": "the row that begins here has a quote that is never closed",
            "new-line character seen in unquoted field": "the lines end in a bare carriage return: save it with LF",
        }
        message = next((text for words, text in said.items() if str(error).startswith(words)), str(error))
        raise Unreadable(last + 1, 1, "not-csv", message) from None


def _inside(report: Report, path: Path) -> Report:
    """A report of what is wrong in a value, at the place of the value."""
    return lambda _, code, message: report(path, code, message)


def nested(cell: str, report: Report = lambda *_: None) -> Value:
    """A CSV cell: a JSON object where it is one (a deal's value), else the text itself."""
    if cell[0] == "{" and cell[-1] == "}":
        try:
            return _json(cell, report)
        except Unreadable:
            pass
    return cell


def cell_list(cell: str, report: Report = lambda *_: None) -> list[Value]:
    """The items of a list written into one cell: `PK;TR`, or a JSON list where an item holds a `;`."""
    if cell[0] == "[":
        try:
            value = _json(cell, report)
        except Unreadable:
            value = None
        if isinstance(value, list):
            return value
    return [item.strip() for item in cell.split(SEPARATOR) if item.strip()]


def locate(file: RecordFile, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The line and column, from 1, at which each path stands; of its nearest parent where the path is not there.

    Raises TpcliError where the file can't be read any more.
    """
    wanted = set(paths)
    if file.format in ("jsonl", "csv"):
        return _locate_in_lines(file, wanted)
    above = {path[:n] for path in wanted for n in range(len(path) + 1)}
    text = file.read().decode("utf-8-sig", "replace")
    marks: dict[Path, int] = {}
    if file.format == "json":
        marks = _json_marks(text, above)
    else:
        with contextlib.suppress(Unreadable):
            _Yaml(text, lambda *_: None, marks, above).read()
    offsets = {path: marks.get(_nearest(path, marks), 0) for path in wanted}
    at, line, start, before = {}, 1, 0, 0
    for offset in sorted(set(offsets.values())):
        lines_, column = _after(text[before:offset])
        line += lines_ - 1
        start = offset - column + 1 if lines_ > 1 else start
        at[offset], before = (line, offset - start + 1), offset
    return {path: at[offset] for path, offset in offsets.items()}


def _nearest(path: Path, marks: Container[Path]) -> Path:
    while path and path not in marks:
        path = path[:-1]
    return path


def _locate_in_lines(file: RecordFile, wanted: set[Path]) -> dict[Path, tuple[int, int]]:
    """The places in a file that is read line by line, where a path begins with the number of the line, from 0."""
    of_line: dict[int, list[Path]] = {}
    for path in wanted:
        of_line.setdefault(int(path[0]) if path else 0, []).append(path)
    found = {path: (int(path[0]) + 1 if path else 1, 1) for path in wanted}
    names: list[str] = []
    last = max(of_line, default=0)
    with file.open() as stream:
        for number, raw in enumerate(_bounded(stream, lambda _: None)):
            if number > last:
                break
            inside = [path for path in of_line.get(number, ()) if len(path) > 1]
            if number and not inside:
                continue
            line = raw.decode("utf-8-sig" if number == 0 else "utf-8", "replace").rstrip("\r\n")
            marks: dict[Path, int] = {}
            if file.format == "csv":
                cells = [match for match in re.finditer(_CSV_CELL, line) if inside or number == 0]
                names = names or [match[0].strip(' "') for match in cells]
                marks = {(name,): match.start() for name, match in zip(names, cells, strict=False)}
            elif any(isinstance(path[1], str) for path in inside):
                above = {path[1:n] for path in inside for n in range(2, len(path) + 1)}
                marks = _json_marks(line, above)
            for path in inside:
                # A number there is a column: that line could not be taken apart.
                at = path[1] if isinstance(path[1], int) else marks.get(_nearest(path[1:], marks), 0)
                found[path] = number + 1, at + 1
    return found


_CSV_CELL = r'(?:^|(?<=,))(?:"(?:[^"]|"")*+"?[^,]*+|[^,]*+)'
_JSON_TOKEN = r'"(?:[^"\\]++|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+'
_SUSPECT_ESCAPE = r"\\u(?:0000|[dD][89a-fA-F])"
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = rf"\\(?:{_PAIR}|(?P<wrong>u0000|u[dD][89a-fA-F][0-9a-fA-F]{{2}})|.)"

TOO_LONG = f"holds a value of more than {MOST_TEXT:,} characters"


def _check_escapes(text: str) -> None:
    """Refuse the escapes in a JSON text that stand for no character, or for NUL. Raises Unreadable."""
    if "\\" in text and re.search(_SUSPECT_ESCAPE, text):
        for match in re.finditer(_ESCAPE, text, re.DOTALL):
            if match["wrong"]:
                what = "a NUL character" if match["wrong"] == "u0000" else "half a surrogate pair"
                raise Unreadable(*_after(text[: match.start()]), "not-text", f"\\{match['wrong']} is {what}, no text")


def _after(text: str) -> tuple[int, int]:
    """The line and column, from 1, of what follows a text. Lines end as editors have it: in LF, CRLF or CR."""
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    return breaks + 1, len(text) - max(text.rfind("\n"), text.rfind("\r"))


def _long(value: Value) -> Path | None:
    """Where a value, or a key, of more than MOST_TEXT characters stands; None where there is none."""
    rest: list[tuple[Path, Value]] = [((), value)]
    while rest:
        path, item = rest.pop()
        if item.__class__ is str and len(item) > MOST_TEXT:
            return path
        if item.__class__ is list:
            rest.extend(((*path, n), inner) for n, inner in enumerate(item))
        elif item.__class__ is dict:
            rest.extend(((*path, name), inner) for name, inner in item.items())
            if max(map(len, item), default=0) > MOST_TEXT:
                return path
    return None


def _json_places(text: str) -> Iterator[tuple[Path, int, str]]:
    """Every key and value of a JSON text that was read already: its path, where it begins, and what it is.

    That is `key`, `again` (a key that its object has already), `value`, or `inner` (a list or an object).
    """
    path: list[Any] = []  # None at its end where a key is to come.
    keys: list[set[Any]] = []
    for match in re.finditer(_JSON_TOKEN, text, re.DOTALL):
        at = match.start()
        first = text[at]
        if first in "]}":
            path.pop()
            if first == "}":
                keys.pop()
        elif first == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif first in "[{":
            yield tuple(path), at, "inner"
            path.append(0 if first == "[" else None)
            if first == "{":
                keys.append(set())
        elif first != ":":
            what = "value"
            if path and path[-1] is None:
                token = match[0]
                path[-1] = json.loads(token) if "\\" in token else token[1:-1]
                what = "again" if path[-1] in keys[-1] else "key"
                keys[-1].add(path[-1])
            yield tuple(path), at, what


def _json_marks(text: str, wanted: Collection[Path]) -> dict[Path, int]:
    """Where each of the wanted paths begins in a JSON text: a value, or the key of a list or an object."""
    offsets: dict[Path, int] = {}
    for path, at, what in _json_places(text):
        if path in wanted:
            if what == "value":
                offsets[path] = at
            else:
                offsets.setdefault(path, at)
        if what == "again" and (*path, AGAIN) in wanted:
            offsets[(*path, AGAIN)] = at
        if len(offsets) == len(wanted) and what in ("value", "inner"):
            break
    return offsets


def _equal_keys(text: str) -> Iterator[Path]:
    """The keys of a JSON text that their object has already."""
    return ((*path, AGAIN) for path, _, what in _json_places(text) if what == "again")


def _reason(error: ValueError) -> str:
    return f"this is no JSON: {getattr(error, 'msg', error)}"


def _not_json(word: str) -> Value:
    raise ValueError(f"{word} is not a value in JSON")


def _decoder(equal: list[str]) -> json.JSONDecoder:
    """A decoder that keeps numbers as their text; keys that stand twice in an object go into `equal`."""

    def pairs(items: list[tuple[str, Value]]) -> dict[str, Value]:
        mapping = dict(items)
        if len(mapping) < len(items):
            names = [name for name, _ in items]
            equal.extend(name for name, times in Counter(names).items() if times > 1)
        return mapping

    return json.JSONDecoder(object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=_not_json)


def _json(text: str, report: Report) -> Value:
    equal: list[str] = []
    _check_escapes(text)
    if len(text) > MOST_VALUES and sum(map(text.count, ",:[{")) > MOST_VALUES:
        raise Unreadable(1, 1, "too-large", f"the file holds more than {MOST_VALUES:,} values")
    try:
        value = _decoder(equal).decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(*_after(text[: error.pos]), "not-json", _reason(error)) from None
    except ValueError as error:
        raise Unreadable(1, 1, "not-json", _reason(error)) from None
    except RecursionError:
        raise Unreadable(1, 1, "too-deep", "the file is nested too deep") from None
    for path in _equal_keys(text) if equal else ():
        report(path, "equal-keys", f"the key {quoted(str(path[-2]))} stands twice in one object")
    long = _long(value) if len(text) > MOST_TEXT else None
    if long is not None:
        raise Unreadable(*_after(text[: _json_marks(text, {long}).get(long, 0)]), "too-large", TOO_LONG)
    return value


class _Yaml:
    """One pass over libyaml's events that builds plain values without recursion.

    With `marks`, the place of every key and item that is wanted is kept there too.
    """

    def __init__(
        self,
        text: str,
        report: Report,
        marks: dict[Path, int] | None = None,
        wanted: Collection[Path] = (),
    ) -> None:
        self.text = text
        self.report = report
        self.marks = marks
        self.wanted = wanted

    def read(self) -> Value:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        if (
            "%TAG" in self.text and len(re.findall("^%TAG", self.text, re.MULTILINE)) > 1
        ):  # libyaml compares each with all before it.
            raise Unreadable(1, 1, "tag", "the file declares tags with %TAG: values are text, lists and mappings")
        try:
            parser = loader(self.text)
            try:
                return self._build(parser.get_event, yaml)
            finally:
                parser.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if mark and error.problem == "exceeded maximum nesting depth":
                # From 6.0.4 on libyaml counts for itself, far ahead of its events: up to there it reads as before.
                _Yaml(self.text[: mark.index], lambda *_: None, self.marks, self.wanted).read()
                raise Unreadable(
                    *_after(self.text[: mark.index]), "too-deep", f"nested more than {DEEPEST} deep"
                ) from None
            said = ", ".join(part for part in (error.context, error.problem) if part)
            # Its own count of lines takes other characters for their ends than editors do.
            raise Unreadable(
                *_after(self.text[: mark.index if mark else 0]), "not-yaml", f"this is no YAML: {said}"
            ) from None
        except yaml.reader.ReaderError as error:
            # The position in the error counts bytes or characters, depending on the parser.
            odd = yaml.reader.Reader.NON_PRINTABLE.search(self.text)
            line, column = _after(self.text[: odd.start()]) if odd else (1, 1)
            raise Unreadable(line, column, "not-yaml", f"this is no text: {error.reason}") from None
        except UnicodeDecodeError:  # libyaml passes the bytes on that a tag spells with %.
            raise Unreadable(1, 1, "tag", "a tag in the file holds bytes that are no text") from None

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
        aliased = count = 0
        long, escapes = len(self.text) > MOST_TEXT, "\\" in self.text  # Only then has a value to be looked at.
        while True:
            event = get()
            kind = event.__class__
            count += 1
            if count > MOST_VALUES:
                self._fail(event, "too-large", f"the file holds more than {MOST_VALUES:,} values")
            if kind is scalar:
                value: Value = event.value
                if long and len(value) > MOST_TEXT:
                    self._fail(event, "too-large", TOO_LONG)
                if escapes and ("\0" in value or not (value.isascii() or _is_text(value))):
                    self._fail(event, "not-text", "an escape here stands for NUL or half a surrogate pair: no text")
                if event.implicit[0] and value in ("", "~", "null"):
                    value = None
                elif event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
                    self._fail(event, "tag", f"the tag {event.tag} is not allowed: values are text")
                if event.anchor:
                    anchors[event.anchor] = value
                    if len(anchors) > MOST_ALIASED:
                        self._fail(event, "too-large", f"the file holds more than {MOST_ALIASED:,} anchors")
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
                if marks is not None and kind not in ends:
                    self._mark(marks, path, current, key, event)
                current.append(value)
            elif key is None:
                if value.__class__ is not str:
                    if value is not None or kind is not scalar:
                        self._fail(event, "wrong-shape", "a key must be a plain text")
                    value = event.value
                if marks is not None:
                    at = event.start_mark.index
                    here = (*path[1:], value)
                    if here in self.wanted:
                        marks.setdefault(here, at)
                    if value in current and (*here, AGAIN) in self.wanted:
                        marks[(*here, AGAIN)] = at
                if value in current:
                    self.report((*path[1:], value, AGAIN), "equal-keys", f"the key {quoted(value)} stands twice")
                key = value
                continue
            else:
                if marks is not None and kind is scalar:
                    self._mark(marks, path, current, key, event)
                current[key] = value
                key = None
            if marks is not None and len(marks) == len(self.wanted):
                break
        return root[0] if root else None

    def _mark(self, marks: dict[Path, int], path: list[str | int], current: Value, key: str | None, event: Any) -> None:
        """Keep where a value begins: of the value itself for scalars and items, of the key for collections."""
        here = (*path[1:], len(current) if key is None else key) if path else ()
        if here not in self.wanted:
            return
        at = event.start_mark.index
        if key is None or "value" in event.__dict__:
            marks[here] = at
        else:
            marks.setdefault(here, at)

    def _fail(self, event: Any, code: str, message: str) -> None:
        raise Unreadable(*_after(self.text[: event.start_mark.index]), code, message)


def _is_text(value: str) -> bool:
    """Whether a text holds no half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


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
