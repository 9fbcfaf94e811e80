"""Sums of money in decimal arithmetic: 0.1 and 0.2 make 0.3."""

import sqlite3
from decimal import Context, Decimal

from tpcli.errors import TpcliError

_EXACT = Context(prec=100)


class _Sum:
    """An aggregate of SQLite. An amount of the record has at most 15 digits, so that its shortest form is exact."""

    def __init__(self) -> None:
        self.total: Decimal | None = None

    def step(self, amount: float | None) -> None:
        """Add an amount."""
        if amount is not None:
            self.total = _EXACT.add(self.total or Decimal(0), Decimal(repr(amount)))

    def finalize(self) -> str | None:
        """The sum in digits; None of nothing."""
        return None if self.total is None else format(self.total, "f")


def add_sums(connection: sqlite3.Connection) -> None:
    """Let SQL use `decimal_sum`, whose value `number` reads."""
    connection.create_aggregate("decimal_sum", 1, _Sum)  # type: ignore[arg-type]  # Of money, to text.


def number(total: str | None) -> float | None:
    """A sum as a number: whole where it is whole. Raises TpcliError where a number can't hold it exactly."""
    if total is None:
        return None
    value = Decimal(total)
    if value == value.to_integral_value():
        return int(value)
    if Decimal(repr(float(value))) != value:
        raise TpcliError(f"the sum is {total}, which has more digits than a number holds: narrow the question")
    return float(value)
