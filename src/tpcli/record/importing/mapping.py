"""The columns of each field: as the user says, or found by the names of the columns."""

import re
from collections.abc import Mapping, Sequence

from tpcli.errors import UsageError
from tpcli.record.entries import Vocabulary
from tpcli.record.fields import FIELDS
from tpcli.record.importing.tables import Table
from tpcli.record.reading.own import OwnFields
from tpcli.text.folding import key, slug
from tpcli.text.nearest import Unknown

REQUIRED = {"events": ("date", "title"), "deals": ("title",), "sources": ("title",)}
"""The fields that each entry needs, apart from an id, which is made where there is none."""


def parse_map(typed: Sequence[str], section: str = "events") -> dict[str, str]:
    """`date=Year,countries=Supplier+Recipient`: for each field of an entry what is said of its columns.

    A comma ends a column's name only where a field and `=` follow. Raises UsageError.
    """
    fields: dict[str, str] = {}
    for part in [part for text in typed for part in re.split(r",(?=\s*\w+\s*=)", text)]:
        name, equals, column = part.partition("=")
        name = name.strip()
        if not equals or not column.strip():
            raise UsageError(f"--map '{part}' says no column: write it as date=Year,title=Name")
        if name not in FIELDS[section]:
            raise Unknown("field", name, FIELDS[section], where=f" in {section}", option="--map")
        if name in ("deal", "stage"):
            raise UsageError(f"--map: {name} can't be imported, for a list of events brings no deals: add it later")
        if name in fields:
            raise UsageError(f"--map names '{name}' twice: join columns with +, as in {name}=A+B")
        fields[name] = column.strip()
    for name in REQUIRED[section]:
        if name not in fields:
            raise UsageError(f"--map names no column for the {name}: write {name}=COLUMN")
    return fields


def columns_of(fields: Mapping[str, str], table: Table, option: str = "--map") -> dict[str, tuple[str, ...]]:
    """For each field the columns that make it up. Raises UsageError, naming the nearest, where there are none."""
    out: dict[str, tuple[str, ...]] = {}
    for field, said in fields.items():
        whole = _column(said, table)
        parts = [said] if whole else said.split("+")
        found = [whole or _column(part.strip(), table) for part in parts]
        for part, column in zip(parts, found, strict=True):
            if column is None:
                raise Unknown("column", part.strip(), table.columns, "columns", option=f"{option} {field}")
        out[field] = tuple(column for column in found if column)
    return out


def _column(said: str, table: Table) -> str | None:
    """A column by its name, by its text in the first row where there are no names, or by its number."""
    if said in table.columns:
        return said
    alike = {column for column in table.columns if key(column) == key(said) != ""}
    if len(alike) == 1:
        return alike.pop()
    if said in table.also:
        return table.also[said]
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0
    return table.columns[number - 1] if 1 <= number <= len(table.columns) else None


def filled_columns(table: Table) -> set[str]:
    """The columns that hold something in some row; false is something."""
    return {name for row in table.rows for name, value in row.values.items() if value or value is False}


def more_columns(table: Table, fields: Mapping[str, tuple[str, ...]], section: str) -> dict[str, str]:
    """The columns of which no field is made, each by the name of the record's own field that keeps it.

    A name that tpcli has for something else, or that is one slip away from such a one, gets `_given` behind it.
    """
    used = {column for columns in fields.values() for column in columns}
    filled = filled_columns(table)
    own = OwnFields(section, Vocabulary())
    out: dict[str, str] = {}
    for column in dict.fromkeys(table.columns):
        name = (slug(column) or "-".join(column.casefold().split())).replace("-", "_")
        if column in used or column not in filled:
            continue
        if name in FIELDS[section] or not own.takes(name):
            name += "_given"
        if name not in out and own.takes(name):
            out[name] = column
    return out
