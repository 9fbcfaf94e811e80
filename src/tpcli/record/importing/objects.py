"""JSON of any layout as a table: a list, an object that holds the list, JSON Lines, or objects one after the other."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from tpcli.errors import TpcliError
from tpcli.record.importing.tables import REASON, Row, Table
from tpcli.record.writing.insertion import json_items
from tpcli.text.folding import key
from tpcli.text.json import Json, Object

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)


def _each_once(pairs: list[tuple[str, Json]]) -> Object:
    """A mapping of which no key is lost. Raises ValueError."""
    held = dict(pairs)
    if len(held) < len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, number in times.items() if number > 1)
        raise ValueError(f"the key '{twice}' stands in it twice")
    return held


_ROW_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=lambda _: None, object_pairs_hook=_each_once
)


def json_table(text: str, name: str, wanted: Collection[str]) -> Table:
    """The table in a JSON text that begins with `[` or `{`. Raises TpcliError where there is none.

    `wanted` are names that the rows' keys should have: they tell an object that is a row from one that holds the rows.
    """
    try:
        if text.lstrip()[:1] == "[":
            return _list(text, len(text) - len(text.lstrip()), name)
        return _of_object(text, name, wanted)
    except RecursionError:
        raise TpcliError(f"{name}: the file is nested too deep") from None


def object_of(text: str) -> Object:
    """The object that a JSON text is; empty where it is something else."""
    try:
        held = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def list_in(text: str, name: str) -> Table | None:
    """The rows of one list of the object that a JSON text is; None where it has no such list of objects."""
    rows = object_of(text).get(name)
    if not isinstance(rows, list) or not _holds_objects(rows):
        return None
    return _list(text, _position(text, len(text) - len(text.lstrip()), (name,)), name, whole=False)


def _of_object(text: str, name: str, wanted: Collection[str]) -> Table:
    start = len(text) - len(text.lstrip())
    try:
        first, end = _DECODER.raw_decode(text, start)
    except ValueError:
        return _json_lines(text)
    known = {key(column) for column in wanted}
    if text[end:].strip():
        if "\n" in text[start:end]:
            return _objects(text, start, name)
        return _json_lines(text)
    if known and known <= {key(name_) for name_ in first}:
        return _json_lines(text) if "\n" not in text.strip() else _objects(text, start, name)
    lists = list(_lists(first, ()))
    if not lists:
        return _objects(text, start, name)
    best = [path for path in lists if path[-1] == "events"] or lists
    if len(best) > 1:
        shown = ", ".join(".".join(path) for path in best)
        raise TpcliError(f"{name}: this is one JSON object with several lists ({shown}): give the one that you mean")
    table = _list(text, _position(text, start, best[0]), name, whole=False)
    others = ", ".join(".".join(path) for path in lists if path != best[0])
    left_out = f"; its other lists are left out: {others}" if others else ""
    return table._replace(
        notes=(f"the rows are the list '{'.'.join(best[0])}' of the one object in the file{left_out}",)
    )


def _lists(value: Object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The lists of objects in an object, and in the objects in it if it has none itself, each by its path."""
    own = [(*path, name) for name, held in value.items() if isinstance(held, list) and _holds_objects(held)]
    if own or len(path) > 2:
        yield from own
        return
    for name, held in value.items():
        if isinstance(held, dict):
            yield from _lists(held, (*path, name))


def _holds_objects(held: list[Json]) -> bool:
    return bool(held) and all(isinstance(item, dict) for item in held)


def _position(text: str, start: int, path: Sequence[str]) -> int:
    """Where in a text the value begins that a path leads to from the object at `start`."""
    at = start
    for wanted in path:
        at = _skip(text, at + 1)
        while True:
            name, end = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, end) + 1)
            # Of two equal keys the last is the one that the decoder kept; such a file is refused where it is checked.
            if name == wanted:
                break
            at = _skip(text, _skip(text, _DECODER.raw_decode(text, at)[1]) + 1)
    return at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _list(text: str, start: int, name: str, *, whole: bool = True) -> Table:
    try:
        spans, end = json_items(text, start)
        if whole and text[end + 1 :].strip():
            raise ValueError("text follows the end of the list")
    except (ValueError, IndexError) as error:
        line = text.count("\n", 0, getattr(error, "pos", 0)) + 1
        raise TpcliError(f"{name}:{line}: this is no JSON list: {getattr(error, 'msg', error)}") from None
    return _of_spans(text, spans)


def _objects(text: str, at: int, name: str) -> Table:
    """Objects that follow each other and take several lines each."""
    spans = []
    try:
        while at < len(text):
            end = _DECODER.raw_decode(text, at)[1]
            spans.append((at, end))
            at = _skip(text, end)
    except ValueError as error:
        line = text.count("\n", 0, getattr(error, "pos", at)) + 1
        raise TpcliError(f"{name}:{line}: this is no JSON: {getattr(error, 'msg', error)}") from None
    return _of_spans(text, spans)


def _of_spans(text: str, spans: Sequence[tuple[int, int]]) -> Table:
    rows = []
    line, counted = 1, 0
    for begin, stop in spans:
        line, counted = line + text.count("\n", counted, begin), begin
        rows.append(_row(text[begin:stop], line))
    return _of_rows(rows)


def _json_lines(text: str) -> Table:
    lines = enumerate(re.split("\r?\n", text), 1)
    return _of_rows([_row(line, number) for number, line in lines if line.strip()])


def _of_rows(rows: Sequence[Row]) -> Table:
    return Table(tuple(dict.fromkeys(name for row in rows for name in row.values)), rows, ".jsonl")


def _row(text: str, line: int) -> Row:
    # Line breaks between the values go, so that the row has a line of its own: inside a text there are none.
    stood = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda match: match[1] or " ", text).strip() + "\n"
    try:
        values = _ROW_DECODER.decode(text)
    except RecursionError:
        return Row(line, {}, text.rstrip("\n") + "\n", "this is no JSON: nested too deep")
    except ValueError as error:
        return Row(line, {}, text.rstrip("\n") + "\n", f"this is no JSON: {getattr(error, 'msg', error)}")
    if not isinstance(values, dict):
        return Row(line, {}, stood, "this is no JSON object")
    if re.search(r"\\u(0000|[dD][89a-fA-F])", text) and not _is_text(values):
        return Row(line, {}, stood, "it holds a NUL or half a surrogate pair, which is no text")
    values.pop(REASON, None)
    return Row(line, values, stood)


def _is_text(value: Json) -> bool:
    """Whether all that a row holds is text that a file and a database keep."""
    held = json.dumps(value, ensure_ascii=False)
    return "\\u0000" not in held and held == held.encode("utf-8", "replace").decode()
