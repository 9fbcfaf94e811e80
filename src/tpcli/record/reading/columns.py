"""Many entries read together, column by column.

Most of what stands in a field stands there again and again, so what one value reads as is kept for the next. Entries
read so cost half of what they cost one by one. Whatever asks for a closer look is left to those who read entry by entry
and say what is wrong where. Nothing here knows a rule of its own: all are those of the readers that it is given.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import NoneType
from typing import Any

from tpcli.record.model import Reader, said, text
from tpcli.record.problems import Wrong
from tpcli.record.reading.kept import Kept

_TEXTS, _LISTS = {str, NoneType}, {list, NoneType}


class Columns:
    """Reads batches of one section's entries."""

    def __init__(self, kind: type[Any], readers: Mapping[str, Reader], required: Collection[str]) -> None:
        """`kind` is what an entry becomes, `readers` say how each of its fields is read."""
        self.empty: dict[str, Any] = dict.fromkeys(kind._fields)
        self.required = required
        self.fields = {
            name: readers[name] if name in required else _or(readers[name], kind._field_defaults.get(name))
            for name in self.empty
        }
        self.kept = {name: Kept(_of_hashable(reader)) for name, reader in self.fields.items()}
        self.plain = frozenset(name for name, reader in readers.items() if reader in (text, said))

    def read(self, entries: Sequence[Any]) -> list[Sequence[Any]] | None:
        """The columns of a batch of entries, in the order of the fields; None unless every entry is right by itself."""
        if set(map(type, entries)) != {dict}:
            return None
        full = [self.empty | entry for entry in entries]  # Every field, in order.
        if set(map(len, full)) != {len(self.empty)}:  # A field of another name.
            return None
        columns = zip(*map(dict.values, full), strict=True)
        try:
            return [self._column(name, column) for name, column in zip(self.fields, columns, strict=True)]
        except Wrong:
            return None

    def _column(self, name: str, column: Sequence[Any]) -> Sequence[Any]:
        """What the values of one field read as. Raises Wrong."""
        types = set(map(type, column))
        if (
            name in self.plain
            and types <= _TEXTS
            and "" not in column
            and not (name in self.required and (None in column or any(map(str.isspace, column))))
        ):
            return column
        kept = self.kept[name]
        try:
            if name != "id" and types <= _TEXTS:  # No id comes again.
                return [kept[value] for value in column]
            if types <= _LISTS:
                return [kept[value if value is None else tuple(value)] for value in column]
        except TypeError:  # A list of mappings, which no table can hold.
            pass
        return list(map(self.fields[name], column))


def _or(reader: Reader, empty: Any) -> Reader:
    return lambda value: empty if value is None else reader(value)


def _of_hashable(reader: Reader) -> Callable[[Any], Any]:
    return lambda value: reader(list(value) if value.__class__ is tuple else value)
