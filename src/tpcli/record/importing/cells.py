"""Single cells of a row, as presets ask for them. What can't be read raises Wrong, its message naming the column."""

import re

from tpcli.record.importing import dates, words
from tpcli.record.importing.columns import texts_of
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.numbers import number_of
from tpcli.record.importing.tables import Row
from tpcli.record.problems import Wrong, quoted


def text(row: Row, *columns: str) -> str:
    """The texts of the cells, joined by blanks; empty where they hold nothing."""
    return " ".join(item for column in columns for item in texts_of(row.values.get(column), column))


def required(row: Row, column: str) -> str:
    """The text of a cell that must hold something."""
    found = text(row, column)
    if not found:
        raise Wrong("missing-field", f"{column}: it holds nothing")
    return found


def date(row: Row, column: str, how: Reading) -> str:
    """The date in a cell, in EDTF, without its time of day; empty where there is none."""
    found = text(row, column)
    try:
        written = dates.date_of(found, how.columns.order((column,))) if found else ""
    except Wrong as wrong:
        raise Wrong(wrong.code, f"{column}: {wrong.message}") from None
    return re.sub("T[^/]*", "", written)


def number(row: Row, column: str, how: Reading) -> str:
    """The number in a cell, in digits; empty where there is none."""
    found = text(row, column)
    try:
        return number_of(found, how.columns.mark((column,))) if found else ""
    except Wrong as wrong:
        raise Wrong(wrong.code, f"{column}: {wrong.message}") from None


def whole(row: Row, column: str, how: Reading) -> int | None:
    """The whole number in a cell; None where there is none."""
    found = number(row, column, how)
    if found and not found.isdecimal():
        raise Wrong("not-a-number", f"{column}: {quoted(found)} is not a whole number")
    return int(found) if found else None


def country(name: str, how: Reading) -> str | None:
    """The code of a country; None where the name is none of a country."""
    return words.word(name, how.words["country"])


def listed(row: Row, *columns: str) -> list[str]:
    """The items in some cells, of which each holds several with `;` between them; each once."""
    parts = [part.strip() for column in columns for part in text(row, column).split(";")]
    return list(dict.fromkeys(part for part in parts if part))
