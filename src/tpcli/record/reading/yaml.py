"""YAML to plain values, from libyaml's stream of events: every scalar is its text."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from tpcli.record.problems import Path, quoted
from tpcli.record.reading.content import (
    AGAIN,
    DEEPEST,
    MOST_ALIASED,
    MOST_TEXT,
    MOST_VALUES,
    TOO_LONG,
    TOO_MANY,
    Report,
    Unreadable,
    Value,
    after,
)

_MAPPING_TAGS = (None, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")

if TYPE_CHECKING:
    import yaml

Get = Callable[[], Any]
"""Gives the next event of a parser."""


def read(text: str, report: Report, offsets: dict[Path, int]) -> Value:
    """All of a YAML text as one value; `offsets` is filled with where the items begin of lists that may hold entries.

    Equal keys are reported. Raises Unreadable.
    """
    try:
        return _value(text, report, offsets)
    except _Nested as error:
        _value(text[: error.index], lambda *_: None, {})  # Up to there it reads as before, and may fail otherwise.
        raise Unreadable(*after(text[: error.index]), "too-deep", f"nested more than {DEEPEST} deep") from None


def marks(text: str, wanted: Collection[Path]) -> dict[Path, int]:
    """The offset of each wanted path in a YAML text, as far as it can be read.

    That is where a scalar or an item of a list begins, and the key of any other value.
    """
    found: dict[Path, int] = {}
    try:
        _find(text, wanted, found)
    except _Nested as error:
        return marks(text[: error.index], wanted)
    except Unreadable:
        pass
    return found


class _Nested(Exception):
    """libyaml from 0.2.6 on counts nesting for itself, far ahead of its events."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


