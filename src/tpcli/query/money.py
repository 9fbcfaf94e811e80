"""Sums and order of money in decimal arithmetic: 0.1 and 0.2 make 0.3."""

import re
import sqlite3
from collections.abc import Iterable
from decimal import Context, Decimal
from functools import reduce
from typing import Any

from tpcli.query.nouns import AMOUNTS
from tpcli.text.numbers import DIGITS, Number, digits, exact

_EXACT = Context(prec=400)
_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")


class _Sum:
    """An aggregate of SQLite over numbers, or digits as text where a double would round them."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.number = 0

    def step(self, amount: int | float | str | None) -> None:
        """Add an amount."""
        if amount is not None:
            self.total = _EXACT.add(self.total, Decimal(str(amount)))
            self.number += 1

    def finalize(self) -> str | None:
        """The sum in digits; None of nothing."""
        return digits(self.total) if self.number else None


class _SumOfSql:
    """SQL's own `sum`, also over windows: decimal as long as no number has more digits than a double keeps."""

    def __init__(self) -> None:
        self.total, self.binary = Decimal(0), 0.0
        self.number = self.real = self.rounded = 0

    def step(self, value: Any) -> None:
        """Add a value."""
        self._add(value, 1)

    def inverse(self, value: Any) -> None:
        """Take away the value that leaves the window."""
        self._add(value, -1)

    def _add(self, value: Any, times: int) -> None:
        if value is None:
            return
        self.number += times
        if not isinstance(value, int):
            self.real += times
            value = value if isinstance(value, float) else _read(value)
        if isinstance(value, float) and not _settled(value):
            self.rounded += times
            self.binary += times * value
        else:
            self.total = _EXACT.add(self.total, times * Decimal(str(value)))

    def value(self) -> int | float | str | None:
        """The sum as SQL gives it; as digits in a text where a number of SQL would not hold it."""
        if not self.number:
            return None
        if self.rounded:
            return float(self.total) + self.binary
        found = exact(self.total)
        if isinstance(found, int) and abs(found) < 2**63:
            return float(found) if self.real and abs(found) < 2**53 else found
        return found if isinstance(found, float) else digits(found)

    finalize = value


def _settled(value: float) -> bool:
    """Whether a double has so few digits that they are those that it was made of."""
    return abs(value) < 2**63 and len(repr(value).partition("e")[0].replace(".", "").strip("-0")) <= DIGITS


def _read(value: str | bytes) -> Number:
    """The number that a text begins with, as SQLite reads it; 0 where there is none."""
    text = value if isinstance(value, str) else value.decode("utf-8", "replace")
    match = _NUMBER.match(text)
    return exact(match[0].strip()) if match else 0


def add_sums(connection: sqlite3.Connection) -> None:
    """Let SQL use `decimal_sum`, whose value `number` reads."""
    connection.create_aggregate("decimal_sum", 1, _Sum)  # type: ignore[arg-type]  # Of money, to text.


def add_sum(connection: sqlite3.Connection) -> None:
    """Let `sum` of SQL that a user wrote be decimal too."""
    connection.create_window_function("sum", 1, _SumOfSql)


def are_texts(connection: sqlite3.Connection) -> bool:
    """Whether amounts of the record are kept as text."""
    texts = " OR ".join(f"typeof({name}) = 'text'" for name in AMOUNTS)
    return connection.execute(f"SELECT 1 FROM main.deal WHERE {texts}").fetchone() is not None


def together(amounts: Iterable[tuple[str | None, Number | None]]) -> str:
    """Amounts of several outcomes, each with its currency, added up; empty where no currency has two of them."""
    sums: dict[str, list[Decimal]] = {}
    for currency, amount in amounts:
        if currency is not None and amount is not None:
            sums.setdefault(currency, []).append(Decimal(str(amount)))
    if all(len(values) == 1 for values in sums.values()):
        return ""
    said = [f"{currency} {digits(reduce(_EXACT.add, values))}" for currency, values in sorted(sums.items())]
    return f"settled values of all outcomes together: {', '.join(said)}"


def number(total: str | None) -> Number | None:
    """A sum as a number without loss."""
    return None if total is None else exact(total)
