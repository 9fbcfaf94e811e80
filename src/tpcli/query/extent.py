"""How much a record holds."""

import sqlite3
from typing import NamedTuple

from tpcli.dates.edtf import OPEN_START, civil


class Extent(NamedTuple):
    """The number of entries of each noun, and the years of the first and the last event; None where none begins."""

    counts: dict[str, int]
    years: tuple[int, int] | None


def extent(connection: sqlite3.Connection) -> Extent:
    """The extent of the whole record."""
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("event", "deal", "fact", "source")
    }
    first = connection.execute("SELECT min(start) FROM event WHERE start > ?", (OPEN_START,)).fetchone()[0]
    last = connection.execute("SELECT max(start) FROM event").fetchone()[0]
    return Extent(counts, None if first is None else (civil(first)[0], civil(last)[0]))