@contextmanager
def _parser(text: str) -> Iterator[Get]:
    """A parser's events. Its errors become Unreadable, or _Nested."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if "%TAG" in text and len(re.findall("^%TAG", text, re.MULTILINE)) > 1:  # libyaml compares each with all before it.
        raise Unreadable(1, 1, "tag", "the file declares tags with %TAG: values are text, lists and mappings")
    try:
        parser = loader(text)
        try:
            yield parser.get_event
        finally:
            parser.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and error.problem == "exceeded maximum nesting depth":
            raise _Nested(mark.index) from None
        said = ", ".join(part for part in (error.context, error.problem) if part)
        # Its own count of lines takes other characters for their ends than editors do.
        raise Unreadable(*after(text[: mark.index if mark else 0]), "not-yaml", f"this is no YAML: {said}") from None
    except yaml.reader.ReaderError as error:
        # The position in the error counts bytes or characters, depending on the parser.
        odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line, column = after(text[: odd.start()]) if odd else (1, 1)
        raise Unreadable(line, column, "not-yaml", f"this is no text: {error.reason}") from None
    except UnicodeDecodeError:  # libyaml passes the bytes on that a tag spells with %.
        raise Unreadable(1, 1, "tag", "a tag in the file holds bytes that are no text") from None


def _value(text: str, report: Report, offsets: dict[Path, int]) -> Value:
    import yaml

    builder = _Builder(text, report, offsets)
    handlers: dict[type[Any], Callable[[Any], None]] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.mapping,
        yaml.SequenceStartEvent: builder.sequence,
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceEndEvent: builder.end,
        yaml.AliasEvent: builder.alias,
        yaml.DocumentStartEvent: builder.document,
        yaml.DocumentEndEvent: lambda _: None,
        yaml.StreamStartEvent: lambda _: None,
    }
    stream_end = yaml.StreamEndEvent
    with _parser(text) as get:
        for _ in range(MOST_VALUES):
            event = get()
            kind = event.__class__
            if kind is stream_end:
                return builder.root[0] if builder.root else None
            handlers[kind](event)
        return builder.fail(get(), "too-large", TOO_MANY)


class _Builder:
    """Plain values out of events, without recursion."""

    def __init__(self, text: str, report: Report, offsets: dict[Path, int]) -> None:
        self.text = text
        self.report = report
        self.offsets = offsets
        self.root: list[Value] = []
        self.current: Value = self.root
        self.key: str | None = None
        self.stack: list[tuple[Value, str | None, str | None]] = []
        """The open lists and mappings around the current one: holder, key in it, and anchor."""
        self.anchors: dict[str, Value] = {}
        self.aliased = 0
        self.long, self.escapes = len(text) > MOST_TEXT, "\\" in text  # Only then has a value to be looked at.

    def scalar(self, event: "yaml.ScalarEvent") -> None:
        value: Value = event.value
        if self.long and len(value) > MOST_TEXT:
            self.fail(event, "too-large", TOO_LONG)
        if self.escapes and ("\0" in value or not (value.isascii() or _is_text(value))):
            self.fail(event, "not-text", "an escape here stands for NUL or half a surrogate pair: no text")
        if event.implicit[0] and value in ("", "~", "null"):
            value = None
        elif event.tag not in _TEXT_TAGS:
            self.fail(event, "tag", f"the tag {event.tag} is not allowed: values are text")
        if event.anchor:
            self.anchors[event.anchor] = value
            if len(self.anchors) > MOST_ALIASED:
                self.fail(event, "too-large", f"the file holds more than {MOST_ALIASED:,} anchors")
        if self.key is None and value is None and self.current.__class__ is dict:
            value = event.value  # As a key it is the text that stands there.
        self._put(value, event)

    def mapping(self, event: "yaml.MappingStartEvent") -> None:
        self._begin({}, event)

    def sequence(self, event: "yaml.SequenceStartEvent") -> None:
        self._begin([], event)

    def _begin(self, value: Value, event: "yaml.CollectionStartEvent") -> None:
        if event.tag not in _MAPPING_TAGS:
            self.fail(event, "tag", f"the tag {event.tag} is not allowed: values are text, lists and mappings")
        if len(self.stack) >= DEEPEST:
            self.fail(event, "too-deep", f"nested more than {DEEPEST} deep")
        if self.current.__class__ is dict and self.key is None:
            self.fail(event, "wrong-shape", "a key must be a plain text")
        if len(self.stack) in (1, 2):
            self._note(event)
        self.stack.append((self.current, self.key, event.anchor))
        self.current, self.key = value, None

    def end(self, event: "yaml.CollectionEndEvent") -> None:
        value = self.current
        self.current, self.key, anchor = self.stack.pop()
        if anchor:
            self.anchors[anchor] = value
        self._put(value, event)

    def alias(self, event: "yaml.AliasEvent") -> None:
        if event.anchor not in self.anchors:
            self.fail(event, "not-yaml", f"the alias *{event.anchor} stands for nothing that came before it")
        value = self.anchors[event.anchor]
        self.aliased += _size(value, MOST_ALIASED)
        if self.aliased > MOST_ALIASED:
            self.fail(event, "too-large", f"aliases stand for more than {MOST_ALIASED} values")
        if len(self.stack) in (1, 2):
            self._note(event)
        self._put(value, event)

    def document(self, event: "yaml.DocumentStartEvent") -> None:
        if self.root:
            self.fail(event, "wrong-shape", "a second document begins here: a file holds one")

    def _put(self, value: Value, event: "yaml.Event") -> None:
        """Add a value to the list or mapping that is open, or make it the next key there."""
        if self.current.__class__ is list:
            self.current.append(value)
        elif self.key is not None:
            self.current[self.key] = value
            self.key = None
        elif value.__class__ is not str:
            self.fail(event, "wrong-shape", "a key must be a plain text")
        else:
            if value in self.current:
                self.report((*self._path(), value, AGAIN), "equal-keys", f"the key {quoted(value)} stands twice")
            self.key = value

    def _note(self, event: Any) -> None:
        """Keep where an item begins of the file's list, or of a list in the file's mapping."""
        if self.current.__class__ is list:
            self.offsets[*self._path(), len(self.current)] = event.start_mark.index

    def _path(self) -> Path:
        """Where the open list or mapping is."""
        return tuple(len(holder) if key is None else key for holder, key, _ in self.stack[1:])

    def fail(self, event: Any, code: str, message: str) -> NoReturn:
        raise Unreadable(*after(self.text[: event.start_mark.index]), code, message)


def _find(text: str, wanted: Collection[Path], found: dict[Path, int]) -> None:
    """Fill `found` with the offsets of the wanted paths. Raises Unreadable where the text can't be read on."""
    import yaml

    path: list[str | int | None] = []  # The position in each open list, the key in each open mapping.
    keys: list[set[str]] = []
    anchors: dict[str, str] = {}  # Of texts, which may be keys.
    starts, ends = (yaml.MappingStartEvent, yaml.SequenceStartEvent), (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    scalars, over = (yaml.ScalarEvent, yaml.AliasEvent), (yaml.StreamEndEvent, yaml.DocumentEndEvent)
    with _parser(text) as get:
        while (path and path[-1] is not None) or len(found) < len(wanted):
            if isinstance(event := get(), over):
                return
            at = event.start_mark.index
            if isinstance(event, ends):
                path.pop()
                keys.pop()
            elif path and path[-1] is None:
                name = getattr(event, "value", anchors.get(event.anchor))
                if name is None:
                    return  # No text is a key here: reading ended in an error.
                path[-1] = name
                _mark_key(_plain(path), at, name in keys[-1], wanted, found)
                keys[-1].add(name)
                continue
            elif isinstance(event, (*starts, *scalars)):
                if isinstance(event, yaml.ScalarEvent) or not path or isinstance(path[-1], int):
                    found.update({here: at for here in (_plain(path),) if here in wanted})
                if isinstance(event, starts):
                    path.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
                    keys.append(set())
                    continue
            else:
                continue
            if isinstance(event, yaml.ScalarEvent) and event.anchor:
                anchors[event.anchor] = event.value
            if path:
                path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None


def _plain(path: list[str | int | None]) -> Path:
    return tuple(part for part in path if part is not None)


def _mark_key(path: Path, at: int, again: bool, wanted: Collection[Path], found: dict[Path, int]) -> None:
    if path in wanted:
        found.setdefault(path, at)
    if again and (*path, AGAIN) in wanted:
        found[*path, AGAIN] = at


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
