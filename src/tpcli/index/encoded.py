"""Fields of events beside their rows, dictionary-encoded: for each event the row of the first with the same value.

Events are counted by these: of a million the rows are hundreds of megabytes, and such a field is four.
"""

import sqlite3
import sys
from array import array
from collections.abc import Sequence
from typing import Any

from tpcli.index.columns import COLUMNS
from tpcli.text.json import Cell, Row

FIELDS = ("date", "themes", "countries", "organisations", "kind")
"""The columns of events that are encoded."""

MOST_VALUES = 100_000
"""A field of more different values is left out: a record may hold any number, and they are kept while it is read."""


class Encoder:
    """Encodes the fields of events as their rows are made."""

    def __init__(self) -> None:
        names = [column.removesuffix("?") for column in COLUMNS["events"]]
        self.places = {field: names.index(field) for field in FIELDS}
        self.firsts: dict[str, dict[Cell, int]] = {field: {} for field in FIELDS}
        self.codes = {field: array("I") for field in FIELDS}

    def add(self, number: int, rows: Sequence[Row]) -> None:
        """Encode the next rows of the table of events; `number` is that of the first."""
        for field, first in self.firsts.items():
            if len(first) <= MOST_VALUES:
                place = self.places[field]
                values = [row[place] for row in rows]
                self.codes[field].extend(map(first.setdefault, values, range(number, number + len(values))))

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the fields that have not too many values."""
        for field, first in self.firsts.items():
            if len(first) <= MOST_VALUES:
                connection.execute("INSERT INTO encoded VALUES (?, ?)", (field, _swapped(self.codes[field]).tobytes()))


def encoded(connection: sqlite3.Connection, field: str) -> Sequence[int] | None:
    """For each event, by its row, the row of the first event with the same value; None for what is not encoded."""
    found: Any = connection.execute("SELECT codes FROM encoded WHERE field = ?", (field,)).fetchone()
    return None if found is None else _swapped(array("I", found[0]))


def _swapped(codes: "array[int]") -> "array[int]":
    """The codes in the order of bytes that an index has on every machine: it may come with the wheel."""
    if sys.byteorder == "big":
        codes.byteswap()
    return codes
