"""JSON to plain values, numbers as their text, and the places of its keys and values."""

import json
import re
from collections import Counter
from collections.abc import Collection, Container, Iterator
from typing import Any

from tpcli.record.problems import Path, quoted
from tpcli.record.reading.content import (
    AGAIN,
    MOST_TEXT,
    MOST_VALUES,
    TOO_LONG,
    TOO_MANY,
    Report,
    Unreadable,
    Value,
    after,
)

_SPACE = re.compile(r"[ \t\n\r]*")
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_SUSPECT_ESCAPE = r"\\u(?:0000|[dD][89a-fA-F])"
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = rf"\\(?:{_PAIR}|(?P<wrong>u0000|u[dD][89a-fA-F][0-9a-fA-F]{{2}})|.)"


def read(text: str, report: Report, offsets: dict[Path, int] | None = None) -> Value:
    """All of a JSON text as one value; `offsets` is filled with where the items begin of lists that may hold entries.

    Equal keys are reported. Raises Unreadable.
    """
    equal: list[str] = []
    check_escapes(text)
    if len(text) > MOST_VALUES and sum(map(text.count, ",:[{")) > MOST_VALUES:
        raise Unreadable(1, 1, "too-large", TOO_MANY)
    try:
        value = _value(text, decoder(equal), {} if offsets is None else offsets)
    except json.JSONDecodeError as error:
        raise Unreadable(*after(text[: error.pos]), "not-json", reason(error)) from None
    except ValueError as error:
        raise Unreadable(1, 1, "not-json", reason(error)) from None
    except RecursionError:
        raise Unreadable(1, 1, "too-deep", "the file is nested too deep") from None
    for path in equal_keys(text) if equal else ():
        report(path, "equal-keys", f"the key {quoted(str(path[-2]))} stands twice in one object")
    long = long_value(value) if len(text) > MOST_TEXT else None
    if long is not None:
        raise Unreadable(*after(text[: marks(text, {long}).get(long, 0)]), "too-large", TOO_LONG)
    return value


class _Odd(Exception):
    """Raised where a text is not what `_list` and `_mapping` read."""


def _value(text: str, decoder: json.JSONDecoder, offsets: dict[Path, int]) -> Value:
    """The value of a text. Its entries are decoded one by one, to know where they begin. Raises ValueError."""
    at = _after_space(text, 0)
    value: Value
    try:
        if text[at : at + 1] == "[":
            value, at = _list(text, at, decoder, (), offsets)
        else:
            value, at = _mapping(text, at, decoder, offsets)
        if _after_space(text, at) == len(text):
            return value
    except (_Odd, ValueError, StopIteration):
        pass
    offsets.clear()
    return decoder.decode(text)  # It says what is wrong.


def _list(
    text: str, at: int, decoder: json.JSONDecoder, path: Path, offsets: dict[Path, int]
) -> tuple[list[Value], int]:
    """The list that begins at an offset, and the offset after it."""
    scan = decoder.scan_once  # type: ignore[attr-defined]
    values: list[Value] = []
    at = _after_space(text, at + 1)
    if text[at : at + 1] == "]":
        return values, at + 1
    while True:
        began = at
        value, at = scan(text, at)
        if value.__class__ is dict:
            offsets[*path, len(values)] = began
        values.append(value)
        at = _after_space(text, at)
        if text[at : at + 1] == "]":
            return values, at + 1
        if text[at : at + 1] != ",":
            raise _Odd
        at = _after_space(text, at + 1)


def _mapping(text: str, at: int, decoder: json.JSONDecoder, offsets: dict[Path, int]) -> tuple[dict[str, Value], int]:
    """The mapping that begins at an offset, whose lists may hold entries, and the offset after it."""
    scan = decoder.scan_once  # type: ignore[attr-defined]
    values: dict[str, Value] = {}
    if text[at : at + 1] != "{":
        raise _Odd
    while True:
        at = _after_space(text, at + 1)
        name, at = scan(text, at)
        at = _after_space(text, at)
        if name.__class__ is not str or name in values or text[at : at + 1] != ":":
            raise _Odd
        at = _after_space(text, at + 1)
        listed = text[at : at + 1] == "["
        values[name], at = _list(text, at, decoder, (name,), offsets) if listed else scan(text, at)
        at = _after_space(text, at)
        if text[at : at + 1] == "}":
            return values, at + 1
        if text[at : at + 1] != ",":
            raise _Odd


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def decoder(equal: list[str]) -> json.JSONDecoder:
    """A decoder that keeps numbers as their text; keys that occur twice in an object go into `equal`."""

    def pairs(items: list[tuple[str, Value]]) -> dict[str, Value]:
        mapping = dict(items)
        if len(mapping) < len(items):
            names = [name for name, _ in items]
            equal.extend(name for name, times in Counter(names).items() if times > 1)
        return mapping

    return json.JSONDecoder(object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=_not_json)


def _not_json(word: str) -> Value:
    raise ValueError(f"{word} is not a value in JSON")


def reason(error: ValueError) -> str:
    return f"this is no JSON: {getattr(error, 'msg', error)}"


def check_escapes(text: str) -> None:
    """Refuse the escapes in a JSON text that mean no character, or NUL. Raises Unreadable."""
    if "\\" in text and re.search(_SUSPECT_ESCAPE, text):
        for match in re.finditer(_ESCAPE, text, re.DOTALL):
            if match["wrong"]:
                what = "a NUL character" if match["wrong"] == "u0000" else "half a surrogate pair"
                raise Unreadable(*after(text[: match.start()]), "not-text", f"\\{match['wrong']} is {what}, no text")


def long_value(value: Value) -> Path | None:
    """The offset of a value, or a key, of more than MOST_TEXT characters; None where there is none."""
    if not _holds_long(value):  # Paths to millions of values take more memory than they do.
        return None
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


def _holds_long(value: Value) -> bool:
    rest = [value]
    while rest:
        item = rest.pop()
        if item.__class__ is dict:
            rest.extend(item)
            rest.extend(item.values())
        elif item.__class__ is list:
            rest.extend(item)
        elif item.__class__ is str and len(item) > MOST_TEXT:
            return True
    return False


def places(text: str, names: Container[Any] | None = None) -> Iterator[tuple[Path, int, str]]:
    """Every key and value of a JSON text that was read already: its path, where it begins, and what it is.

    That is `key`, `again` (a key that its object has already), `value`, or `inner` (a list or an object). With `names`
    only those of which the path ends with one of them.
    """
    path: list[Any] = []  # None at its end where a key is to come.
    keys: list[set[Any]] = []
    for match in TOKEN.finditer(text):
        at = match.start()
        first = text[at]
        if first in "]}":
            path.pop()
            if first == "}":
                keys.pop()
        elif first == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif first in "[{":
            if names is None or not path or path[-1] in names:
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
            if names is None or not path or path[-1] in names:
                yield tuple(path), at, what


def marks(text: str, wanted: Collection[Path]) -> dict[Path, int]:
    """Where each of the wanted paths begins in a JSON text: a value, or the key of a list or an object."""
    offsets: dict[Path, int] = {}
    names = {name for path_ in wanted for name in path_}
    for path, at, what in places(text, names):
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


def equal_keys(text: str) -> Iterator[Path]:
    """The keys of a JSON text that their object has already."""
    return ((*path, AGAIN) for path, _, what in places(text) if what == "again")
