"""The SQL functions that questions use."""

import sqlite3

from tpcli.dates import edtf
from tpcli.text.folding import sort_key


def add_functions(connection: sqlite3.Connection) -> None:
    """Let a connection's SQL call `iso_day`, `first_day`, `settled`, `sort_key` and `money_key`."""
    connection.create_function("iso_day", 1, edtf.iso_day, deterministic=True)
    connection.create_function("first_day", 1, _first_day, deterministic=True)
    connection.create_function("settled", 2, _settled, deterministic=True)
    connection.create_function("sort_key", 1, sort_key, deterministic=True)
    connection.create_function("money_key", 1, _money_key, deterministic=True)


def _first_day(date: str | None) -> int | None:
    """The first day of an EDTF date, as a Julian day number; None where there is no date."""
    return edtf.parse(date).start if date else None


def _money_key(amount: int | float | str | None) -> str | None:
    """A text that sorts amounts, which are not negative, by what they are."""
    from decimal import Decimal

    return None if amount is None else format(Decimal(str(amount)), "040.18f")


def _settled(date: str | None, digits: int) -> str | None:
    """The first 3 or 4 digits of a date's year, with its sign: where an interval begins, or of all dates of a set.

    None where the date does not settle them, and where there is no date.
    """
    if not date:
        return None
    kind, pieces = edtf.apart(date)
    ends = [pieces[0].first] if kind in ("date", "interval") else [end for piece in pieces for end in piece]
    years = {end.digits[0] if end else "XXXX" for end in ends}
    found = {year[: digits - 4 or None] for year in years}
    return None if len(found) > 1 or "X" in "".join(found) else found.pop()
