"""A time axis: the position of a day, the ticks, and the rows of labels that would overlap."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from tpcli.dates.edtf import civil, day_number
from tpcli.dates.readable import MONTHS

_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


class Scale(NamedTuple):
    """A stretch of days laid over a length."""

    first: int
    last: int
    size: float

    def place(self, day: float) -> float:
        """The position of a day, from 0 to `size`; a day outside the axis gets the nearer end."""
        share = (day - self.first) / max(self.last - self.first, 1)
        return min(max(share, 0.0), 1.0) * self.size

    def column(self, day: float) -> int:
        """The column of characters in which a day falls."""
        share = (day - self.first) / (self.last - self.first + 1)
        return min(max(int(share * self.size), 0), int(self.size) - 1)


class Tick(NamedTuple):
    """One tick of the axis."""

    day: int
    label: str


def ticks(first: int, last: int, most: int) -> list[Tick]:
    """At least one and at most `most` ticks at round years, months or days: the finest of which two or more fit."""
    most = max(most, 1)
    single: list[Tick] = []
    steps = [(_days, n) for n in (1, 2, 5, 10)] + [(_months, n) for n in (1, 3, 6)] + [(_years, n) for n in _YEARS]
    for made, step in steps:
        found = list(islice(made(first, last, step), most + 1))
        if 1 < len(found) <= most:
            return found
        single = single or (found if len(found) == 1 else [])
    return single or list(islice(_days(first, last, 1), 1))


def _years(first: int, last: int, step: int) -> Iterator[Tick]:
    year = -(-civil(first)[0] // step) * step
    while day_number(year, 1, 1) <= last:
        if day_number(year, 1, 1) >= first:
            yield Tick(day_number(year, 1, 1), str(year) if year > 0 else f"{1 - year} BC")
        year += step


def _months(first: int, last: int, step: int) -> Iterator[Tick]:
    year, month, _ = civil(first)
    month = (month - 1) // step * step + 1
    shown = None
    while day_number(year, month, 1) <= last:
        day = day_number(year, month, 1)
        if day >= first:
            yield Tick(day, MONTHS[month - 1] + (f" {year}" if year != shown else ""))
            shown = year
        month += step
        if month > 12:
            year, month = year + 1, 1


def _days(first: int, last: int, step: int) -> Iterator[Tick]:
    shown = None
    for day in range(first, last + 1):
        year, month, number = civil(day)
        if (number - 1) % step == 0 and (step == 1 or number <= 28):
            yield Tick(day, f"{number} {MONTHS[month - 1]}" + (f" {year}" if year != shown else ""))
            shown = year


def stack(stretches: Iterable[tuple[int, int]]) -> list[int]:
    """The row of each range of columns, from 0, the lowest in which it overlaps no other."""
    taken: dict[int, set[int]] = {}
    lowest: dict[int, int] = {}
    levels = []
    for first, last in stretches:
        columns = range(first, last + 1)
        level = max(lowest.get(column, 0) for column in columns)
        while any(level in taken.get(column, ()) for column in columns):
            level += 1
        levels.append(level)
        for column in columns:
            taken.setdefault(column, set()).add(level)
            while lowest.get(column, 0) in taken[column]:
                lowest[column] = lowest.get(column, 0) + 1
    return levels
