"""Another id for an entry, or another word for one of the vocabulary, wherever a record names it.

Nothing is written here. Each file that names it comes back as bytes in which only those names are others. All is read
again, and must be the record that was there but for the name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tpcli.errors import TpcliError, UsageError
from tpcli.record.entries import Citation, Retired, Vocabulary
from tpcli.record.fields import FIELDS, SINGULAR
from tpcli.record.problems import Path, RecordError
from tpcli.record.reading.files import RecordFile, record_files
from tpcli.record.reading.record import Record, read_record
from tpcli.record.writing.as_text import yaml_scalar
from tpcli.record.writing.mentions import Scalar, scalars
from tpcli.record.writing.retiring import with_retired
from tpcli.text.folding import composed
from tpcli.text.nearest import Unknown

Load = Callable[[str, Sequence[RecordFile]], Record]
"""Reads a record from files that stand for those that are there, and checks it as a whole. Raises RecordError."""

ENTRY = "entry"
_ENTRY_SHAPES = ("id", "ids", "citations")
_ID = re.compile(r"\w[\w.+-]{0,199}")
"""What can be written everywhere without quotes."""


class Name(NamedTuple):
    """What is renamed."""

    kind: str
    """`entry`, or the part of the vocabulary that it is a word of."""
    old: str
    new: str

    def is_named(self, path: Path) -> bool:
        """Whether a place of a record holds such a name."""
        if path[0] == "vocabulary":
            part = path[1] if len(path) > 1 else ""
            if part == "stages" == self.kind and len(path) > 3 and path[3] == "needs":
                return True
            return part == self.kind and (len(path) == 3 or path[3:] == ("id",))
        if path[0] == "record":
            return self.kind == ENTRY and path[1:2] == ("retired",) and path[-1] == "replaced_by"
        field = FIELDS.get(str(path[0]), {}).get(str(path[2])) if len(path) > 2 else None
        if field is None or field.shape not in self.shapes:
            return False
        return field.shape != "citations" or not isinstance(path[-1], str) or path[-1] in ("source", field.name)

    @property
    def shapes(self) -> tuple[str, ...]:
        """The shapes of the fields that hold such names."""
        return _ENTRY_SHAPES if self.kind == ENTRY else (self.kind, SINGULAR[self.kind])

    def of(self, text: str) -> str:
        """The name that stands for another after it all."""
        return self.new if text == self.old else text


class Renamed(NamedTuple):
    """The files that change, each with its old and its new content."""

    changed: list[tuple[RecordFile, bytes, bytes]]
    entry: bool
    """Whether it is an entry that was renamed."""


def renamed(location: str, typed: str, new: str, why: str | None, load: Load) -> Renamed:
    """The record's files with another name in place of an old one.

    `typed` is the id of an entry, or a word of the vocabulary, as `theme=nuclear` where an entry is called so too. With
    `why`, the old id is kept in `record: retired`. Raises UsageError for what can't be renamed so, TpcliError where the
    record has no place for it.
    """
    files = record_files(location)
    contents = {n: file.read() for n, file in enumerate(files)}
    before = read_record(location, [file._replace(content=contents[n]) for n, file in enumerate(files)])
    name = _name(before, typed, new)
    changed = {n: _with_new(file, contents[n], name) for n, file in enumerate(files)}
    home = next((place.file for (_, id_), place in before.places.items() if id_ == name.old), None)
    if name.kind == ENTRY and home is not None and changed[home] == contents[home]:
        raise UsageError(f"'{name.old}' is made of a date and a title: give that entry an id of its own first")
    expected = _substituted(before, name)
    if why is not None:
        if name.kind != ENTRY:
            raise UsageError("a word of the vocabulary can't be retired: leave --why out")
        retired = Retired(name.old, why, name.new)
        files, changed = with_retired(location, files, changed, retired)
        about = expected.about
        expected = expected._replace(about=about._replace(retired=(*about.retired, retired)))
    changed = {n: content for n, content in changed.items() if content != contents.get(n)}
    read_as = [file._replace(path=None, content=changed.get(n, contents.get(n, b""))) for n, file in enumerate(files)]
    _check(location, read_as, expected, name, load)
    return Renamed([(files[n], contents.get(n, b""), changed[n]) for n in sorted(changed)], name.kind == ENTRY)


def _name(record: Record, typed: str, new: str) -> Name:
    """What is meant. Raises UsageError."""
    part, _, word = typed.rpartition("=")
    parts = {one: many for many, one in SINGULAR.items()}
    words = {many: _known(record, many) for many in SINGULAR}
    ids = {entry.id: entry for entries in _entries(record) for entry in entries}
    if part and part not in parts:
        raise Unknown("part", part, parts, rest=f": {', '.join(parts)}", where=" of a vocabulary")
    found = [many for many in ([parts[part]] if part else SINGULAR) if word in words[many]]
    if not part and word in ids:
        found = [ENTRY]
    retired = {one.id for one in record.about.retired}
    if not found:
        if word in retired:
            raise UsageError(f"'{word}' is retired already: record: retired says what took its place")
        known = [*words[parts[part]]] if part else [*ids, *(word for many in words.values() for word in many)]
        raise Unknown(part or "id", word, known)
    if len(found) > 1:
        ways = " or ".join(f"{SINGULAR[many]}={word}" for many in found)
        raise UsageError(f"'{word}' is a word of several parts of the vocabulary: write {ways}")
    new = composed(new)
    if not _ID.fullmatch(new):
        raise UsageError(f"'{new}' is no id: use lower-case words joined by hyphens")
    if new in (ids.keys() | retired if found == [ENTRY] else words[found[0]]):
        what = "the id of an entry" if new in ids else "a retired id" if new in retired else "a word of the vocabulary"
        raise UsageError(f"'{new}' is already {what}: choose another")
    return Name(found[0], word, new)


def _known(record: Record, part: str) -> list[str]:
    """The words of a part of the vocabulary; of one that is open, those that entries hold."""
    words = getattr(record.vocabulary, part)
    if words is not None:
        return list(words)
    shapes = (part, SINGULAR[part])
    held = [(section, field.name) for section in FIELDS for field in FIELDS[section].values() if field.shape in shapes]
    values = (getattr(entry, field) for section, field in held for entry in getattr(record, section))
    return list(
        dict.fromkeys(word for value in values for word in ([value] if isinstance(value, str) else value or ()))
    )


def _entries(record: Record) -> Iterator[Sequence[Any]]:
    return iter((record.events, record.deals, record.facts, record.sources))


def _with_new(file: RecordFile, content: bytes, name: Name) -> bytes:
    """The content of a file with the new name in each place of the old one."""
    if name.old.encode() not in composed(content.decode("utf-8", "replace")).encode():
        return content
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    pieces, at = [], 0
    for start, end, written in _changes(file, text, name):
        pieces += [text[at:start], written]
        at = end
    return mark + "".join([*pieces, text[at:]]).encode()


def _changes(file: RecordFile, text: str, name: Name) -> Iterator[tuple[int, int, str]]:
    anchors: dict[str, bool] = {}
    for scalar in scalars(file, text, name.old):
        if composed(scalar.value.strip()) != name.old:
            continue
        named = name.is_named(scalar.path)
        if scalar.anchor:
            anchors[scalar.anchor] = named
        if scalar.alias is None:
            if named:
                yield scalar.start, scalar.end, _written(file, scalar, name.new)
        elif named != anchors[scalar.alias]:  # Elsewhere the text that it stands for is another now, or still the old.
            yield scalar.start, scalar.end, yaml_scalar(name.new if named else scalar.value)


def _written(file: RecordFile, scalar: Scalar, new: str) -> str:
    if scalar.style:
        return f"{scalar.style}{new}{scalar.style}"
    return {"yaml": yaml_scalar(new), "csv": new}.get(file.format, f'"{new}"')


# What is to be read afterwards


def _substituted(record: Record, name: Name) -> Record:
    """The record with the new name in each place of the old one."""
    parts: dict[str, Any] = {}
    for section, fields in FIELDS.items():
        held = [field.name for field in fields.values() if field.shape in name.shapes]
        parts[section] = tuple(
            entry._replace(**{field: _of(getattr(entry, field), name) for field in held})
            for entry in getattr(record, section)
        )
    about = record.about
    if name.kind == ENTRY:
        retired = tuple(one._replace(replaced_by=_of(one.replaced_by, name)) for one in about.retired)
        about = about._replace(retired=retired)
    return record._replace(**parts, about=about, vocabulary=_words(record.vocabulary, name))


def _of(value: Any, name: Name) -> Any:
    if isinstance(value, Citation):
        return value._replace(source=name.of(value.source))
    if isinstance(value, tuple):
        return tuple(_of(item, name) for item in value)
    return name.of(value) if isinstance(value, str) else value


def _words(vocabulary: Vocabulary, name: Name) -> Vocabulary:
    """The vocabulary with the new word. One that is called after its id has no name: it is called after the new one."""
    parts: dict[str, Any] = {}
    for part in SINGULAR:
        words = getattr(vocabulary, part)
        parts[part] = words and {
            (name.of(id_) if part == name.kind else id_): term._replace(
                id=name.of(id_) if part == name.kind else id_,
                needs=_of(term.needs, name) if name.kind == "stages" else term.needs,
                name="" if part == name.kind and term.name in _called(name) else term.name,
            )
            for id_, term in words.items()
        }
    return vocabulary._replace(**parts)


def _called(name: Name) -> tuple[str, ...]:
    return tuple(id_.replace("-", " ").capitalize() for id_ in (name.old, name.new))


def _check(location: str, files: Sequence[RecordFile], expected: Record, name: Name, load: Load) -> None:
    """Raises TpcliError where the files do not read as they should."""
    try:
        after = load(location, files)
    except RecordError as error:
        said = "\n".join(map(str, error.problems))
        raise TpcliError(f"nothing was renamed, for the record would have errors:\n{said}") from None
    after = after._replace(vocabulary=_words(after.vocabulary, name))
    for part in ("vocabulary", "about", "sources", "deals", "facts", "events"):
        if getattr(after, part) != getattr(expected, part):
            raise TpcliError(
                f"'{name.old}' can't be renamed so that all the rest of the {part} reads as before: rename it by hand"
            )
