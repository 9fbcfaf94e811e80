"""The layouts that `tpcli import` knows. A preset says how a file is recognised, and what its columns make.

Each is a module of this package with what `Preset` lists; what reads dates, numbers, countries and lists is shared.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from tpcli.record.importing.entries import Reading
from tpcli.record.importing.tables import Cells, Row, Table
from tpcli.text.folding import key
from tpcli.text.json import Fields

PRESETS = ("timelinejs", "sipri", "acled", "ucdp", "ics", "csl-json", "markdown", "csv")
"""In the order in which a file is tried; the last takes any table."""

Made = tuple[str, Fields]
"""The part of a record that an entry belongs to, and its fields."""


class Input(NamedTuple):
    """A file to import, as text."""

    name: str
    text: str
    columns: Sequence[str] | None = None
    """The names of the columns of a CSV without a header, as the user gives them."""
    wanted: Collection[str] = ()
    """The columns that the user names."""
    notes: Sequence[tuple[str, str]] = ()
    """For a folder, the name and the text of each note in it."""


class Preset(Protocol):
    """The interface of a module of this package."""

    WHAT: str
    """A description of the layout in a few words."""
    SECTION: str
    """The part of a record that it makes before all: events, deals or sources."""

    @staticmethod
    def suits(file: Input) -> bool:
        """Whether the file looks like this layout."""

    @staticmethod
    def table(file: Input) -> Table:
        """The rows of the file. Raises TpcliError."""

    @staticmethod
    def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
        """For each field of the main entry the columns that make it up."""

    @staticmethod
    def entries(row: Row, how: Reading) -> list[Made]:
        """The entries of a row, each with its section; none where it has nothing of its own. Raises Wrong."""


def preset_of(name: str) -> Preset:
    """The module of a preset."""
    return cast("Preset", import_module(f"{__name__}.{name.replace('-', '_')}"))


def recognised(file: Input) -> str:
    """The name of the first preset that a file looks like."""
    return next(name for name in PRESETS if name == PRESETS[-1] or preset_of(name).suits(file))


def has_columns(file: Input, names: Collection[str]) -> bool:
    """Whether a line near the top of a file, or an object in it, names all of these columns."""
    wanted = {key(name) for name in names}
    if file.columns is not None:
        return wanted <= {key(name) for name in file.columns}
    if file.text.lstrip()[:1] in ("[", "{"):
        return all(re.search(rf'"{re.escape(name)}"\s*:', file.text[:100_000]) for name in names)
    lines = file.text[:200_000].splitlines()[:60]
    return any(wanted <= {key(cell) for cell in re.split(r"[,;\t|]", line)} for line in lines)


def named(table: Table, names: Collection[str]) -> Table:
    """The table with those of its columns renamed that differ from one of `names` in case or signs alone."""
    by_key = {key(name): name for name in names}
    new = {column: by_key.get(key(column), column) for column in table.columns}
    if all(old == name for old, name in new.items()):
        return table

    def renamed(cells: Cells) -> Cells:
        return {new.get(name, name): value for name, value in cells.items()}

    rows = [row._replace(values=renamed(row.values)) for row in table.rows]
    return table._replace(columns=tuple(new[column] for column in table.columns), rows=rows)
